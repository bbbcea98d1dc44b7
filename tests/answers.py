"""The type of what Django's test client answers; Django names it for type checkers only."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer
else:
    from django.http import HttpResponseBase as Answer

__all__ = ["Answer"]
