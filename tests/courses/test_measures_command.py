"""`manage.py measures` names what loads, and why a file does not."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.measures.shelf import FOLDER


def test_it_names_ours(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("measures")

    assert "phq-9  PHQ-9, version 1" in capsys.readouterr().out


def test_it_fails_with_the_reason_where_a_file_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "theirs.yaml").write_text("slug: theirs\nname: Theirs\n")

    with pytest.raises(CommandError, match=r"theirs\.yaml has no licence"):
        call_command("measures")
