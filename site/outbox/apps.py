from importlib import import_module

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        import_module("outbox.stored")  # registers a kind of letter
        import_module("outbox.tasks")  # registers jobs
        import_module("outbox.held")  # registers what is held about people
