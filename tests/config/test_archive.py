"""An archive that wants more than a backup does is refused, on every Python that we run on."""

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from config.archive.files import NotABackup, read_backup
from config.release import VERSION

SAID: dict[str, object] = {
    "format": 1,
    "made_at": "2026-11-21",
    "engine": "none of ours",
    "version": VERSION,
    "migrations": ["groups.0001_initial"],
}
MANIFEST = json.dumps(SAID).encode()
Add = Callable[[tarfile.TarFile], None]


def add_file(archive: tarfile.TarFile, name: str, content: bytes = b"evil", **how: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for attribute, value in how.items():
        setattr(member, attribute, value)
    archive.addfile(member, io.BytesIO(content))


def add_special(archive: tarfile.TarFile, name: str, kind: bytes, target: str = "") -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    archive.addfile(member)


def add_through_a_link(archive: tarfile.TarFile) -> None:
    add_special(archive, "media/way", tarfile.SYMTYPE, "../..")
    add_file(archive, "media/way/outside")


HOSTILE: dict[str, Add] = {
    "parent": lambda archive: add_file(archive, "../outside"),
    "parent further down": lambda archive: add_file(archive, "media/../../outside"),
    "folder above": lambda archive: add_special(archive, "../outside", tarfile.DIRTYPE),
    "absolute": lambda archive: add_file(archive, "/tmp/outside"),
    "no name": lambda archive: add_file(archive, "."),
    "null": lambda archive: add_file(archive, "x", pax_headers={"path": "media/\0outside"}),
    "link": lambda archive: add_special(archive, "media/link", tarfile.SYMTYPE, "/etc/passwd"),
    "link inside": lambda archive: add_special(archive, "media/link", tarfile.SYMTYPE, "x"),
    "through a link": add_through_a_link,
    "hard link": lambda archive: add_special(archive, "media/x", tarfile.LNKTYPE, "/etc/passwd"),
    "hard link inside": lambda archive: add_special(
        archive, "media/x", tarfile.LNKTYPE, "manifest.json"
    ),
    "fifo": lambda archive: add_special(archive, "media/x", tarfile.FIFOTYPE),
    "device": lambda archive: add_special(archive, "media/x", tarfile.CHRTYPE),
    "twice": lambda archive: add_file(archive, "manifest.json"),
    "below a file": lambda archive: add_file(archive, "manifest.json/x"),
    "folder where a file is": lambda archive: add_special(
        archive, "manifest.json", tarfile.DIRTYPE
    ),
}


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """The data folder of an installation, with one picture."""
    settings.MEDIA_ROOT = tmp_path / "home" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "garden.webp").write_bytes(b"a picture")
    return tmp_path / "home"


def archive_with(folder: Path, add: Add, manifest: bytes = MANIFEST) -> Path:
    """What would be found to be no backup only once it is read whole, but for what `add` adds."""
    path = folder / "hostile.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        add_file(archive, "manifest.json", manifest)
        add(archive)
    return path


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("add", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(
    tmp_path: Path, home: Path, add: Add
) -> None:
    hostile = archive_with(tmp_path, add)
    before = everything(tmp_path)

    with pytest.raises(NotABackup, match="cannot be read as a backup"):
        read_backup(hostile, replace=True)

    assert everything(tmp_path) == before
    assert not Path("/tmp/outside").exists()


def test_without_the_evil_in_it_the_same_archive_is_read_to_its_end(
    tmp_path: Path, home: Path
) -> None:
    harmless = archive_with(tmp_path, lambda archive: add_file(archive, "media/images/x"))

    with pytest.raises(NotABackup, match="holds a none of ours database"):
        read_backup(harmless, replace=True)


def test_an_archive_damaged_or_cut_off_anywhere_is_a_sentence(tmp_path: Path, home: Path) -> None:
    noise = os.urandom(3000)
    whole = archive_with(tmp_path, lambda archive: add_file(archive, "media/x", noise)).read_bytes()
    unpacked = gzip.decompress(whole)
    last_byte = unpacked.rindex(noise[-10:]) + 9
    damaged = tmp_path / "damaged.tar.gz"
    before = everything(home)
    wrong = [whole[:cut] for cut in range(0, len(whole) - 200, 97)]
    wrong += [whole[:at] + b"\xff\x00\xff" + whole[at + 3 :] for at in range(0, 600, 7)]
    wrong += [gzip.compress(unpacked[:cut], 1) for cut in range(1, last_byte, 331)]
    for content in wrong:
        damaged.write_bytes(content)

        with pytest.raises(NotABackup):
            read_backup(damaged, replace=True)

    assert everything(home) == before


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, "holds a none of ours database"),  # as old as we are: read on
        ({"version": "0.0.9", "migrations": []}, "holds a none of ours database"),
        ({"version": "99.0.0"}, "written by a newer version. Please update first"),
        ({"migrations": ["groups.0999_later"]}, "written by a newer version. Please update first"),
        ({"format": 2, "more": "words"}, "written by a newer version. Please update first"),
        ({"keys": {"k1": "x"}}, "holds a none of ours database"),
        ({"keys": 5}, "no readable manifest"),
        ({"migrations": 5}, "no readable manifest"),
        ({"format": "one"}, "no readable manifest"),
    ],
)
def test_a_backup_of_a_newer_version_is_refused_and_an_older_one_is_not(
    tmp_path: Path, home: Path, said: dict[str, object], refused: str
) -> None:
    archive = archive_with(tmp_path, lambda _: None, json.dumps(SAID | said).encode())
    before = everything(tmp_path)

    with pytest.raises(NotABackup, match=refused):
        read_backup(archive, replace=True)

    assert everything(tmp_path) == before
