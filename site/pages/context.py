"""The navigation of every page."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation` and `account_menu` for templates."""
    return {"navigation": [], "account_menu": []}
