"""The letters of the story: which, and whether it left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.models import Letter
from outbox.names import letter_name
from payments.story.lines import Line, Rank, detail
from payments.story.rows import Rows

STANDS: dict[str, str | Promise] = {
    Letter.State.WAITING: gettext_lazy("has not left yet"),
    Letter.State.SENT: gettext_lazy("sent"),
    Letter.State.SKIPPED: gettext_lazy("not sent: there was nothing to say any more"),
    Letter.State.DEAD: gettext_lazy("could not be delivered"),
}


def letter_lines(rows: Rows) -> Iterator[Line]:
    """Every letter about the seat and its money; never its words."""
    for letter in rows.letters:
        name = letter_name(letter.kind)
        yield Line(
            letter.sent_at or letter.posted_at,
            _("Letter: %(name)s") % {"name": name},
            _("our letters"),
            detail(letter.to, STANDS[letter.state]),
            url=f"{reverse('today-letters')}?{urlencode({'to': letter.to})}",
            rank=Rank.POSTED,
        )
