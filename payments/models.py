"""The rows of every area, gathered for Django."""

from payments.by_hand.models import HandPayment, HandReturn
from payments.cases.models import ExceptionCase
from payments.checkout.models import CheckoutAttempt
from payments.disputes.models import Dispute
from payments.dues.models import Due
from payments.ledger.models import LedgerEntry
from payments.orders.models import Order
from payments.prices.models import Price, RefundTerms
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.webhooks.models import StripeEvent

__all__ = [
    "CheckoutAttempt",
    "Dispute",
    "Due",
    "ExceptionCase",
    "HandPayment",
    "HandReturn",
    "LedgerEntry",
    "Order",
    "Payment",
    "Price",
    "Refund",
    "RefundTerms",
    "StripeEvent",
]
