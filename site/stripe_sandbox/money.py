"""Amounts: exponents, limits, fees, and how a sum looks to a reader. Always integer minor units."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


ZERO_DECIMAL = _codes("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf")
THREE_DECIMAL = _codes("bhd jod kwd omr tnd")
TWO_DECIMAL = _codes(
    """aed all amd ang aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny
    cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils
    inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr
    mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle
    sos srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer zar zmw"""
)
CURRENCIES = ZERO_DECIMAL | TWO_DECIMAL | THREE_DECIMAL

LARGEST_AMOUNT = 99_999_999
# Stripe's published minimum charges for the currencies a clinic is likely to use; the others are
# converted from fifty US cents there, which a sandbox without exchange rates rounds to fifty.
SMALLEST_AMOUNT = {"gbp": 30, "jpy": 50, "chf": 50, "sek": 300, "nok": 300, "dkk": 250, "kwd": 150}
FEE_PERCENT_TIMES_TEN = 29


def exponent(currency: str) -> int:
    """Return how many decimals the currency's minor unit stands for: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def smallest_amount(currency: str) -> int:
    return SMALLEST_AMOUNT.get(currency, 50)


def fee_for(amount: int) -> int:
    """Return a fee of 2.9 %, so that nobody takes the net of a payment for its amount."""
    return (amount * FEE_PERCENT_TIMES_TEN + 500) // 1000


def show(amount: int, currency: str) -> str:
    """Write an amount for a reader, for example ``EUR 120.00``, ``JPY 12,000``, ``KWD 36.500``."""
    decimals = exponent(currency)
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**decimals)
    tail = f".{rest:0{decimals}d}" if decimals else ""
    return f"{currency.upper()} {sign}{whole:,}{tail}"
