"""Where the pictures and documents of lessons lie, apart from those of the public pages.

Rights over collections flow down their tree, as those over pages do. So lessons have a tree of
their own: a marketer's rights, which begin at the first root, never reach it.
"""

from typing import Any

from wagtail.models import Collection

# The trees stand in the order of their names, and Wagtail puts whatever names no collection into
# the first. So this name comes after “Root” in every alphabet's order, and nothing translates it.
NAME = "Skills lessons"


def lessons_collection() -> Collection:
    """The root of that tree; makes it where it is missing."""
    first: Collection = Collection.get_first_root_node()
    found: Collection | None = Collection.get_root_nodes().exclude(pk=first.pk).first()
    return found or Collection.add_root(name=NAME)


def belongs_to_lessons(file: Any) -> bool:
    """Whether a picture or a document of Wagtail lies there. Two queries."""
    first: Collection = Collection.get_first_root_node()
    return not file.collection.path.startswith(first.path)
