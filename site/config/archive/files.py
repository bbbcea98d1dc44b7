"""The archive itself: written whole or not at all, read with suspicion."""

import json
import os
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from config.archive.databases import dump_database, dump_name, engine, has_accounts, load_database

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media"


class NotABackup(Exception):
    """The file is no backup of this product, or not one that fits here; the message says why."""


class WouldOverwrite(Exception):
    """There is something here already that a restore would replace."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    format: int
    made_at: str
    engine: str


def write_backup(target: Path, *, now: datetime) -> int:
    """Writes database and uploaded files into one .tar.gz; returns its size in bytes.

    `target` is either a whole backup or what it was before. Raises what `dump_database` raises, and
    OSError when the disk is full.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        work = Path(folder)
        dump = work / dump_name()
        dump_database(dump)
        manifest = Manifest(format=FORMAT, made_at=now.isoformat(), engine=engine())
        (work / MANIFEST).write_text(json.dumps(asdict(manifest)))
        unfinished = work / "archive"
        with unfinished.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                archive.add(work / MANIFEST, arcname=MANIFEST)
                archive.add(dump, arcname=dump.name)
                if Path(settings.MEDIA_ROOT).is_dir():
                    archive.add(settings.MEDIA_ROOT, arcname=MEDIA)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    return target.stat().st_size


def read_backup(source: Path, *, replace: bool) -> Manifest:
    """Puts a backup's database and files in the place of the present ones.

    Raises NotABackup, WouldOverwrite (unless `replace`), or what `load_database` raises; in each
    case everything is as it was.
    """
    if not replace and (has_accounts() or _has_files()):
        raise WouldOverwrite
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restore-") as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        fresh, old = work / MEDIA, work / "old-media"
        fresh.mkdir(exist_ok=True)
        load_database(work / dump_name())
        if media.exists():
            media.rename(old)
        fresh.rename(media)
    return manifest


def _has_files() -> bool:
    media = Path(settings.MEDIA_ROOT)
    return media.is_dir() and any(path.is_file() for path in media.rglob("*"))


def _unpack(source: Path, work: Path) -> Manifest:
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            archive.extractall(work, filter="data")  # no links or names that lead outside
    except (OSError, EOFError, tarfile.TarError) as error:
        raise NotABackup(f"{source} cannot be read as a backup: {error}") from error
    try:
        manifest = Manifest(**json.loads((work / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise NotABackup(f"{source} has no readable {MANIFEST}.") from error
    if manifest.format != FORMAT:
        raise NotABackup(f"{source} was written by a newer version. Please update first.")
    if manifest.engine != engine():
        raise NotABackup(
            f"{source} holds a {manifest.engine} database, and this site runs on {engine()}. "
            "Set DATABASE_URL to the kind the backup came from."
        )
    if not (work / dump_name()).is_file():
        raise NotABackup(f"{source} holds no database.")
    return manifest
