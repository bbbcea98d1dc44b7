from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Connects signals, letters, re-sealing and names of acts; registers what is held."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415

        from accounts import held, member_letters, signals, staff_letters  # noqa: F401, PLC0415  (models first)
        from accounts.second_factor import keys_of_secrets, reseal_secrets  # noqa: PLC0415
        from audit.words import name_act  # noqa: PLC0415
        from outbox.names import name_letters  # noqa: PLC0415
        from vault.reseal import also_reseals  # noqa: PLC0415
        from whole.watched import shown_to_visitors  # noqa: PLC0415

        shown_to_visitors("accounts.Account", fields=("first_name", "last_name", "is_active"))
        shown_to_visitors("accounts.Policy")

        also_reseals("second factors", reseal_secrets, model=Authenticator, keys=keys_of_secrets)
        name_act("member.registered", _("Added you to the account"))
        name_act("member.changed", _("Changed your details"))
        name_act("member.pin_chosen", _("Chose a PIN for you"))
        name_act("member.pin_cleared", _("Took your forgotten PIN away"))
        name_act("intake.saved", _("Saved what you told us when joining"))
        name_act("intake.year_taken_back", _("Took back the year of birth told when joining"))
        name_act("intake.contact_changed", _("Changed your emergency contact"))
        name_act("intake.read", _("Opened your emergency contact"))
        name_act("policy.accepted", _("Noted what you agreed to"))
        name_letters(
            {
                "accounts.invitation": _("Invitation to the team"),
                "accounts.second_factor_reset": _("A second factor was taken away"),
                "accounts.contact_changed": _("An emergency contact changed"),
                "accounts.pin_chosen": _("A PIN was chosen"),
            }
        )
