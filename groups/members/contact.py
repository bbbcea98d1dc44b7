"""The emergency contact of a member: whoever opens it leaves a line."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Account, Intake
from accounts.roles import Role
from audit.actions import record
from groups.seats.models import Enrollment


@dataclass(frozen=True)
class EmergencyContact:
    """Whom to call about a member. `relation` may be empty."""

    name: str
    phone: str
    relation: str


@transaction.atomic
def open_contact(
    enrollment: Enrollment, *, by: Account, role: Role, now: datetime
) -> EmergencyContact | None:
    """The member's emergency contact, with the entry that says who read it; None if none is known.

    Words and entry stand or fall together: nobody reads them without leaving a line.
    """
    intake = Intake.objects.filter(member_id=enrollment.member_id).first()
    if intake is None:
        return None
    record(
        "intake.read",
        on=intake,
        by=by.pk,
        role=role.value,
        member_id=enrollment.member_id,
        now=now,
    )
    return EmergencyContact(
        name=intake.emergency_name,
        phone=intake.emergency_phone,
        relation=intake.emergency_relation,
    )
