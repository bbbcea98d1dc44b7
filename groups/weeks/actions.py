"""Which lessons a cohort is taught when; a member has read one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Member
from courses.curriculum.models import WeekLesson
from courses.diary.days import day_at
from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from groups.weeks.following import as_published
from groups.weeks.models import CohortLesson, CohortWeek, LessonRead


@transaction.atomic
def plan_weeks(cohort: Cohort) -> list[CohortWeek]:
    """Pairs the course's weeks with the cohort's sessions, in order, and pins today's lessons.

    A lesson that is written later joins the weeks still ahead (`pin_new_lessons`), and one that is
    published anew reaches them too (`groups.weeks.following`); what was given keeps its words.
    """
    weeks = list(cohort.course.weeks.order_by("number"))
    meetings = list(cohort.sessions.exclude(state=GroupSession.State.CANCELLED).order_by("number"))
    planned = CohortWeek.objects.bulk_create(
        CohortWeek(cohort=cohort, week=week, session=meeting)
        for week, meeting in zip(weeks, meetings, strict=False)
    )
    pin_lessons(planned)
    return planned


def pin_lessons(cohort_weeks: list[CohortWeek]) -> None:
    """Pins the live revision of every published lesson of these weeks that is not pinned yet."""
    by_week: dict[int, list[WeekLesson]] = {}
    lessons = WeekLesson.objects.filter(
        week__in=[planned.week_id for planned in cohort_weeks],
        lesson__live=True,
        lesson__live_revision__isnull=False,
    ).select_related("lesson")
    for week_lesson in lessons.order_by("order"):
        by_week.setdefault(week_lesson.week_id, []).append(week_lesson)
    CohortLesson.objects.bulk_create(
        [
            CohortLesson(
                cohort_week=planned,
                lesson=week_lesson.lesson,
                order=week_lesson.order,
                **as_published(week_lesson.lesson),
            )
            for planned in cohort_weeks
            for week_lesson in by_week.get(planned.week_id, [])
        ],
        ignore_conflicts=True,
    )


def pin_new_lessons() -> None:
    """Gives groups under way the lessons that were published since, in weeks still to be taught.

    What is pinned keeps its words, and a week that was taught stays as its members know it. One
    query where nothing is new.
    """
    pinned = CohortLesson.objects.filter(
        cohort_week=OuterRef(OuterRef("pk")), lesson=OuterRef("lesson")
    )
    new = WeekLesson.objects.filter(
        ~Exists(pinned),
        week=OuterRef("week"),
        lesson__live=True,
        lesson__live_revision__isnull=False,
    )
    waiting = CohortWeek.objects.filter(
        Exists(new),
        session__state=GroupSession.State.PLANNED,
        cohort__in=Cohort.objects.not_over(),
    )
    if cohort_weeks := list(waiting):
        pin_lessons(cohort_weeks)


@transaction.atomic
def shift_weeks(cohort: Cohort, *, cancelled: GroupSession, added: GroupSession) -> dict[int, int]:
    """After a cancellation: that week and all later ones move on by one session.

    What was taught already stays where it was. From the last to the first, so that no session ever
    carries two weeks. Returns by its number to which session the week of each one went.
    """
    moved: dict[int, int] = {}
    affected = list(
        CohortWeek.objects.filter(cohort=cohort, session__number__gte=cancelled.number)
        .exclude(session__state=GroupSession.State.ENDED)
        .select_related("week", "session")
        .order_by("-week__number")
    )
    free = added
    for planned in affected:
        left = planned.session
        moved[left.number] = free.number
        planned.session = free
        planned.save(update_fields=["session"])
        free = left
    return moved


def read_lesson(member: Member, *, lesson_id: int, zone: ZoneInfo, now: datetime) -> None:
    """Notes that a member came to the end of a lesson; the first time counts. One statement."""
    row = LessonRead(
        member=member, lesson_id=lesson_id, on=day_at(now, zone=zone), first_read_at=now
    )
    LessonRead.objects.bulk_create([row], ignore_conflicts=True)
