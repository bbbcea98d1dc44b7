from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        """Registers the worker's job and what is held about people."""
        from audit import held, tasks  # noqa: F401, PLC0415  (models first)
