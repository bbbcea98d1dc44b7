"""What stands around every paper: the clinic's name and colour, the numbers to call, our type."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clock.words import Reader, written_for
from courses.resources import exercises, questions
from design import look
from help.accent import accent_of
from help.brand import brand
from help.choosing import line_for_paper
from help.crisis import crisis_for

HERE = Path(__file__).parent
TYPST = HERE / "typst"
FONTS = HERE / "fonts"
# Where nobody uses A4.
ON_LETTER = {"US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PH", "PR", "SV", "VE"}
# Where no line answers day and night, the one for paper goes by an hour: always by the same one.
ANY_NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Frame:
    """The same for all papers of a clinic in one language and country."""

    language: str
    country: str
    clinic: str
    hue: float
    chroma: float
    page: str
    help_title: str
    help_words: tuple[str, ...]
    help_address: str

    @property
    def digest(self) -> str:
        """Another one for other words or a changed look."""
        told = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(f"{told}{_look()}".encode()).hexdigest()[:16]


def frame_for(country: str) -> Frame:
    """The frame in the active language, for a reader's country (`help.reader.chosen_country`).

    No query: brand and numbers are kept (`help`).
    """
    clinic = brand()
    hue, chroma = accent_of(clinic.accent)
    language = get_language() or str(settings.LANGUAGE_CODE)
    place = country.upper() if len(country) == 2 else ""
    with written_for(Reader(language, place)):
        return Frame(
            language=language,
            country=country,
            clinic=clinic.name,
            hue=round(hue, 1),
            chroma=round(chroma, 4),
            page="us-letter" if (place or clinic.default_country) in ON_LETTER else "a4",
            help_title=_("In danger now?"),
            help_words=tuple(_numbers(country)),
            help_address=settings.SITE_URL + crisis_for(country).neutral_url,
        )


def _numbers(country: str) -> list[str]:
    """The emergency number and the line for any hour, as two short phrases."""
    crisis = crisis_for(country)
    number = {"number": crisis.emergency, "country": crisis.country}
    if crisis.emergency_is_guess:
        first = _(
            "The emergency number where you are, or from many mobile phones %(number)s"
        ) % number  # fmt: skip
    elif crisis.is_place:
        first = _("%(country)s: emergency number %(number)s") % number
    else:
        first = _("Emergency number %(number)s") % number
    found = line_for_paper(crisis, now=ANY_NOON)
    if found is None or found.line.call is None:
        return [first]
    line = {
        "name": found.line.label,
        "number": found.line.call.shown,
        "hours": found.lasting_words,
        "region": f" ({found.line.region})" if found.line.region else "",
    }
    return [first, _("%(name)s%(region)s %(number)s (%(hours)s)") % line]


@lru_cache(maxsize=1)
def _look() -> str:
    """A digest of all that sets type: a new release makes every paper anew."""
    made = hashlib.sha256(version("typst").encode())
    ours = [Path(str(module.__file__)) for module in (questions, exercises)]
    for path in sorted([*TYPST.iterdir(), *FONTS.iterdir(), *ours]):
        made.update(f"{path.name}\0".encode() + path.read_bytes())
    folders = [HERE, *map(Path, settings.LOCALE_PATHS)]
    return made.hexdigest() + look.look_of([], folders=folders)
