"""Codes as people type and paste them, and allauth's forms that take them.

Mail programs and phones change what a letter holds: a hyphen becomes a dash or a soft break, blanks
are glued or thin, letters and digits come at full width. None of that makes a code wrong.
"""

import unicodedata
from typing import Any

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmReauthenticationCodeForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

# A dash of Japanese keyboards that Unicode counts among the letters.
LONG_MARK = "\u30fc"


def plain_code(typed: str) -> str:
    """The letters and digits of a code, in ASCII where they have such a twin.

    Dashes, blanks and marks of every kind go: they are there to be read. A letter that no code has
    stays, so that it is wrong.
    """
    letters = (sign for sign in unicodedata.normalize("NFKC", typed) if sign != LONG_MARK)
    return "".join(_digit(sign) for sign in letters if unicodedata.category(sign)[0] in "LN")


def _digit(sign: str) -> str:
    """A digit of any script as ours; other signs as they are."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


class CodeField(forms.CharField):
    """A code from a letter or an app, however it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        typing: dict[str, Any] = {
            "placeholder": _("Code"),
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }
        usual: dict[str, Any] = {"label": _("Code"), "widget": forms.TextInput(attrs=typing)}
        super().__init__(**usual | kwargs)

    def to_python(self, value: Any) -> str:
        """The code itself."""
        return plain_code(super().to_python(value) or "")


class SignInCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code that signs in."""

    code = CodeField()


class AddressCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that proves an address."""

    code = CodeField()


class AgainCodeForm(ConfirmReauthenticationCodeForm):  # type: ignore[misc]
    """The code that proves once more who it is."""

    code = CodeField()


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The digits of an app, or a recovery code."""

    code = CodeField()


class SecondStepAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The same, asked once more."""

    code = CodeField()


class FirstDigitsForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first digits of an app that is being set up."""

    code = CodeField(label=_("Authenticator code"))
