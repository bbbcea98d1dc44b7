"""Crisis help by country: the clinic's own first, then the built-in list, never nothing."""

from dataclasses import replace

from django.utils.translation import gettext as _

from help.clinic import Own, clinic_help
from help.countries import by_name, country_choices, country_names
from help.dialling import tel
from help.reading import built_in
from help.shapes import ELSEWHERE, NOBODY_SAID, CrisisHelp, Search

# What people and offices write: no country has these letters in ISO 3166.
TAKEN_FOR = {"UK": "GB", "EL": "GR"}


def crisis_for(country: str) -> CrisisHelp:
    """The help of `country` (two letters, any case). Never raises.

    A country without an entry is headed by its name and gets what holds everywhere, and so do
    ELSEWHERE and NOBODY_SAID: never the lines of another country.
    """
    code = country.strip().upper()
    everywhere = built_in()[ELSEWHERE]
    if code == ELSEWHERE.upper():
        return replace(everywhere, name=_("Another country"))
    found = built_in().get(code) if len(code) == 2 else None
    name = country_names().get(code, found.name if found else code)
    own = clinic_help().get(code, Own())
    if found is None and (code in country_names() or own.lines or own.numbers):
        found = replace(everywhere, code=code, name=name, search=Search.NOBODY_LOOKED)
    if found is None:
        return replace(everywhere, code=NOBODY_SAID, name=_("Wherever you are"))
    return _with_own(replace(found, name=name), own, everywhere)


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, by name: each has a page, whatever we know of it."""
    known = country_names()
    others = {code: code for code in clinic_help() if code not in known}
    others |= {
        entry.code: entry.name
        for entry in built_in().values()
        if entry.is_place and entry.code not in known
    }
    return by_name([*known.items(), *others.items()]) if others else country_choices()


def place_named(text: str) -> str | None:
    """The code of a country, ELSEWHERE for "elsewhere", None for what is neither.

    Letters that people take for a country's lead to it: "UK" is GB.
    """
    if text.lower() == ELSEWHERE:
        return ELSEWHERE
    code = TAKEN_FOR.get(text.upper(), text.upper())
    known = len(code) == 2 and (
        code in built_in() or code in country_names() or code in clinic_help()
    )
    return code if known else None


def _with_own(found: CrisisHelp, own: Own, everywhere: CrisisHelp) -> CrisisHelp:
    # A clinic's list may say one number twice, with other blanks too; its first word counts.
    first = {tel(number.number): number for number in reversed(own.numbers)}
    told = [number for number in own.numbers if first[tel(number.number)] is number]
    # A guess is dropped where the clinic knows better; a number of the country stays beside it.
    others = () if own.numbers and found.emergency_is_guess else found.numbers
    numbers = (*told, *(number for number in others if tel(number.number) not in first))
    # "Nobody looked" holds the lines of everywhere already: they come after the clinic's own.
    here = () if found.search is Search.NOBODY_LOOKED else found.lines
    serves_adults = any(line.for_adults for line in here)
    lines = (*own.lines, *here, *(() if serves_adults else everywhere.lines))
    return replace(
        found,
        numbers=numbers,
        lines=lines,
        search=Search.FOUND if any(line.for_adults for line in own.lines) else found.search,
        emergency_is_guess=found.emergency_is_guess and not own.numbers,
    )
