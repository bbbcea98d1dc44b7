"""Two members of the demo who keep a diary: Ana shares a part of it, Ben keeps his to himself."""

import uuid
from datetime import date, datetime, time, timedelta

from accounts.models import Member
from courses.diary.actions import fill_day, watch_urge
from courses.diary.models import Urge
from courses.diary.shape import HIGH_URGE, Answers, Food, Medication, Movement, UrgeAnswer, urge_key
from demo.people import ANA, BEN, DemoMember
from groups.diaries.actions import share_diary
from groups.models import Cohort, Enrollment
from groups.weeks.queries import taught_skills

WEEKS = 5
EVENING_OF_DAY = time(21, 30)
NOTES = (
    "A long day. The walk after work was good.",
    "Slept badly, and noticed how much louder everything is then.",
    "Rang my sister instead of lying in the dark.",
    "Nothing special. That is something, too.",
)


def keep_diaries(cohort: Cohort, *, now: datetime) -> None:
    """Five weeks of evenings for both, with days left open, as life is."""
    ana, to_cancel = _lived(ANA, "To cancel everything", now=now, step=3)
    _lived(BEN, "To check my phone all night", now=now, step=5)
    share_diary(
        Enrollment.objects.enrolled().get(cohort=cohort, member=ana),
        add={"sadness", "fear", "skills", urge_key(to_cancel.pk)},
        drop=(),
        from_day=now.date() - timedelta(weeks=WEEKS),
        ends_at=None,
        now=now,
    )


def _lived(who: DemoMember, urge_name: str, *, now: datetime, step: int) -> tuple[Member, Urge]:
    member = Member.objects.select_related("account").get(account__email=who.email)
    begun = now - timedelta(weeks=WEEKS)
    urge = watch_urge(member, name=urge_name, now=begun)
    for number in range(WEEKS * 7):
        day = begun.astimezone(member.zone).date() + timedelta(days=number)
        evening = datetime.combine(day, EVENING_OF_DAY, tzinfo=member.zone)
        if evening < now and number % 6 != step % 6:
            _evening(member, urge, day, number * step, at=evening)
    return member, urge


def _evening(member: Member, urge: Urge, day: date, turn: int, *, at: datetime) -> None:
    """One card; `turn` makes it another one than the day before."""
    level = min(HIGH_URGE, turn * 7 % 6)
    taught = list(taught_skills(member, now=at))
    used = tuple(taught[place] for place in {turn % 7, turn * 3 % 11} if place < len(taught))
    fill_day(
        member,
        day=day,
        zone=member.zone,
        answers=Answers(
            sadness=(turn * 2 + 1) % 5,
            fear=(turn * 3 + 2) % 6,
            anger=turn % 4,
            shame=(turn + 1) % 4,
            joy=4 - turn % 5,
            overall=turn * 5 % 8,
            slept_half_hours=11 + turn % 6,
            food=Food.values[turn % 2],
            movement=Movement.values[turn % 3],
            medication=Medication.AS_PLANNED.value,
            halt="HALT"[turn % 4],
            note=NOTES[turn % len(NOTES)] if turn % 2 else "",
            skills=used,
            urges={str(urge.pk): UrgeAnswer(level, acted=level == 3)},
        ),
        filling=uuid.uuid4(),
        now=at,
    )
