"""Which sums can be charged, and how people read them.

Inside, money is integer minor units and a currency, always. Limits and the currencies without a
minor unit, or with three digits of it, are Stripe's ("Supported currencies").
"""

from design.money import format_money as format_money

# Where Stripe's minor unit and ISO 4217's are the same; elsewhere (ISK, UGX, …) a sum would read a
# hundred times too large, so those currencies wait until somebody needs them.
TWO_DECIMAL = frozenset(
    [
        "AED",
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "KES",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "PHP",
        "PLN",
        "QAR",
        "RON",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "ZAR",
    ]
)
ZERO_DECIMAL = frozenset(["CLP", "JPY", "KRW", "PYG", "RWF", "VND", "XAF", "XOF", "XPF"])
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
CURRENCIES = TWO_DECIMAL | ZERO_DECIMAL | THREE_DECIMAL
# The smallest sum Stripe takes, in minor units; others are worth about half a US dollar.
SMALLEST_CHARGE = {
    "AED": 200, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "JPY": 50,
    "KWD": 150, "MXN": 1000, "MYR": 200, "NOK": 300, "PLN": 200, "RON": 200, "SEK": 300,
    "THB": 1000,
}  # fmt: skip
LARGEST_CHARGE = 99_999_999


def step_of(currency: str) -> int:
    """Sums that move are multiples of it, in minor units: Stripe wants the last of three digits to
    be zero."""
    return 10 if currency.upper() in THREE_DECIMAL else 1


def share_of(amount_minor: int, currency: str, *, sessions: int, of: int) -> int:
    """What `sessions` of a course `of` so many cost, in minor units, rounded down: what cannot be
    split is the member's. A sum too small to be charged is nothing."""
    if not 0 < sessions < of:
        return amount_minor
    share = amount_minor * sessions // of
    share -= share % step_of(currency)
    return share if share >= smallest_charge(currency) else 0


def exponent(currency: str) -> int:
    """How many digits the minor unit has: JPY 0, KWD 3, most 2."""
    if currency.upper() in ZERO_DECIMAL:
        return 0
    return 3 if currency.upper() in THREE_DECIMAL else 2


def smallest_charge(currency: str) -> int:
    """The smallest sum that can be charged, in minor units."""
    return SMALLEST_CHARGE.get(currency.upper(), 50)
