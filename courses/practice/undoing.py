"""A deleted use, for as long as its page is open: the page alone holds it, and can bring it back.

What is deleted is gone from the database at once. The page that says so carries all of it, signed,
so that nothing else can be brought back and to nobody else.
"""

from datetime import date, datetime
from uuid import UUID

from django.core import signing

from accounts.models import Member
from courses.practice.models import SkillUse
from courses.skills.models import Skill

SALT = "courses.practice.undoing"
LASTS_SECONDS = 24 * 60 * 60
PLAIN = ("skill_name", "exercise", "zone_name", "place", "went", "note", "edits")
DAYS_AND_IDS = ("id", "sending", "day", "noted_at", "changed_at")


class NothingToBringBack(Exception):
    """What was sent is no deleted use of this member, or was deleted too long ago."""


def packed(use: SkillUse) -> str:
    """A use as its page carries it."""
    held = {name: getattr(use, name) for name in PLAIN}
    held |= {name: str(getattr(use, name)) for name in DAYS_AND_IDS}
    return signing.dumps(held | {"member": str(use.member_id), "skill": use.skill_id}, salt=SALT)


def unpacked(sent: str, *, member: Member) -> SkillUse:
    """The use as it was, not stored yet. Raises NothingToBringBack."""
    try:
        held = signing.loads(sent, salt=SALT, max_age=LASTS_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise NothingToBringBack from error
    if held["member"] != str(member.pk):
        raise NothingToBringBack
    return SkillUse(
        **{name: held[name] for name in PLAIN},
        id=UUID(held["id"]),
        sending=UUID(held["sending"]),
        day=date.fromisoformat(held["day"]),
        noted_at=datetime.fromisoformat(held["noted_at"]),
        changed_at=datetime.fromisoformat(held["changed_at"]),
        member=member,
        skill=Skill.objects.filter(pk=held["skill"] or 0).first(),
    )
