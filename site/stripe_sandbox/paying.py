"""What happens to a session: confirmed, challenged, declined, paid, settled by a bank, expired.

Every function runs inside one transaction, so of two tabs or devices exactly one can pay: the
second finds the session no longer open.
"""

from dataclasses import dataclass

from stripe_sandbox import objects, objects_other
from stripe_sandbox.book import Book, new_id
from stripe_sandbox.cards import AUTHENTICATION_FAILED, CARDS, BankAccount, Card, Decline
from stripe_sandbox.store import Json

# Business seconds a bank takes to answer, and until a disputed or badly refunded payment shows it.
BANK_SECONDS = 60
DISPUTE_SECONDS = 30


class SessionClosed(Exception):
    """The session is complete or expired, so nobody can pay it any more."""


class ChallengeGone(Exception):
    """The bank's question was answered already, or a newer attempt took its place."""


@dataclass(frozen=True)
class Payer:
    """What the payer typed about themselves."""

    email: str
    name: str


@dataclass(frozen=True)
class Paid:
    """The session is complete."""


@dataclass(frozen=True)
class Challenged:
    """The bank asks the payer to confirm at ``path`` first."""

    path: str


@dataclass(frozen=True)
class Declined:
    """The bank said no; the session stays open."""

    why: Decline


Outcome = Paid | Challenged | Declined


def checkout_path(session: Json) -> str:
    """Return the address of the session's page, without the host."""
    return f"/c/pay/{session['id']}"


def pay_by_card(
    book: Book, session: Json, *, card: Card, expiry: tuple[int, int], payer: Payer
) -> Outcome:
    """Confirm the session with a card. Raises SessionClosed."""
    _require_open(session)
    method = objects.card_payment_method(
        book,
        brand=card.brand,
        last4=card.last4,
        expiry=expiry,
        details=objects.billing_details(email=payer.email, name=payer.name),
    )
    book.store.put(method, private={"card": card.number if card.number in CARDS else None})
    intent = _confirm(book, session, method, payer)
    asked_for = session["payment_method_options"]["card"]["request_three_d_secure"]
    if card.challenge or asked_for in ("any", "challenge"):
        return _challenge(book, session, intent)
    return _charge_card(book, session, intent, method, card, payer)


def asks(book: Book, session: Json, challenge: str) -> bool:
    """Tell whether the bank still waits for the answer to this very question."""
    intent_id = session["payment_intent"]
    return intent_id is not None and book.store.private(intent_id).get("challenge") == challenge


def answer_challenge(book: Book, session: Json, challenge: str, *, passed: bool) -> Outcome:
    """Let the payer's answer at the bank count. Raises SessionClosed or ChallengeGone."""
    _require_open(session)
    if not asks(book, session, challenge):
        raise ChallengeGone
    intent = book.take(session["payment_intent"])
    typed = book.store.private(intent["id"])["payer"]
    payer = Payer(**typed)
    # answered, so it cannot be answered again
    intent["next_action"] = None
    book.store.put(intent, private={"payer": typed})
    method = book.take(intent["payment_method"])
    if not passed:
        return _fail_intent(book, intent, method, AUTHENTICATION_FAILED, charge_id=None)
    card = CARDS[book.store.private(method["id"])["card"]]
    return _charge_card(book, session, intent, method, card, payer, challenged=True)


def pay_by_bank(
    book: Book, session: Json, *, kind: str, account: BankAccount, payer: Payer
) -> Outcome:
    """Confirm the session with a bank that answers after ``BANK_SECONDS``. Raises SessionClosed."""
    _require_open(session)
    method = objects.bank_payment_method(
        book,
        method=kind,
        last4=account.number[-4:],
        details=objects.billing_details(email=payer.email, name=payer.name),
    )
    book.store.put(method, private={"failure": account.failure})
    intent = _confirm(book, session, method, payer)
    charge = objects.charge(book, intent, method)
    book.store.put(charge)
    intent |= {"status": "processing", "latest_charge": charge["id"], "last_payment_error": None}
    book.store.put(intent, private={"session": session["id"]})
    book.store.plan(intent["id"], "settle", book.now + BANK_SECONDS)
    book.emit("charge.pending", charge)
    book.emit("payment_intent.processing", intent)
    _complete(book, session, payer, payment_status="unpaid")
    return Paid()


def finish_free(book: Book, session: Json, *, payer: Payer) -> Outcome:
    """Complete a session whose total is zero: no payment is made. Raises SessionClosed."""
    _require_open(session)
    _complete(book, session, payer, payment_status="no_payment_required")
    return Paid()


def expire(book: Book, session: Json) -> Json:
    """End an open session and its intent. Raises SessionClosed."""
    _require_open(session)
    if session["payment_intent"] is not None:
        intent = book.take(session["payment_intent"])
        intent |= {
            "status": "canceled",
            "canceled_at": book.now,
            "cancellation_reason": "expired",
            "next_action": None,
        }
        book.store.put(intent, private={})
        book.emit("payment_intent.canceled", intent)
    session |= {"status": "expired", "url": None}
    book.store.put(session)
    book.store.unplan(session["id"], "expire")
    book.emit("checkout.session.expired", session)
    return session


