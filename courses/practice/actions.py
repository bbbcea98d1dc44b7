"""Noting a use of a skill, changing what was said of it, deleting it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from accounts.models import Member
from audit.actions import record
from courses.diary.days import check_day, day_at
from courses.practice.models import SkillUse
from courses.practice.shape import LONGEST_KEY, MOST_A_DAY, Said
from courses.skills.models import Skill


class DayFull(Exception):
    """As many uses are noted on that day as fit on one."""


class ChangedMeanwhile(Exception):
    """Another page changed it since this one was made; `use` is as it stands now."""

    def __init__(self, use: SkillUse) -> None:
        super().__init__(use.pk)
        self.use = use


@dataclass(frozen=True)
class Noted:
    """A use that was noted. `already`: it was stored before."""

    use: SkillUse
    already: bool = False


def note_use(
    member: Member,
    *,
    skill: Skill,
    exercise: str = "",
    said: Said,
    zone: ZoneInfo,
    sending: UUID,
    now: datetime,
) -> Noted:
    """Stores that a member used a skill, once however often it is sent.

    Raises DayAhead, DayLongAgo and DayFull.
    """
    use = SkillUse(
        member=member, skill=skill, skill_name=skill.name, exercise=exercise[:LONGEST_KEY],
        zone_name=zone.key, sending=sending, noted_at=now, changed_at=now,
    )  # fmt: skip
    use.put(said)
    return _once(use, today=day_at(now, zone=zone))


def bring_back_use(use: SkillUse) -> Noted:
    """Undoes a deletion: `use` is as it was (`undoing.py`). Sent twice, it is there once."""
    return _once(use, today=None)


def _once(use: SkillUse, *, today: date | None) -> Noted:
    try:
        with transaction.atomic():
            return _store(use, today=today)
    except IntegrityError:
        # In this very moment another page sent the same: now it is there.
        there = SkillUse.objects.get(member=use.member_id, sending=use.sending)
        return Noted(there, already=True)


def _store(use: SkillUse, *, today: date | None) -> Noted:
    mine = SkillUse.objects.filter(member=use.member_id)
    there = mine.filter(sending=use.sending).first()
    if there is not None:
        return Noted(there, already=True)
    if today is not None:
        check_day(use.day, today=today)
    if mine.filter(day=use.day).count() >= MOST_A_DAY:
        raise DayFull
    use.save(force_insert=True)
    return Noted(use)


@transaction.atomic
def change_use(use: SkillUse, *, said: Said, seen: str, zone: ZoneInfo, now: datetime) -> SkillUse:
    """Changes what was said of a use, as its page showed it (`seen` is its mark).

    Raises ChangedMeanwhile where another page was faster with other words, and DayAhead or
    DayLongAgo for another day that cannot be.
    """
    row = SkillUse.objects.select_for_update().get(pk=use.pk)
    if row.said == said:
        return row
    if row.mark != seen:
        raise ChangedMeanwhile(row)
    if row.day != said.day:
        check_day(said.day, today=day_at(now, zone=zone))
    row.put(said)
    row.edits += 1
    row.changed_at = now
    row.save(force_update=True)
    return row


@transaction.atomic
def delete_use(use: SkillUse, *, now: datetime) -> None:
    """Deletes it for good; the trail says that there was one, and nothing of it."""
    member = use.member
    record("practice.deleted", on=use, by=member.account_id, member_id=member.pk, now=now)
    use.delete()
