"""A message as a letter: plain words, to one reader each. A discreet one leads to the words."""

from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from groups.messages.models import GroupMessage, MessageCopy
from groups.seats.models import Enrollment
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

GROUP_MESSAGE = "group-message"


def post_message(message: GroupMessage, enrollment: Enrollment, *, now: datetime) -> None:
    """Once for each message and reader."""
    post_letter(
        GROUP_MESSAGE,
        key=f"{GROUP_MESSAGE}:{message.pk.hex}:{enrollment.pk.hex}",
        to=enrollment.member.account.email,
        reader=enrollment.member.reader,
        about={"message": str(message.pk), "enrollment": str(enrollment.pk)},
        now=now,
    )


@letter_kind(GROUP_MESSAGE)
def render_group_message(letter: Letter) -> Rendered | None:
    """The words as they were written; None for whoever left before it did."""
    copy = (
        MessageCopy.objects.select_related("message", "enrollment__member__account")
        .select_related("enrollment__cohort")
        .filter(message=letter.about["message"], enrollment=letter.about["enrollment"])
        .first()
    )
    if copy is None or not copy.enrollment.belongs:
        return None
    return letter_of(copy.message.subject, copy.message.text, copy.enrollment, copy.message)


def letter_of(
    subject: str, text: str, enrollment: Enrollment, message: GroupMessage | None
) -> Rendered:
    """The letter to one reader; without a `message` it is a preview, which leads nowhere yet."""
    member, discreet = enrollment.member, enrollment.member.discreet
    path = reverse("message", args=[message.pk]) if message else reverse("today")
    query = f"?{urlencode({'as': str(enrollment.pk)})}" if message else ""
    return compose(
        "group_message",
        {
            "member": member,
            "cohort": enrollment.cohort,
            "text": text,
            "message_url": site_address(path, discreet=discreet) + query,
        },
        subject=_("There is a message for you") if discreet else subject,
        discreet=discreet,
        country=member.country,
        to=member.account.email,
    )
