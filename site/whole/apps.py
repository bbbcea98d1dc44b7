from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WholeConfig(AppConfig):
    name = "whole"

    def ready(self) -> None:
        """Registers the worker's job, and sees after each migration that every change is heard."""
        from whole import tasks  # noqa: F401, PLC0415  (models first)

        post_migrate.connect(_listen, sender=self)


def _listen(using: str, **_: Any) -> None:
    from whole.triggers import listen  # noqa: PLC0415

    listen(using)
