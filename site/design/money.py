"""Money as people read it."""

from decimal import Decimal

from django.utils.formats import number_format

# ISO 4217: currencies whose smaller unit is not a hundredth.
WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


def format_money(amount_minor: int, currency: str, *, exact: bool = False) -> str:
    """``48000, "eur"`` becomes ``€480``; cents are shown only when there are some, or `exact`.

    Other currencies than the best known keep their code, so that no two dollars are confused.
    """
    code = currency.upper()
    exponent = 0 if code in WHOLE.split() else 3 if code in THOUSANDTHS.split() else 2
    amount = Decimal(abs(amount_minor)).scaleb(-exponent)
    places = exponent if exact or amount != amount.to_integral_value() else 0
    figure = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = "−" if amount_minor < 0 else ""
    symbol = SYMBOLS.get(code)
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{code} {figure}"
