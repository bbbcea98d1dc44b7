"""A week of somebody's diary as a paper of one page. Made for them alone, and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.paper.frame import Frame
from courses.paper.sheets import Sheet, framed

# Letters of all notes together: what a page holds beside a full table, and can be read.
ROOM_FOR_NOTES = 2600
CUT = " …"


@dataclass(frozen=True)
class WeekOnPaper:
    """What stands on it: seven days, a row for each thing that was answered, and words."""

    title: str
    days: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    skills: Sequence[str]
    notes: Sequence[tuple[str, str]]


def week_sheet(week: WeekOnPaper, frame: Frame) -> Sheet:
    """One page, however much was written: notes too long for it are cut, and it says so."""
    notes = shortened([text for _day, text in week.notes])
    is_cut = any(text.endswith(CUT) for text in notes)
    words = framed("diary-week", week.title, frame) | {
        "eyebrow": _("Diary card"),
        "day": _("Day"),
        "days": list(week.days),
        "rows": [{"label": label, "values": list(values)} for label, values in week.rows],
        "none": _("Nothing was filled in this week. A week without any is a week like any other."),
        "skills_label": _("Skills used:"),
        "skills": ", ".join(week.skills),
        "notes_label": _("Notes"),
        "notes": [
            {"day": day, "text": text}
            for (day, _whole), text in zip(week.notes, notes, strict=True)
        ],
        "shortened": _("Long notes are cut here. They stand whole in the diary.") if is_cut else "",
    }  # fmt: skip
    return Sheet(words)


def shortened(notes: Sequence[str], *, room: int = ROOM_FOR_NOTES) -> list[str]:
    """The notes, each on one line, cut between words so that all together fit. Pure.

    Short ones are left whole: what they do not need is there for the longer ones.
    """
    flat = [" ".join(note.split()) for note in notes]
    left, most = room, room
    for place, length in enumerate(sorted(len(note) for note in flat)):
        most = left // (len(flat) - place)
        if length > most:
            break
        left -= length
    else:
        return flat
    return [note if len(note) <= most else _cut(note, most) for note in flat]


def _cut(note: str, most: int) -> str:
    head = note[: most - len(CUT)]
    whole, _blank, _rest = head.rpartition(" ")
    return (whole or head) + CUT
