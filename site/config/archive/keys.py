"""Which keys of the vault a backup needs, and whether they are here.

A backup holds no key, so without this a restore would end well on a machine whose VAULT_KEYS are
others, and the first page with sealed text would tell.
"""

from collections.abc import Iterator
from pathlib import Path

from config.archive.manifest import manifest_of
from vault.keys import key_check, newest_key_id, ring
from vault.reseal import keys_in_use


def keys_needed() -> dict[str, str]:
    """The keys that sealed what is in the database now, and the one that seals from now on."""
    return {key_id: key_check(key_id) for key_id in sorted(keys_in_use() | {newest_key_id()})}


def what_is_missing(keys: dict[str, str]) -> list[str]:
    """A sentence for each of a backup's keys that VAULT_KEYS lacks, or has another of that name."""
    here = ring()
    missing = sorted(set(keys) - set(here))
    # One that was missing on the day of the backup cannot be compared.
    both = sorted(set(keys) & set(here))
    others = [name for name in both if keys[name] not in ("", key_check(name))]
    return [
        *(
            f"It holds text sealed with the key {name!r}, and VAULT_KEYS has none of that name."
            for name in missing
        ),
        *(
            f"It holds text sealed with the key {name!r}, and the one of that name in VAULT_KEYS "
            "is another."
            for name in others
        ),
    ]


def old_keys() -> list[str]:
    """The ids on the ring behind the newest."""
    return list(ring())[1:]


def backups_that_need(names: list[str], *, folder: Path) -> Iterator[tuple[Path, list[str] | None]]:
    """The backups in a folder that need one of the keys, each with those it needs.

    None in their place: a backup of an earlier release, which does not say.
    """
    for path in sorted(folder.glob("*.tar.gz")):
        manifest = manifest_of(path)
        if manifest is not None:
            needed = None if manifest.keys is None else [n for n in names if n in manifest.keys]
            if needed is None or needed:
                yield path, needed
