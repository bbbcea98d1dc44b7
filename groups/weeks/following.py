"""Which words a group reads when a lesson is published anew.

A week that was not given yet follows what is published, until its session begins, unless a leader
keeps it. A week that was given keeps its words; a correction reaches it on purpose, with a reason
that its members read. Words are all of a lesson but its address: title and teaser, key points and
text, slides, which worksheet it has, source and licence. What that worksheet asks is of today.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import Account
from audit.actions import record
from courses.lessons.models import LessonPage
from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession
from groups.weeks.models import CohortLesson

# What only the revision holds: reading it would parse the whole lesson.
LONG = ("key_points", "body", "slides")


class Words(TypedDict):
    """What a group's lesson keeps of the published one, by the names of its fields."""

    revision_id: int | None
    title: str
    teaser: str
    reading_minutes: int
    source: str
    licence: str
    worksheet_id: int | None


def as_published(lesson: LessonPage) -> Words:
    """The words of a published lesson. Its row and its live revision say the same."""
    return {
        "revision_id": lesson.live_revision_id,
        "title": lesson.title,
        "teaser": lesson.teaser,
        "reading_minutes": lesson.reading_minutes,
        "source": lesson.source,
        "licence": lesson.licence,
        "worksheet_id": lesson.worksheet_id,
    }


def follow_published(now: datetime) -> None:
    """Gives weeks still ahead the words that are published by now. One query where nothing is, and
    one for each lesson that was published anew."""
    behind = outdated().filter(
        kept=False,
        cohort_week__session__state=GroupSession.State.PLANNED,
        cohort_week__session__starts_at__gt=now,
        cohort_week__cohort__in=Cohort.objects.not_over(),
    )
    anew = set(behind.values_list("lesson", flat=True))
    if anew:
        for lesson in LessonPage.objects.filter(pk__in=anew, live=True).defer(*LONG):
            behind.filter(lesson=lesson).update(**as_published(lesson))


def outdated() -> QuerySet[CohortLesson]:
    """The lessons of groups that read in other words than those that are published."""
    return CohortLesson.objects.filter(
        lesson__live=True, lesson__live_revision__isnull=False
    ).exclude(revision=F("lesson__live_revision"))


def is_outdated(pinned: CohortLesson) -> bool:
    """Whether other words than the group's are published."""
    lesson = pinned.lesson
    return lesson.live and lesson.live_revision_id not in (None, pinned.revision_id)


def is_given(pinned: CohortLesson, *, now: datetime) -> bool:
    """Whether the session of its week has begun: from then on the words stay."""
    meeting = pinned.cohort_week.session
    ended = meeting.state == GroupSession.State.ENDED and not meeting.called_off
    return ended or meeting.starts_at <= now


@transaction.atomic
def keep_words(pinned: CohortLesson, *, kept: bool, by: Account, now: datetime) -> bool:
    """Keeps the words as they are, or follows what is published again, which comes at once where
    the week is still ahead. False, and no entry, where it is so already."""
    locked = CohortLesson.objects.select_for_update().get(pk=pinned.pk)
    if locked.kept == kept:
        return False
    locked.kept = kept
    locked.save(update_fields=["kept"])
    act = "lesson.kept" if kept else "lesson.followed"
    record(act, on=locked, by=by.pk, now=now, revision=locked.revision_id)
    follow_published(now)
    return True


@transaction.atomic
def correct_given(
    given: Iterable[CohortLesson], *, words: int, reason: str, by: Account, now: datetime
) -> list[CohortLesson]:
    """Gives these groups the published words although theirs were given; members read `reason`.

    `words` is the revision that `by` saw: where another is published by now, nothing changes.
    Returns the lessons that were changed: one that reads these words already is not.
    """
    locked = (
        outdated()
        .filter(pk__in=[pinned.pk for pinned in given], lesson__live_revision=words)
        .select_related("lesson")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    changed = []
    for pinned in locked:
        before, brought = pinned.revision_id, as_published(pinned.lesson)
        for name, value in brought.items():
            setattr(pinned, name, value)
        pinned.correction, pinned.corrected_at = reason, now
        pinned.save(update_fields=[*brought, "correction", "corrected_at"])
        record(
            "lesson.corrected",
            on=pinned,
            by=by.pk,
            now=now,
            before=before,
            after=pinned.revision_id,
        )
        changed.append(pinned)
    return changed
