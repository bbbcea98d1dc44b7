"""Asking a running server for one page over and over, on a few connections that stay open."""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.measures import Page, cpu_seconds, percentile

CONNECTIONS = 8
SECONDS = 1.0
WARM_UP = 20
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What a server did under load; delays in milliseconds."""

    rate: float
    cpu_ms: float
    p50: float
    p95: float


def ask_again_and_again(page: Page, *, port: int, pid: int, host: str = "") -> Load:
    """Asks the server `pid` on `port` for `page` from several connections at once."""
    host = host or f"localhost:{port}"
    _ask(page, port, host, count=WARM_UP)
    began, cpu = time.perf_counter(), cpu_seconds(pid)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        askers = [
            pool.submit(_ask, page, port, host, until=began + SECONDS) for _ in range(CONNECTIONS)
        ]
        delays = [delay for asker in askers for delay in asker.result()]
    wall, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
    return Load(
        rate=len(delays) / wall,
        cpu_ms=cpu / len(delays) * 1000,
        p50=percentile(delays, 0.5) * 1000,
        p95=percentile(delays, 0.95) * 1000,
    )


def _ask(page: Page, port: int, host: str, *, until: float = 0.0, count: int = 0) -> list[float]:
    """Delays in seconds of the requests made on one connection."""
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    question = (f"GET {page.path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n").encode()
    delays: list[float] = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        while len(delays) < count or time.perf_counter() < until:
            began = time.perf_counter()
            wire.sendall(question)
            _read_answer(wire, page)
            delays.append(time.perf_counter() - began)
    return delays


def _read_answer(wire: socket.socket, page: Page) -> None:
    kept = b""
    while b"\r\n\r\n" not in kept:
        kept += _more(wire)
    head, _, body = kept.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), f"{page.path}: {head[:80]!r}"
    length = LENGTH.search(head)
    assert length is not None, f"{page.path} does not say how long it is"
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(_more(wire))


def _more(wire: socket.socket) -> bytes:
    received = wire.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received


def ask_once(page: Page, *, port: int, host: str) -> None:
    """Asks for the page once; raises AssertionError for any answer but 200."""
    _ask(page, port, host, count=1)
