"""Where the money of one order is now, to the smallest coin."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from payments.by_hand.models import HandPayment
from payments.disputes.queries import disputed_among
from payments.orders.models import Order
from payments.received.models import Payment
from payments.refunds.models import Refund


@dataclass(frozen=True)
class MoneyNow:
    """Of one currency, in minor units: what came, what of it went back or is on its way there, and
    what the payer's bank has taken while it looks into a dispute."""

    currency: str
    paid_minor: int = 0
    back_minor: int = 0
    under_way_minor: int = 0
    disputed_minor: int = 0

    @property
    def gone_minor(self) -> int:
        """What is back, or on its way there."""
        return self.back_minor + self.under_way_minor

    @property
    def left_minor(self) -> int:
        """What is neither back nor on its way."""
        return self.paid_minor - self.gone_minor


@dataclass(frozen=True)
class PaymentNow:
    """One payment, and what of it can still be sent back."""

    payment: Payment
    left_minor: int
    disputed: bool


@dataclass(frozen=True)
class OrderMoney:
    """The money of an order, by currency; what of it a coordinator may send back, newest first."""

    sums: list[MoneyNow]
    refundable: list[PaymentNow] = field(default_factory=list)
    by_hand: HandPayment | None = None

    def of(self, currency: str) -> MoneyNow:
        """Its money of one currency."""
        found = (money for money in self.sums if money.currency == currency)
        return next(found, MoneyNow(currency))

    def theirs(self, currency: str) -> MoneyNow:
        """The same without what came late or twice, which goes back by itself."""
        if self.by_hand is not None:
            return self.of(currency)
        mine = [one for one in self.refundable if one.payment.currency == currency]
        paid = sum(one.payment.amount_minor for one in mine)
        return MoneyNow(currency, paid, back_minor=paid - sum(one.left_minor for one in mine))


def money_of(order: Order) -> OrderMoney:
    """Reads it, in four queries at most."""
    by_hand = HandPayment.objects.filter(order=order).first()
    if by_hand is not None:
        return _by_hand(order, by_hand)
    payments = list(order.payments.order_by("-paid_at", "pk"))
    standing = list(Refund.objects.standing().filter(payment__in=payments))
    disputed = disputed_among(payments)
    gone: dict[UUID, int] = defaultdict(int)
    for refund in standing:
        gone[refund.payment_id] += refund.amount_minor
    return OrderMoney(
        sums=_by_currency(order, payments, standing, disputed),
        refundable=[
            PaymentNow(one, one.amount_minor - gone[one.pk], one.pk in disputed)
            for one in payments
            if one.refundable
        ],
    )


def _by_currency(
    order: Order, payments: Sequence[Payment], standing: Sequence[Refund], disputed: set[UUID]
) -> list[MoneyNow]:
    currencies = {order.currency: None} | {one.currency: None for one in payments}
    return [
        MoneyNow(
            currency,
            paid_minor=sum(one.amount_minor for one in payments if one.currency == currency),
            back_minor=sum(
                one.amount_minor
                for one in standing
                if one.currency == currency and not one.is_under_way
            ),
            under_way_minor=sum(
                one.amount_minor
                for one in standing
                if one.currency == currency and one.is_under_way
            ),
            disputed_minor=sum(
                one.amount_minor
                for one in payments
                if one.currency == currency and one.pk in disputed
            ),
        )
        for currency in currencies
    ]


def _by_hand(order: Order, payment: HandPayment) -> OrderMoney:
    paid = order.amount_minor if payment.received_at else 0
    back = paid if payment.state == HandPayment.State.RETURNED else payment.returned_minor
    return OrderMoney([MoneyNow(order.currency, paid, back)], by_hand=payment)
