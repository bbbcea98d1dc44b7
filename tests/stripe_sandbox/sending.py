"""What the tests send in a site's place."""

from typing import Any, cast

from stripe.params.checkout import SessionCreateParams

SECRET = "whsec_only_for_these_tests"
# nobody listens there: the tests look where a payer is sent, and do not follow
SITE = "http://localhost:9"


def session_params(
    amount: int = 12_000, currency: str = "eur", **changes: Any
) -> SessionCreateParams:
    """Return what a site sends for one seat; ``changes`` replace or add some, wrong ones too."""
    item = {
        "quantity": 1,
        "price_data": {
            "currency": currency,
            "unit_amount": amount,
            "product_data": {"name": "Course fee", "description": "Twelve evenings"},
        },
    }
    params = {
        "mode": "payment",
        "line_items": [item],
        "success_url": SITE + "/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": SITE + "/cancelled",
    } | changes
    return cast(SessionCreateParams, params)
