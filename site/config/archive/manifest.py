"""What an archive says of itself, in its first file."""

import json
import tarfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from config.archive.migrations import known_here
from config.release import is_newer

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST = 1_000_000


@dataclass(frozen=True)
class Manifest:
    """`migrations` are those of our apps that its database has.

    `keys` are those of the vault that its texts need, by id, each with what it is known by
    (`vault.keys.key_check`; "" where the ring lacked it already). None: an earlier release, which
    did not say.
    """

    format: int
    made_at: str
    engine: str
    version: str
    migrations: list[str]
    keys: dict[str, str] | None = None


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Writes the file."""
    path.write_text(json.dumps(asdict(manifest)))


def read_manifest(content: bytes) -> Manifest:
    """What it says, as far as we know the words: a newer version may say more.

    Raises ValueError, TypeError or KeyError for what is no manifest.
    """
    said = dict(json.loads(content))
    keys = said.get("keys")
    return Manifest(
        format=int(said["format"]),
        made_at=str(said["made_at"]),
        engine=str(said["engine"]),
        version=str(said["version"]),
        migrations=[str(name) for name in said["migrations"]],
        keys=None if keys is None else {str(key): str(dict(keys)[key]) for key in keys},
    )


def manifest_of(archive: Path) -> Manifest | None:
    """What a backup says of itself, from its first file alone; None for what is no backup."""
    try:
        with tarfile.open(archive, mode="r:gz") as opened:
            first = opened.next()
            if first is None or first.name != MANIFEST or first.size > LARGEST:
                return None
            content = opened.extractfile(first)
            return read_manifest(content.read()) if content else None
    except (OSError, EOFError, ValueError, TypeError, KeyError, zlib.error, tarfile.TarError):
        return None


def is_from_a_newer_release(manifest: Manifest) -> bool:
    """Whether this code could not know what is in it: an older one is migrated, a newer one never.

    Between two releases the migrations tell it, and the version alone does not.
    """
    return (
        manifest.format > FORMAT
        or is_newer(manifest.version)
        or bool(set(manifest.migrations) - set(known_here()))
    )
