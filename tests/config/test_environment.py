"""Every variable that the settings read is told to whoever has only the example and the README."""

import re

from config import REPOSITORY

# For tests, and one that production refuses: nobody sets them.
NOT_FOR_CLINICS = {"CLOCK_FILE", "COLLECTED_STATIC", "OUTBOX_SEND_IN_THREAD"}
# What `config.environment` reads by name itself.
ALSO = {"EVENKEEL_MODE", "DATABASE_URL", "EMAIL_URL"}


def variables_read() -> set[str]:
    settings = (REPOSITORY / "site/config/settings.py").read_text()
    return ALSO | set(re.findall(r'asked\.\w+\(\s*"([A-Z_]+)"', settings))


def test_every_variable_stands_in_the_example() -> None:
    example = (REPOSITORY / ".env.example").read_text()
    told = re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == variables_read() - NOT_FOR_CLINICS


def test_every_variable_stands_in_the_table_of_the_readme() -> None:
    table = (REPOSITORY / "README.md").read_text().split("### Settings")[1].split("\n#")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = re.findall(r"`([A-Z_]+)`", " ".join(rows))
    assert set(told) == variables_read() - NOT_FOR_CLINICS


def test_nothing_else_reads_the_environment() -> None:
    """An app that asked for a variable of its own would be left out of both."""
    found = [
        str(path.relative_to(REPOSITORY))
        for folder in ("site", "courses", "groups", "payments")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if re.search(r"os\.(environ(\.get\(|\[)|getenv)", path.read_text())
    ]
    assert found == ["site/config/environment.py", "site/config/settings.py"]
