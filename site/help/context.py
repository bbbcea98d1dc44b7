"""What every page shows of the clinic and of crisis help."""

from typing import Any

from django.http import HttpRequest


def brand_and_crisis(request: HttpRequest) -> dict[str, Any]:
    """`brand` and `crisis` for templates."""
    return {}
