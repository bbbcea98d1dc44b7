"""The page at ``/``: sessions, payments and events, newest first, for a person."""

from datetime import UTC, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stripe_sandbox.book import Book
from stripe_sandbox.cards import CARDS
from stripe_sandbox.desk import Desk
from stripe_sandbox.money import show
from stripe_sandbox.paying import checkout_path
from stripe_sandbox.store import Json
from stripe_sandbox.templating import page

MOST_ROWS = 50


def routes(desk: Desk) -> list[Route]:
    return [Route("/", partial(overview, desk), methods=["GET"])]


async def overview(desk: Desk, _request: Request) -> Response:
    with desk.book() as book:
        return page(
            "overview.html",
            now=_moment(book.now),
            sessions=[_session(one) for one in _newest(book, "checkout.session")],
            payments=[_payment(one) for one in _newest(book, "payment_intent")],
            refunds=[_refund(one) for one in _newest(book, "refund")],
            events=[_event(book, one) for one in _newest(book, "event")],
            held=bool(book.store.switches("hold")),
            webhook_url=desk.settings.webhook_url,
            cards=CARDS.values(),
        )


def _newest(book: Book, kind: str) -> list[Json]:
    return book.store.page(kind, limit=MOST_ROWS).bodies


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%d %b %Y, %H:%M:%S UTC")


def _session(one: Json) -> dict[str, str | None]:
    return {
        "id": one["id"],
        "created": _moment(one["created"]),
        "amount": show(one["amount_total"], one["currency"]),
        "status": f"{one['status']}, {one['payment_status'].replace('_', ' ')}",
        "reference": one["client_reference_id"],
        "path": checkout_path(one) if one["status"] == "open" else None,
    }


def _payment(one: Json) -> dict[str, str]:
    return {
        "id": one["id"],
        "created": _moment(one["created"]),
        "amount": show(one["amount"], one["currency"]),
        "status": one["status"].replace("_", " "),
    }


def _refund(one: Json) -> dict[str, str]:
    return {
        "id": one["id"],
        "created": _moment(one["created"]),
        "amount": show(one["amount"], one["currency"]),
        "status": one["status"],
    }


def _event(book: Book, one: Json) -> dict[str, str]:
    rows = book.store.db.execute(
        "SELECT state, attempts, last_status, last_error FROM deliveries WHERE event_id = ?"
        " ORDER BY id",
        (one["id"],),
    ).fetchall()
    told = [
        f"{row['state']}, {row['attempts']} {'try' if row['attempts'] == 1 else 'tries'}"
        + (f", last answer {row['last_status']}" if row["last_status"] else "")
        + (f", {row['last_error']}" if row["last_error"] else "")
        for row in rows
    ]
    return {
        "id": one["id"],
        "created": _moment(one["created"]),
        "type": one["type"],
        "subject": one["data"]["object"]["id"],
        "delivery": " · ".join(told),
    }
