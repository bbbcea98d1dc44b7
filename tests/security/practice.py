"""Rows of practice: a member's own log and map, what leaders read of it, a lesson that was read."""

from accounts.roles import Role
from tests.security.objects import (
    NO_CONTACT,
    NO_LESSON,
    NO_SESSION,
    NO_USE,
    coming_session,
    own_contact,
    own_lesson,
    own_use,
)
from tests.security.rows import Row, own_only, signed_in, staff

LEADERS = staff(Role.FACILITATOR, other_facilitator=404, superuser=403)
HANDED_BACK = "whoever is signed out meanwhile gets back what they sent"

PRACTICE = [
    Row("practice", signed_in()),
    Row("practice", signed_in(), data={"csv": "practice"}),
    Row("practice-new", signed_in()),
    Row("practice-map", signed_in()),
    Row("practice-use", own_only(), own_use, NO_USE),
    Row(
        "practice-use",
        own_only(400, visitor=403, deactivated=403),
        own_use,
        NO_USE,
        method="POST",
        why=HANDED_BACK,
    ),
    Row("practice-delete", own_only(), own_use, NO_USE, method="POST"),
    Row(
        "practice-undo",
        own_only(302, other_member=302, former=302, held=302, visitor=403, deactivated=403),
        method="POST",
        why="everybody who has a log, and nothing was brought; others have none",
    ),
    Row("lesson-read", own_only(302), own_lesson, NO_LESSON, method="POST"),
    Row("lead-before", LEADERS, coming_session, NO_SESSION),
    Row("lead-practice", LEADERS, own_contact, NO_CONTACT),
]
