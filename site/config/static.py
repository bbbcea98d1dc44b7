"""Static files with hashed names, imports between our ES modules included."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names for files and for the `import` lines inside our ES modules."""

    support_js_module_import_aggregation = True
    # A file that nobody collected yet is a broken deploy, but not a reason for a blank page.
    manifest_strict = False

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compresses what pages link to, which is half of the work: no page links to a plain name.

        Yields (name, name of its compressed form).
        """
        linked = set(self.hashed_files.values())
        yield from super().compress_files([path for path in paths if path in linked])
