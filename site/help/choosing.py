"""Which line to show now: one that answers an adult at this hour, anywhere in the country."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from help.hours import Hours
from help.languages import language_names
from help.shapes import CrisisHelp, Line


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
    def is_open(self) -> bool:
        """Whether somebody answers now, for certain."""
        return self.hours.open_at(self.now) is True

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers now, for certain."""
        return self.hours.open_at(self.now) is False

    @property
    def words(self) -> str:
        """Its hours in a few words, with the next opening where it is closed."""
        return self._with_language(self._hours_now())

    def _hours_now(self) -> str:
        if self.is_closed:
            return _("closed now, %(opens)s") % {"opens": self.opens}
        if self.hours.is_always:
            return _("day and night")
        if self.is_open:
            return _("open now; %(hours)s") % {"hours": self.hours.words}
        return self.line.hours_note or _("hours not known")

    @property
    def lasting_words(self) -> str:
        """Its hours in words that stay true on paper."""
        lasting = self.line.hours_note or self.hours.words or _("hours not known")
        return self._with_language(_("day and night") if self.hours.is_always else lasting)

    def _with_language(self, words: str) -> str:
        if not self.names_language:
            return words
        languages = language_names(self.line.languages)
        return _("%(hours)s, in %(languages)s") % {"hours": words, "languages": languages}

    @property
    def opens(self) -> str:
        """When it opens next, by the clock where the line is; empty where nobody knows."""
        opening = self.hours.opens_at(self.now)
        if opening is None:
            return ""
        today = self.now.astimezone(ZoneInfo(self.hours.zone)).date()
        at = {"time": f"{opening:%H:%M}", "day": WEEKDAYS[opening.weekday()]}
        if opening.date() == today:
            return _("opens at %(time)s local time") % at
        if opening.date() == today + timedelta(days=1):
            return _("opens tomorrow at %(time)s local time") % at
        return _("opens on %(day)s at %(time)s local time") % at


def line_now(crisis: CrisisHelp, *, now: datetime) -> LineNow | None:
    """The line for an adult who calls at `now`; None where no line takes calls from adults.

    One that is open for certain comes first, those of a region after those of the whole country;
    then one whose hours nobody knows, the one that opens soonest, and those of a region whose hours
    nobody knows. What it is stands in its `words`, so that none of them is taken for more.
    """
    adults = [line for line in crisis.lines if line.call is not None and line.for_adults]
    callable_lines = [LineNow(line, now, _names_language(line, adults)) for line in adults]
    return min(callable_lines, key=_by_use, default=None)  # of equals, min keeps the first


def line_for_paper(crisis: CrisisHelp, *, now: datetime) -> LineNow | None:
    """The line for a page that is printed and read at any hour: day and night before all others."""
    adults = [line for line in crisis.lines if line.call is not None and line.for_adults]
    first = next((line for line in adults if line.call_hours.is_always), None)
    if first is None:
        return line_now(crisis, now=now)
    return LineNow(first, now, _names_language(first, adults))


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
        return (4 if in_region else 2, 0)
    return (3, opening.timestamp())
