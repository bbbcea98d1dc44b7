"""The program itself: what it needs, what it refuses, and what survives its death."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import stripe
from stripe import RequestOptions

from tests.stripe_sandbox.launcher import ROOT, SandboxProcess, free_port
from tests.stripe_sandbox.reading import filled, intent_id_of, intent_of, page_of
from tests.stripe_sandbox.receiver import Receiver
from tests.stripe_sandbox.sending import SECRET, session_params

PROGRAM = ROOT / "site" / "stripe_sandbox"


@pytest.fixture
def own_receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def own_sandbox(own_receiver: Receiver, tmp_path: Path) -> Iterator[SandboxProcess]:
    clock = tmp_path / "offset"
    sandbox = SandboxProcess(free_port(), tmp_path / "data", own_receiver.url, SECRET, clock)
    with sandbox:
        yield sandbox


def test_it_imports_nothing_of_the_site() -> None:
    imported = set()
    for file in PROGRAM.glob("*.py"):
        imported |= set(re.findall(r"^(?:from|import) (\w[\w.]*)", file.read_text(), re.MULTILINE))
    beside = {path.name for path in (ROOT / "site").iterdir()} - {PROGRAM.name}
    top = {name.split(".")[0] for name in imported}
    assert PROGRAM.name in top
    assert not top & {"payments", "groups", "courses", "django", "wagtail", *beside}


def test_everything_is_there_after_a_kill(
    own_sandbox: SandboxProcess, own_receiver: Receiver
) -> None:
    client = own_sandbox.client()
    paid, open_one = (client.v1.checkout.sessions.create(session_params()) for _ in range(2))
    own_sandbox.control("webhooks/hold")
    own_sandbox.pay(page_of(paid))
    key: RequestOptions = {"idempotency_key": "refund-1"}
    intent_id = intent_id_of(client.v1.checkout.sessions.retrieve(paid.id))
    refund = client.v1.refunds.create({"payment_intent": intent_id, "amount": 500}, key)
    before = own_sandbox.look("state")

    own_sandbox.kill()
    own_sandbox.start()

    after = own_sandbox.look("state")
    assert after["objects"] == before["objects"]
    assert own_receiver.about() == []
    again = client.v1.refunds.create({"payment_intent": intent_id, "amount": 500}, key)
    assert again.id == refund.id
    own_sandbox.control("webhooks/release")
    own_receiver.expect(paid.id, kind="checkout.session.completed")
    own_receiver.expect(refund.id, kind="refund.created")
    assert own_sandbox.pay(page_of(open_one)).status_code == 303


def test_kills_in_the_middle_of_payments_leave_whole_payments(
    own_sandbox: SandboxProcess, own_receiver: Receiver
) -> None:
    client = own_sandbox.client()
    sessions = [client.v1.checkout.sessions.create(session_params()) for _ in range(12)]

    def pay(session: stripe.checkout.Session) -> bool:
        try:
            return own_sandbox.pay(page_of(session)).status_code == 303
        except httpx.TransportError:
            return False

    with ThreadPoolExecutor(4) as payers:
        told = [payers.submit(pay, session) for session in sessions]
        time.sleep(0.05)
        own_sandbox.kill()
    own_sandbox.start()
    charges = {one.payment_intent for one in client.v1.charges.list({"limit": 100}).data}
    for session, answer in zip(sessions, told, strict=True):
        found = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
        if answer.result():
            assert found.payment_status == "paid"
        if found.payment_status == "paid":
            assert intent_of(found).status == "succeeded"
            assert intent_of(found).id in charges
            own_receiver.expect(session.id, kind="checkout.session.completed")
        else:
            assert (found.status, found.payment_intent) == ("open", None)
    assert own_sandbox.look("balance").get("eur", {"charged": 0})["charged"] == (
        12_000 * len(charges)
    )


def test_sessions_that_expired_while_it_was_down_are_told(
    own_sandbox: SandboxProcess, own_receiver: Receiver
) -> None:
    session = own_sandbox.client().v1.checkout.sessions.create(session_params())
    own_sandbox.stop()
    own_sandbox.set_offset(25 * 3600)
    own_sandbox.start()
    own_receiver.expect(session.id, kind="checkout.session.expired")


def test_site_that_is_down_gets_its_events_when_it_is_back(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/hook"
    with SandboxProcess(free_port(), tmp_path, address, SECRET) as sandbox:
        client = sandbox.client()
        session = client.v1.checkout.sessions.create(session_params())
        client.v1.checkout.sessions.expire(session.id)
        deadline = time.monotonic() + 10
        while not sandbox.look("deliveries")["data"][0]["attempts"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "refused" in sandbox.look("deliveries")["data"][0]["last_error"]
        with Receiver(port) as receiver:
            receiver.expect(session.id)
            sandbox.wait_quiet()


def test_clock_file_that_is_missing_or_half_written_counts_as_no_offset(
    own_sandbox: SandboxProcess,
) -> None:
    clock_file = own_sandbox.clock_file
    assert clock_file is not None
    for text in (None, "", "3600.", "soon"):
        if text is not None:
            clock_file.write_text(text)
        now = own_sandbox.look("state")["now"]
        assert abs(now - time.time() - (3600 if text == "3600." else 0)) < 5


def test_it_listens_on_this_machine_only(own_sandbox: SandboxProcess) -> None:
    addresses = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    for address in addresses - {"127.0.0.1", "::1", "127.0.1.1"}:
        with pytest.raises(httpx.TransportError):
            httpx.get(
                f"http://[{address}]:{own_sandbox.port}/"
                if ":" in address
                else f"http://{address}:{own_sandbox.port}/",
                timeout=2,
            )
    assert httpx.get(f"http://127.0.0.1:{own_sandbox.port}/").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--webhook-secret", "secret"], "whsec_"),
        (["--webhook-url", "localhost"], "whole web address"),
        (["--port", "many"], "invalid int value"),
    ],
)
def test_wrong_arguments_are_refused_with_a_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    right = {
        "--port": "1",
        "--data": str(tmp_path),
        "--webhook-url": "http://localhost:9/",
        "--webhook-secret": SECRET,
    }
    changed = right | {arguments[0]: arguments[1]}
    flat = [part for pair in changed.items() for part in pair]
    ended = subprocess.run(
        [sys.executable, "site/stripe_sandbox", *flat],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


def test_second_sandbox_in_one_folder_is_refused(own_sandbox: SandboxProcess) -> None:
    second = SandboxProcess(free_port(), own_sandbox.data, "http://localhost:9/", SECRET)
    with pytest.raises(RuntimeError, match="Another sandbox works in"):
        second.start()
    second.stop()
    assert httpx.get(own_sandbox.url).status_code == 200


def test_public_address_stands_in_the_links_and_is_answered(tmp_path: Path) -> None:
    public = "http://pay.example.test:8080"
    port = free_port()
    with SandboxProcess(port, tmp_path, "http://localhost:9/", SECRET, public_url=public) as one:
        session = one.client().v1.checkout.sessions.create(session_params())
        assert session.url == f"{public}/c/pay/{session.id}"
        page = httpx.get(f"{one.url}/c/pay/{session.id}", headers={"Host": "pay.example.test:8080"})
        assert page.status_code == 200


def test_ctrl_c_ends_it_quietly(own_sandbox: SandboxProcess, own_receiver: Receiver) -> None:
    session = own_sandbox.client().v1.checkout.sessions.create(session_params())
    own_sandbox.interrupt()
    assert own_sandbox.log() == ""
    own_sandbox.start()
    assert own_sandbox.client().v1.checkout.sessions.retrieve(session.id).status == "open"


def test_fifty_sessions_at_once_take_a_few_seconds(own_sandbox: SandboxProcess) -> None:
    client = own_sandbox.client()
    started = time.monotonic()
    with ThreadPoolExecutor(25) as buyers:
        made = list(
            buyers.map(
                lambda number: client.v1.checkout.sessions.create(
                    session_params(client_reference_id=str(number))
                ),
                range(50),
            )
        )
    assert time.monotonic() - started < 5
    assert len({session.id for session in made}) == 50
    assert sorted(int(filled(session.client_reference_id)) for session in made) == list(range(50))


def test_overview_shows_sessions_payments_and_events(
    own_sandbox: SandboxProcess, own_receiver: Receiver
) -> None:
    page = httpx.get(own_sandbox.url)
    assert (page.status_code, "None yet" in page.text) == (200, True)
    client = own_sandbox.client()
    session = client.v1.checkout.sessions.create(session_params(client_reference_id="attempt-7"))
    own_sandbox.pay(page_of(session))
    own_receiver.expect(session.id)
    own_sandbox.wait_quiet()
    overview = httpx.get(own_sandbox.url).text
    for text in (session.id, "attempt-7", "EUR 120.00", "checkout.session.completed", "delivered"):
        assert text in overview
    assert httpx.get(own_sandbox.url + "/nothing").status_code == 404
