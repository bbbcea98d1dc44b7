"""Rows of diaries: a member's own pages, and what their leaders read."""

from accounts.roles import Role
from tests.security.objects import (
    NO_CARD,
    NO_CONTACT,
    NO_GROUP,
    NO_PART,
    NO_SHARED_URGE,
    NO_URGE,
    own_contact,
    own_diary_card,
    own_group,
    own_part,
    own_urge,
    shared_urge,
)
from tests.security.rows import Row, everybody, own_only, signed_in, staff

LEADERS = staff(Role.FACILITATOR, other_facilitator=404, superuser=403)

DIARIES = [
    Row("diary", signed_in()),
    Row("diary-day", signed_in(), path="/diary/on/2026-09-15/"),
    Row("diary-week", signed_in()),
    Row("diary-week-paper", signed_in(), path="/diary/weeks/2026-08-31/paper/"),
    Row("diary-offline", everybody()),
    Row("diary-trend", signed_in()),
    Row("diary-trend", signed_in(), data={"csv": "diary"}),
    Row("diary-urges", signed_in()),
    Row("diary-sharing", signed_in()),
    Row("diary-kept", own_only(), own_diary_card, NO_CARD),
    Row("diary-kept", own_only(302), own_diary_card, NO_CARD, method="POST"),
    Row("diary-urge-away", own_only(302), own_urge, NO_URGE, method="POST"),
    Row(
        "diary-share",
        own_only(302, visitor=403, deactivated=403),
        own_part,
        NO_PART,
        method="POST",
        why="whoever is signed out meanwhile gets back what they sent",
    ),
    Row("lead-diaries", LEADERS, own_group, NO_GROUP),
    Row("lead-diary", LEADERS, own_contact, NO_CONTACT),
    Row(
        "lead-urge-seen",
        staff(Role.FACILITATOR, status=302, other_facilitator=404, superuser=403),
        shared_urge,
        NO_SHARED_URGE,
        method="POST",
    ),
]
