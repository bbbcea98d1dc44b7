"""Delivers the queued events, signed as Stripe signs, until each one has been accepted.

One delivery at a time in the order of their rank, copies of one event together: so the order on
the wire is the order of the queue, and a tester who wants another one asks for it.
"""

import asyncio
import http.client
import json
import logging
import sqlite3
import urllib.error
import urllib.request
from dataclasses import dataclass

import stripe

from stripe_sandbox.clock import wall_time
from stripe_sandbox.desk import Desk

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
LONGEST_PAUSE = 60.0
TAMPERINGS = ("body", "secret", "old", "future", "no_signature", "garbage")
_FIVE_MINUTES_AND_MORE = 900


@dataclass(frozen=True)
class Post:
    """One HTTP request, ready to be sent from a thread."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What came back: a status, or None and the reason why nothing did."""

    status: int | None
    error: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Follow nothing: Stripe counts a redirect as a failed delivery."""
        return


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def pause_after(attempts: int) -> float:
    """Return the seconds until the next try: 1, 2, 4, 8 … and never more than a minute."""
    return float(min(2 ** (attempts - 1), LONGEST_PAUSE))


async def deliver_forever(desk: Desk) -> None:
    """Deliver whatever is due, and sleep until something is. Runs until cancelled."""
    while True:
        desk.post_waits.clear()
        batch = due_batch(desk)
        if not batch:
            await _wait(desk)
            continue
        posts = [build_post(desk, row) for row in batch]
        desk.sending = True
        replies = await asyncio.gather(*(asyncio.to_thread(send, post) for post in posts))
        desk.sending = False
        for row, reply in zip(batch, replies, strict=True):
            note_reply(desk, row, reply)


async def _wait(desk: Desk) -> None:
    try:
        await asyncio.wait_for(desk.post_waits.wait(), timeout=0.2)
    except TimeoutError:
        return


def due_batch(desk: Desk) -> list[sqlite3.Row]:
    """Return the next delivery with the due copies of its event; nothing while held."""
    if desk.store.switches("hold"):
        return []
    now = wall_time()
    due = "state = 'pending' AND next_at <= ?"
    first = desk.store.db.execute(
        f"SELECT * FROM deliveries WHERE {due} ORDER BY rank LIMIT 1",  # noqa: S608
        (now,),
    ).fetchone()
    if first is None:
        return []
    return desk.store.db.execute(
        f"SELECT * FROM deliveries WHERE {due} AND event_id = ? ORDER BY rank",  # noqa: S608
        (now, first["event_id"]),
    ).fetchall()


def build_post(desk: Desk, row: sqlite3.Row) -> Post:
    """Sign the event. A tampered delivery is spoilt at its first try only; the next is honest."""
    event = desk.store.get(row["event_id"])
    body = json.dumps(event, indent=2)
    secret, now = desk.settings.webhook_secret, int(wall_time())
    tamper = row["tamper"] if row["attempts"] == 0 else None
    if tamper == "secret":
        secret = "whsec_someone_elses"  # noqa: S105 - the wrong one, on purpose
    elif tamper == "old":
        now -= _FIVE_MINUTES_AND_MORE
    elif tamper == "future":
        now += _FIVE_MINUTES_AND_MORE
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=now)
    if tamper == "garbage":
        signature = "v1=not,a=signature"
    if tamper == "body":
        body = body.replace('"livemode": false', '"livemode":  false', 1) + "\n"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (sandbox on this machine)",
    }
    if tamper != "no_signature":
        headers["Stripe-Signature"] = signature
    return Post(desk.settings.webhook_url, body.encode(), headers)


def send(post: Post) -> Reply:
    """Post once. Every failure of the other side is a Reply, never an exception."""
    request = urllib.request.Request(post.url, post.body, post.headers, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=ANSWER_SECONDS) as response:
            return Reply(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)  # urllib wraps what really happened
        return Reply(None, f"{type(reason).__name__}: {reason}"[:200])


def note_reply(desk: Desk, row: sqlite3.Row, reply: Reply) -> None:
    """Write down what came of a try; a failed one is tried again, for ever."""
    attempts = row["attempts"] + 1
    state = "delivered" if reply.accepted else "pending"
    with desk.store.transaction():
        desk.store.db.execute(
            "UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, last_status = ?,"
            " last_error = ? WHERE id = ?",
            (
                state,
                attempts,
                wall_time() + pause_after(attempts),
                reply.status,
                reply.error,
                row["id"],
            ),
        )
    if not reply.accepted:
        logger.info("webhook %s not accepted: %s", row["event_id"], reply.status or reply.error)
