from importlib import import_module

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Connects signals; registers jobs, the words of the letters and the parts of the room."""
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
        import_module("groups.rooms.parts").load_parts()
