"""Letters to the team: an invitation, and word of a second factor that was reset."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.letters import Words, letter_of
from accounts.models import Account
from accounts.roles import Role, roles_of
from help.brand import brand
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered


@letter_kind("accounts.invitation")
def invitation(letter: Letter) -> Rendered | None:
    """Tells somebody that they are to work here; None once the role is gone again."""
    account = Account.objects.filter(pk=letter.about["account"], is_active=True).first()
    role = Role(letter.about["role"])
    if account is None or role not in roles_of(account):
        return None
    inviter = Account.objects.filter(pk=letter.about["by"]).first()
    clinic = brand().name
    who = str(inviter) if inviter else clinic
    return letter_of(
        Words(
            subject=_("%(clinic)s: your invitation") % {"clinic": clinic},
            paragraphs=[
                _("%(who)s invites you to work at %(clinic)s. Your role: %(role)s.")
                % {"who": who, "clinic": clinic, "role": role.label},
                _(
                    "Please sign in with this e-mail address. We send you a code, and then ask you "
                    "to set up a second factor: an authenticator app on your phone, or a passkey."
                ),
            ],
            link=str(settings.SITE_URL) + reverse("account_login"),
            link_text=_("Sign in"),
            after=[
                _("If you did not expect this, you can simply leave it: nothing opens by itself.")
            ],
        ),
        reader=account,
    )


@letter_kind("accounts.second_factor_reset")
def second_factor_reset(letter: Letter) -> Rendered | None:
    """Tells somebody that their second factor was forgotten on request."""
    account = Account.objects.filter(pk=letter.about["account"], is_active=True).first()
    if account is None:
        return None
    contact = brand().contact_email
    return letter_of(
        Words(
            subject=_("Your second factor was reset"),
            paragraphs=[
                _(
                    "A coordinator reset your second factor, and every device was signed out. The "
                    "next time you sign in, you set up a new one."
                ),
            ],
            link=str(settings.SITE_URL) + reverse("account_login"),
            link_text=_("Sign in"),
            after=[
                _("If you did not ask for this, please tell a coordinator at once.")
                + (f" {contact}" if contact else "")
            ],
        ),
        reader=account,
    )
