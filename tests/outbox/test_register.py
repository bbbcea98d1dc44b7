"""Every kind of letter and every job is known to every process, without anybody importing it."""

import os
import re
import subprocess
import sys

from config import REPOSITORY, SITE_ROOT

LIST = (
    "import config, django; django.setup()\n"
    "from outbox.register import all_kinds; from clock.jobs import all_jobs\n"
    "print(*all_kinds()); print(*[job.name for job in all_jobs()])"
)
SOURCES = [
    path
    for root in ("site", "courses", "groups", "payments")
    for path in sorted((REPOSITORY / root).glob("**/*.py"))
]


def registered_in_the_sources(decorator: str) -> int:
    pattern = re.compile(rf"^@{decorator}\(", flags=re.MULTILINE)
    return sum(len(pattern.findall(path.read_text())) for path in SOURCES)


def test_a_fresh_process_knows_every_kind_and_every_job() -> None:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LIST],
        cwd=SITE_ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    kinds, jobs = (line.split() for line in done.stdout.splitlines())
    assert len(kinds) == registered_in_the_sources("(?:mass_)?letter_kind")
    assert len(jobs) == registered_in_the_sources("every")
    assert "session-tomorrow" in kinds
    assert "outbox.send" in jobs
