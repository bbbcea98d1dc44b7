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


@pytest.fixture(autouse=True, scope="session")
def mails_go_through_the_outbox(django_test_environment: None) -> None:
    """Django's test runner swaps the e-mail backend for a list; ours is what is to be tested."""
    from django.conf import settings  # noqa: PLC0415

    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def empty_mailbox() -> Iterator[None]:
    """No test reads another's letters."""
    from tests.letters import empty_the_mailbox  # noqa: PLC0415

    yield
    empty_the_mailbox()
