"""Rows of an older release, without wall times, get the hour that was promised."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import F

from groups.models import Cohort
from tests.old_rules import old_zone_files

pytestmark = pytest.mark.django_db
MIGRATION = "groups.migrations.0002_wall_times"


def test_rows_of_an_older_release_get_the_hour_that_was_promised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Their moments read 19:00 by today's rules, and were promised, and told, as 18:00."""
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))  # a machine without zone files
    promised = import_module(MIGRATION).promised
    moment = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)

    assert promised(moment, zone_name="America/Vancouver", hour=time(18)) == (
        date(2026, 12, 8), time(18, 0),
    )  # fmt: skip
    assert promised(moment, zone_name="Europe/London", hour=time(18)) == (
        date(2026, 12, 9), time(2, 0),
    )  # fmt: skip


def test_a_session_that_was_moved_is_read_by_the_rules_that_made_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONTZPATH", str(old_zone_files(tmp_path)))
    promised = import_module(MIGRATION).promised
    moved_to = datetime(2026, 12, 10, 3, 30, tzinfo=UTC)

    assert promised(moved_to, zone_name="America/Vancouver", hour=None) == (
        date(2026, 12, 9), time(19, 30),
    )  # fmt: skip


def test_the_migration_keeps_the_wall_times_that_stand(cohort: Cohort) -> None:
    cohort.sessions.update(starts_at=F("starts_at") + timedelta(hours=1))  # by other rules

    import_module(MIGRATION).keep_wall_times(apps, None)

    assert set(cohort.sessions.values_list("starts", flat=True)) == {time(18, 0)}
