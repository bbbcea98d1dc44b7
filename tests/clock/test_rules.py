"""Of two copies of the time-zone rules, the machine's and the pinned one, the pinned decides."""

import os
import re
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from clock.rules import PINNED, refuse_other_rules, release
from tests.old_rules import old_wheel, old_zone_files
from tests.security.imports import ROOT

EVENING = datetime(2026, 12, 8, 18, 0)  # noqa: DTZ001  (a wall's reading, put into zones below)
# Loads a zone before anything of ours does, as a plug-in of a launcher might.
TOO_EARLY = "import zoneinfo; zoneinfo.ZoneInfo('America/Vancouver')"
TELL = (
    "from datetime import datetime, UTC; from zoneinfo import ZoneInfo; import zoneinfo; "
    "wall = datetime(2026, 12, 8, 18, tzinfo=ZoneInfo('America/Vancouver')); "
    "print(wall.astimezone(UTC).isoformat(), zoneinfo.TZPATH)"
)
RIGHT = "2026-12-09T01:00:00+00:00 ()"


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=dict(os.environ) | env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def utc_hour(zone: str) -> int:
    return EVENING.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).hour


def test_in_this_very_process_the_pinned_copy_decides() -> None:
    assert zoneinfo.TZPATH == ()
    assert utc_hour("America/Vancouver") == 1
    assert utc_hour("America/Havana") == 22
    assert utc_hour("America/Winnipeg") == 23
    assert utc_hour("Africa/Casablanca") == 18
    refuse_other_rules()


def test_an_old_copy_named_by_the_operator_does_not_win(tmp_path: Path) -> None:
    old = str(old_zone_files(tmp_path))
    launchers = {
        "nobody of ours": "pass",
        "the site": "import sys; sys.path.insert(0, 'site'); import config.settings",
        "the sandbox": "import sys; sys.path.insert(0, 'site'); import stripe_sandbox.app",
    }

    said = {
        who: run("; ".join([TOO_EARLY, load, TELL]), PYTHONTZPATH=old).stdout.strip()
        for who, load in launchers.items()
    }

    assert said.pop("nobody of ours") == f"2026-12-09T02:00:00+00:00 ('{old}',)"
    assert said == {"the site": RIGHT, "the sandbox": RIGHT}


def test_an_old_wheel_is_refused_with_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "check"]
    env = dict(os.environ) | {"PYTHONPATH": str(old_wheel(tmp_path))}

    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "The time-zone rules in use (2025b) put 18:00 in Havana" in ended.stderr
    assert "install requirements.txt anew" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_release_is_the_one_that_is_pinned() -> None:
    pin = re.search(r"^tzdata==(\d+)\.(\d+) ", (ROOT / "requirements.txt").read_text(), re.M)
    assert pin is not None

    assert release() == PINNED == f"{pin[1]}{chr(ord('a') + int(pin[2]) - 1)}"


@pytest.mark.django_db
def test_the_watchdog_reads_which_release_decides(client: Client) -> None:
    assert client.get("/healthz/ready").json()["zone_rules"] == "2026f"


def test_no_query_leaves_dates_in_zones_to_the_databases_own_rules() -> None:
    """`__date`, `Trunc…` and `Extract…` under a zone of somebody's make PostgreSQL ask its own."""
    truncating = re.compile(
        r"__(?:date|year|month|day|week_day|hour)\b|\bTrunc[A-Z]|\bExtract[A-Z]"
    )
    files = [
        path
        for folder in ("site", "groups", "courses", "payments")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]

    assert [str(path) for path in files if truncating.search(path.read_text())] == []
