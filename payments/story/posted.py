"""The letters of the story: which, and whether it left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.members.letters import PART_ENDED
from groups.waiting import letters as waiting_letters
from outbox.models import Letter
from outbox.names import letter_name
from payments.settling import letters
from payments.story.lines import Line, Rank, detail
from payments.story.rows import Rows

NAMES: dict[str, str | Promise] = {
    letters.CONFIRMATION: gettext_lazy("confirmation, with dates and receipt"),
    letters.LATE_AND_FULL: gettext_lazy("paid too late: apology, all of it goes back"),
    letters.PAID_TWICE: gettext_lazy("paid twice: the second payment goes back"),
    letters.REFUNDED: gettext_lazy("enrolment ended, the money goes back"),
    letters.PART_BACK: gettext_lazy("a part of the money goes back"),
    letters.MONEY_BACK: gettext_lazy("money sent back in Stripe's dashboard"),
    letters.BANK_WAITS: gettext_lazy("their bank works on the payment"),
    letters.BANK_REFUSED: gettext_lazy("their bank did not carry out the payment"),
    letters.HOLD_OVER: gettext_lazy("the seat was not paid in time"),
    waiting_letters.JOINED: gettext_lazy("they are on the waiting list"),
    waiting_letters.OFFERED: gettext_lazy("a seat is offered"),
    waiting_letters.REMINDER: gettext_lazy("reminder of the offered seat"),
    waiting_letters.OVER: gettext_lazy("the waiting is over"),
    PART_ENDED: gettext_lazy("their part has ended"),
}
STANDS: dict[str, str | Promise] = {
    Letter.State.WAITING: gettext_lazy("has not left yet"),
    Letter.State.SENT: gettext_lazy("sent"),
    Letter.State.SKIPPED: gettext_lazy("not sent: there was nothing to say any more"),
    Letter.State.DEAD: gettext_lazy("could not be delivered"),
}


def letter_lines(rows: Rows) -> Iterator[Line]:
    """Every letter about the seat and its money; never its words."""
    for letter in rows.letters:
        name = NAMES.get(letter.kind) or letter_name(letter.kind)
        yield Line(
            letter.sent_at or letter.posted_at,
            _("Letter: %(name)s") % {"name": name},
            _("our letters"),
            detail(letter.to, STANDS[letter.state]),
            url=f"{reverse('today-letters')}?{urlencode({'to': letter.to})}",
            rank=Rank.POSTED,
        )
