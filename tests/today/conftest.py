"""The small set of texts that the tests of groups read."""

from tests.groups.conftest import shelf, small_course

__all__ = ["shelf", "small_course"]
