from importlib import import_module

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Connects signals; registers the worker's jobs and the words of the letters."""
        for module in (
            "signals",
            "tasks",
            "links.letters",
            "clocks.letters",
            "leading.letters",
            "members.letters",
            "rooms.tasks",
        ):
            import_module(f"groups.{module}")
