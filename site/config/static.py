"""Static files with hashed names, imports between our ES modules included."""

import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

PACKAGES = Path(sysconfig.get_paths()["purelib"])


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names for files and for the `import` lines inside our ES modules.

    Our scripts are linked without comments and blanks, which are nearly half of what they weigh;
    those of packages keep every line, licences among them.
    """

    support_js_module_import_aggregation = True
    # A file that nobody collected yet is a broken deploy, but not a reason for a blank page.
    manifest_strict = False

    def post_process(self, paths: dict[str, tuple[Any, str]], **options: Any) -> Iterator[Any]:
        """Hashes and compresses what was collected. Yields (name, hashed name, whether it did)."""
        sources = {
            name: (Lean(storage), path) if is_our_script(storage.path(path)) else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(sources, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compresses what pages link to, which is half of the work: no page links to a plain name.

        Yields (name, name of its compressed form).
        """
        linked = set(self.hashed_files.values())
        yield from super().compress_files([path for path in paths if path in linked])


class Lean:
    """A storage whose scripts are read without comments and blanks."""

    def __init__(self, storage: Any) -> None:
        self.storage = storage

    def open(self, path: str) -> "ContentFile[bytes]":  # quoted: Django’s own is no generic
        """The file's content, as it is linked."""
        with self.storage.open(path) as file:
            return ContentFile(lean(file.read().decode()).encode())


def is_our_script(path: str) -> bool:
    """Whether it is a script of this repository and of no package."""
    return path.endswith(".js") and not Path(path).is_relative_to(PACKAGES)


def lean(script: str) -> str:
    """A script without comments and blanks; names stay as they were written. Pure."""
    return str(rjsmin.jsmin(script))
