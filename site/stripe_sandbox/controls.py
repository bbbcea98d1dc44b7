"""What a tester may do to the sandbox: look inside, disturb webhooks and answers, start afresh.

``/_sandbox/…``, JSON in and out, from this machine only. A request has to name itself JSON, which
no web page elsewhere can make a browser do unasked.
"""

import json
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from stripe_sandbox.book import Book
from stripe_sandbox.deliveries import requeue
from stripe_sandbox.desk import Desk
from stripe_sandbox.faults import KINDS as FAULTS
from stripe_sandbox.paying import SessionClosed, expire, settle
from stripe_sandbox.refunding import close_dispute, fail_refund, open_dispute
from stripe_sandbox.store import Json
from stripe_sandbox.webhooks import TAMPERINGS

_LOOPBACK = ("127.0.0.1", "::1")
_KINDS = (
    *("checkout.session", "payment_intent", "payment_method", "charge", "refund", "dispute"),
    *("balance_transaction", "customer", "product", "price", "event"),
)
MOST = 1_000_000


class Mistake(Exception):
    """A control was asked for something it cannot do; the text says what it can."""


def state(book: Book, _sent: Json) -> Json:
    return {
        "now": book.now,
        "objects": {kind: book.store.every(kind) for kind in _KINDS},
        "switches": {
            area: [body for _, body in book.store.switches(area)]
            for area in ("webhook", "hold", "fault")
        },
    }


def balance(book: Book, _sent: Json) -> Json:
    """Sum every movement by currency; ``gross`` is what a ledger without fees has to equal."""
    sums: dict[str, dict[str, int]] = {}
    sides = {
        "charge": "charged",
        "refund": "refunded",
        "refund_failure": "refunded",
        "dispute": "disputed",
        "dispute_reversal": "disputed",
    }
    for move in book.store.every("balance_transaction"):
        empty = dict.fromkeys(("charged", "refunded", "disputed", "gross", "fees", "net"), 0)
        one = sums.setdefault(move["currency"], empty)
        side = sides[move["reporting_category"]]
        one[side] += move["amount"] if side == "charged" else -move["amount"]
        one["gross"] += move["amount"]
        one["fees"] += move["fee"]
        one["net"] += move["net"]
    return sums


def deliveries(book: Book, _sent: Json) -> Json:
    rows = book.store.db.execute("SELECT * FROM deliveries ORDER BY rank")
    return {"held": bool(book.store.switches("hold")), "data": [dict(row) for row in rows]}


def requests(book: Book, _sent: Json) -> Json:
    """Show every API call with a good key as it was sent, also those that were refused later."""
    return {
        "data": [
            call | {"params": dict(parse_qsl(call["sent"], keep_blank_values=True))}
            for call in book.store.requests()
        ]
    }


def hold(book: Book, _sent: Json) -> Json:
    """Keep every webhook back until released, across restarts too."""
    book.store.clear_switches("hold")
    book.store.add_switch("hold", {})
    return {"held": True}


def release(book: Book, sent: Json) -> Json:
    """Let the webhooks go, also those waiting for a retry or gathered; backwards when asked."""
    book.store.clear_switches("hold")
    sign = "-" if sent.get("backwards") else ""
    book.store.db.execute(
        "UPDATE deliveries SET state = 'pending', next_at = 0 WHERE state IN"
        " ('pending', 'gathering')"
    )
    waiting = book.store.db.execute(
        f"SELECT id, rank FROM deliveries WHERE state = 'pending' ORDER BY {sign}rank"  # noqa: S608
    ).fetchall()
    for row, rank in zip(waiting, sorted(row["rank"] for row in waiting), strict=True):
        book.store.db.execute("UPDATE deliveries SET rank = ? WHERE id = ?", (rank, row["id"]))
    return {"held": False, "released": len(waiting)}


def disturb(book: Book, sent: Json) -> Json:
    """Do something to the next webhooks: drop, duplicate, reorder, delay or tamper."""
    what = _one_of(sent, "do", ("drop", "duplicate", "reorder", "delay", "tamper"))
    rule: Json = {"do": what, "next": _count(sent, "next", 1), "type": sent.get("type")}
    if what == "duplicate":
        rule["copies"] = _count(sent, "copies", 2)
    elif what == "delay":
        rule["seconds"] = _seconds(sent, 2.0)
    elif what == "tamper":
        rule["how"] = _one_of(sent, "how", TAMPERINGS)
    book.store.add_switch("webhook", rule)
    return rule


def resend(book: Book, sent: Json) -> Json:
    event = book.find("event", sent.get("event"))
    if event is None:
        raise Mistake("event has to be the id of an event.")
    copies = _count(sent, "copies", 1)
    requeue(book.store, event["id"], event["type"], copies=copies)
    return {"event": event["id"], "copies": copies}


