from importlib import import_module

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Registers the worker's jobs and the words of the letters."""
        for module in ("tasks", "links.letters", "clocks.letters", "desk.letters", "rooms.tasks"):
            import_module(f"groups.{module}")
