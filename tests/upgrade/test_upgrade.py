"""The world that a release made, restored into the present code and migrated: nothing is lost.

tests/upgrade/README.md says what is kept of a release, and how a new one is added.
"""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from config.release import VERSION
from tests.databases import REPOSITORY
from tests.running import RunningSite
from tests.upgrade.releases import KEYS, Kept, all_releases

WORLDS = [release.world(connection.vendor) for release in all_releases()]
WALK = "from tests.upgrade import walk; walk.{}"
SUMS = "from tests.upgrade.world import tell_sums; tell_sums()"


@dataclass(frozen=True)
class Upgraded:
    """A site that was restored from a kept world and migrated; what it then counted and said."""

    kept: Kept
    site: RunningSite
    said: str
    sums: dict[str, object]


def a_site(folder: Path) -> RunningSite:
    """An empty installation with the key of the kept worlds."""
    site = RunningSite(folder, 0, {"VAULT_KEYS": KEYS}, web=False, worker=False)
    site.start()
    return site


def sums_of(site: RunningSite) -> dict[str, object]:
    """What it counts now."""
    counted: dict[str, object] = json.loads(site.run(SUMS).strip().splitlines()[-1])
    return counted


@pytest.fixture(scope="module", params=WORLDS, ids=lambda kept: kept.release.version)
def upgraded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    kept: Kept = request.param
    site = a_site(tmp_path_factory.mktemp("upgraded"))
    said = site.manage("restore", str(kept.backup))
    site.manage("migrate")
    site.manage("setup")
    site.move_clock(kept.moment)
    yield Upgraded(kept, site, said, sums_of(site))
    site.stop()


def test_the_backup_is_of_the_migrations_that_the_release_shipped(upgraded: Upgraded) -> None:
    kept = upgraded.kept
    with tarfile.open(kept.backup) as archive:
        member = archive.extractfile("manifest.json")
        assert member is not None
        manifest = json.load(member)

    assert manifest["version"] == kept.release.version
    assert manifest["migrations"] == sorted(kept.release.hashes)
    assert f"written by Evenkeel {kept.release.version}." in upgraded.said
    assert "every migration applied" in upgraded.site.manage("about")


def test_seats_and_sums_are_what_they_were(upgraded: Upgraded) -> None:
    assert upgraded.sums == upgraded.kept.sums


def test_a_link_that_it_mailed_opens_her_room(upgraded: Upgraded) -> None:
    upgraded.site.run(WALK.format(f"open_mailed_link({upgraded.kept.link!r})"))


def test_every_page_opens_and_shows_what_is_theirs(upgraded: Upgraded) -> None:
    printed = upgraded.site.run(WALK.format(f"open_every_page({upgraded.kept.link!r})"))

    opened: dict[str, int] = json.loads(printed.strip().splitlines()[-1])
    assert set(opened) == {"VISITOR", "MEMBER", "FACILITATOR", "MARKETER", "COORDINATOR"}
    assert min(opened.values()) > 20, opened


def test_its_footer_shows_what_it_showed(upgraded: Upgraded) -> None:
    """0002_footer_by_choice: what was known by its address is known by its editors' choice."""
    upgraded.site.run(WALK.format("find_the_footer()"))


def test_what_it_sealed_is_read(upgraded: Upgraded) -> None:
    upgraded.site.run(WALK.format("read_what_was_sealed()"))


def test_what_it_promised_holds(upgraded: Upgraded) -> None:
    upgraded.site.run(WALK.format("find_what_was_promised()"))


def test_its_trail_is_unbroken_and_its_work_goes_on(upgraded: Upgraded) -> None:
    upgraded.site.manage("audit_verify")
    upgraded.site.manage("worker", "--once")
    upgraded.site.assert_no_traceback()


# --- what no release has yet: a later migration ---------------------------------------------------
LATER = '''
"""A migration of a release that never was."""

from django.db import migrations, models


def fill(apps, schema_editor):
    for cohort in apps.get_model("groups", "Cohort").objects.all():
        cohort.motto = f"Motto of {{cohort.name}}"
        cohort.save(update_fields=["motto"])


class Migration(migrations.Migration):
    dependencies = [("groups", "{last}")]
    operations = [
        migrations.AddField("cohort", "motto", models.CharField(max_length=200, null=True)),
        migrations.RunPython(fill),
    ]
'''
SPOILED = '''
"""A migration that loses money."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("groups", "9998_later")]
    operations = [migrations.RunSQL("DELETE FROM payments_ledgerentry WHERE kind = 'refund'")]
'''
SETTINGS = """
from config.settings import *

MIGRATION_MODULES = {"groups": "later_groups"}
"""
MOTTOES = (
    "from django.db import connection\n"
    "with connection.cursor() as cursor:\n"
    "    cursor.execute('SELECT name, motto FROM groups_cohort ORDER BY name')\n"
    "    print(cursor.fetchall())"
)


def later_code(folder: Path) -> None:
    """In `folder` the migrations of groups with one more, and the settings that use them."""
    package = folder / "later_groups"
    package.mkdir(parents=True)
    present = REPOSITORY / "groups" / "migrations"
    for path in present.glob("*.py"):
        (package / path.name).write_text(path.read_text())
    last = max(path.stem for path in present.glob("[0-9]*.py"))
    (package / "9998_later.py").write_text(LATER.format(last=last))
    (folder / "later_settings.py").write_text(SETTINGS)


def as_later(site: RunningSite, code: Path) -> RunningSite:
    """The same installation, run by the code of a later release."""
    env = {
        "VAULT_KEYS": KEYS,
        "DJANGO_SETTINGS_MODULE": "later_settings",
        "PYTHONPATH": f"{code}:{REPOSITORY / 'site'}",
    }
    later = RunningSite(site.data_dir, 0, env, web=False, worker=False, cold=True)
    later.database_url = site.database_url
    return later


def test_a_later_release_migrates_the_newest_world_and_its_own_backup_stays_with_it(
    tmp_path: Path,
) -> None:
    kept = WORLDS[-1]
    later_code(tmp_path / "code")
    site = a_site(tmp_path / "site")
    try:
        site.manage("restore", str(kept.backup))
        site.manage("migrate")  # what came after that release; the later one comes on top
        site.manage("setup")
        site.move_clock(kept.moment)
        later = as_later(site, tmp_path / "code")
        assert "migrations left: 1. Next: manage.py migrate" in later.manage("about")
        assert "Applying groups.9998_later... OK" in later.manage("migrate")
        mottoes = site.run(MOTTOES)
        assert "('Evening group', 'Motto of Evening group')" in mottoes
        assert mottoes.count("Motto of ") == 4
        assert sums_of(site) == kept.sums
        site.run(WALK.format(f"open_every_page({kept.link!r}, 'MEMBER')"))

        newer = tmp_path / "newer.tar.gz"
        later.manage("backup", str(newer))
        with pytest.raises(AssertionError, match=r"newer version\. Please update first\. Nothing"):
            site.manage("restore", str(newer), "--replace")
        assert site.run(MOTTOES) == mottoes

        spoiled = tmp_path / "code" / "later_groups" / "9999_spoiled.py"
        spoiled.write_text(SPOILED)
        later.manage("migrate")
        assert sums_of(site)["ledger"] != kept.sums["ledger"]
    finally:
        site.stop()


def test_the_newest_release_is_the_present_one() -> None:
    assert WORLDS[-1].release.version == VERSION
