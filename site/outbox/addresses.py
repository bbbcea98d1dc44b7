"""Whole addresses for letters, which stand on no page of ours."""

from django.conf import settings


def site_address(path: str, *, discreet: bool) -> str:
    """`path`, which begins with a slash, as a whole address.

    In a discreet letter it stands on the neutral host, which leads on to the site.
    """
    return str(settings.DISCREET_SITE_URL if discreet else settings.SITE_URL) + path
