from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Connects signals; registers jobs, words, what is held, and the room's parts."""
        from audit.words import name_act  # noqa: PLC0415  (models first)

        for module in (
            "held",
            "signals",
            "tasks",
            "links.letters",
            "clocks.letters",
            "leading.letters",
            "members.letters",
            "rooms.tasks",
        ):
            import_module(f"groups.{module}")
        import_module("groups.rooms.parts").load_parts()
        name_act("seat.completed", _("Noted that your course is over"))
