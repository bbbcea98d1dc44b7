"""Which line to show now: one that answers an adult at this hour, anywhere in the country."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clock.words import hour, weekday
from help.hours import Hours, Known
from help.languages import language_names
from help.shapes import CrisisHelp, Kind, Line, Way


@dataclass(frozen=True)
class HoursNow:
    """Hours, and how they stand at one moment (aware)."""

    hours: Hours
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody answers now, for certain."""
        return self.hours.open_at(self.now) is True

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers now, for certain."""
        return self.hours.open_at(self.now) is False

    @property
    def opens(self) -> str:
        """When it opens next, by the clock where the line is; empty where nobody knows."""
        opening = self.hours.opens_at(self.now)
        if opening is None:
            return ""
        today = self.now.astimezone(ZoneInfo(self.hours.zone)).date()
        at = {"time": hour(opening), "day": weekday(opening)}
        if opening.date() == today:
            return _("opens at %(time)s local time") % at
        if opening.date() == today + timedelta(days=1):
            return _("opens tomorrow at %(time)s local time") % at
        return _("opens on %(day)s at %(time)s local time") % at


@dataclass(frozen=True)
class LastingHours(HoursNow):
    """The same hours for a page that is read later: open for certain at any hour, or unsaid."""

    @property
    def is_open(self) -> bool:
        """Whether somebody answers at any hour."""
        return self.hours.is_always

    @property
    def is_closed(self) -> bool:
        """Nobody can say, when nobody knows when it is read."""
        return False

    @property
    def opens(self) -> str:
        """Nothing: it counts from a moment."""
        return ""


@dataclass(frozen=True)
class WayNow:
    """One way to reach a line, and how its hours stand; None for a site that lists others."""

    way: Way
    stands: HoursNow | None


@dataclass(frozen=True)
class LineNow:
    """A line, and how it stands at one moment (aware)."""

    line: Line
    now: datetime
    names_language: bool = False  # the country has another line for those who do not speak it

    @property
    def hours(self) -> Hours:
        """The hours that count: those of its calls, else the line's."""
        return self.line.call_hours

    @property
    def stands(self) -> HoursNow:
        """How these hours stand."""
        return self._stand(self.hours)

    @property
    def ways(self) -> list[WayNow]:
        """Its ways, each with how its own hours stand, else the line's."""
        return [
            WayNow(
                way,
                None if way.kind is Kind.WEBSITE else self._stand(way.hours or self.line.hours),
            )
            for way in self.line.ways
        ]

    @property
    def hours_differ(self) -> bool:
        """Whether one of its ways has hours of its own: then each way says its hours itself."""
        return any(way.hours for way in self.line.ways)

    @property
    def is_open(self) -> bool:
        """Whether somebody answers now, for certain."""
        return self.stands.is_open

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers now, for certain."""
        return self.stands.is_closed

    @property
    def opens(self) -> str:
        """When it opens next; empty where nobody knows."""
        return self.stands.opens

    @property
    def words(self) -> str:
        """Its hours in a few words, with the next opening where it is closed."""
        return self._with_language(self._hours_now())

    def _stand(self, hours: Hours) -> HoursNow:
        return HoursNow(hours, self.now)

    def _hours_now(self) -> str:
        if self.is_closed:
            return _("closed now, %(opens)s") % {"opens": self.opens}
        if self.hours.is_always:
            return _("day and night")
        if self.is_open:
            return _("open now, %(hours)s") % {"hours": self.hours.words_within}
        return self._hours_unknown()

    @property
    def lasting_words(self) -> str:
        """Its hours in words that stay true on paper."""
        if self.hours.is_always:
            return self._with_language(_("day and night"))
        lasting = self.line.hours_note or self.hours.words_within or self._hours_unknown()
        return self._with_language(lasting)

    def _hours_unknown(self) -> str:
        """A clinic's own words on the hours, else the note that a line of unknown hours has.

        The note comes first: it may say a good part of them.
        """
        if self.line.hours_note:
            return self.line.hours_note
        note = str(self.line.note).rstrip(".")
        if not note:
            return _("hours not known")
        return _("%(note)s; exact hours not known") % {"note": note}

    def _with_language(self, words: str) -> str:
        if not self.names_language:
            return words
        languages = language_names(self.line.languages)
        return _("%(hours)s, in %(languages)s") % {"hours": words, "languages": languages}


@dataclass(frozen=True)
class LastingLine(LineNow):
    """A line on a page that is read later than `now`: nothing it says is about a moment."""

    @property
    def words(self) -> str:
        """Its hours in words that stay true."""
        return self.lasting_words

    def _stand(self, hours: Hours) -> HoursNow:
        return LastingHours(hours, self.now)


def line_now(crisis: CrisisHelp, *, now: datetime) -> LineNow | None:
    """The line for an adult who calls at `now`; None where there is none to rely on.

    One that is open for certain comes first, those of a region after those of the whole country;
    then the one that opens soonest; then one whose hours nobody knows, if it has a note of its own
    about them. What it is stands in its `words`, so that none of them is taken for more.
    """
    adults = _for_adults(crisis)
    lines = [LineNow(line, now, _names_language(line, adults)) for line in adults]
    return min(filter(_is_offered, lines), key=_by_use, default=None)  # of equals, the first


def line_for_paper(crisis: CrisisHelp, *, now: datetime) -> LineNow | None:
    """The line for a page that is printed and read at any hour: day and night before all others."""
    adults = _for_adults(crisis)
    always = (line for line in adults if line.call_hours.is_always and not line.never_first)
    first = next(always, None)
    if first is None:
        return line_now(crisis, now=now)
    return LineNow(first, now, _names_language(first, adults))


def line_to_keep(crisis: CrisisHelp, *, now: datetime) -> LastingLine | None:
    """The line for a page that a device keeps: the same one whenever it is made, and true then."""
    adults = _for_adults(crisis)
    lines = [LastingLine(line, now, _names_language(line, adults)) for line in adults]
    offered = [line for line in lines if _is_offered(line)]
    always = (line for line in offered if line.hours.is_always)
    return next(always, next(iter(offered), None))


def _for_adults(crisis: CrisisHelp) -> list[Line]:
    return [line for line in crisis.lines if line.call is not None and line.for_adults]


def _is_offered(candidate: LineNow) -> bool:
    """Whether it may stand alone: a word on its hours is known, and the list does not forbid it."""
    line = candidate.line
    known = candidate.hours.known is not Known.UNKNOWN or bool(line.hours_note or line.note)
    return known and not line.never_first


def _names_language(line: Line, adults: list[Line]) -> bool:
    """Whether somebody there may speak none of this line's languages, and has another one."""
    return bool(line.languages) and any(
        other.languages and not set(other.languages) & set(line.languages) for other in adults
    )


def _by_use(candidate: LineNow) -> tuple[int, float]:
    in_region = bool(candidate.line.region)
    if candidate.is_open:
        return (1 if in_region else 0, 0)
    opening = candidate.hours.opens_at(candidate.now)
    if opening is None:
        return (4 if in_region else 3, 0)
    return (2, opening.timestamp())
