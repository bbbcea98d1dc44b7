"""Backup, wipe, restore: the same installation again, or exactly what was there before."""

import base64
import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.release import VERSION
from tests.databases import fresh_database
from tests.running import RunningSite

POST = (
    "from accounts.models import Account; from outbox.backend import OutboxBackend\n"
    "from django.core.mail import send_mail\n"
    "Account.objects.create_user('zoe@example.org')\n"
    "send_mail('Your code', '4711', None, ['zoe@example.org'])"
)
READ = (
    "from accounts.models import Account; from outbox.models import Letter\n"
    "print([a.email for a in Account.objects.all()], Letter.objects.count())"
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    running = RunningSite(tmp_path / "site", 0, web=False, worker=False)
    running.start()
    yield running
    running.stop()


def fill(site: RunningSite) -> None:
    site.run(POST)
    media = site.data_dir / "media" / "images"
    media.mkdir(parents=True)
    (media / "garden.webp").write_bytes(b"a picture")
    private = site.data_dir / "private" / "recordings"
    private.mkdir(parents=True)
    (private / "film.mp4").write_bytes(b"a recording")


def wipe(site: RunningSite) -> None:
    site.stop()
    (site.data_dir / "media" / "images" / "garden.webp").unlink()
    (site.data_dir / "private" / "recordings" / "film.mp4").unlink()
    site.database_url = fresh_database(site.data_dir)
    assert site.run(READ).strip() == "[] 0"


def test_backup_wipe_restore_gives_the_same_again(site: RunningSite, tmp_path: Path) -> None:
    fill(site)
    backup = tmp_path / "backups" / "monday.tar.gz"
    backup.parent.mkdir()
    assert "Wrote" in site.manage("backup", str(backup))
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir()] == ["monday.tar.gz"]
    wipe(site)
    assert f"written by Evenkeel {VERSION}." in site.manage("restore", str(backup))
    assert site.run(READ).strip() == "['zoe@example.org'] 1"
    assert (site.data_dir / "media" / "images" / "garden.webp").read_bytes() == b"a picture"
    film = site.data_dir / "private" / "recordings" / "film.mp4"
    assert film.read_bytes() == b"a recording"
    assert "No changes detected" in site.manage("makemigrations", "--check", "--dry-run")
    assert not list(site.data_dir.glob(".restore-*"))


def test_a_folder_of_files_that_is_elsewhere_comes_back_as_files(
    site: RunningSite, tmp_path: Path
) -> None:
    fill(site)
    media, disk = site.data_dir / "media", tmp_path / "disk"
    media.rename(disk)
    media.symlink_to(disk)
    (disk / "same.webp").hardlink_to(disk / "images" / "garden.webp")
    backup = tmp_path / "monday.tar.gz"
    site.manage("backup", str(backup))
    media.unlink()
    site.manage("restore", str(backup), "--replace")
    assert not media.is_symlink()
    assert (media / "same.webp").read_bytes() == b"a picture"
    assert (media / "images" / "garden.webp").read_bytes() == b"a picture"


SIGN_IN = (
    "from django.contrib.sessions.backends.db import SessionStore\n"
    "session = SessionStore(); session['who'] = 1; session.create(); print(session.session_key)"
)
SESSIONS = "from django.contrib.sessions.models import Session; print(Session.objects.count())"


def test_a_backup_signs_nobody_in(site: RunningSite, tmp_path: Path) -> None:
    fill(site)
    key = site.run(SIGN_IN).strip()
    backup = tmp_path / "monday.tar.gz"
    site.manage("backup", str(backup))
    with tarfile.open(backup) as archive:
        files = [archive.extractfile(member) for member in archive if member.isfile()]
        contents = [file.read() for file in files if file is not None]
    assert len(contents) == 4
    assert not [content for content in contents if key.encode() in content]
    assert site.run(SESSIONS).strip() == "1"  # those who are signed in stay it
    site.manage("restore", str(backup), "--replace")
    assert site.run(SESSIONS).strip() == "0"
    assert site.run(READ).strip() == "['zoe@example.org'] 1"


def test_restore_over_a_site_in_use_needs_to_be_told(site: RunningSite, tmp_path: Path) -> None:
    backup = tmp_path / "empty.tar.gz"
    site.manage("backup", str(backup))
    fill(site)
    with pytest.raises(AssertionError, match="nothing was changed"):
        site.manage("restore", str(backup))
    assert site.run(READ).strip() == "['zoe@example.org'] 1"
    assert (site.data_dir / "media" / "images" / "garden.webp").exists()
    site.manage("restore", str(backup), "--replace")
    assert site.run(READ).strip() == "[] 0"
    assert not (site.data_dir / "media" / "images").exists()


