"""The two letters of the contact page."""

import json
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from help.brand import brand
from help.context import crisis_words
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered


@letter_kind("contact.message")
def message(letter: Letter) -> Rendered | None:
    """What a visitor wrote, to the clinic. None once the words have been wiped."""
    if not letter.sealed:
        return None
    written: dict[str, str] = json.loads(letter.sealed)
    writer = crisis_words(written.get("country", ""))  # an older letter has none
    rendered = compose(
        "contact_message",
        {
            "name": written["name"],
            "email": written["email"],
            "message": written["text"],
            "writer": writer["crisis"],
            "writer_line": writer["crisis_line"],
            "writer_url": site_address(writer["crisis"].url, discreet=False),
        },
        subject=_("A message from the contact page"),
        discreet=False,
        country=brand().default_country,
        to=brand().contact_email,
    )
    return replace(rendered, reply_to=written["email"])


@letter_kind("contact.receipt")
def receipt(letter: Letter) -> Rendered | None:
    """Says first whom to call in danger, then that a message came in.

    From the neutral sender and without the words: a stranger may get it.
    """
    unknown = {"country": "", "discreet": True}
    reader: dict[str, Any] = json.loads(letter.sealed) if letter.sealed else unknown
    return compose(
        "contact_receipt",
        {"names_line": not reader["discreet"]},
        subject=_("We have received your message"),
        discreet=True,
        country=reader["country"],
    )
