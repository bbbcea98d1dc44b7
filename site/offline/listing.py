"""The list of all that a device keeps, with a version that changes when any of it does."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from design.assets import FONT, HEAD_SCRIPT, address, bundle, modules
from help.brand import brand
from help.clinic import clinic_help
from help.crisis import crisis_for
from help.shapes import CrisisHelp
from offline.copies import Copy
from offline.made import made_of
from offline.registry import Part, parts
from whole.version import kept

# Another process that shares no cache sees a change after this many seconds.
KEPT_SECONDS = 60
# Of the frame around every page.
FRAME = (
    HEAD_SCRIPT,
    FONT,
    "design/fonts/figtree-latin-ext.woff2",
    "design/images/mark.svg",
    "accounts/zone.js",
)
OWN = ("offline/keep.js", "offline/waiting.js", "offline/sending.js", "offline/offline.css")


@dataclass(frozen=True)
class Listing:
    """Addresses of pages and files, and the version of all of them together.

    Without one of the `files` a page does not work; a picture may be missing.
    """

    version: str
    pages: tuple[str, ...]
    files: tuple[str, ...]
    pictures: tuple[str, ...]


def listing(copy: Copy, *, country: str, frame: str) -> Listing:
    """Everything for one kind of reader; `country` is the one whose numbers they see.

    `frame` is a page as it reads with nothing on it: name, menus, footer, in their language.
    """
    told = kept("offline.parts", _read_parts, seconds=KEPT_SECONDS)
    found = parts()
    crisis = crisis_for(country)
    pages = (reverse("offline"), reverse("offline-numbers"), *_help_pages(crisis), *told.pages)
    files = (*_frame(), *(each for part in found for each in _files(part)))
    # The numbers of every country are kept too: the clinic's own may be another one's.
    own = repr(sorted(clinic_help().items()))
    reads = (copy.words, repr(crisis), own, frame, told.version, made_of())
    pictures = _logo()
    state = "\n".join((*reads, *pages, *files, *pictures))
    return Listing(
        version=hashlib.sha256(state.encode()).hexdigest()[:16],
        pages=tuple(dict.fromkeys(pages)),
        files=tuple(dict.fromkeys(files)),
        pictures=pictures,
    )


def file_places() -> tuple[str, ...]:
    """Under which addresses such files stand."""
    styles = reverse("design:styles", args=["core", "0"]).partition("core")[0]
    return (settings.STATIC_URL, styles, reverse("help:accent"), settings.MEDIA_URL)


@dataclass(frozen=True)
class _Told:
    pages: tuple[str, ...]
    version: str


def _read_parts() -> _Told:
    """What the parts' own rows say."""
    found = parts()
    return _Told(
        pages=tuple(page for part in found for page in part.pages()),
        version="\n".join(part.version() for part in found),
    )


def _help_pages(crisis: CrisisHelp) -> tuple[str, ...]:
    return (reverse("help:crisis"), reverse("help:numbers"), crisis.url, crisis.neutral_url)


def _frame() -> tuple[str, ...]:
    named = map(address, (*FRAME, *modules("core"), *OWN))
    return (_bundle("core"), brand().accent_css, *named)


def _logo() -> tuple[str, ...]:
    """The clinic's own, where it stands on this site."""
    logo = brand().logo_url or ""
    return (logo,) if logo.startswith("/") else ()


def _files(part: Part) -> tuple[str, ...]:
    return tuple(map(address, part.files))


def _bundle(name: str) -> str:
    return reverse("design:styles", args=[name, bundle(name).digest])
