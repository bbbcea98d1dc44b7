"""One sandbox and one webhook receiver for the whole run, emptied before every test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.stripe_sandbox.launcher import SandboxProcess, free_port
from tests.stripe_sandbox.receiver import Receiver
from tests.stripe_sandbox.sending import SECRET, session_params

NewSession = Callable[..., stripe.checkout.Session]


@pytest.fixture(scope="session")
def shared_receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def shared_sandbox(
    shared_receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    folder: Path = tmp_path_factory.mktemp("sandbox")
    clock = folder / "offset"
    with SandboxProcess(free_port(), folder, shared_receiver.url, SECRET, clock) as sandbox:
        yield sandbox


@pytest.fixture
def receiver(sandbox: SandboxProcess, shared_receiver: Receiver) -> Receiver:
    shared_receiver.clear()
    return shared_receiver


@pytest.fixture
def sandbox(shared_sandbox: SandboxProcess) -> SandboxProcess:
    shared_sandbox.set_offset(0)
    shared_sandbox.control("reset")
    # one webhook of the test before may still be on its way
    shared_sandbox.wait_quiet()
    return shared_sandbox


@pytest.fixture
def client(sandbox: SandboxProcess) -> stripe.StripeClient:
    return sandbox.client()


@pytest.fixture
def new_session(client: stripe.StripeClient) -> NewSession:
    def make(
        amount: int = 12_000, currency: str = "eur", **changes: Any
    ) -> stripe.checkout.Session:
        return client.v1.checkout.sessions.create(session_params(amount, currency, **changes))

    return make
