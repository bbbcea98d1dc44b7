"""What is known about the help of one country: its emergency numbers, its lines, and their ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from help.dialling import needs_hand, sms, spoken, tel, whatsapp
from help.hours import UNKNOWN, Hours
from help.languages import language_names

NOBODY_SAID = ""  # the place of a reader of whom no country is known
ELSEWHERE = "elsewhere"  # the place of a reader who says that theirs is not in the list


class Kind(StrEnum):
    """How a line is reached."""

    CALL = "call"
    TEXT = "text"
    WHATSAPP = "whatsapp"
    CHAT = "chat"
    WEBSITE = "website"


class Cost(TextChoices):
    """What it costs to reach a line."""

    UNKNOWN = "", gettext_lazy("not known")
    FREE = "free", gettext_lazy("free")
    LOCAL = "local", gettext_lazy("price of an ordinary call")
    MORE = "more", gettext_lazy("more than an ordinary call")


class Audience(TextChoices):
    """Whom a line is for."""

    EVERYONE = "everyone", gettext_lazy("everyone")
    ADULTS = "adults", gettext_lazy("adults")
    YOUNG = "young", gettext_lazy("children and young people")
    SOME = "some", gettext_lazy("some people only: the note says whom")


class Confidence(StrEnum):
    """How sure we are, in the letters of the list that the lines come from."""

    OWN_PAGE = "A"  # the line itself, a ministry or an official release says so
    PRESS = "A-"  # press or a public agency quotes them, recently
    TWO_SOURCES = "B"
    ONE_SOURCE = "C"
    GUESS = "D"


class Reaches(StrEnum):
    """Whom an emergency number reaches."""

    EVERYTHING = "everything"
    AMBULANCE = "ambulance"
    POLICE = "police"


class Search(StrEnum):
    """What came of looking for the lines of a country."""

    FOUND = "found"  # there is a line for adults
    NONE_EXISTS = "none exists"  # somebody looked and found none that we could vouch for
    NOBODY_LOOKED = "nobody looked"
    NO_COUNTRY = "no country"  # the reader named none, or one that is not in the list


@dataclass(frozen=True)
class Words:
    """A sentence in one or several languages (code to text); it reads in the page's own."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        language = (get_language() or "en").split("-")[0]
        first = next(iter(self.by_language.values()), "")
        return self.by_language.get(language) or self.by_language.get("en", first)

    def __bool__(self) -> bool:
        return bool(self.by_language)


@dataclass(frozen=True)
class Evidence:
    """Where a number comes from. `checked` is the day its newest source says; None: never."""

    source: str = ""
    checked: date | None = None
    confidence: Confidence = Confidence.GUESS


@dataclass(frozen=True)
class EmergencyNumber:
    """A number for danger. `note` says from where it works, if not from any telephone."""

    number: str
    reaches: Reaches = Reaches.EVERYTHING
    note: Words = Words()
    evidence: Evidence = Evidence()

    @property
    def sentence(self) -> str:
        """What it is, as one sentence beside the first number."""
        said = {
            Reaches.EVERYTHING: _("%(number)s works too."),
            Reaches.AMBULANCE: _("%(number)s reaches an ambulance."),
            Reaches.POLICE: _("%(number)s reaches the police."),
        }[self.reaches] % {"number": self.number}
        return f"{said} {self.note}".strip()


@dataclass(frozen=True)
class Way:
    """One way to reach a line. Hours of its own count instead of the line's."""

    kind: Kind
    address: str  # a number, or an https address
    then: str = ""  # the digit that a menu asks for after the call is answered
    keyword: str = ""  # the word that has to be texted
    region: str = ""
    hours: Hours | None = None

    @property
    def href(self) -> str:
        """The address of the link."""
        match self.kind:
            case Kind.CALL:
                return tel(self.address)
            case Kind.TEXT:
                return sms(self.address, keyword=self.keyword)
            case Kind.WHATSAPP:
                return whatsapp(self.address)
            case _:
                return self.address

    @property
    def shown(self) -> str:
        """The number, or the name of the site."""
        if self.kind in {Kind.CHAT, Kind.WEBSITE}:
            return urlsplit(self.address).netloc.removeprefix("www.")
        return self.address

    @property
    def spoken(self) -> str:
        """What a voice says instead: digit by digit; empty for sites."""
        return "" if self.kind in {Kind.CHAT, Kind.WEBSITE} else spoken(self.address)

    @property
    def needs_hand(self) -> bool:
        """Whether some telephones will not dial it from a link."""
        return self.kind is Kind.CALL and needs_hand(self.address)


