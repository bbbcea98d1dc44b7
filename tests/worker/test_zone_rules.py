"""An installation on a machine with old zone files, and with groups that were planned by them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.old_rules import old_zone_files
from tests.outbox.sink import free_port
from tests.running import RunningSite, wait_until

GROUPS = 8
EVENING = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
# Groups in Vancouver, 18:00, each with one member: their four evenings as 2025b put them.
PLAN = f"""
from datetime import UTC, date, datetime, time, timedelta
from groups.models import GroupSession
from groups.sessions.actions import plan_sessions
from tests.factories import make_account, make_cohort, make_course, make_enrollment, make_member
course = make_course()
for number in range({GROUPS}):
    cohort = make_cohort(
        slug=f"evenings-{{number}}", name=f"Evenings {{number}}", course=course,
        zone_name="America/Vancouver", starts=time(18, 0), first_on=date(2026, 12, 8),
        enrolment_closes_at=datetime(2026, 12, 9, tzinfo=UTC),
    )
    for one in plan_sessions(cohort, count=4):
        early = one.starts_at + timedelta(hours=1)
        GroupSession.objects.filter(pk=one.pk).update(starts_at=early)
    member = make_member(make_account(f"ada{{number}}@example.org"), time_zone="Europe/London")
    make_enrollment(cohort, member, activated_at=datetime(2026, 11, 1, tzinfo=UTC))
"""
READ = """
import json, zoneinfo
from datetime import UTC, datetime
from groups.models import GroupSession, RulesChange
wall = datetime(2026, 12, 8, 18, 0, tzinfo=zoneinfo.ZoneInfo("America/Vancouver"))
print(json.dumps([
    wall.astimezone(UTC).hour,
    sorted({one.starts_at.isoformat() for one in GroupSession.objects.filter(number=1)}),
    sorted({one.version for one in GroupSession.objects.all()}),
    RulesChange.objects.count(),
]))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Web alone, so far; its machine and its operator both name rules of 2025b."""
    old = old_zone_files(tmp_path_factory.mktemp("zoneinfo"))
    running = RunningSite(
        tmp_path_factory.mktemp("site"), free_port(),
        {"PYTHONTZPATH": str(old), "OUTBOX_LEASE_SECONDS": "2"}, worker=False,
    )  # fmt: skip
    running.move_clock(EVENING)
    try:
        running.start(prepare=lambda site: site.run(PLAN))
        running.add_worker("worker")
        yield running
    finally:
        running.stop()
    running.assert_no_traceback()


def test_commands_and_pages_go_by_the_pinned_rules(site: RunningSite) -> None:
    # What the machine was given would have decided, left to itself.
    assert b"PST8PDT" in Path(site.env["PYTHONTZPATH"], "America/Vancouver").read_bytes()

    hour, first, _versions, _changes = json.loads(site.run(READ))
    assert (hour, first) == (1, ["2026-12-09T02:00:00+00:00"])
    assert httpx.get(f"{site.url}/healthz/ready").json()["zone_rules"] == "2026f"

    page = httpx.get(f"{site.url}/groups/evenings-0/").text

    assert "19:00" in page  # the moment as it is kept, read by the new rules: to be put right below


def test_a_worker_that_is_killed_midway_moves_and_tells_everything_once(site: RunningSite) -> None:
    def told() -> Counter[str]:
        letters = {str(each["Message-ID"]): str(each["To"]) for each in site.letters(to="ada")}
        return Counter(letters.values())

    for letters in (1, 3):
        site.spawn("worker")
        wait_until(lambda: len(told()) >= letters, timeout=60, what="a letter", every=0.01)  # noqa: B023
        site.kill9("worker")
    site.spawn("worker")
    wait_until(lambda: len(told()) == GROUPS, timeout=60, what="every letter")

    assert set(told().values()) == {1}
    assert json.loads(site.run(READ)) == [1, ["2026-12-09T01:00:00+00:00"], [1], GROUPS]
    letter = site.letters(to="ada0@")[-1]
    text = letter.get_body(("plain",))
    assert text is not None
    assert "Wednesday 9 December 2026, 01:00" in text.get_content()
    page = httpx.get(f"{site.url}/groups/evenings-0/").text
    assert "18:00" in page
    assert "19:00" not in page
