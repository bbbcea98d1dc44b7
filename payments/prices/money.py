"""Amounts as people read them. Inside, money is integer minor units and a currency, always.

Which currencies have no minor unit, and which have three digits of it, is Stripe's table
("Supported currencies", zero-decimal and three-decimal currencies).
"""

from decimal import Decimal

from django.utils.formats import number_format

ZERO_DECIMAL = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split()
)
THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())
SYMBOLS = {
    "AUD": "A$",
    "CAD": "CA$",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "JPY": "¥",
    "NZD": "NZ$",
    "USD": "$",
}
# The smallest sum Stripe takes, in minor units; others are worth about half a US dollar.
SMALLEST_CHARGE = {
    "AED": 200, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "JPY": 50,
    "KWD": 150, "MXN": 1000, "MYR": 200, "NOK": 300, "PLN": 200, "RON": 200, "SEK": 300,
    "THB": 1000,
}  # fmt: skip
LARGEST_CHARGE = 99_999_999


def exponent(currency: str) -> int:
    """How many digits the minor unit has: JPY 0, KWD 3, most 2."""
    if currency.upper() in ZERO_DECIMAL:
        return 0
    return 3 if currency.upper() in THREE_DECIMAL else 2


def smallest_charge(currency: str) -> int:
    """The smallest sum that can be charged, in minor units."""
    return SMALLEST_CHARGE.get(currency.upper(), 50)


def format_money(amount_minor: int, currency: str) -> str:
    """The sum with its sign or code: £320.00, ¥48,000, KWD 36.500."""
    currency = currency.upper()
    digits = exponent(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    figure = number_format(abs(amount), decimal_pos=digits, use_l10n=True, force_grouping=True)
    sign = "−" if amount_minor < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{figure}"
