"""Money that goes back: refunds, refunds that fail afterwards, disputes."""

from stripe_sandbox import objects, objects_other
from stripe_sandbox.book import Book
from stripe_sandbox.errors import Refusal
from stripe_sandbox.money import show
from stripe_sandbox.store import Json

REFUND_FAILS_SECONDS = 30


def refund_charge(
    book: Book, charge: Json, *, amount: int | None, reason: str | None, metadata: dict[str, str]
) -> Json:
    """Refund a charge, wholly when ``amount`` is None.

    Raises Refusal when the charge was never paid, is disputed, or has less left than asked for.
    """
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise Refusal(f"{charge['id']} was not paid, so nothing can be refunded.", param="charge")
    if charge["disputed"]:
        raise Refusal(
            f"{charge['id']} was disputed by the bank, so it cannot be refunded.",
            code="charge_disputed",
        )
    if left <= 0:
        raise Refusal(
            f"{charge['id']} has already been refunded in full.", code="charge_already_refunded"
        )
    amount = left if amount is None else amount
    if amount <= 0:
        raise Refusal(
            "A refund has to be at least one minor unit.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > left:
        raise Refusal(
            f"A refund of {show(amount, charge['currency'])} is more than the"
            f" {show(left, charge['currency'])} left on {charge['id']}.",
            param="amount",
        )
    refund = objects.refund(book, charge, amount=amount, reason=reason, metadata=metadata)
    move = objects.balance_transaction(book, refund, kind="refund", amount=-amount)
    book.store.put(move)
    refund["balance_transaction"] = move["id"]
    book.store.put(refund)
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    _count_refunded(book, charge, charge["amount_refunded"] + amount)
    book.emit("refund.created", refund)
    book.emit("charge.refunded", charge, previous=before)
    if book.store.private(charge["id"]).get("later") == "refund_fails":
        book.store.plan(refund["id"], "fail_refund", book.now + REFUND_FAILS_SECONDS)
    return refund


def fail_refund(book: Book, refund: Json) -> None:
    """Take a refund back because the bank did not accept it; a failed one is left alone."""
    if refund["status"] != "succeeded":
        return
    book.store.unplan(refund["id"], "fail_refund")
    move = objects.balance_transaction(book, refund, kind="refund_failure", amount=refund["amount"])
    book.store.put(move)
    refund |= {
        "status": "failed",
        "failure_reason": "unknown",
        "failure_balance_transaction": move["id"],
    }
    book.store.put(refund)
    charge = book.take(refund["charge"])
    _count_refunded(book, charge, charge["amount_refunded"] - refund["amount"])
    book.emit("refund.failed", refund)
    book.emit("refund.updated", refund, previous={"status": "succeeded"})
    book.emit("charge.refund.updated", refund, previous={"status": "succeeded"})


def open_dispute(book: Book, charge: Json) -> Json | None:
    """Let the payer's bank take back what is left of a charge; None if there is nothing to take."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["disputed"] or not charge["paid"] or left <= 0:
        return None
    book.store.unplan(charge["id"], "dispute")
    dispute = objects_other.dispute(book, charge, amount=left, moves=[])
    move = objects.balance_transaction(
        book, dispute, kind="adjustment", amount=-left, category="dispute"
    )
    book.store.put(move)
    dispute["balance_transactions"].append(move)
    book.store.put(dispute)
    charge["disputed"] = True
    book.store.put(charge)
    book.emit("charge.dispute.created", dispute)
    book.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(book: Book, dispute: Json, *, won: bool) -> None:
    """Decide a dispute; winning brings the money back. A decided one is left alone."""
    if dispute["status"] in ("won", "lost"):
        return
    if won:
        move = objects.balance_transaction(
            book, dispute, kind="adjustment", amount=dispute["amount"], category="dispute_reversal"
        )
        book.store.put(move)
        dispute["balance_transactions"].append(move)
    dispute["status"] = "won" if won else "lost"
    book.store.put(dispute)
    book.emit("charge.dispute.closed", dispute)
    if won:
        book.emit("charge.dispute.funds_reinstated", dispute)


def _count_refunded(book: Book, charge: Json, amount: int) -> None:
    charge |= {"amount_refunded": amount, "refunded": amount >= charge["amount"]}
    book.store.put(charge)