def fail_calls(book: Book, sent: Json) -> Json:
    """Let the next API calls on a path go wrong."""
    fault = {
        "do": _one_of(sent, "do", FAULTS),
        "path": sent.get("path", "/v1/"),
        "method": sent.get("method", "*"),
        "next": _count(sent, "next", 1),
        "seconds": _seconds(sent, 30.0),
    }
    if not isinstance(fault["path"], str) or not fault["path"].startswith("/v1/"):
        raise Mistake("path has to start with /v1/.")
    book.store.add_switch("fault", fault)
    return fault


def calm(book: Book, _sent: Json) -> Json:
    """Take back every disturbance that has not struck yet; a hold stays."""
    for area in ("webhook", "fault"):
        book.store.clear_switches(area)
    return {"calm": True}


def end_session(book: Book, sent: Json) -> Json:
    session = _object(book, sent, "checkout.session", "session")
    try:
        return expire(book, session)
    except SessionClosed as closed:
        raise Mistake(f"The session is {closed}.") from closed


def settle_now(book: Book, sent: Json) -> Json:
    """Let the bank answer a delayed payment now."""
    session = _object(book, sent, "checkout.session", "session")
    if session["payment_intent"] is None:
        raise Mistake("Nobody has tried to pay this session yet.")
    settle(book, book.take(session["payment_intent"]))
    return book.take(session["id"])


def dispute(book: Book, sent: Json) -> Json:
    """Open a dispute on a charge, or decide one that is open."""
    if "dispute" in sent:
        found = _object(book, sent, "dispute", "dispute")
        close_dispute(book, found, won=_one_of(sent, "outcome", ("won", "lost")) == "won")
        return found
    opened = open_dispute(book, _object(book, sent, "charge", "charge"))
    if opened is None:
        raise Mistake("There is nothing left on this charge to dispute.")
    return opened


def fail_refund_now(book: Book, sent: Json) -> Json:
    refund = _object(book, sent, "refund", "refund")
    fail_refund(book, refund)
    return refund


def reset(book: Book, _sent: Json) -> Json:
    book.store.empty()
    return {"reset": True}


Control = Callable[[Book, Json], Json]
_LOOK: dict[str, Control] = {
    "state": state,
    "balance": balance,
    "deliveries": deliveries,
    "requests": requests,
}
_DO: dict[str, Control] = {
    "webhooks/hold": hold,
    "webhooks/release": release,
    "webhooks/disturb": disturb,
    "webhooks/resend": resend,
    "faults": fail_calls,
    "calm": calm,
    "expire": end_session,
    "settle": settle_now,
    "dispute": dispute,
    "fail_refund": fail_refund_now,
    "reset": reset,
}


def routes(desk: Desk) -> list[Route]:
    looks = [
        Route(f"/_sandbox/{name}", partial(look, desk, control), methods=["GET"])
        for name, control in _LOOK.items()
    ]
    does = [
        Route(f"/_sandbox/{name}", partial(do, desk, control), methods=["POST"])
        for name, control in _DO.items()
    ]
    return [*looks, *does, Route("/_sandbox/quiet", partial(quiet, desk), methods=["GET"])]


async def quiet(desk: Desk, request: Request) -> JSONResponse:
    """Tell whether nothing is on its way to the site and nothing waits to be sent."""
    if not _from_here(request):
        return _refuse(403, "Only this machine may look inside.")
    with desk.book() as book:
        waiting = book.store.db.execute(
            "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'gathering')"
        ).fetchone()[0]
    still = waiting == 0 and not desk.sending
    return JSONResponse({"quiet": still, "waiting": waiting, "sending": desk.sending})


async def look(desk: Desk, control: Control, request: Request) -> JSONResponse:
    if not _from_here(request):
        return _refuse(403, "Only this machine may look inside.")
    with desk.book() as book:
        return JSONResponse(control(book, {}))


async def do(desk: Desk, control: Control, request: Request) -> JSONResponse:
    if not _from_here(request):
        return _refuse(403, "Only this machine may steer the sandbox.")
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return _refuse(415, "Send JSON, and say so: Content-Type: application/json.")
    try:
        sent = json.loads(await request.body() or b"{}")
    except ValueError:
        return _refuse(400, "This is not JSON.")
    if not isinstance(sent, dict):
        return _refuse(400, "Send a JSON object.")
    try:
        with desk.book() as book:
            return JSONResponse(control(book, sent))
    except Mistake as mistake:
        return _refuse(400, str(mistake))


def _from_here(request: Request) -> bool:
    return request.client is not None and request.client.host in _LOOPBACK


def _refuse(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status)


def _one_of(sent: Json, name: str, offered: tuple[str, ...]) -> str:
    value = sent.get(name)
    if value not in offered:
        raise Mistake(f"{name} has to be one of: {', '.join(offered)}.")
    return str(value)


def _count(sent: Json, name: str, default: int) -> int:
    value = sent.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
        raise Mistake(f"{name} has to be a whole number from 1.")
    return value


def _seconds(sent: Json, default: float) -> float:
    value = sent.get("seconds", default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Mistake("seconds has to be a number from 0.")
    return float(value)


def _object(book: Book, sent: Json, kind: str, name: str) -> Json:
    found = book.find(kind, sent.get(name))
    if found is None:
        raise Mistake(f"{name} has to be the id of a {kind}.")
    return found
