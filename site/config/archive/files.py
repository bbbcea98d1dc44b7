"""The archive itself: written whole or not at all, read with suspicion."""

import json
import os
import shutil
import tarfile
import tempfile
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings

from config.archive.databases import dump_database, dump_name, engine, has_accounts, load_database
from config.archive.migrations import applied_here, known_here
from config.release import VERSION, is_newer

FORMAT = 1
MANIFEST = "manifest.json"
# Folders of uploaded files, by their names in an archive.
FOLDERS = {"media": "MEDIA_ROOT", "private": "PRIVATE_ROOT"}
PLAIN_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE)


class NotABackup(Exception):
    """The file is no backup of this product, or not one that fits here; the message says why."""


class WouldOverwrite(Exception):
    """There is something here already that a restore would replace."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `migrations` are those of our apps that its database has."""

    format: int
    made_at: str
    engine: str
    version: str
    migrations: list[str]


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
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(),
            engine=engine(),
            version=VERSION,
            migrations=applied_here(),
        )
        (work / MANIFEST).write_text(json.dumps(asdict(manifest)))
        unfinished = work / "archive"
        with unfinished.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            # What links point to, not the links: a restore takes plain files and folders only.
            with tarfile.open(fileobj=file, mode="w:gz", dereference=True) as archive:
                archive.add(work / MANIFEST, arcname=MANIFEST)
                archive.add(dump, arcname=dump.name)
                for name, files in _folders().items():
                    if files.is_dir():
                        archive.add(files, arcname=name)
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
    beside = _folders()["media"].parent
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        load_database(work / dump_name())
        for name, present in _folders().items():
            fresh = work / name
            fresh.mkdir(exist_ok=True)
            if present.exists():
                present.rename(work / f"old-{name}")
            fresh.rename(present)
    return manifest


def _folders() -> dict[str, Path]:
    """Both stand in the data folder, so that one can be put in the place of the other."""
    return {name: Path(getattr(settings, setting)) for name, setting in FOLDERS.items()}


def _has_files() -> bool:
    return any(
        path.is_file()
        for folder in _folders().values()
        if folder.is_dir()
        for path in folder.rglob("*")
    )


def _take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, work: Path) -> None:
    """Writes one member of an archive below `work`, if it is what we put into a backup.

    Files and folders, each once, with names that lead nowhere else: no links, devices or holes, no
    owner, nothing that others may write or run. By hand, for `tarfile` has its filter for such
    archives since Python 3.11.4 only, and Debian 12 comes with 3.11.2.
    """
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not name.parts:
        raise tarfile.TarError(f"{member.name!r} leads outside")
    if member.type == tarfile.DIRTYPE:
        (work / name).mkdir(parents=True, exist_ok=True)
        return
    content = archive.extractfile(member) if member.type in PLAIN_FILES else None
    if content is None:
        raise tarfile.TarError(f"{member.name!r} is neither a file nor a folder")
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    with content, (work / name).open("xb") as file:
        shutil.copyfileobj(content, file)
        os.fchmod(file.fileno(), member.mode & 0o644 | 0o600)
    if (work / name).stat().st_size != member.size:
        raise tarfile.TarError(f"{member.name!r} is cut off")


def _unpack(source: Path, work: Path) -> Manifest:
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for member in archive:
                _take_out(archive, member, work)
    except (OSError, EOFError, ValueError, zlib.error, tarfile.TarError) as error:
        raise NotABackup(f"{source} cannot be read as a backup: {error}") from error
    try:
        manifest = _read_manifest(work / MANIFEST)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NotABackup(f"{source} has no readable {MANIFEST}.") from error
    if _is_newer(manifest):
        raise NotABackup(f"{source} was written by a newer version. Please update first.")
    if manifest.engine != engine():
        raise NotABackup(
            f"{source} holds a {manifest.engine} database, and this site runs on {engine()}. "
            "Set DATABASE_URL to the kind the backup came from."
        )
    if not (work / dump_name()).is_file():
        raise NotABackup(f"{source} holds no database.")
    return manifest


def _read_manifest(path: Path) -> Manifest:
    """What it says, as far as we know the words: a newer version may say more."""
    said = json.loads(path.read_text())
    return Manifest(
        format=int(said["format"]),
        made_at=str(said["made_at"]),
        engine=str(said["engine"]),
        version=str(said["version"]),
        migrations=[str(name) for name in said["migrations"]],
    )


def _is_newer(manifest: Manifest) -> bool:
    """Whether this code could not know what is in it: an older one is migrated, a newer one never.

    Between two releases the migrations tell it, and the version alone does not.
    """
    return (
        manifest.format > FORMAT
        or is_newer(manifest.version)
        or bool(set(manifest.migrations) - set(known_here()))
    )
