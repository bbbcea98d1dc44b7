"""A letter to a member: their leaders said something of a worksheet. It says no word of it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.handing.models import HandedInComment
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

COMMENTED = "sheet-commented"


def post_commented(said: HandedInComment, *, now: datetime) -> None:
    """Once, until the member has read what was said."""
    member = said.handed_in.enrollment.member
    post_letter(
        COMMENTED,
        key=f"{COMMENTED}:{said.pk.hex}",
        to=member.account.email,
        reader=member.reader,
        about={"comment": str(said.pk)},
        now=now,
    )


@letter_kind(COMMENTED)
def render_commented(letter: Letter) -> Rendered | None:
    """None where it was read by now, or whoever wrote it has been deleted with the sheet."""
    said = (
        HandedInComment.objects.select_related("handed_in__enrollment__member__account")
        .filter(pk=letter.about["comment"], read_at=None)
        .first()
    )
    if said is None:
        return None
    member = said.handed_in.enrollment.member
    page = reverse("sheet", args=[said.handed_in.answer_id])
    return compose(
        "sheet_commented",
        {"member": member, "link": site_address(page, discreet=member.discreet)},
        subject=_("There is something for you to read"),
        discreet=member.discreet,
        country=member.country,
        to=member.account.email,
    )
