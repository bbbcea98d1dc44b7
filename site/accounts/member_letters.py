"""Letters to members about what they told us of themselves."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.letters import Words, letter_of
from accounts.models import Member
from accounts.reader import reads_discreetly
from outbox.addresses import site_address
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered


@letter_kind("accounts.contact_changed")
def contact_changed(letter: Letter) -> Rendered | None:
    """Says that the emergency contact was changed, and not to whom; None once the member is gone.

    With discreet letters it says no more than that a detail was changed.
    """
    member = Member.objects.select_related("account").filter(pk=letter.about["member"]).first()
    if member is None:
        return None
    discreet = reads_discreetly(member.account)
    what = _("The emergency contact of %(name)s was changed on your account.")
    if discreet:
        what = _("A detail of %(name)s was changed on your account.")
    return letter_of(
        Words(
            subject=_("A detail on your account was changed"),
            paragraphs=[what % {"name": member.name}],
            link=site_address(reverse("account-contact", args=[member.pk]), discreet=discreet),
            link_text=_("Look at it"),
            after=[
                _(
                    "If this was not you, please change it back, and answer this letter: somebody "
                    "may have got in."
                )
            ],
        ),
        reader=member.account,
    )


@letter_kind("accounts.pin_chosen")
def pin_chosen(letter: Letter) -> Rendered | None:
    """Says that somebody's pages have a PIN now; None once the member is gone or it was cleared."""
    member = Member.objects.select_related("account").filter(pk=letter.about["member"]).first()
    if member is None or not member.pin_hash:
        return None
    told = {"name": member.name}
    return letter_of(
        Words(
            subject=_("A PIN was chosen on your account"),
            paragraphs=[
                _("From now on a PIN opens the pages of %(name)s on the account you share.") % told
            ],
            after=[
                _(
                    "If it was not %(name)s who chose it, please answer this letter: we take it "
                    "away, and %(name)s can choose another."
                )
                % told
            ],
        ),
        reader=member.account,
    )
