"""One room of fourteen beside a bare ASGI echo of the same run.

Run as `python -m tests.bench.room`. Everybody says one message a second for ten seconds, and each
message reaches all fourteen. The echo does the same fan-out with nothing in between: no database,
no numbers, no permission. Both run under the same uvicorn; printed are the time from sending to
hearing, and the server's CPU time for each delivery.
"""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

PEOPLE = 14
SECONDS = 10
ROOT = Path(__file__).resolve().parent.parent.parent

ECHO = """
import asyncio
sends = set()
async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    sends.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            for one in list(sends):
                await one({"type": "websocket.send", "text": message["text"]})
    finally:
        sends.discard(send)
"""


def main() -> None:
    """Prints the two side by side."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        bare = measure_echo(Path(folder))
        room = measure_room(Path(folder))
    sys.stdout.write(f"{PEOPLE} people, one message a second each, {SECONDS} s\n")
    for name, (times, cpu) in (("bare echo", bare), ("room", room)):
        ordered = sorted(times)
        p95 = ordered[int(len(ordered) * 0.95)]
        sys.stdout.write(
            f"{name:10} deliveries {len(times):5}  p50 {statistics.median(times) * 1000:6.1f} ms"
            f"  p95 {p95 * 1000:6.1f} ms  CPU per delivery {cpu / len(times) * 1e6:6.0f} µs"
            f"  CPU {cpu / SECONDS:5.1%}\n"
        )


def prepare(folder: Path) -> None:
    """A site of its own in `folder`: settings, tables."""
    os.environ |= {"EVENKEEL_MODE": "test", "EVENKEEL_DATA": str(folder), "LOG_LEVEL": "ERROR"}
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django  # noqa: PLC0415  (the environment comes first)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """CPU seconds a process has used (user and system)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def talk(wires: list[Any], word: Any, heard: Any) -> list[float]:
    """Everybody talks once a second; returns the seconds every delivery took."""
    times: list[float] = []
    sent: dict[str, float] = {}

    async def listen(wire: Any) -> None:
        async for text in wire:
            key = heard(json.loads(text))
            if key is not None:
                times.append(time.perf_counter() - sent[key])

    async def speak(number: int, wire: Any) -> None:
        await asyncio.sleep(number / PEOPLE)
        for turn in range(SECONDS):
            key = f"{number}-{turn}"
            sent[key] = time.perf_counter()
            await wire.send(word(key))
            await asyncio.sleep(1)

    listeners = [asyncio.create_task(listen(wire)) for wire in wires]
    await asyncio.gather(*(speak(number, wire) for number, wire in enumerate(wires)))
    await asyncio.sleep(1)
    for listener in listeners:
        listener.cancel()
    return times


def measure_echo(folder: Path) -> tuple[list[float], float]:
    """The bare ASGI echo."""
    from websockets.asyncio.client import connect  # noqa: PLC0415

    from tests.rooms.server import free_port  # noqa: PLC0415  (needs the settings)

    (folder / "bare_echo.py").write_text(ECHO)
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "uvicorn", "bare_echo:application", "--app-dir", str(folder),
            "--port", str(port), "--ws", "websockets-sansio", "--log-level", "error",
        ]
    )  # fmt: skip

    async def run() -> tuple[list[float], float]:
        async with AsyncExitStack() as open_wires:
            wires = []
            for _ in range(PEOPLE):
                wire = connect(f"ws://127.0.0.1:{port}/", proxy=None, ping_interval=None)
                wires.append(await open_wires.enter_async_context(wire))
            before = cpu_of(process)
            times = await talk(wires, lambda key: json.dumps({"key": key}), lambda d: d["key"])
            return times, cpu_of(process) - before

    try:
        wait_for(port)
        return asyncio.run(run())
    finally:
        process.terminate()
        process.wait()


def measure_room(folder: Path) -> tuple[list[float], float]:
    """A room: one leader, thirteen members."""
    from tests.rooms.people import come_in, make_group, sit  # noqa: PLC0415
    from tests.rooms.server import Server  # noqa: PLC0415

    server = Server(folder / "server.log")
    server.start()
    group = make_group(*(f"Member {number}" for number in range(1, PEOPLE)))
    for who in (group.leader, *group.members):
        group.key(who)

    async def run() -> tuple[list[float], float]:
        async with AsyncExitStack() as open_wires:
            lena = await open_wires.enter_async_context(sit(server, group, group.leader))
            await lena.hear("welcome")
            wires = [lena.wire]
            for member in group.members:
                page = await open_wires.enter_async_context(sit(server, group, member))
                await come_in(server, group, lena, page)
                wires.append(page.wire)
            assert server.process is not None
            before = cpu_of(server.process)
            times = await talk(wires, _say, _heard)
            return times, cpu_of(server.process) - before

    try:
        return asyncio.run(run())
    finally:
        server.stop()


def _say(key: str) -> str:
    return json.dumps({"t": "chat.say", "id": key, "d": {"text": key}})


def _heard(frame: dict[str, Any]) -> str | None:
    return str(frame["d"]["d"]["text"]) if frame["t"] == "ev" else None


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the echo did not start")


if __name__ == "__main__":
    main()
