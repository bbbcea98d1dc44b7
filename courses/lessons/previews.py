"""The ways in which an editor sees a lesson that is not published yet.

Each app's views add their own: `courses` what a visitor sees, an app above it what its people see.
"""

from collections.abc import Callable

from courses.edited.previews import Previews, Show, Words

previews = Previews()


def preview(name: str, label: Words, *, place: int) -> Callable[[Show], Show]:
    """Adds the decorated view, by one label for every lesson. What else is chosen in it stands in
    its own page and comes after the colon: "member:tuesdays:6"."""
    return previews.add(name, lambda lesson: [("", label)], place=place)
