"""How allauth and the site meet: where sign-in leads, its letters, its secrets."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import my_members
from accounts.devices import device_key
from accounts.letters import sign_in_letter
from accounts.models import Account
from accounts.roles import Role, roles_of
from accounts.second_factor import SecretToSeal, has_just_signed_in, open_secret
from accounts.wanted import keep_wanted, take_wanted
from clock.words import present_reader, written_for
from help.brand import brand

CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by e-mailed code; letters in our words, through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That code does not match. Please check it, or ask for a new one."),
        "too_many_login_attempts": _(
            "That was tried too often. Please wait a minute, then ask for a new code."
        ),
        "rate_limited": _("That was a little too quick. Please wait a minute and try again."),
        "account_inactive": _("This account is closed. Please write to us if that is a mistake."),
        "email_taken": _("Another account uses this e-mail address. Please choose another one."),
        "same_as_current": _("This is the address you already use."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where they were going; else marketers start in the editor, the others on their page."""
        if wanted := take_wanted(request):
            return wanted
        if roles_of(request.user) == {Role.MARKETER}:  # type: ignore[arg-type]
            return resolve_url("wagtailadmin_home")
        return str(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Where a newcomer was going, else their own page."""
        return take_wanted(request) or str(super().get_signup_redirect_url(request))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page after signing out. It is told by whose keys words may wait on this device, in
        that part of the address which no server hears."""
        url = str(super().get_logout_redirect_url(request))
        keys = ".".join(device_key(member) for member in my_members(request))
        return f"{url}#left={keys}" if keys else url

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask once more; not of somebody who came in by a code a moment ago.

        The first thing that invited staff do is to set up a second factor: a second letter within
        a minute would prove nothing that the first did not.
        """
        asks: bool = super().is_reauthentication_required(app=app, **kwargs)
        return asks and not (self.request and has_just_signed_in(self.request))

    def get_reauthentication_methods(self, user: Account | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to prove oneself again: with a second factor never by the mailbox alone."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [way for way in ways if way["id"].startswith("mfa_")]
        return stronger or ways

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one of allauth's letters in our own words."""
        if self.request is not None:
            keep_wanted(self.request)
        reader = self._reader(email, context)
        with written_for(reader.reader if reader else present_reader()):
            self.render_mail(template_prefix, email, context).send()

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The message for one of allauth's occasions (such as `account/email/login_code`)."""
        reader = self._reader(email, context)
        letter = sign_in_letter(template_prefix, context, reader=reader)
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=letter.from_address,
            to=[email],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers=headers,
        )
        message.attach_alternative(letter.html, "text/html")
        if "code" in context:
            # A code that arrives late only confuses: the outbox then leaves it be.
            message.useless_after = clock.now() + CODE_LASTS  # type: ignore[attr-defined]
        return message

    def _reader(self, email: str, context: dict[str, Any]) -> Account | None:
        """Whose wishes the letter follows, also at an address that is not theirs yet or no more.

        The account of that address, else the one the letter is about, else whoever is signed in.
        """
        found = Account.objects.filter(email__iexact=email).first()
        signed_in = getattr(self.request, "user", None)
        others = (context.get("user"), signed_in)
        return found or next((other for other in others if isinstance(other, Account)), None)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """TOTP secrets and recovery seeds are sealed at rest, bound to their account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code does not match. A fresh one appears every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        """Hands a fresh secret to the row that will hold it; it is sealed when that is saved."""
        return SecretToSeal.holding(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opens a secret. Raises SealBroken for one that belongs to another account."""
        return open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The clinic's name, as the authenticator app shows it."""
        return brand().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the site's own host and show the clinic's name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": brand().name}
