"""Letters: from the outbox through a real SMTP server, beside one ready-made message sent bare."""

import json
import smtplib
import sys
import time
import uuid
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

import clock
from clock.words import Reader
from tests.bench.table import Table, number, ratio
from tests.outbox.sink import start_sink
from tests.running import RunningSite

LETTERS = 200
MOST_SECONDS = 8.0
SEND = "import json; from tests.bench.letters import send; send(json.loads({told!r}))"


class Bin:
    """An SMTP server's handler that takes everything; keeps the last message only."""

    def __init__(self) -> None:
        self.port = 0
        self.taken = 0
        self.last = b""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes one message."""
        self.taken += 1
        self.last = envelope.original_content or b""
        return "250 kept"


def measure(site: RunningSite, told: str) -> Table:
    """Sends the link letter of tomorrow's session, with its calendar part, again and again."""
    sink = Bin()
    server = start_sink(sink)  # type: ignore[arg-type]  # any handler of aiosmtpd's will do
    site.change_env(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
    try:
        found = json.loads(site.run(SEND.format(told=told)).strip().splitlines()[-1])
        bare = _send_bare(sink)
    finally:
        server.stop()
    table = Table(
        f"Letters through SMTP (text, HTML, calendar part; {LETTERS} of them)",
        ["letters", "letters/s", "CPU ms each", "x bare"],
    )
    table.add("one ready-made message, one connection", *_cells(bare, bare))
    table.add("the outbox, one connection", *_cells(found["1"], bare))
    table.add("the outbox, four connections (the worker's way)", *_cells(found["4"], bare))
    return table


def _cells(sent: dict[str, float], bare: dict[str, float]) -> list[str]:
    return [number(sent["rate"]), number(sent["cpu_ms"]), ratio(sent["cpu_ms"], bare["cpu_ms"])]


def send(world: dict[str, Any]) -> None:
    """Inside the site: posts the letters, sends them, prints how long that took."""
    found = {connections: _send(world, int(connections)) for connections in ("1", "4")}
    sys.stdout.write(json.dumps(found) + "\n")


def _send(world: dict[str, Any], connections: int) -> dict[str, float]:
    from django.db import transaction  # noqa: PLC0415  (this part runs inside the site)

    from outbox.actions import post_letter, send_due  # noqa: PLC0415

    now = clock.now()
    room = world["room"]
    with transaction.atomic():
        for at in range(LETTERS):
            about = {
                "session": room["session"],
                "enrollment": room["enrollments"][at % len(room["enrollments"])],
            }
            post_letter(
                "session-tomorrow",
                key=f"bench:{uuid.uuid4()}",
                to=f"reader{at}@example.org",
                reader=Reader(country="GB"),
                about=about,
                now=now,
            )
    began, cpu = time.perf_counter(), time.process_time()
    sent = send_due(now=now, limit=LETTERS, connections=connections, seconds=MOST_SECONDS)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert sent, "no letter left"
    return {"rate": sent / wall, "cpu_ms": cpu / sent * 1000}


def _send_bare(sink: Bin) -> dict[str, float]:
    """The same message, made once, handed over as often on one connection."""
    message = message_from_bytes(sink.last, policy=policy.SMTP)
    began, cpu = time.perf_counter(), time.thread_time()
    with smtplib.SMTP("127.0.0.1", sink.port) as connection:
        for _ in range(LETTERS):
            connection.send_message(message)
    wall, cpu = time.perf_counter() - began, time.thread_time() - cpu
    return {"rate": LETTERS / wall, "cpu_ms": cpu / LETTERS * 1000}
