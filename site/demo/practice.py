"""Two members of the demo who note what they practise: Ana shares her log and her map, Ben does
not. Both have read lessons of their group."""

import uuid
from datetime import datetime, time, timedelta

from accounts.models import Member
from courses.practice.actions import note_use
from courses.practice.shape import SKILL_MAP, USES, Place, Said, Went
from courses.skills.models import Skill
from demo.people import ANA, BEN, DemoMember
from groups.diaries.actions import share_diary
from groups.models import Cohort, Enrollment
from groups.weeks.actions import read_lesson
from groups.weeks.queries import taught_skills, weeks_of

WEEKS = 4
TEATIME = time(17, 15)
STORIES = (
    (Place.HOME, Went.HELPED, "Before I answered the letter from the landlord."),
    (Place.WORK, Went.LITTLE, ""),
    (Place.OUTSIDE, Went.HELPED, "On the tram, when it was too full and too loud."),
    (Place.COMPANY, Went.NOT, "My brother was faster than I was. I noticed it, at least."),
    (Place.HOME, Went.LITTLE, "Half of it, then the telephone rang."),
)


def note_practice(cohort: Cohort, *, now: datetime) -> None:
    """Four weeks of afternoons: now and then a skill, as life is."""
    ana = _practises(ANA, cohort, every=3, now=now)
    _practises(BEN, cohort, every=5, now=now)
    share_diary(
        Enrollment.objects.enrolled().get(cohort=cohort, member=ana),
        add={USES, SKILL_MAP},
        drop=(),
        from_day=now.date() - timedelta(weeks=WEEKS),
        ends_at=None,
        now=now,
    )


def _practises(who: DemoMember, cohort: Cohort, *, every: int, now: datetime) -> Member:
    member = Member.objects.select_related("account").get(account__email=who.email)
    begun = now - timedelta(weeks=WEEKS)
    for turn, number in enumerate(range(0, WEEKS * 7, every)):
        day = begun.astimezone(member.zone).date() + timedelta(days=number)
        at = datetime.combine(day, TEATIME, tzinfo=member.zone)
        taught = list(taught_skills(member, now=at))
        if at < now and taught:
            place, went, words = STORIES[turn % len(STORIES)]
            note_use(
                member,
                skill=Skill.objects.get(pk=taught[turn * 2 % len(taught)]),
                said=Said(day, place.value, went.value, words),
                zone=member.zone,
                sending=uuid.uuid4(),
                now=at,
            )
    for week in weeks_of(cohort, now=now)[: every + 1]:
        for lesson in week.lessons if week.released else ():
            at = week.session.ends_at + timedelta(hours=20)
            read_lesson(member, lesson_id=lesson.lesson_id, zone=member.zone, now=min(at, now))
    return member
