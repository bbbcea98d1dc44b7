"""One clock: every process that reads the same file is moved together."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

import clock
from config import SITE_ROOT

READ = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; "
    "import config; django.setup(); import clock; print(clock.now().isoformat())"
)


def test_without_an_offset_the_clock_is_the_machines() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_moving_the_clock_moves_now_and_not_real_time() -> None:
    moment = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    clock.move_to(moment)
    assert abs(clock.now() - moment) < timedelta(seconds=1)
    assert abs(clock.real_now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_another_process_reads_the_same_offset() -> None:
    moment = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    clock.move_to(moment)
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=SITE_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert abs(datetime.fromisoformat(done.stdout.strip()) - moment) < timedelta(seconds=30)


def test_production_has_no_offset_and_refuses_one(settings: Settings) -> None:
    clock.set_offset(3600)
    assert clock.offset() == timedelta(hours=1)
    settings.CLOCK_FILE = None
    assert clock.offset() == timedelta(0)
    with pytest.raises(RuntimeError, match="production"):
        clock.set_offset(3600)
