"""Rows of worksheets: a member's own, and what leaders hold of them."""

import json
from typing import Any

from accounts.roles import Role
from courses.answers.models import Answer
from courses.models import Worksheet
from groups.models import CohortLesson, HandedIn, HandedInComment, HandedInSeen
from tests.security.objects import NO_GROUP, NOBODY, own_group
from tests.security.rows import Row, own_only, signed_in, staff
from tests.security.world import MOMENT, Actor, World

LEADERS = staff(Role.FACILITATOR, other_facilitator=404, superuser=403)


def own_answer(world: World) -> dict[str, Any]:
    """A worksheet that the member filled in; its words stand nowhere else."""
    answer = Answer.objects.filter(member=world.member).first()
    if answer is None:
        asked = [{"key": "what", "kind": "text", "label": "What happened?"}]
        answer = Answer.objects.create(
            member=world.member,
            title="Ladysmock",
            questions=asked,
            words=json.dumps(["Cowslip"]),
            edits=1,
            started_at=MOMENT,
            changed_at=MOMENT,
        )
    return {"answer_id": answer.pk}


def own_handing(world: World) -> dict[str, Any]:
    """The same, in the hands of the leaders, one of whom has seen it and said something."""
    row = HandedIn.objects.filter(enrollment=world.enrollment).first()
    if row is None:
        row = HandedIn.objects.create(
            answer_id=own_answer(world)["answer_id"],
            enrollment=world.enrollment,
            words=json.dumps(["Cowslip"]),
            edits=1,
            handed_at=MOMENT,
        )
        leader = world.accounts[Actor.FACILITATOR]
        HandedInSeen.objects.create(handed_in=row, account=leader, version=1, seen_at=MOMENT)
        HandedInComment.objects.create(
            handed_in=row, account=leader, by_member=False, words="Selfheal", filling=NOBODY,
            said_at=MOMENT,
        )  # fmt: skip
    return {"handed_id": row.pk}


def handed_to_group(world: World) -> dict[str, Any]:
    return own_group(world) | own_handing(world)


def own_worksheet(world: World) -> dict[str, Any]:
    """The worksheet of a lesson that the member has."""
    lessons = CohortLesson.objects.filter(
        cohort_week__cohort=world.cohort, cohort_week__week__number=1, worksheet__isnull=False
    )
    lesson = lessons.first()
    worksheet = lesson.worksheet_id if lesson else Worksheet.objects.order_by("pk")[0].pk
    return {"enrollment_id": world.enrollment.pk, "worksheet_id": worksheet}


NO_ANSWER = {"answer_id": NOBODY}
NO_HANDING = {"handed_id": NOBODY}
NO_HANDED = {"slug": "own-group", "handed_id": NOBODY}
NO_BEGINNING = {"enrollment_id": NOBODY, "worksheet_id": 1}
BACK = "whoever is signed out meanwhile gets back what they sent"

SHEETS = [
    Row("sheets", signed_in()),
    Row("sheet-begin", own_only(), own_worksheet, NO_BEGINNING),
    Row("sheet-begin", own_only(302), own_worksheet, NO_BEGINNING, method="POST"),
    Row("sheet", own_only(), own_answer, NO_ANSWER),
    Row(
        "sheet",
        own_only(400, visitor=403, deactivated=403),
        own_answer,
        NO_ANSWER,
        method="POST",
        why=BACK,
    ),
    Row("sheet-paper", own_only(), own_answer, NO_ANSWER),
    Row("sheet-paper", own_only(), own_answer, NO_ANSWER, data={"empty": "yes"}),
    Row("sheet-hand-in", own_only(), own_answer, NO_ANSWER),
    Row(
        "sheet-hand-in",
        own_only(404, visitor=403, deactivated=403),
        own_answer,
        NO_ANSWER,
        method="POST",
        why=BACK,
    ),
    Row(
        "sheet-both",
        own_only(302, visitor=403, deactivated=403),
        own_answer,
        NO_ANSWER,
        method="POST",
        why=BACK,
    ),
    Row(
        "sheet-reply",
        own_only(400, visitor=403, deactivated=403),
        own_handing,
        NO_HANDING,
        method="POST",
        why=BACK,
    ),
    Row("lead-sheets", LEADERS, own_group, NO_GROUP),
    Row("lead-sheet", LEADERS, handed_to_group, NO_HANDED),
    Row(
        "lead-sheet",
        staff(Role.FACILITATOR, status=400, other_facilitator=404, superuser=403),
        handed_to_group,
        NO_HANDED,
        method="POST",
    ),
    Row(
        "sheet-take-back",
        own_only(302, visitor=403, deactivated=403),
        own_handing,
        NO_HANDING,
        method="POST",
        why=BACK,
    ),
    Row("sheet-delete", own_only(), own_answer, NO_ANSWER),
]
