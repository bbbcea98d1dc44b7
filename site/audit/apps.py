from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        """Registers the worker's job."""
        from audit import tasks  # noqa: F401, PLC0415  (models first)
