"""What the tests read off the library's objects, most of whose fields it calls optional.

Each function raises AssertionError when what it reads is not there.
"""

from typing import TypeVar

import stripe

Value = TypeVar("Value")


def filled(field: Value | None) -> Value:
    """Return a field that may be empty in general and must not be here."""
    assert field is not None
    return field


def page_of(session: stripe.checkout.Session) -> str:
    """Return the address of the page on which a session is paid, for as long as it is open."""
    return filled(session.url)


def intent_of(session: stripe.checkout.Session) -> stripe.PaymentIntent:
    """Return the intent of a session that was read with ``expand: ["payment_intent"]``."""
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    return session.payment_intent


def intent_id_of(session: stripe.checkout.Session) -> str:
    """Return the id of the intent of a session that was read as it comes."""
    assert isinstance(session.payment_intent, str)
    return session.payment_intent


def charge_of(intent: stripe.PaymentIntent) -> stripe.Charge:
    """Return the latest charge of an intent that was read with it."""
    assert isinstance(intent.latest_charge, stripe.Charge)
    return intent.latest_charge


def charge_id_of(intent: stripe.PaymentIntent) -> str:
    """Return the id of the latest charge of an intent that was read as it comes."""
    assert isinstance(intent.latest_charge, str)
    return intent.latest_charge
