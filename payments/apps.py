from importlib import import_module

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        """Registers the worker's jobs and the words of the letters."""
        for module in ("webhooks.tasks", "refunds.tasks", "reconcile.tasks", "settling.words"):
            import_module(f"payments.{module}")
