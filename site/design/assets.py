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

STATIC = Path(__file__).parent / "static"
FOLDER = STATIC / "design"
# By name: the root of the static files that a bundle stands in, and what of them it holds.
BUNDLES: dict[str, tuple[Path, tuple[str, ...]]] = {
    "core": (STATIC, ("design/tokens.css", "design/base.css", "design/components/*.css")),
    "room": (STATIC, ("design/components/room/*.css",)),
    "gallery": (STATIC, ("design/gallery.css",)),
}
MODULES = {"core": "js/*.js", "room": "js/room/*.js", "gallery": "js/gallery/*.js"}
HEAD_SCRIPT = "design/theme.js"
# Linked beside the lists that want it, and on no other page.
SEARCH_LIST = "design/js/alone/search-list.js"
FONT = "design/fonts/figtree-latin.woff2"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BETWEEN = re.compile(r"\s*([{};,])\s*|(?<=[\w-]:)\s+")
RELATIVE = re.compile(r'url\("(?:\.\./)*((?:fonts|images)/[^"]+)"\)')


@dataclass(frozen=True)
class Bundle:
    """One stylesheet as it is sent: text, the same text zipped, and its digest."""

    name: str
    text: bytes
    zipped: bytes
    digest: str


def add_bundle(name: str, root: Path, *patterns: str) -> None:
    """An app's own stylesheets, sent as one: `patterns` below its `root` of static files, in
    cascade order. Called in `AppConfig.ready`."""
    BUNDLES[name] = (root, patterns)


def sources(name: str) -> tuple[str, ...]:
    """Paths below the static root, in cascade order. Raises KeyError for an unknown bundle."""
    root, patterns = BUNDLES[name]
    found = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    return tuple(str(path.relative_to(root)) for path in found)


def modules(name: str) -> tuple[str, ...]:
    """Script modules below the static root, in the folder's order."""
    pattern = MODULES[name]
    return tuple(str(path.relative_to(STATIC)) for path in sorted(FOLDER.glob(pattern)))


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
    root, _ = BUNDLES[name]
    parts = [(root / path).read_text(encoding="utf-8") for path in sources(name)]
    lean = BETWEEN.sub(r"\1", COMMENT.sub("", "\n".join(parts)))
    text = RELATIVE.sub(_point_at_file, lean).strip().encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Bundle(name=name, text=text, zipped=gzip.compress(text, 9, mtime=0), digest=digest)


def _point_at_file(found: re.Match[str]) -> str:
    return f'url("{address(f"design/{found.group(1)}")}")'
