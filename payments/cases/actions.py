"""Opening and deciding cases."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.states import StateMoved, move
from payments.cases.keys import key_of
from payments.cases.models import ExceptionCase
from payments.orders.models import Order
from payments.received.models import Payment


class CaseResolved(Exception):
    """Somebody decided the case already."""


def open_case(
    kind: ExceptionCase.Kind,
    *,
    about: UUID | str,
    order: Order | None,
    now: datetime,
    payment: Payment | None = None,
    intent_id: str = "",
    reopen: bool = False,
    **facts: Any,
) -> ExceptionCase:
    """Puts the trouble before the coordinators. The same kind `about` the same thing opens one
    case, however often.

    `intent_id` is for a payment that has no row here. `reopen` is for trouble that can come back: a
    case that was closed is then open again.
    """
    case, made = ExceptionCase.objects.get_or_create(
        key=key_of(kind, about),
        defaults={
            "kind": kind,
            "order": order,
            "payment": payment,
            "stripe_payment_intent": intent_id,
            "facts": facts,
            "opened_at": now,
        },
    )
    if reopen and not made and case.state == ExceptionCase.State.RESOLVED:
        afresh = {
            "opened_at": now,
            "facts": facts,
            "resolved_at": None,
            "resolved_by_id": None,
            "resolution": "",
        }
        with suppress(StateMoved):  # a twin opened it again
            move(
                case,
                to=ExceptionCase.State.OPEN,
                act="case.reopened",
                by=None,
                now=now,
                changes=afresh,
                kind=case.kind,
            )
    return case


def resolve_case(case: ExceptionCase, *, by: int, reason: str, now: datetime) -> None:
    """A coordinator writes down what was done. Raises CaseResolved if that had happened before."""
    try:
        _resolve(case, by=by, words=reason, now=now)
    except StateMoved as error:
        raise CaseResolved from error


def close_case(kind: ExceptionCase.Kind, *, about: UUID | str, outcome: str, now: datetime) -> None:
    """The trouble ended by itself: the case stays readable and leaves the queue."""
    open_ones = ExceptionCase.objects.filter(state=ExceptionCase.State.OPEN)
    for case in open_ones.filter(key=key_of(kind, about)):
        with suppress(StateMoved):  # somebody decided it at this moment
            _resolve(case, by=None, words=outcome, now=now)


def _resolve(case: ExceptionCase, *, by: int | None, words: str, now: datetime) -> None:
    move(
        case,
        to=ExceptionCase.State.RESOLVED,
        act="case.resolved",
        by=by,
        now=now,
        changes={"resolved_at": now, "resolved_by_id": by, "resolution": words},
        kind=case.kind,
    )
