"""Starts the sandbox as the program it is, and does on its pages what a payer's browser would.

The race test and the payments tests of the whole product use it as well.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any, Self

import httpx
import stripe

ROOT = Path(__file__).resolve().parents[2]
TEST_KEY = "sk_test_evenkeel_sandbox"
START_SECONDS = 90.0


def free_port(among: Sequence[int] = ()) -> int:
    """Return a port nobody listens on; any free one when no candidates are given."""
    for port in among or (0,):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("no free port among the candidates")


def new_browser() -> httpx.Client:
    """Return a client for plain HTTP; reading certificates for each would take 20 ms."""
    return httpx.Client(timeout=20, verify=False)


class SandboxProcess:
    """One sandbox. ``stop`` ends it politely, ``kill`` as a crash would; ``start`` brings it back
    on the same data."""

    def __init__(
        self,
        port: int,
        data: Path,
        webhook_url: str,
        webhook_secret: str,
        clock_file: Path | None = None,
        *,
        public_url: str | None = None,
    ) -> None:
        self.port = port
        self.data = data
        self.webhook_url = webhook_url
        self.webhook_secret = webhook_secret
        self.clock_file = clock_file
        self.public_url = public_url
        self.url = f"http://localhost:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    # its life

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError if it does not."""
        command = [
            *(sys.executable, "site/stripe_sandbox"),
            *("--port", str(self.port), "--data", str(self.data)),
            *("--webhook-url", self.webhook_url, "--webhook-secret", self.webhook_secret),
        ]
        if self.clock_file is not None:
            command += ["--clock-file", str(self.clock_file)]
        if self.public_url is not None:
            command += ["--public-url", self.public_url]
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "sandbox.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        self.wait_ready()

    def wait_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError(f"the sandbox ended at once: {self.log()}")
            try:
                httpx.get(f"{self.url}/_static/icon.svg", timeout=1)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the sandbox did not answer: {self.log()}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def interrupt(self) -> None:
        """Stop it as Ctrl-C does."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                os.kill(self._process.pid, how)
            self._process.wait(timeout=15)
            self._process = None

    def log(self) -> str:
        return (self.data / "sandbox.log").read_text(errors="replace")

    # its API and controls

    def client(self, key: str = TEST_KEY, **options: Any) -> stripe.StripeClient:
        """Return the real library's client, pointed here, without retries unless asked for."""
        return stripe.StripeClient(key, base_addresses={"api": self.url}, **options)

    def control(self, name: str, **sent: Any) -> dict[str, Any]:
        """POST to a control; raises httpx.HTTPStatusError when it refuses."""
        return self._json(self._tester.post(f"{self.url}/_sandbox/{name}", json=sent))

    def look(self, name: str) -> dict[str, Any]:
        """GET ``state``, ``balance``, ``deliveries``, ``requests`` or ``quiet``."""
        return self._json(self._tester.get(f"{self.url}/_sandbox/{name}"))

    @cached_property
    def _tester(self) -> httpx.Client:
        """One client for all controls; it keeps no connection, so nobody has to close it."""
        return httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0))

    def wait_quiet(self, seconds: float = 20.0) -> None:
        """Wait until every webhook has been accepted or dropped. Raises RuntimeError."""
        deadline = time.monotonic() + seconds
        while not self.look("quiet")["quiet"]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"webhooks still wait: {self.look('deliveries')}")
            time.sleep(0.02)

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        return body

    def set_offset(self, seconds: float) -> None:
        """Move business time; needs a clock file."""
        assert self.clock_file is not None, "this sandbox was started without a clock file"
        # renamed into place, so that nobody reads half a number
        half = self.clock_file.with_suffix(".half")
        half.write_text(str(seconds))
        half.replace(self.clock_file)

    # its payers

    def pay(
        self,
        session_url: str,
        card: str = "4242 4242 4242 4242",
        *,
        email: str = "kim@example.org",
        name: str = "Kim Example",
        answer: str | None = "complete",
        **fields: str,
    ) -> httpx.Response:
        """Fill in the checkout page and send it, answering the bank's question if it asks.

        Returns the page the payer stands on at last, or the redirect to the site itself, which is
        not followed. ``answer`` is ``complete``, ``fail`` or None, to walk away at the bank.
        """
        with new_browser() as browser:
            page = browser.get(session_url)
            form = {"email": email, "name": name, "card_number": card}
            form |= {"expiry": "12 / 34", "cvc": "1234" if card.startswith("37") else "123"}
            response = browser.post(form_action(page, session_url), data=form | fields)
            asked = response.headers.get("location", "")
            if "/bank/" not in asked:
                return response
            bank = str(httpx.URL(session_url).join(asked))
            page = browser.get(bank)
            if answer is None:
                return page
            return browser.post(bank, data={"answer": answer})

    def pay_by_bank(self, session_url: str, account: str = "000123456789") -> httpx.Response:
        return self.pay(session_url, card="", method="bank", account=account)


def form_action(page: httpx.Response, fallback: str) -> str:
    """Return where the page's form goes; a page without one is posted to all the same, as a tab
    left open would."""
    match = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    return str(page.url.join(unescape(match[1]))) if match else fallback
