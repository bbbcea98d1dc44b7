"""The design system's stylesheets and modules, read from the folder once per process.

Stylesheets are small and many so that each component has its own; a browser gets them as one
file per bundle, whose address carries a digest of its content and may be kept for a year.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "design"
BUNDLES = {
    "core": ("tokens.css", "base.css", "components/*.css"),
    "room": ("components/room/*.css",),
    "gallery": ("gallery.css",),
}
MODULES = {"core": "js/*.js", "room": "js/room/*.js", "gallery": "js/gallery/*.js"}
HEAD_SCRIPT = "design/theme.js"
FONT = "design/fonts/figtree-latin.woff2"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BETWEEN = re.compile(r"\s*([{};,])\s*")
RELATIVE = re.compile(r'url\("(?:\.\./)*((?:fonts|images)/[^"]+)"\)')


@dataclass(frozen=True)
class Bundle:
    """One stylesheet as it is sent: text, the same text zipped, and its digest."""

    name: str
    text: bytes
    zipped: bytes
    digest: str


def sources(name: str) -> tuple[str, ...]:
    """Paths below the static root, in cascade order. Raises KeyError for an unknown bundle."""
    found: list[str] = []
    for pattern in BUNDLES[name]:
        found.extend(str(path.relative_to(FOLDER.parent)) for path in sorted(FOLDER.glob(pattern)))
    return tuple(found)


def modules(name: str) -> tuple[str, ...]:
    """Script modules below the static root, in the folder's order."""
    pattern = MODULES[name]
    return tuple(str(path.relative_to(FOLDER.parent)) for path in sorted(FOLDER.glob(pattern)))


def bundle(name: str) -> Bundle:
    """The stylesheet of that name; while developing it is read anew each time."""
    return _build(name) if settings.DEBUG else _keep(name)


def address(path: str) -> str:
    """Where a static file is served.

    A file the manifest does not know keeps its plain name: the page that says "something went
    wrong" must not go wrong itself because files were not collected.
    """
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@cache
def _keep(name: str) -> Bundle:
    return _build(name)


def _build(name: str) -> Bundle:
    parts = [(FOLDER.parent / path).read_text(encoding="utf-8") for path in sources(name)]
    lean = BETWEEN.sub(r"\1", COMMENT.sub("", "\n".join(parts)))
    text = RELATIVE.sub(_point_at_file, lean).strip().encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Bundle(name=name, text=text, zipped=gzip.compress(text, 9, mtime=0), digest=digest)


def _point_at_file(found: re.Match[str]) -> str:
    return f'url("{address(f"design/{found.group(1)}")}")'
