"""What is kept of every release: the hashes of its migrations, and a world that it made."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
APPS = ("courses", "groups", "payments", "site/*")
# The key of the kept worlds, made for them and used nowhere else: people and words are invented.
KEYS = "upgrade:VGhlIGtlcHQgd29ybGRzLCBubyBrZXkgb2YgYW55Ym8="


def migrations() -> dict[str, str]:
    """The migrations of our apps as they are now, "groups.0001_initial" → sha256 of the file."""
    return {
        f"{path.parent.parent.name}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()
        for app in APPS
        for path in sorted(REPOSITORY.glob(f"{app}/migrations/[0-9]*.py"))
    }


def present_version() -> str:
    """The version that `pyproject.toml` states."""
    stated = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(stated["project"]["version"])


def is_cut(version: str) -> bool:
    """Whether the changelog has closed that release."""
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    return any(line.startswith(f"## {version} (") for line in text.splitlines())


@dataclass(frozen=True)
class Kept:
    """One database's world of a release: the backup, and what was true when it was made.

    `moment` is the time of its clock, `link` the path that was mailed to Ana, `sums` what
    `world.sums` counted.
    """

    release: "Release"
    engine: str

    @property
    def backup(self) -> Path:
        """What `manage.py backup` wrote."""
        return self.release.folder / f"{self.engine}.tar.gz"

    @property
    def _told(self) -> Path:
        return self.release.folder / f"{self.engine}.json"

    def tell(self, *, moment: datetime, link: str, sums: dict[str, Any]) -> None:
        """Writes beside the backup what is true in it."""
        told = {"moment": moment.isoformat(), "link": link, "sums": sums}
        self._told.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n")

    @property
    def moment(self) -> datetime:
        """When it was made, by its own clock."""
        return datetime.fromisoformat(self._read()["moment"])

    @property
    def link(self) -> str:
        """The path of the personal link that was mailed to Ana."""
        return str(self._read()["link"])

    @property
    def sums(self) -> dict[str, Any]:
        """Seats, orders, money and letters, counted then."""
        counted: dict[str, Any] = self._read()["sums"]
        return counted

    def _read(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._told.read_text())
        return told


@dataclass(frozen=True)
class Release:
    """What is kept of one release."""

    version: str

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return HERE / self.version

    @property
    def _hashes(self) -> Path:
        return self.folder / "migrations.json"

    @property
    def hashes(self) -> dict[str, str]:
        """The migrations that it shipped, with their sha256."""
        found: dict[str, str] = json.loads(self._hashes.read_text())
        return found

    def keep_hashes(self) -> None:
        """Writes down the migrations as they are now."""
        self.folder.mkdir(exist_ok=True)
        self._hashes.write_text(json.dumps(migrations(), indent=2, sort_keys=True) + "\n")

    def world(self, engine: str) -> Kept:
        """Its world on "sqlite" or "postgresql"."""
        return Kept(self, engine)


def all_releases() -> list[Release]:
    """Every release that something is kept of, the oldest first."""
    kept = [path.parent.name for path in HERE.glob("*/migrations.json")]
    return [Release(name) for name in sorted(kept, key=lambda name: [*map(int, name.split("."))])]
