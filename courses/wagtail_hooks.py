"""What this app adds to the editor."""

from typing import Any

from wagtail import hooks

from courses.media.choosers import recording_choosers


@hooks.register("register_admin_viewset")
def choose_recordings() -> Any:
    """The way from a lesson to a recording."""
    return recording_choosers
