"""What the tests of groups share with those of courses: a small set of texts."""

from tests.courses.conftest import shelf, write

__all__ = ["shelf", "write"]
