"""A kind of letter of the tests' own, posted like any app's."""

from datetime import datetime
from typing import Any

from clock.words import Reader
from outbox.actions import post_letter
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered


@letter_kind("test.note")
def render_note(letter: Letter) -> Rendered | None:
    """Says the number it is about; has nothing to say about a number that is gone.

    Goes to where its reader `lives_at`, if that is known.
    """
    if letter.about.get("gone"):
        return None
    if letter.about.get("broken"):
        raise LookupError("the row it is about cannot be read")
    number = letter.about.get("number", 0)
    return Rendered(
        subject=f"Note {number}",
        text=f"This is note {number}, for Zoë.\n",
        html=f"<p>This is note {number}, for Zoë.</p>",
        to=letter.about.get("lives_at", ""),
    )


def post_note(
    number: int = 1, *, now: datetime, to: str = "zoe@example.org", **more: Any
) -> Letter:
    """Posts a note about `number`; `about` may carry more."""
    about = {"number": number} | more.pop("about", {})
    key = more.pop("key", f"note:{number}")
    post_letter(
        "test.note",
        key=key,
        to=to,
        reader=Reader(),
        about=about,
        now=now,
        **more,
    )
    return Letter.objects.get(key=key)
