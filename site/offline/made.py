"""What pages are made of besides the rows: a release that changes any of it makes copies anew."""

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

# Of our apps: code says words too, and so do translations.
KINDS = ("*.py", "templates/**/*", "content/**/*", "locale/**/*.mo")
# Words of others (names of countries, Django's translations) come with their versions.
PACKAGES = "requirements.txt"


@cache
def made_of() -> str:
    """A digest of our code, templates, texts and translations, and of the packages' versions."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    """The files of that digest, in a fixed order."""
    root: Path = settings.REPOSITORY
    ours = [Path(app.path) for app in apps.get_app_configs() if "site-packages" not in app.path]
    found = {path for folder in ours for kind in KINDS for path in folder.rglob(kind)}
    found |= {*(root / "templates").rglob("*"), root / PACKAGES}
    return sorted(path for path in found if path.is_file() and "migrations" not in path.parts)
