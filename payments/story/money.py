"""The story of the money: ordered, paid, sent back, disputed, decided."""

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.by_hand.models import HandPayment, HandReturn
from payments.cases.models import ExceptionCase
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.ledger.models import LedgerEntry
from payments.orders.models import Order
from payments.received.heard import Heard
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.story.lines import (
    BANK,
    DASHBOARD,
    ITSELF,
    OUR_ROUND,
    STRIPE,
    Cast,
    Line,
    Rank,
    detail,
    sums,
)
from payments.story.rows import Rows
from payments.webhooks.models import StripeEvent

ATTEMPT_ENDED: dict[str, tuple[str | Promise, str | Promise]] = {
    AttemptState.COMPLETE: (gettext_lazy("The payment page is done"), gettext_lazy("the payer")),
    AttemptState.EXPIRED: (gettext_lazy("The payment page closed, nothing was paid"), ITSELF),
    AttemptState.FAILED: (gettext_lazy("The payment page came to nothing"), STRIPE),
}
PLACED: dict[str, str | Promise] = {
    Payment.State.APPLIED: gettext_lazy("We heard of the payment: it pays this order"),
    Payment.State.LATE: gettext_lazy("We heard of the payment: too late, so it goes back"),
    Payment.State.DUPLICATE: gettext_lazy("We heard of the payment: a second one, so it goes back"),
    Payment.State.CASE: gettext_lazy("We heard of the payment: a coordinator looks at it"),
}
REFUND_STANDS: dict[str, tuple[str | Promise, str | Promise]] = {
    Refund.State.SUCCEEDED: (gettext_lazy("The refund went through"), STRIPE),
    Refund.State.FAILED: (gettext_lazy("The refund failed: the money is with us"), BANK),
}
REFUND_BY: dict[str, str | Promise] = {
    Refund.Reason.OUTSIDE: DASHBOARD,
    Refund.Reason.LATE_AND_FULL: gettext_lazy("by itself, for it came late"),
    Refund.Reason.DUPLICATE: gettext_lazy("by itself, for it was paid twice"),
}
# The first beginning that fits is taken; other types that we act on stand as Stripe calls them.
TOLD: dict[str, str | Promise] = {
    "checkout.session.completed": gettext_lazy("Stripe told us: the payer is done"),
    "checkout.session.expired": gettext_lazy("Stripe told us: the payment page has closed"),
    "checkout.session.async_payment_succeeded": gettext_lazy("Stripe told us: the bank has paid"),
    "checkout.session.async_payment_failed": gettext_lazy("Stripe told us: the bank said no"),
    "payment_intent.succeeded": gettext_lazy("Stripe told us: the payment succeeded"),
    "payment_intent.payment_failed": gettext_lazy("Stripe told us: the payment was declined"),
    "charge.failed": gettext_lazy("Stripe told us: the card was declined"),
    "charge.succeeded": gettext_lazy("Stripe told us: the card was charged"),
    "charge.dispute.": gettext_lazy("Stripe told us of a dispute"),
    "charge.refund": gettext_lazy("Stripe told us of a refund"),
    "refund.failed": gettext_lazy("Stripe told us: a refund failed"),
    "refund.": gettext_lazy("Stripe told us of a refund"),
}
DECLINED = {"payment_intent.payment_failed", "charge.failed"}
NOT_ACTED_ON = {
    StripeEvent.State.STORED: gettext_lazy("not acted on yet"),
    StripeEvent.State.FAILED: gettext_lazy("could not be handled: a case is open"),
}


