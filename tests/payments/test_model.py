"""The random story of `model/machine.py`: whatever happens in whichever order, all promises hold.

`make soak` tells a long one and prints its number; `STORY_SEED=number` tells it again, with
`STORY_SHRINK=yes` as short as Hypothesis can make it, and `STORY_STEPS` says how long.
"""

import os
import random
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import stripe
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from payments.gateway.calls import _client
from tests.payments.model.hands import Hands
from tests.payments.model.machine import Story
from tests.payments.model.power import Power
from tests.stripe_sandbox.launcher import SandboxProcess

LONG = 60  # rules of one story; each is a few steps or none
STEPS = 1000 if connection.vendor == "sqlite" else 400
SOAK = 20_000
# A run that never came to these has proved nothing about them; the shorter one on a server comes to
# the first of them, and to the rest in `make soak`.
AT_LEAST = {
    *("seat active", "seat released", "seat offered", "power cuts", "entry waiting"),
    "payment applied",
}
COMES_TO = AT_LEAST | {
    *("seat removed", "entry accepted", "entry declined", "refund outside", "refund duplicate"),
}
IN_LENGTH = COMES_TO | {
    *("seat cancelled", "entry lapsed", "entry closed", "entry left", "payment late"),
    *("payment duplicate", "refund late_and_full", "refund duplicate", "refund staff"),
    *("case dispute", "case outside_refund", "case refund_failed", "case ended_with_money"),
}


@pytest.fixture
def stage(
    transactional_db: None,
    stripe_process: SandboxProcess,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A sandbox, a browser for its pages, and power that can be cut."""
    settings.STRIPE_API_BASE = stripe_process.url
    settings.CHECKOUT_ORIGIN = stripe_process.url
    _client.cache_clear()
    # Stripe's library sleeps half a second between its tries.
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.001)
    Hands.steps = 0
    Hands.reached.clear()
    with httpx.Client(timeout=20, verify=False) as http, Power() as power:
        Story.sandbox, Story.http, Story.power = stripe_process, http, power
        yield
    stripe_process.control("calm")
    stripe_process.control("reset")


def tell(*, steps: int, number: int) -> None:
    """Stories until so many things have happened; the same number tells the same ones."""
    shrink = os.environ.get("STORY_SHRINK") == "yes"
    how = settings(
        max_examples=2,
        stateful_step_count=LONG,
        database=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    while Hands.steps < steps:
        number += 1
        run_state_machine_as_test(seed(number)(type("Story", (Story,), {})), settings=how)


@pytest.mark.timeout(900)
def test_a_thousand_steps_keep_every_promise(stage: None) -> None:
    tell(steps=STEPS, number=1)
    wanted = COMES_TO if STEPS >= 1000 else AT_LEAST
    assert set(Hands.reached) >= wanted, Hands.reached


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_twenty_thousand_steps_keep_every_promise(
    stage: None, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = int(os.environ.get("STORY_STEPS", SOAK))
    number = int(os.environ.get("STORY_SEED", random.randrange(10**6)))
    with capsys.disabled():
        sys.stdout.write(f"\nSTORY_SEED={number}\n")
    tell(steps=steps, number=number)
    with capsys.disabled():
        sys.stdout.write(f"{Hands.steps} steps: {sorted(Hands.reached.items())}\n")
    assert steps < SOAK or set(Hands.reached) >= IN_LENGTH, Hands.reached
