"""The small set of texts that the tests of groups read."""

from tests.courses.conftest import shelf, write

__all__ = ["shelf", "write"]
