"""The letters about signing in: allauth's occasions in our own words.

They name no group, no skill and no programme, so that they read the same to somebody else who sees
the inbox; with discreet letters the sender is neutral, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Account
from accounts.reader import reads_discreetly
from help.brand import brand
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.rendered import Rendered

IGNORE = gettext_noop("If you did not ask for this, you can simply leave it: nothing changes.")


@dataclass(frozen=True)
class Words:
    """What one letter says: a subject, a few paragraphs, perhaps a code or one link."""

    subject: str
    paragraphs: list[str]
    code: str = ""
    link: str = ""
    link_text: str = ""
    after: list[str] = field(default_factory=list)


def sign_in_letter(occasion: str, context: dict[str, Any], *, reader: Account | None) -> Rendered:
    """The letter for one of allauth's template prefixes. Raises KeyError for an unknown one."""
    discreet = reader is not None and reads_discreetly(reader)
    return letter_of(WORDS[occasion](context | {"discreet": discreet}), reader=reader)


def letter_of(words: Words, *, reader: Account | None) -> Rendered:
    """These words as a letter to `reader` (None: an address we do not know)."""
    return compose(
        "account",
        {"words": words},
        subject=words.subject,
        discreet=reader is not None and reads_discreetly(reader),
        country=reader.country if reader else "",
        to=reader.email if reader else "",
    )


def _login_code(context: dict[str, Any]) -> Words:
    subject = _("Your code to sign in")
    if context.get("reauthentication"):
        subject = _("Your code, to be sure that it is you")
    return Words(
        subject=subject,
        paragraphs=[_("Please enter this code on the page that asked for it:")],
        code=context["code"],
        after=[_("It works for fifteen minutes."), _(IGNORE)],
    )


def _first_code(context: dict[str, Any]) -> Words:
    return Words(
        subject=_("Your code to begin"),
        paragraphs=[_("Welcome. Please enter this code on the page that asked for it:")],
        code=context["code"],
        after=[_("It works for fifteen minutes."), _(IGNORE)],
    )


def _address_code(context: dict[str, Any]) -> Words:
    return Words(
        subject=_("Please confirm this e-mail address"),
        paragraphs=[_("Enter this code to confirm that the address is yours:")],
        code=context["code"],
        after=[_("It works for fifteen minutes."), _(IGNORE)],
    )


def _unknown(context: dict[str, Any]) -> Words:
    return Words(
        subject=_("Signing in with this address"),
        paragraphs=[
            _("Somebody asked to sign in with this address, and we do not know it yet."),
            _("If that was you, perhaps you used another address before. You can also begin here:"),
        ],
        link=_absolute("account_signup", context),
        link_text=_("Begin with this address"),
        after=[_(IGNORE)],
    )


def _known_already(context: dict[str, Any]) -> Words:
    return Words(
        subject=_("You already have an account"),
        paragraphs=[
            _("Somebody asked to create an account with this address. You already have one."),
            _("If that was you, please sign in instead:"),
        ],
        link=_absolute("account_login", context),
        link_text=_("Sign in"),
        after=[_(IGNORE)],
    )


def _changed(subject: str, what: str) -> Callable[[dict[str, Any]], Words]:
    def words(context: dict[str, Any]) -> Words:
        # The address may name the clinic: a discreet letter leaves it to the site.
        address = "" if context["discreet"] else brand().contact_email
        alarm = (
            _("If this was not you, please answer this letter at once: somebody may have got in.")
            if context["discreet"]
            else _("If this was not you, please write to us at once: somebody may have got in.")
        )
        return Words(subject=_(subject), paragraphs=[_(what)], after=[f"{alarm} {address}".strip()])

    return words


def _absolute(url_name: str, context: dict[str, Any]) -> str:
    return site_address(reverse(url_name), discreet=context["discreet"])


WORDS: dict[str, Callable[[dict[str, Any]], Words]] = {
    "account/email/login_code": _login_code,
    "account/email/email_confirmation_signup": _first_code,
    "account/email/email_confirmation": _address_code,
    "account/email/unknown_account": _unknown,
    "account/email/account_already_exists": _known_already,
    "account/email/email_changed": _changed(
        gettext_noop("Your e-mail address was changed"),
        gettext_noop("The e-mail address of your account was changed."),
    ),
    "account/email/email_confirm": _changed(
        gettext_noop("Your e-mail address is confirmed"),
        gettext_noop("The e-mail address of your account was confirmed."),
    ),
    "account/email/email_deleted": _changed(
        gettext_noop("An e-mail address was removed"),
        gettext_noop("An e-mail address was removed from your account."),
    ),
    "mfa/email/totp_activated": _changed(
        gettext_noop("Your authenticator app is set up"),
        gettext_noop("An authenticator app was added to your account."),
    ),
    "mfa/email/totp_deactivated": _changed(
        gettext_noop("Your authenticator app was removed"),
        gettext_noop("The authenticator app was removed from your account."),
    ),
    "mfa/email/webauthn_added": _changed(
        gettext_noop("A passkey was added"),
        gettext_noop("A passkey was added to your account."),
    ),
    "mfa/email/webauthn_removed": _changed(
        gettext_noop("A passkey was removed"),
        gettext_noop("A passkey was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": _changed(
        gettext_noop("You have new recovery codes"),
        gettext_noop("New recovery codes were made; the old ones stopped working."),
    ),
}
