"""What a release has shipped stays as it is: other databases have it already."""

import pytest

from tests.upgrade.make import why_not
from tests.upgrade.releases import Release, all_releases, migrations, present_version

RELEASES = all_releases()


def gone_or_changed(shipped: dict[str, str], now: dict[str, str]) -> list[str]:
    """A sentence for each migration that is no longer what it was."""
    return [
        f"{name} was shipped and {'has changed' if name in now else 'is gone'}:"
        " put it back as it was and write a new migration"
        for name, digest in shipped.items()
        if now.get(name) != digest
    ]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_no_migration_of_a_release_has_changed(release: Release) -> None:
    assert len(release.hashes) >= 9

    changed = gone_or_changed(release.hashes, migrations())

    if changed:
        pytest.fail("\n".join(changed), pytrace=False)


def test_changing_or_removing_one_is_found_and_a_new_one_is_fine() -> None:
    shipped = {"groups.0001_initial": "a", "payments.0001_initial": "b", "help.0001_initial": "c"}
    now = {"groups.0001_initial": "a", "groups.0002_new": "d", "help.0001_initial": "e"}

    assert gone_or_changed(shipped, now) == [
        "payments.0001_initial was shipped and is gone: put it back as it was and write a new"
        " migration",
        "help.0001_initial was shipped and has changed: put it back as it was and write a new"
        " migration",
    ]


def test_the_present_release_is_kept_and_is_not_made_anew_by_mistake() -> None:
    present = Release(present_version())

    assert RELEASES[-1] == present
    assert "write a new migration" in why_not(present, again=False)
    assert why_not(present, again=True) == ""
    assert why_not(Release("99.0.0"), again=False) == ""


def test_a_first_release_has_one_migration_for_each_app() -> None:
    """Where it began: nobody had installed it, so nothing led anywhere yet."""
    first = RELEASES[0]

    assert {name.partition(".")[2] for name in first.hashes} == {"0001_initial"}