def test_a_damaged_backup_changes_nothing(site: RunningSite, tmp_path: Path) -> None:
    fill(site)
    whole = tmp_path / "whole.tar.gz"
    site.manage("backup", str(whole))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    no_backup = tmp_path / "other.tar.gz"
    with tarfile.open(no_backup, "w:gz") as archive:
        member = tarfile.TarInfo("../outside")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    other_kind = tmp_path / "kind.tar.gz"
    with tarfile.open(other_kind, "w:gz") as archive:
        said = json.dumps(
            {"format": 1, "made_at": "2026-11-21", "engine": "oracle", "version": "0.1.0",
             "migrations": []}
        ).encode()  # fmt: skip
        member = tarfile.TarInfo("manifest.json")
        member.size = len(said)
        archive.addfile(member, io.BytesIO(said))
    for wrong in (cut, no_backup, other_kind, tmp_path / "missing.tar.gz"):
        with pytest.raises(AssertionError, match="Nothing was changed"):
            site.manage("restore", str(wrong), "--replace")
    assert site.run(READ).strip() == "['zoe@example.org'] 1"
    assert not (tmp_path / "outside").exists()
    assert not (site.data_dir / "outside").exists()


def test_a_backup_that_cannot_be_written_leaves_the_last_one(
    site: RunningSite, tmp_path: Path
) -> None:
    backup = tmp_path / "monday.tar.gz"
    site.manage("backup", str(backup))
    before = backup.read_bytes()
    target = tmp_path / "full"
    target.mkdir()  # a folder where the file should be
    with pytest.raises(AssertionError, match="could not be written"):
        site.manage("backup", str(target))
    assert backup.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["full", "monday.tar.gz", "site"]


def test_a_backup_of_a_site_that_is_being_written_to_is_whole(
    site: RunningSite, tmp_path: Path
) -> None:
    """Rows that are committed before the backup are in it, the write-ahead log included."""
    site.add_worker("worker")
    site.spawn("worker")
    site.wait_ready()
    create = "from accounts.models import Account; Account.objects.create_user('{}@example.org')"
    site.run(create.format("before"))
    backup = tmp_path / "running.tar.gz"
    site.manage("backup", str(backup))
    site.run(create.format("after"))
    site.terminate("worker")
    site.manage("restore", str(backup), "--replace")
    assert "['before@example.org'] " in site.run(READ)


SEAL = (
    "import clock; from clock.words import Reader; from outbox.actions import post_letter\n"
    "from outbox.stored import STORED_MAIL\n"
    "post_letter(STORED_MAIL, key='k', to='a@example.org', reader=Reader(), about={},"
    " now=clock.now(), sealed='4711')"
)
OPEN = "from outbox.models import Letter; print([each.sealed for each in Letter.objects.all()])"
KEY = "one:" + base64.b64encode(b"1" * 32).decode()
NEWER = "two:" + base64.b64encode(b"2" * 32).decode()
NAMESAKE = "one:" + base64.b64encode(b"3" * 32).decode()


def test_a_restore_whose_key_is_not_here_says_which_and_changes_nothing(
    site: RunningSite, tmp_path: Path
) -> None:
    site.change_env(VAULT_KEYS=KEY)
    fill(site)
    site.run(SEAL)
    sealed = site.run(OPEN)
    assert "4711" in sealed
    backup = tmp_path / "monday.tar.gz"
    site.manage("backup", str(backup))
    site.run("from accounts.models import Account; Account.objects.create_user('new@example.org')")
    now = site.run(READ)
    for ring, words in (
        (NEWER, "'one', and VAULT_KEYS has none"),
        (NAMESAKE, "'one', and the one"),
    ):
        site.change_env(VAULT_KEYS=ring)
        with pytest.raises(AssertionError, match=words):
            site.manage("restore", str(backup), "--replace")
        assert site.run(READ) == now
        assert (site.data_dir / "media" / "images" / "garden.webp").exists()
    site.change_env(VAULT_KEYS=f"{NEWER},{KEY}")
    site.manage("restore", str(backup), "--replace")
    assert site.run(OPEN) == sealed
    # Everything moves to the new key; the backup does not, and the next one needs no old key.
    later = tmp_path / "tuesday.tar.gz"
    assert "Backups written before now may still need 'one'" in site.manage("reencrypt")
    site.manage("backup", str(later))
    said = site.manage("reencrypt", "--backups", str(tmp_path))
    assert f"{backup}: needs one" in said
    assert str(later) not in said
    site.change_env(VAULT_KEYS=NEWER)
    site.manage("restore", str(later), "--replace")
    assert site.run(OPEN) == sealed
    site.manage("restore", str(backup), "--replace", "--without-keys")
    with pytest.raises(AssertionError, match="sealed with 'one', which VAULT_KEYS does not have"):
        site.manage("reencrypt")


def test_a_folder_that_is_mistyped_is_not_made(site: RunningSite, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="There is no folder "):
        site.manage("backup", str(tmp_path / "bakcups" / "monday.tar.gz"))
    assert sorted(os.listdir(tmp_path)) == ["site"]
