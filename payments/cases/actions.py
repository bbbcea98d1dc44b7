"""Opening and deciding cases."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import record
from payments.cases.models import ExceptionCase
from payments.orders.models import Order


class CaseResolved(Exception):
    """Somebody decided the case already."""


def open_case(
    kind: ExceptionCase.Kind,
    *,
    key: str,
    order: Order | None,
    now: datetime,
    intent_id: str = "",
    reopen: bool = False,
    **facts: Any,
) -> ExceptionCase:
    """Puts the trouble before the coordinators. The same `key` opens one case, however often.

    `reopen` is for trouble that can come back: a case that was closed is then open again.
    """
    case, made = ExceptionCase.objects.get_or_create(
        key=key[:160],
        defaults={
            "kind": kind,
            "order": order,
            "stripe_payment_intent": intent_id,
            "facts": facts,
            "opened_at": now,
        },
    )
    if reopen and not made and case.resolved_at is not None:
        ExceptionCase.objects.filter(pk=case.pk).update(
            opened_at=now, facts=facts, resolved_at=None, resolved_by=None, resolution=""
        )
        case.refresh_from_db()
    return case


def resolve_case(case: ExceptionCase, *, by: int, reason: str, now: datetime) -> None:
    """A coordinator writes down what was done. Raises CaseResolved if that had happened before."""
    with transaction.atomic():
        changed = ExceptionCase.objects.filter(pk=case.pk, resolved_at=None).update(
            resolved_at=now, resolved_by=by, resolution=reason
        )
        if not changed:
            raise CaseResolved
        record("case.resolved", on=case, by=by, now=now, kind=case.kind)


def close_case(*, key: str, outcome: str, now: datetime) -> None:
    """The trouble ended by itself: the case stays readable and leaves the queue."""
    ExceptionCase.objects.filter(key=key[:160], resolved_at=None).update(
        resolved_at=now, resolution=outcome
    )