@dataclass(frozen=True)
class Line:
    """One line to call, text or write to."""

    name: str
    ways: tuple[Way, ...] = ()
    hours: Hours = UNKNOWN
    hours_note: str = ""  # hours in a clinic's own words, where they fit no week
    languages: tuple[str, ...] = ()
    cost: Cost = Cost.UNKNOWN
    audience: Audience = Audience.EVERYONE
    ages: str = ""
    region: str = ""
    note: Words = Words()
    evidence: Evidence = Evidence()
    never_first: bool = False  # stands in the list and is never the one line that is offered

    @property
    def call(self) -> Way | None:
        """The number that is called first; None for a line that takes no calls."""
        return next((way for way in self.ways if way.kind is Kind.CALL), None)

    @property
    def phone(self) -> str:
        """That number, or empty."""
        return self.call.address if self.call else ""

    @property
    def label(self) -> str:
        """The name beside the number, without the number in it: no “Línea 024 024”."""
        return self.name.replace(self.phone, "").strip(" ,") if self.phone else self.name

    @property
    def for_adults(self) -> bool:
        """Whether any adult may call it."""
        return self.audience in {Audience.EVERYONE, Audience.ADULTS}

    @property
    def call_hours(self) -> Hours:
        """When calls are answered."""
        return (self.call.hours if self.call else None) or self.hours

    @property
    def is_reached(self) -> bool:
        """Whether somebody answers there, rather than a page that lists others."""
        return any(way.kind is not Kind.WEBSITE for way in self.ways)

    @property
    def facts(self) -> list[str]:
        """Where, for whom, in which languages and at what price, as far as known."""
        languages = language_names(self.languages)
        return [
            fact
            for fact in (
                self.region,
                self._for_whom(),
                _("in %(languages)s") % {"languages": languages} if languages else "",
                str(self.cost.label) if self.cost else "",
            )
            if fact
        ]

    def _for_whom(self) -> str:
        if self.audience in {Audience.EVERYONE, Audience.SOME}:
            return self.ages
        whom = _("for %(whom)s") % {"whom": self.audience.label}
        return f"{whom} ({self.ages})" if self.ages else whom

    @property
    def hours_words(self) -> str:
        """When it is answered, in words; empty where nobody knows."""
        return self.hours_note or self.hours.words

    @property
    def hours_unknown(self) -> str:
        """What stands in their place: a note may say a part of them."""
        return _("Exact hours not known") if self.note else _("Hours not known")


@dataclass(frozen=True)
class CrisisHelp:
    """Where help is found at once in one country, at any hour; `help.choosing` knows the hour."""

    code: str  # two letters, NOBODY_SAID or ELSEWHERE
    name: str
    numbers: tuple[EmergencyNumber, ...]
    lines: tuple[Line, ...]
    search: Search = Search.FOUND
    looked: date | None = None  # when somebody last looked for lines
    emergency_is_guess: bool = False  # nobody has looked up the country's own number
    own_note: Words = Words()

    @property
    def emergency(self) -> str:
        """The number for danger."""
        return self.numbers[0].number

    @property
    def emergency_tel(self) -> str:
        """Its link."""
        return tel(self.emergency)

    @property
    def emergency_spoken(self) -> str:
        """It, digit by digit."""
        return spoken(self.emergency)

    @property
    def emergency_note(self) -> str:
        """The other numbers for danger, and from where the first one works."""
        first, *others = self.numbers
        said = [str(first.note), _reach_of(first)]
        # "150 does too" follows at once what the first number reaches.
        if first.reaches is not Reaches.EVERYTHING:
            others.sort(key=lambda number: number.reaches is not first.reaches)
        said += [_beside(number, first) for number in others]
        return " ".join(sentence for sentence in said if sentence)

    @property
    def is_place(self) -> bool:
        """Whether this is a country, rather than what holds everywhere."""
        return self.search is not Search.NO_COUNTRY

    @property
    def country(self) -> str:
        """The country's name, empty for what holds everywhere."""
        return self.name if self.is_place else ""

    @property
    def none_exists(self) -> bool:
        """Whether somebody looked for a line for adults there and found none."""
        return self.search is Search.NONE_EXISTS

    @property
    def has_gaps(self) -> bool:
        """Whether no line for adults is known to take calls at any hour."""
        return self.is_place and not any(
            line.call and line.for_adults and line.call_hours.is_always for line in self.lines
        )

    @property
    def nobody_looked(self) -> bool:
        """Whether the country's own lines are simply not known to us."""
        return self.search is Search.NOBODY_LOOKED

    @property
    def slug(self) -> str:
        """Its name in an address; empty where the reader has still to choose."""
        return self.code

    @property
    def url(self) -> str:
        """The page with all of it, or the one that asks for the country."""
        return _page("crisis", self.slug)

    @property
    def neutral_url(self) -> str:
        """The same page under its neutral title."""
        return _page("numbers", self.slug)


def _reach_of(number: EmergencyNumber) -> str:
    if number.reaches is Reaches.EVERYTHING:
        return ""
    return number.sentence if number.reaches is Reaches.POLICE else _("It reaches an ambulance.")


def _beside(number: EmergencyNumber, first: EmergencyNumber) -> str:
    """Another number after the first one, without saying again whom both reach."""
    if first.reaches is Reaches.EVERYTHING or number.reaches is not first.reaches:
        return number.sentence
    said = _("%(number)s does too.") % {"number": number.number}
    return f"{said} {number.note}".strip()


def _page(name: str, slug: str) -> str:
    return reverse(f"help:{name}-country", args=[slug]) if slug else reverse(f"help:{name}")