def money_lines(rows: Rows, cast: Cast) -> Iterator[Line]:
    """Everything about an order and its money."""
    if rows.order is None:
        return
    yield from _order(rows.order, rows, cast)
    for attempt in rows.attempts:
        yield from _attempt(attempt)
    for event in rows.events:
        if event.state != StripeEvent.State.IGNORED or _words_for(event):
            yield _event(event)
    for payment in rows.payments:
        yield from _payment(payment, rows, cast)
    for refund in rows.refunds:
        yield from _refund(refund, rows, cast)
    for dispute in rows.disputes:
        yield Line(
            dispute.opened_at,
            _("The payer's bank disputes the payment"),
            BANK,
            detail(sums(dispute.amount_minor, dispute.currency), dispute.status,
                   dispute.stripe_dispute_id),
            rank=Rank.TOLD,
        )  # fmt: skip
    for case in rows.cases:
        yield from _case(case, cast)
    if rows.by_hand is not None:
        yield from _by_hand(rows.order, rows.by_hand, rows.returns, rows, cast)


def _order(order: Order, rows: Rows, cast: Cast) -> Iterator[Line]:
    by = _actor(rows, order, "order.placed", order.payer_id)
    price = detail(sums(order.amount_minor, order.currency), order.number)
    what = _("Ordered, at the price of that moment")
    yield Line(order.placed_at, what, cast.name(by), price, rank=Rank.ORDERED)
    for entry in rows.entries:
        if entry.act == "order.agreed_anew":
            change = f"{entry.facts['before']} → {entry.facts['after']}"
            what = _("Another sum was agreed")
            yield Line(entry.at, what, cast.name(entry.actor_id), change, rank=Rank.DECIDED)


def _attempt(attempt: CheckoutAttempt) -> Iterator[Line]:
    number = attempt.stripe_session_id or ""
    what = _("A payment page was opened")
    yield Line(attempt.began_at, what, _("the payer"), number, rank=Rank.OPENED)
    if attempt.ended_at is not None:
        ended, by = ATTEMPT_ENDED[attempt.state]
        yield Line(attempt.ended_at, ended, by, number, rank=Rank.DONE)
    elif attempt.state == AttemptState.PROCESSING:
        what = _("The payer is done, and their bank works on it")
        yield Line(attempt.checked_at, what, BANK, number, rank=Rank.DONE)
    elif attempt.unreachable_since is not None:
        yield Line(attempt.unreachable_since, _("Stripe did not answer about it"), STRIPE, number)


def _event(event: StripeEvent) -> Line:
    what = _words_for(event) or event.type
    undone = NOT_ACTED_ON.get(StripeEvent.State(event.state), "")
    rank = Rank.DECLINED if event.type in DECLINED else Rank.TOLD
    return Line(event.received_at, what, STRIPE, detail(event.stripe_id, undone), rank=rank)


def _words_for(event: StripeEvent) -> str | Promise:
    return next((words for kind, words in TOLD.items() if event.type.startswith(kind)), "")


def _payment(payment: Payment, rows: Rows, cast: Cast) -> Iterator[Line]:
    figures = detail(sums(payment.amount_minor, payment.currency), payment.stripe_payment_intent)
    yield Line(payment.paid_at, _("Paid"), _("the payer"), figures, rank=Rank.PAID)
    heard = Heard(payment.heard_by).label if payment.heard_by else STRIPE
    then = _with_us(rows, LedgerEntry.Kind.PAYMENT, payment.stripe_payment_intent)
    yield Line(payment.settled_at, PLACED[payment.state], heard, then, rank=Rank.HEARD)
    for entry in rows.entries:
        if (entry.act, entry.object_id) == ("payment.applied", str(payment.pk)):
            what = _("This sum was taken for the seat")
            yield Line(entry.at, what, cast.name(entry.actor_id), figures, rank=Rank.DECIDED)


