"""Who may open which address of measures; part of the table in matrix.py."""

from accounts.roles import Role
from tests.security.objects import (
    NO_GROUP,
    NO_MEASURE,
    NO_NOTE,
    NO_RESPONSE,
    NO_SHARED,
    own_group,
    own_measure,
    own_response,
    shared_measure,
    told_note,
)
from tests.security.rows import COORDINATORS, Row, always, own_only, signed_in, staff

LEADERS = staff(Role.FACILITATOR, other_facilitator=404, superuser=403)
MEASURES = [
    Row("measures", signed_in()),
    Row("measure", own_only(), own_measure, NO_MEASURE),
    Row("measure-answer", own_only(), own_measure, NO_MEASURE),
    Row("measure-answer", own_only(400), own_measure, NO_MEASURE, method="POST"),
    Row("measure-bring", own_only(), own_measure, NO_MEASURE),
    Row("measure-bring", own_only(400), own_measure, NO_MEASURE, method="POST"),
    Row(
        "measure-share",
        own_only(404),
        own_measure,
        NO_MEASURE,
        method="POST",
        why="no part in a group is named",
    ),
    Row("measure-answered", own_only(), own_response, NO_RESPONSE),
    Row("measure-safety", own_only(), own_response, NO_RESPONSE),
    Row("measure-fhir", own_only(), own_response, NO_RESPONSE),
    Row("measure-delete", own_only(), own_response, NO_RESPONSE),
    Row("measure-delete", own_only(302), own_response, NO_RESPONSE, method="POST"),
    Row("measure-form", signed_in(), always(slug="phq-9"), {"slug": "no-such-form"}),
    Row("lead-measures", LEADERS, own_group, NO_GROUP),
    Row("lead-member-measure", LEADERS, shared_measure, NO_SHARED),
    Row(
        "lead-measure-seen",
        staff(Role.FACILITATOR, status=302, other_facilitator=404, superuser=403),
        told_note,
        NO_NOTE,
        method="POST",
    ),
    Row("desk-outcomes", COORDINATORS),
    Row("desk-outcomes", COORDINATORS, data={"csv": "outcomes"}),
]
