from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TodayConfig(AppConfig):
    name = "today"

    def ready(self) -> None:
        """Names what members read when their page at the desk was opened."""
        from audit.words import name_act  # noqa: PLC0415  (models first)

        name_act("member.opened", _("Opened your page at the desk"))
