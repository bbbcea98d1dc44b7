from importlib import import_module

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        """Registers jobs, the words of letters, and what is held about people."""
        from whole.watched import shown_to_visitors  # noqa: PLC0415  (models first)

        for model in ("Price", "RefundTerms"):
            shown_to_visitors(f"payments.{model}")
        for module in (
            "held",
            "webhooks.tasks",
            "refunds.tasks",
            "reconcile.tasks",
            "settling.words",
            "settling.how_paid",
            "letter_names",
        ):
            import_module(f"payments.{module}")