def settle(book: Book, intent: Json) -> None:
    """Let the bank answer a payment that is processing; anything else is left alone."""
    if intent["status"] != "processing":
        return
    book.store.unplan(intent["id"], "settle")
    session = book.take(book.store.private(intent["id"])["session"])
    method = book.take(intent["payment_method"])
    charge = book.take(intent["latest_charge"])
    failure = book.store.private(method["id"])["failure"]
    if failure is None:
        _succeed(book, intent, charge)
        session |= {"payment_status": "paid"}
        book.store.put(session)
        book.emit("checkout.session.async_payment_succeeded", session)
        return
    decline = Decline(failure, failure, "The bank could not collect the payment.")
    _fail_charge(book, charge, decline)
    _fail_intent(book, intent, method, decline, charge_id=charge["id"])
    book.emit("checkout.session.async_payment_failed", session)


def _require_open(session: Json) -> None:
    if session["status"] != "open":
        raise SessionClosed(session["status"])


def _confirm(book: Book, session: Json, method: Json, payer: Payer) -> Json:
    """Give the session its intent, made at the first try and kept for every later one."""
    if session["payment_intent"] is None:
        data = book.store.private(session["id"]).get("payment_intent_data", {})
        intent = objects.payment_intent(
            book, session, data, methods=session["payment_method_types"]
        )
        book.store.put(intent)
        book.emit("payment_intent.created", intent)
        session["payment_intent"] = intent["id"]
        book.store.put(session)
    else:
        intent = book.take(session["payment_intent"])
    # A newer try silences the bank's question of an older one in another tab.
    intent |= {"payment_method": method["id"], "next_action": None}
    book.store.put(intent, private={"payer": {"email": payer.email, "name": payer.name}})
    return intent


def _challenge(book: Book, session: Json, intent: Json) -> Challenged:
    challenge = new_id("ch3ds_", 20)
    path = f"{checkout_path(session)}/bank/{challenge}"
    intent |= {
        "status": "requires_action",
        "next_action": {
            "redirect_to_url": {
                "return_url": book.public_url + checkout_path(session),
                "url": book.public_url + path,
            },
            "type": "redirect_to_url",
        },
    }
    private = book.store.private(intent["id"]) | {"challenge": challenge}
    book.store.put(intent, private=private)
    book.emit("payment_intent.requires_action", intent)
    return Challenged(path)


def _charge_card(
    book: Book,
    session: Json,
    intent: Json,
    method: Json,
    card: Card,
    payer: Payer,
    *,
    challenged: bool = False,
) -> Outcome:
    charge = objects.charge(book, intent, method, challenged=challenged)
    if card.decline is not None:
        _fail_charge(book, charge, card.decline)
        return _fail_intent(book, intent, method, card.decline, charge_id=charge["id"])
    book.store.put(charge, private={"later": card.later})
    _succeed(book, intent, charge)
    if card.later == "dispute":
        book.store.plan(charge["id"], "dispute", book.now + DISPUTE_SECONDS)
    _complete(book, session, payer, payment_status="paid")
    return Paid()


def _succeed(book: Book, intent: Json, charge: Json) -> None:
    """Book the money. The movement follows the charge, as with Stripe's asynchronous capture."""
    charge |= {
        "status": "succeeded",
        "paid": True,
        "captured": True,
        "amount_captured": charge["amount"],
        "outcome": objects.outcome(paid=True),
    }
    book.store.put(charge)
    book.emit("charge.succeeded", charge)
    kind = "charge" if charge["payment_method_details"]["type"] == "card" else "payment"
    move = objects.balance_transaction(
        book, charge, kind=kind, amount=charge["amount"], category="charge"
    )
    book.store.put(move)
    charge["balance_transaction"] = move["id"]
    book.store.put(charge)
    book.emit("charge.updated", charge, previous={"balance_transaction": None})
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "last_payment_error": None,
    }
    book.store.put(intent)
    book.emit("payment_intent.succeeded", intent)


def _fail_charge(book: Book, charge: Json, why: Decline) -> None:
    charge |= {
        "status": "failed",
        "failure_code": why.code,
        "failure_message": why.message,
        "outcome": objects.outcome(paid=False, reason=why.decline_code),
    }
    book.store.put(charge)
    book.emit("charge.failed", charge)


def _fail_intent(
    book: Book, intent: Json, method: Json, why: Decline, *, charge_id: str | None
) -> Declined:
    error = {
        "code": why.code,
        "decline_code": why.decline_code,
        "doc_url": f"https://stripe.com/docs/error-codes/{why.code.replace('_', '-')}",
        "message": why.message,
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
    }
    if charge_id is not None:
        error["charge"] = charge_id
        intent["latest_charge"] = charge_id
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": error,
    }
    book.store.put(intent)
    book.emit("payment_intent.payment_failed", intent)
    return Declined(why)


def _complete(book: Book, session: Json, payer: Payer, *, payment_status: str) -> None:
    if session["customer_creation"] == "always":
        customer = objects_other.customer(book, {"email": payer.email, "name": payer.name})
        book.store.put(customer)
        book.emit("customer.created", customer)
        session["customer"] = customer["id"]
    session |= {
        "status": "complete",
        "payment_status": payment_status,
        "url": None,
        "customer_details": objects_other.customer_details(email=payer.email, name=payer.name),
    }
    book.store.put(session)
    book.store.unplan(session["id"], "expire")
    book.emit("checkout.session.completed", session)
