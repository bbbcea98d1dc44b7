"""Rows of the desk about who must not share a group, and about offers that are taken back."""

from accounts.roles import Role
from tests.security.objects import NO_MEMBER, NOBODY, offered_entry, own_member, own_pair
from tests.security.rows import COORDINATORS, Row, staff

PLACING = [
    Row("desk-apart", COORDINATORS, data={"csv": "apart"}),
    Row("desk-apart", COORDINATORS),
    Row("desk-keep-apart", COORDINATORS, own_member, NO_MEMBER),
    Row("desk-keep-apart", COORDINATORS, own_member, NO_MEMBER, data={"q": "@example.org"}),
    Row(
        "desk-keep-apart",
        staff(Role.COORDINATOR, status=400),
        own_member,
        NO_MEMBER,
        method="POST",
    ),
    Row(
        "desk-let-share",
        staff(Role.COORDINATOR, status=302),
        own_pair,
        {"pair_id": NOBODY},
        method="POST",
    ),
    Row(
        "desk-take-back",
        staff(Role.COORDINATOR, status=302),
        offered_entry,
        {"slug": "no-such-group", "entry_id": 1},
        method="POST",
        why="nothing is said: led back with a word",
    ),
    Row(
        "desk-ask-again",
        staff(Role.COORDINATOR, status=302),
        offered_entry,
        {"slug": "no-such-group", "entry_id": 1},
        method="POST",
        why="it is offered, so nothing rests: led back with a word",
    ),
]
