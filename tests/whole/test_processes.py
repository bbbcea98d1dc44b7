"""Two web processes and a third that writes: nobody is shown what was."""

from pathlib import Path

import httpx

from tests.running import RunningSite
from tests.stripe_sandbox.launcher import free_port

BUILD = """
import clock
from datetime import timedelta
from groups.sessions.actions import plan_sessions
from pages.actions import build_site
from payments.prices.models import Price
from tests.factories import make_account, make_cohort
now = clock.now()
build_site(name="Quiet Harbour", now=now)
cohort = make_cohort(slug="tuesday", capacity=3, leader=make_account(first_name="Noor"),
                     first_on=(now + timedelta(days=7)).date(),
                     enrolment_closes_at=now + timedelta(days=6))
plan_sessions(cohort, count=2)
Price.objects.create(cohort=cohort, amount_minor=48000, currency="GBP", set_at=now)
"""
HOLD = """
import clock
from datetime import timedelta
from groups.models import Cohort
from groups.seats.actions import take_seat
from tests.factories import make_account, make_member
now = clock.now()
member = make_member(make_account("holder@example.org"))
take_seat(Cohort.objects.get(), member=member, hold_until=now + timedelta(hours=1), now=now)
"""
RENAME = """
from help.models import SiteSettings
from wagtail.models import Site
kept = SiteSettings.for_site(Site.objects.get())
kept.name = "Lighthouse Practice"
kept.save()
"""


def test_every_process_shows_what_another_one_changed(tmp_path: Path) -> None:
    port, other = free_port(), free_port()
    site = RunningSite(tmp_path, port, also_on=[other], worker=False)

    def page(at: int) -> str:
        """By the same name on both: as a balancer hands a visitor to one or the other."""
        answer = httpx.get(
            f"http://127.0.0.1:{at}/groups/tuesday/", headers={"Host": f"localhost:{port}"}
        )
        assert answer.status_code == 200
        return answer.text

    try:
        site.start(prepare=lambda site: site.run(BUILD))
        for _ in range(2):
            assert all("3 seats left" in page(at) for at in (port, other))
        site.run(HOLD)
        assert all("2 seats left" in page(at) for at in (port, other))
        assert all("Lighthouse Practice" not in page(at) for at in (port, other))
        site.run(RENAME)
        assert all("Lighthouse Practice" in page(at) for at in (port, other))
        site.assert_no_traceback("web", f"web-{other}")
    finally:
        site.stop()
