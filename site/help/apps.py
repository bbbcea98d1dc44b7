from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "help"
    verbose_name = "Crisis help and site settings"

    def ready(self) -> None:
        """Connects the signals that forget kept settings when an editor saves new ones."""
        from whole.watched import shown_to_visitors  # noqa: PLC0415  (models must be loaded first)

        for model in ("SiteSettings", "CrisisLine", "ClinicEmergency"):
            shown_to_visitors(f"help.{model}", around=True)
        from help import signals  # noqa: F401, PLC0415  (models must be loaded first)
