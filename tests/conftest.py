"""What every test stands on."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_cache_and_clock() -> Iterator[None]:
    """No test inherits another's rate limits or clock."""
    from clock import set_offset  # noqa: PLC0415  (after Django is set up)

    cache.clear()
    set_offset(0)
    yield
    set_offset(0)
