"""The random story of `model/machine.py`: whatever happens in whichever order, all promises hold."""

import os
import random
from collections.abc import Iterator

import httpx
import pytest
import stripe
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

import clock
from payments.gateway.calls import _client
from tests.payments.model.machine import Story
from tests.payments.model.power import Power
from tests.stripe_sandbox.launcher import SandboxProcess

LONG = 50  # steps of one story


@pytest.fixture
def stage(
    transactional_db: None, stripe_process: SandboxProcess, settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A sandbox, a browser for its pages, and power that can be cut."""
    settings.STRIPE_API_BASE = stripe_process.url
    settings.CHECKOUT_ORIGIN = stripe_process.url
    _client.cache_clear()
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.001)
    with httpx.Client(timeout=20, verify=False) as http, Power() as power:
        Story.sandbox, Story.http, Story.power = stripe_process, http, power
        yield
    stripe_process.control("calm")
    stripe_process.control("reset")


def tell_stories(steps: int, *, number: int | None = None) -> None:
    Story.steps = 0
    one = type("Story", (Story,), {})
    if number is not None:
        seed(number)(one)
    run_state_machine_as_test(
        Story if number is None else one,
        settings=settings(
            max_examples=max(1, steps // LONG),
            stateful_step_count=LONG,
            derandomize=number is None,
            database=None,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


def test_a_thousand_steps(stage: None) -> None:
    try:
        tell_stories(int(os.environ.get("STEPS", 1000)), number=int(os.environ["SEED"]) if "SEED" in os.environ else None)
    finally:
        print(Story.steps, sorted(Story.reached.items()))
