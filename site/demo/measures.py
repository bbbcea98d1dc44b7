"""What members of the demo answered in measures, and what one of them shares."""

from datetime import datetime, timedelta
from uuid import uuid4

from courses.measures.reading import answers_of
from courses.measures.shelf import measures
from demo.people import ANA
from groups.measuring.actions import answer_measure, share_measure
from groups.measuring.queries import occasions_of
from groups.models import Enrollment

# A row for each member by their place in the group, a column for each time they were asked; one
# who was not in the mood answered nothing then.
MOODS = (
    ("222212210", "211112100", "111101100"),
    ("322222210", "222222110", ""),
    ("211111110", "111111000", "110101000"),
    ("221112110", "22··12110", "121111100"),
    ("111111010", "", "101100000"),
    ("222211120", "221211110", "221111110"),
    ("333222220", "222222110", "222112111"),
    ("121121010", "111111000", "011010000"),
)
# Of a group that is over: at its start and at its end.
OUTCOMES = (
    ("222212210", "111101000"),
    ("322222210", "211111110"),
    ("211111110", "211111100"),
    ("222112110", "101100000"),
    ("112111010", "211111010"),
    ("333222220", "222111110"),
    ("121121010", ""),
)
WORRIES = ("2222121", "2111110", "1111000")
CONFIDENCE = ("1101011010", "2212122111", "3222323222")


def answer_measures(parts: list[Enrollment], *, now: datetime) -> None:
    """Each answers two days after they were asked, as far as that lies behind; the first of them
    has one form left, and shares what the first form came to."""
    asked = occasions_of(parts)
    for part, moods in zip(parts, MOODS, strict=False):
        times = [one.opens_at + timedelta(days=2) for one in asked[part.pk]]
        for place, at in enumerate(one for one in times if one < now):
            last = place == len(moods) - 1 and part.member.account.email == ANA.email
            _answer(part, "phq-9", moods[place] if place < len(moods) else "", at=at)
            if place < len(WORRIES):
                _answer(part, "gad-7", WORRIES[place], at=at)
            if place < len(CONFIDENCE) and not last:
                _answer(part, "skills-confidence", CONFIDENCE[place], at=at)
    ana = next(part for part in parts if part.member.account.email == ANA.email)
    share_measure(ana, measure=measures()["phq-9"], until=now + timedelta(weeks=4), now=now)


def answer_at_both_ends(parts: list[Enrollment], *, now: datetime) -> None:
    """What came of a group that is over; one of its members had no wish to answer at the end."""
    asked = occasions_of(parts)
    for part, moods in zip(parts, OUTCOMES, strict=False):
        theirs = asked[part.pk]
        for occasion, digits in zip((theirs[0], theirs[-1]), moods, strict=True):
            at = occasion.opens_at + timedelta(days=2)
            if at < now:
                _answer(part, "phq-9", digits, at=at)


def _answer(part: Enrollment, slug: str, digits: str, *, at: datetime) -> None:
    measure = measures()[slug]
    if digits:
        answers = answers_of(measure, digits)
        answer_measure(part.member, measure=measure, answers=answers, token=uuid4(), now=at)
