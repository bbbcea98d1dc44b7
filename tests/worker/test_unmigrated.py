"""What an operator reads who forgot `migrate`, or whose database is somewhere else: a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningSite

COMMANDS = [
    ("setup", "--name", "Harbour Practice"),
    ("audit_verify",),
    ("held_about", "zoe@example.org"),
    ("invite", "zoe@example.org", "coordinator"),
    ("recover_second_factor", "zoe@example.org"),
    ("clear_pin", "zoe@example.org"),
    ("reencrypt",),
    ("createsuperuser", "--no-input", "--email", "zoe@example.org"),
    ("worker",),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """An installation whose database has no tables."""
    folder = tmp_path_factory.mktemp("unmigrated")
    running = RunningSite(folder, 0, web=False, worker=False)
    running.database_url = f"sqlite:///{folder / 'empty.sqlite3'}"
    yield running
    running.stop()


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_a_command_without_tables_names_the_next_step(
    site: RunningSite, command: tuple[str, ...]
) -> None:
    with pytest.raises(AssertionError) as refused:
        site.manage(*command)
    said = str(refused.value)
    assert "migrations to go. First: manage.py migrate" in said
    assert "Traceback" not in said


def test_a_backup_of_nothing_is_none(site: RunningSite, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="The database has no tables") as refused:
        site.manage("backup", str(tmp_path / "monday.tar.gz"))
    assert "Traceback" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_a_sentence(site: RunningSite) -> None:
    site.change_env(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    with pytest.raises(AssertionError, match="The database does not answer: ") as refused:
        site.manage("audit_verify")
    assert "Traceback" not in str(refused.value)