def _refund(refund: Refund, rows: Rows, cast: Cast) -> Iterator[Line]:
    figures = sums(refund.amount_minor, refund.currency)
    basis = refund.get_basis_display() if refund.basis else ""
    number = refund.stripe_refund_id or ""
    by = REFUND_BY.get(refund.reason) or cast.name(refund.asked_by_id)
    yield Line(
        refund.asked_at,
        _("Money is sent back"),
        by,
        detail(figures, basis),
        words=refund.words,
        rank=Rank.SENT_BACK,
    )
    if refund.state in REFUND_STANDS and refund.ended_at is not None:
        what, by = REFUND_STANDS[refund.state]
        failed = refund.state == Refund.State.FAILED
        kind = LedgerEntry.Kind.REFUND_REVERSED if failed else LedgerEntry.Kind.REFUND
        told = detail(figures, number, _with_us(rows, kind, number))
        yield Line(refund.ended_at, what, by, told, rank=Rank.WENT_BACK)
    elif refund.state == Refund.State.PENDING:
        what = _("The refund is at the payer's bank, which has not said yes yet")
        yield Line(refund.asked_at, what, BANK, detail(figures, number), rank=Rank.WENT_BACK)
    elif refund.attempts:
        what = _("The refund is on its way to Stripe")
        yield Line(refund.asked_at, what, OUR_ROUND, figures, rank=Rank.WENT_BACK)


def _with_us(rows: Rows, kind: LedgerEntry.Kind, source: str) -> str:
    """By the ledger, what of the order was here right after that movement."""
    here: Counter[str] = Counter()
    for entry in rows.ledger:
        here[entry.currency] += entry.amount_minor
        if (entry.kind, entry.source) == (kind, source):
            return _("with us then: %(sum)s") % {"sum": sums(here[entry.currency], entry.currency)}
    return ""


def _case(case: ExceptionCase, cast: Cast) -> Iterator[Line]:
    url = f"{reverse('desk-cases')}?case={case.pk}"
    kind = case.get_kind_display()
    what = _("A case was opened: %(kind)s") % {"kind": kind}
    yield Line(case.opened_at, what, ITSELF, url=url, rank=Rank.CASE)
    if case.resolved_at is not None:
        by = cast.name(case.resolved_by_id)
        what = _("The case was closed: %(kind)s") % {"kind": kind}
        words = case.resolution
        yield Line(case.resolved_at, what, by, words=words, url=url, rank=Rank.DECIDED)


def _by_hand(
    order: Order, payment: HandPayment, returns: list[HandReturn], rows: Rows, cast: Cast
) -> Iterator[Line]:
    way = payment.get_way_display()
    yield Line(
        payment.entered_at,
        _("Enrolled by hand"),
        cast.name(payment.entered_by_id),
        way,
        words=payment.reason,
        rank=Rank.ORDERED,
    )
    whole = sums(order.amount_minor, order.currency)
    if payment.received_at is not None:
        by = cast.name(_actor(rows, payment, "hand_payment.received"))
        what = _("The money is here")
        then = _with_us(rows, LedgerEntry.Kind.RECEIVED_BY_HAND, str(payment.pk))
        words, figures = payment.received_words, detail(whole, way, then)
        yield Line(payment.received_at, what, by, figures, words=words, rank=Rank.HEARD)
    given = 0
    for part in returns:
        given += part.amount_minor
        yield Line(
            part.returned_at,
            _("A part was given back by hand"),
            cast.name(part.returned_by_id),
            detail(
                sums(part.amount_minor, order.currency),
                part.get_basis_display(),
                _with_us(rows, LedgerEntry.Kind.RETURNED_BY_HAND, str(part.pk)),
            ),
            words=part.words,
            rank=Rank.SENT_BACK,
        )
    if payment.ended_at is not None:
        by = cast.name(_actor(rows, payment, f"hand_payment.{payment.state}"))
        back = payment.state == HandPayment.State.RETURNED
        figures = sums(order.amount_minor - given, order.currency) if back else ""
        what, words = payment.get_state_display(), payment.ended_words
        yield Line(payment.ended_at, what, by, figures, words=words, rank=Rank.WENT_BACK)


def _actor(
    rows: Rows, row: Order | HandPayment, act: str, otherwise: int | None = None
) -> int | None:
    """Who did that to a row, by the trail."""
    for entry in rows.entries:
        if (entry.object_id, entry.act) == (str(row.pk), act):
            return entry.actor_id
    return otherwise
