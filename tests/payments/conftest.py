"""The site on a real port, the sandbox as a real program, webhooks over real HTTP between them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import clock
from accounts.roles import Role
from groups.cohorts.models import Cohort
from payments.gateway.calls import _client
from payments.webhooks import soon
from tests.factories import NOW, make_enrollment, make_staff
from tests.payments.invariants import check_invariants
from tests.payments.till import Till
from tests.signin import sign_in
from tests.stripe_sandbox.launcher import SandboxProcess, free_port


@pytest.fixture(scope="session")
def stripe_process(
    live_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    """One sandbox for the run; it shares the site's clock and posts to the site's own address."""
    from django.conf import settings  # noqa: PLC0415  (after Django is set up)

    folder: Path = tmp_path_factory.mktemp("stripe")
    with SandboxProcess(
        free_port(),
        folder,
        f"{live_server.url}/stripe/webhook/",
        settings.STRIPE_WEBHOOK_SECRET,
        settings.CLOCK_FILE,
    ) as sandbox:
        yield sandbox


@pytest.fixture
def till(
    transactional_db: None, live_server: Any, stripe_process: SandboxProcess, settings: Any
) -> Iterator[Till]:
    """A site that takes payments, on 1 September 2026 at noon; promises are checked at the end."""
    settings.STRIPE_API_BASE = stripe_process.url
    settings.CHECKOUT_ORIGIN = stripe_process.url
    _client.cache_clear()
    clock.move_to(NOW)
    stripe_process.control("webhooks/hold")
    stripe_process.control("reset")
    stripe_process.wait_quiet()
    till = Till(stripe_process)
    yield till
    stripe_process.control("calm")
    if till.check_at_end:
        till.settle_down()
        check_invariants(stripe_process, now=clock.now())
    stripe_process.control("webhooks/hold")
    soon.finish()
    stripe_process.control("reset")


@pytest.fixture
def desk(till: Till) -> Client:
    """A coordinator's browser."""
    return sign_in(Client(), make_staff(Role.COORDINATOR, "sam@example.org"))


@pytest.fixture
def full(till: Till) -> Cohort:
    """A group of two with both seats taken."""
    cohort = till.cohort(capacity=2)
    for _seat in range(2):
        make_enrollment(cohort)
    return cohort
