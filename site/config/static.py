"""Static files with hashed names, imports between our ES modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names for files and for the `import` lines inside our ES modules."""

    support_js_module_import_aggregation = True
    # A file that nobody collected yet is a broken deploy, but not a reason for a blank page.
    manifest_strict = False
