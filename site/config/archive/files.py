"""The archive itself: written whole or not at all, read with suspicion."""

import os
import shutil
import tarfile
import tempfile
import zlib
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings

from config.archive.databases import (
    CopyFailed,
    dump_database,
    dump_name,
    engine,
    has_accounts,
    load_database,
)
from config.archive.keys import keys_needed, what_is_missing
from config.archive.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    is_from_a_newer_release,
    read_manifest,
    write_manifest,
)
from config.archive.migrations import applied_here
from config.release import VERSION

# Folders of uploaded files, by their names in an archive.
FOLDERS = {"media": "MEDIA_ROOT", "private": "PRIVATE_ROOT"}
PLAIN_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE)


class NotABackup(Exception):
    """The file is no backup of this product, or not one that fits here; the message says why."""


class WouldOverwrite(Exception):
    """There is something here already that a restore would replace."""


class KeysMissing(Exception):
    """The backup holds text that VAULT_KEYS cannot open; the message says which keys it lacks."""


class NowhereToWrite(Exception):
    """The folder of a backup is not there: mistyped, or a disk that is not mounted."""


def write_backup(target: Path, *, now: datetime) -> int:
    """Writes database and uploaded files into one .tar.gz; returns its size in bytes.

    `target` is either a whole backup or what it was before. Raises what `dump_database` raises,
    NowhereToWrite, and OSError when the disk is full.
    """
    target = target.resolve()
    if not target.parent.is_dir():
        raise NowhereToWrite
    applied = applied_here()
    if not applied:
        raise CopyFailed("The database has no tables: is it the one of this installation?")
    # Asked before the copy is made: a key that seals from now on is the newest, which is in it too.
    keys = keys_needed()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        work = Path(folder)
        dump = work / dump_name()
        dump_database(dump)
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(),
            engine=engine(),
            version=VERSION,
            migrations=applied,
            keys=keys,
        )
        write_manifest(manifest, work / MANIFEST)
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


def read_backup(source: Path, *, replace: bool, without_keys: bool = False) -> Manifest:
    """Puts a backup's database and files in the place of the present ones.

    Raises NotABackup, WouldOverwrite (unless `replace`), KeysMissing (unless `without_keys`), or
    what `load_database` raises; in each case everything is as it was.
    """
    if not replace and (has_accounts() or _has_files()):
        raise WouldOverwrite
    beside = _folders()["media"].parent
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        missing = [] if without_keys else what_is_missing(manifest.keys or {})
        if missing:
            raise KeysMissing(" ".join(missing))
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
        manifest = read_manifest((work / MANIFEST).read_bytes())
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NotABackup(f"{source} has no readable {MANIFEST}.") from error
    if is_from_a_newer_release(manifest):
        raise NotABackup(f"{source} was written by a newer version. Please update first.")
    if manifest.engine != engine():
        raise NotABackup(
            f"{source} holds a {manifest.engine} database, and this site runs on {engine()}. "
            "Set DATABASE_URL to the kind the backup came from."
        )
    if not (work / dump_name()).is_file():
        raise NotABackup(f"{source} holds no database.")
    return manifest
