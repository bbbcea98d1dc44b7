"""Letters with their calendar part, to a mail server here and to one ten milliseconds away."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.bench.builds import Build
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.sites import Inside, free_port

ONE_WAY = 0.005
LETTERS = 200


class Bin:
    """Takes every letter and keeps none."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes one."""
        return "250 kept"


class Far:
    """A wire to the port `near` that takes five milliseconds each way."""

    def __init__(self, near: int) -> None:
        self.port = free_port()
        self._near = near
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        serving = asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result()

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * ONE_WAY)  # the handshake of the connection
        there, onward = await asyncio.open_connection("127.0.0.1", self._near)
        await asyncio.gather(self._late(here, onward), self._late(there, back))

    async def _late(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Everything arrives in order, later; more can be under way meanwhile."""
        loop = asyncio.get_running_loop()

        def arrive(data: bytes) -> None:
            with suppress(OSError, RuntimeError):
                target.write(data) if data else target.close()

        while data := await source.read(65536):
            loop.call_later(ONE_WAY, arrive, data)
        loop.call_later(ONE_WAY, arrive, b"")

    def stop(self) -> None:
        """Ends it."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@contextmanager
def _open(bench: Bench) -> Iterator[Measure]:
    near = Controller(Bin(), hostname="127.0.0.1", port=free_port())
    near.start()
    far = Far(near.port)
    asked: dict[tuple[str, str], Inside] = {}
    for build in bench.builds:
        site, _told = bench.site(build)
        for name, port in (("near", near.port), ("far", far.port)):
            asked[build.name, name] = site.inside(EMAIL_URL=f"smtp://127.0.0.1:{port}")

    def measure(build: Build) -> Figures:
        room = bench.site(build)[1]["rooms"][0]
        sent = {
            name: asked[build.name, name].call(
                "tests.bench.within.letters:send", room=room, letters=LETTERS
            )
            for name in ("near", "far")
        }
        return {
            "near": sent["near"]["rate"], "far": sent["far"]["rate"],
            "letter": sent["near"]["cpu_ms"],
        }  # fmt: skip

    try:
        yield Measure(measure)
    finally:
        for inside in asked.values():
            inside.close()
        far.stop()
        near.stop()


GROUPS = (
    Group(
        "letters",
        (
            Row("near", "letters with calendar part, mail server here", "per s", 300, most=False),
            Row("far", "the same, mail server 10 ms away", "per s", 200, most=False),
            Row("letter", "one letter, CPU of the worker", "ms"),
        ),
        _open,
        pairs=3,
    ),
)
