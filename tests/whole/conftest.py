"""The public site, as the tests of pages have it."""

from tests.pages.conftest import built_once, home, make_group, now

__all__ = ["built_once", "home", "make_group", "now"]
