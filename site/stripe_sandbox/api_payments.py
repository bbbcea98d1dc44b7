"""Payment intents, charges, refunds, disputes, the balance and its movements, events: to read.

Refunds are also made here; everything else comes about on the checkout page.
"""

from stripe import params as types

from stripe_sandbox.book import Book
from stripe_sandbox.endpoint import Call, Endpoint, carried, refuse_rest
from stripe_sandbox.errors import Refusal, missing_parameter, no_such
from stripe_sandbox.listing import page_of
from stripe_sandbox.refunding import refund_charge
from stripe_sandbox.store import Json

_REFUND = carried("amount charge expand metadata payment_intent reason")


def create_refund(call: Call) -> Json:
    refuse_rest(call.params, _REFUND)
    charge = _charge_to_refund(call.book, call.params)
    return refund_charge(
        call.book,
        charge,
        amount=call.params.get("amount"),
        reason=call.params.get("reason"),
        metadata=call.params.get("metadata") or {},
    )


def _charge_to_refund(book: Book, params: Json) -> Json:
    if "charge" not in params and "payment_intent" not in params:
        raise missing_parameter("charge")
    if "charge" in params and "payment_intent" in params:
        raise Refusal("Send either charge or payment_intent, not both.", param="charge")
    if "charge" in params:
        charge = book.find("charge", params["charge"])
        if charge is None:
            raise no_such("charge", params["charge"], param="charge")
        return charge
    intent = book.find("payment_intent", params["payment_intent"])
    if intent is None:
        raise no_such("payment_intent", params["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise Refusal(
            f"{intent['id']} is {intent['status']}: there is no paid charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return book.take(intent["latest_charge"])


def update_refund(call: Call) -> Json:
    refund = _find(call, "refund")
    before = dict(refund["metadata"])
    call.change_metadata(refund)
    call.book.emit("refund.updated", refund, previous={"metadata": before})
    return refund


def get_balance(call: Call) -> Json:
    waiting: dict[str, int] = {}
    ready: dict[str, int] = {}
    for move in call.book.store.every("balance_transaction"):
        side = ready if move["available_on"] <= call.book.now else waiting
        side[move["currency"]] = side.get(move["currency"], 0) + move["net"]
    currencies = sorted({*waiting, *ready}) or ["usd"]
    return {
        "object": "balance",
        "available": [_amount(ready, currency) for currency in currencies],
        "livemode": False,
        "pending": [_amount(waiting, currency) for currency in currencies],
        "refund_and_dispute_prefunding": {"available": [], "pending": []},
    }


def _amount(side: dict[str, int], currency: str) -> Json:
    amount = side.get(currency, 0)
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def get_movement(call: Call) -> Json:
    """Return a movement; one whose funds have arrived by now says so."""
    return _arrive(_find(call, "balance_transaction"), call.book.now)


def list_movements(call: Call) -> Json:
    page = page_of(
        call.book,
        "balance_transaction",
        "/v1/balance_transactions",
        call.params,
        filters={"source": "$.source", "type": "$.type", "currency": "$.currency"},
    )
    page["data"] = [_arrive(move, call.book.now) for move in page["data"]]
    return page


def _arrive(move: Json, now: int) -> Json:
    return move | {"status": "available" if move["available_on"] <= now else "pending"}


def get_event(call: Call) -> Json:
    return _with_pending(call.book, _find(call, "event"))


def list_events(call: Call) -> Json:
    """List events; a type may end in ``*``, as in ``charge.*``."""
    wanted = [call.params["type"]] if "type" in call.params else call.params.get("types", [])
    params = {name: value for name, value in call.params.items() if name not in ("type", "types")}
    page = page_of(call.book, "event", "/v1/events", params, any_type=wanted)
    page["data"] = [_with_pending(call.book, event) for event in page["data"]]
    return page


def _with_pending(book: Book, event: Json) -> Json:
    count = book.store.db.execute(
        "SELECT count(*) FROM deliveries WHERE event_id = ? AND state IN ('pending', 'gathering')",
        (event["id"],),
    ).fetchone()[0]
    return event | {"pending_webhooks": min(count, 1)}


def _find(call: Call, kind: str, *, param: str = "id") -> Json:
    found = call.book.find(kind, call.ids["id"])
    if found is None:
        raise no_such(kind, call.ids["id"], param=param)
    return found


def get_intent(call: Call) -> Json:
    return _find(call, "payment_intent", param="intent")


def update_intent(call: Call) -> Json:
    refuse_rest(call.params, carried("metadata description expand"))
    intent = _find(call, "payment_intent", param="intent")
    if "description" in call.params:
        intent["description"] = call.params["description"]
    return call.change_metadata(intent)


def get_charge(call: Call) -> Json:
    return _find(call, "charge", param="charge")


def get_refund(call: Call) -> Json:
    return _find(call, "refund")


def get_dispute(call: Call) -> Json:
    return _find(call, "dispute", param="dispute")


def get_payment_method(call: Call) -> Json:
    return _find(call, "payment_method", param="payment_method")


def list_intents(call: Call) -> Json:
    filters = {"customer": "$.customer"}
    return page_of(call.book, "payment_intent", "/v1/payment_intents", call.params, filters=filters)


def list_charges(call: Call) -> Json:
    filters = {"payment_intent": "$.payment_intent", "customer": "$.customer"}
    return page_of(call.book, "charge", "/v1/charges", call.params, filters=filters)


def list_refunds(call: Call) -> Json:
    filters = {"payment_intent": "$.payment_intent", "charge": "$.charge"}
    return page_of(call.book, "refund", "/v1/refunds", call.params, filters=filters)


def list_disputes(call: Call) -> Json:
    filters = {"payment_intent": "$.payment_intent", "charge": "$.charge"}
    return page_of(call.book, "dispute", "/v1/disputes", call.params, filters=filters)


ENDPOINTS = (
    Endpoint("GET", "/v1/payment_intents", types.PaymentIntentListParams, list_intents),
    Endpoint("GET", "/v1/payment_intents/{id}", types.PaymentIntentRetrieveParams, get_intent),
    Endpoint("POST", "/v1/payment_intents/{id}", types.PaymentIntentUpdateParams, update_intent),
    Endpoint("GET", "/v1/charges", types.ChargeListParams, list_charges),
    Endpoint("GET", "/v1/charges/{id}", types.ChargeRetrieveParams, get_charge),
    Endpoint("POST", "/v1/refunds", types.RefundCreateParams, create_refund),
    Endpoint("GET", "/v1/refunds", types.RefundListParams, list_refunds),
    Endpoint("GET", "/v1/refunds/{id}", types.RefundRetrieveParams, get_refund),
    Endpoint("POST", "/v1/refunds/{id}", types.RefundUpdateParams, update_refund),
    Endpoint("GET", "/v1/disputes", types.DisputeListParams, list_disputes),
    Endpoint("GET", "/v1/disputes/{id}", types.DisputeRetrieveParams, get_dispute),
    Endpoint(
        "GET",
        "/v1/payment_methods/{id}",
        types.PaymentMethodRetrieveParams,
        get_payment_method,
    ),
    Endpoint("GET", "/v1/balance", types.BalanceRetrieveParams, get_balance),
    Endpoint("GET", "/v1/balance_transactions", types.BalanceTransactionListParams, list_movements),
    Endpoint(
        "GET",
        "/v1/balance_transactions/{id}",
        types.BalanceTransactionRetrieveParams,
        get_movement,
    ),
    Endpoint("GET", "/v1/events", types.EventListParams, list_events),
    Endpoint("GET", "/v1/events/{id}", types.EventRetrieveParams, get_event),
)
