"""The cards and accounts a tester may type, and what each of them leads to.

The numbers are the ones Stripe publishes for its test mode. A number is never stored: what stays
is the brand, the last four digits and the outcome.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice


@dataclass(frozen=True)
class Decline:
    """Why a bank said no. ``code`` and ``decline_code`` are Stripe's, ``message`` is for payers."""

    code: str
    decline_code: str
    message: str


GENERIC = Decline(
    "card_declined",
    "generic_decline",
    "Your bank declined this card. Nothing was charged. You can try another card.",
)
INSUFFICIENT = Decline(
    "card_declined",
    "insufficient_funds",
    "There is not enough money on this card. Nothing was charged. You can try another card.",
)
EXPIRED = Decline(
    "expired_card",
    "expired_card",
    "This card has expired. Nothing was charged. You can try another card.",
)
WRONG_CVC = Decline(
    "incorrect_cvc",
    "incorrect_cvc",
    "The security code does not match this card. Nothing was charged. Please check it and try"
    " again.",
)
PROCESSING_ERROR = Decline(
    "processing_error",
    "processing_error",
    "The card could not be processed just now. Nothing was charged. Please try again in a moment.",
)
AUTHENTICATION_FAILED = Decline(
    "payment_intent_authentication_failure",
    "authentication_required",
    "Your bank could not confirm that it was you. Nothing was charged. You can try again, or use"
    " another card.",
)


@dataclass(frozen=True)
class Card:
    """One test card. ``later`` names what happens after the payment: a dispute, a failed refund."""

    number: str
    shown: str
    brand: str = "visa"
    decline: Decline | None = None
    challenge: bool = False
    later: str | None = None

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        """Return the number in groups, as it stands on a card of its kind."""
        groups = (4, 6, 5) if self.brand == "amex" else (4, 4, 4, 4)
        digits = iter(self.number)
        return " ".join("".join(islice(digits, length)) for length in groups)


_CARDS = (
    Card("4242424242424242", "The payment succeeds"),
    Card("5555555555554444", "The payment succeeds (Mastercard)", brand="mastercard"),
    Card("378282246310005", "The payment succeeds (American Express)", brand="amex"),
    Card("4000002500003155", "The bank asks you to confirm (3-D Secure)", challenge=True),
    Card("4000002760003184", "The bank always asks (3-D Secure)", challenge=True),
    Card(
        "4000008400001629",
        "The bank asks, then declines",
        challenge=True,
        decline=GENERIC,
    ),
    Card("4000000000000002", "Declined by the bank", decline=GENERIC),
    Card("4000000000009995", "Declined: not enough money", decline=INSUFFICIENT),
    Card("4000000000000069", "Declined: the card has expired", decline=EXPIRED),
    Card("4000000000000127", "Declined: wrong security code", decline=WRONG_CVC),
    Card("4000000000000119", "Declined: processing error", decline=PROCESSING_ERROR),
    Card("4000000000000341", "Succeeds now; fails at a later renewal", later="renewal_fails"),
    Card("4000000000000259", "Succeeds, then is disputed", later="dispute"),
    Card("4000000000005126", "Succeeds; a refund fails later", later="refund_fails"),
)
CARDS = {card.number: card for card in _CARDS}


@dataclass(frozen=True)
class BankAccount:
    """One test bank account; the bank answers later, by ``failure`` with a no."""

    number: str
    shown: str
    failure: str | None = None


BANK_ACCOUNTS = {
    account.number: account
    for account in (
        BankAccount("000123456789", "The bank says yes, a little later"),
        BankAccount("000111111116", "The bank says no, a little later", "insufficient_funds"),
    )
}
# Which delayed bank method stands beside the card, by currency.
BANK_METHODS = {"eur": "sepa_debit", "gbp": "bacs_debit", "usd": "us_bank_account"}
BANK_METHOD_NAMES = {
    "sepa_debit": "SEPA Direct Debit",
    "bacs_debit": "Bacs Direct Debit",
    "us_bank_account": "US bank account",
}


def clean_number(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed)


def looks_like_card(number: str) -> bool:
    """Tell whether the digits pass the checksum every card number carries (Luhn)."""
    if not number.isascii() or not number.isdigit() or not 12 <= len(number) <= 19:
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def parse_expiry(typed: str) -> tuple[int, int] | None:
    """Read ``12/34``, ``12 / 2034`` or ``1234`` as (month, four-digit year); None if unreadable."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/.-]?\s*(\d{4}|\d{2})\s*", typed, re.ASCII)
    if match is None:
        return None
    month, year = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    return month, year + 2000 if year < 100 else year


def is_over(expiry: tuple[int, int], now: int) -> bool:
    """Tell whether a card's month has passed; it is good until the last day of that month."""
    today = datetime.fromtimestamp(now, tz=UTC)
    return (expiry[1], expiry[0]) < (today.year, today.month)
