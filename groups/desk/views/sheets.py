"""The columns of the desk's lists of groups, as files have them."""

from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.catalogue.queries import Resource
from groups.assigning.queries import GroupsGiven, Seen
from groups.clocks.queries import ChangeLine
from groups.cohorts.models import Cohort
from groups.measuring.outcomes import Outcome
from groups.placing.queries import PairLine
from groups.seating.queries import Seating
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession, SessionMove
from groups.waiting.queries import WaitingLine
from groups.weeks.queries import WeekLine
from spreadsheet.views import Column, moment
from spreadsheet.writing import Cell

SessionRow = tuple[GroupSession, WeekLine | None]
MoveRow = tuple[ChangeLine, SessionMove]


def cohort_columns() -> list[Column[Cohort]]:
    """Groups as `cohort_lines` has them; each on its own clock, which stands beside it."""
    return [
        Column(_("Group"), lambda cohort: cohort.name),
        Column(_("Course"), lambda cohort: cohort.course.name),
        Column(_("First session"), _first_session),
        Column(_("Time zone"), lambda cohort: cohort.zone_name),
        Column(_("Seats taken"), lambda cohort: cohort.taken),  # type: ignore[attr-defined]
        Column(_("Seats"), lambda cohort: cohort.capacity),
        Column(_("State"), lambda cohort: cohort.get_state_display()),
    ]


def _first_session(cohort: Cohort) -> Cell:
    at = cohort.first_starts_at  # type: ignore[attr-defined]  # annotated
    return at.astimezone(cohort.zone) if at else None


def seat_columns(zone: ZoneInfo) -> list[Column[Seating]]:
    """Seats by number; a free one has its number alone."""
    return [
        Column(_("Seat"), lambda line: line.number),
        Column(_("Member"), _of_seat(lambda seat: seat.member.name)),
        Column(_("E-mail address"), _of_seat(lambda seat: seat.member.account.email)),
        Column(_("Discreet letters"), _of_seat(lambda seat: seat.member.discreet)),
        Column(_("State"), lambda line: line.kind.label),
        moment(
            _("Held until"),
            lambda line: line.enrollment.hold_until if line.enrollment else None,
            zone=zone,
        ),
        Column(_("Why"), lambda line: line.why),
        Column(_("Money"), lambda line: line.paid),
        Column(_("Above the number of seats"), lambda line: line.above),
    ]


def _of_seat(cell: Callable[[Enrollment], Cell]) -> Callable[[Seating], Cell]:
    return lambda line: cell(line.enrollment) if line.enrollment else ""


def all_seat_columns(zone: ZoneInfo) -> list[Column[Seating]]:
    """Seats of all groups, each being or having been somebody's."""
    return [
        Column(_("Member"), _of_seat(lambda seat: seat.member.name)),
        Column(_("Group"), _of_seat(lambda seat: seat.cohort.name)),
        Column(_("Seat"), _of_seat(lambda seat: seat.seat_no)),
        moment(_("Since"), lambda line: line.enrollment and line.enrollment.held_at, zone=zone),
        moment(
            _("Kept until"), lambda line: line.enrollment and line.enrollment.hold_until, zone=zone
        ),
        Column(_("State"), lambda line: line.kind.label),
        Column(_("Why"), lambda line: line.why),
        Column(_("Money"), lambda line: line.paid),
        Column(_("Above the number of seats"), lambda line: line.above),
        Column(_("E-mail address"), _of_seat(lambda seat: seat.member.account.email)),
        Column(_("Discreet letters"), _of_seat(lambda seat: seat.member.discreet)),
    ]


def all_waiting_columns(zone: ZoneInfo) -> list[Column[WaitingLine]]:
    """Who waits or waited in any group."""
    own = {str(column.title): column for column in waiting_columns(zone)}
    group: Column[WaitingLine] = Column(_("Group"), lambda line: line.entry.cohort.name)
    return [own.pop(str(_("Member"))), group, *own.values()]


def waiting_columns(zone: ZoneInfo) -> list[Column[WaitingLine]]:
    """Who waits, the first one first, and then whose waiting ended."""
    return [
        Column(_("Place"), lambda line: line.place or ""),
        Column(_("Member"), lambda line: line.entry.member.name),
        Column(_("E-mail address"), lambda line: line.entry.member.account.email),
        Column(_("Discreet letters"), lambda line: line.entry.member.discreet),
        moment(_("Since"), lambda line: line.entry.joined_at, zone=zone),
        Column(_("Goes before the others"), lambda line: line.entry.goes_first),
        Column(_("State"), lambda line: line.entry.get_state_display()),
        Column(_("Why"), _why),
        Column(_("Seat"), lambda line: line.entry.seat.seat_no if line.entry.seat else None),
        moment(_("Letter on"), lambda line: line.entry.told_at, zone=zone),
        moment(_("Ended"), lambda line: line.entry.ended_at, zone=zone),
    ]


def _why(line: WaitingLine) -> str:
    if line.turn:
        return str(line.turn.label)
    return line.entry.get_why_display() if line.entry.why else ""


def session_columns(zone: ZoneInfo) -> list[Column[SessionRow]]:
    """Sessions, each with the week it teaches."""
    return [
        Column(_("Session"), lambda row: row[0].number),
        moment(_("When"), lambda row: row[0].starts_at, zone=zone),
        Column(_("Minutes"), lambda row: row[0].minutes),
        Column(_("Week"), lambda row: row[1].number if row[1] else ""),
        Column(_("Lessons"), lambda row: row[1].lesson_titles if row[1] else ""),
        Column(_("State"), lambda row: row[0].get_state_display()),
    ]


def apart_columns(zone: ZoneInfo) -> list[Column[PairLine]]:
    """Pairs of people who must not share a group; never the reason."""
    return [
        Column(_("Person"), lambda line: line.pair.first.name),
        Column(_("Not with"), lambda line: line.pair.second.name),
        Column(_("Groups that hold both"), lambda line: line.shared_names),
        moment(_("Recorded"), lambda line: line.pair.recorded_at, zone=zone),
        Column(_("By"), lambda line: str(line.pair.recorded_by)),
        Column(_("How far it goes"), lambda line: line.pair.get_reach_display()),
        moment(_("Ended"), lambda line: line.pair.ended_at, zone=zone),
    ]


def move_columns(zone: ZoneInfo) -> list[Column[MoveRow]]:
    """What changes of clocks moved: a row for each session."""
    return [
        Column(_("Group"), lambda row: row[0].change.cohort.name),
        Column(_("Its place"), lambda row: row[0].change.cohort.place),
        Column(_("Rules"), lambda row: row[0].change.release),
        moment(_("Noted"), lambda row: row[0].change.at, zone=zone),
        Column(_("Seen from elsewhere"), lambda row: row[0].shift),
        Column(_("Sessions"), lambda row: row[1].session.number),
        Column(_("When"), lambda row: row[1].starts_at.astimezone(row[0].change.cohort.zone)),
        Column(_("Time zone"), lambda row: row[0].change.cohort.zone_name),
    ]


def each_move(lines: Iterable[ChangeLine]) -> Iterator[MoveRow]:
    """A row for each session that a change moved."""
    return ((line, move) for line in lines for move in line.moves)


def outcome_columns() -> list[Column[Outcome]]:
    """What came of groups and programmes; a cell is empty where it would tell of a few."""
    return [
        Column(_("Group or programme"), lambda row: row.name),
        Column(_("Form"), lambda row: row.measure.name),
        Column(_("People"), lambda row: row.people),
        Column(_("Answered at the start"), lambda row: row.at_start),
        Column(_("Answered at the end"), lambda row: row.at_end),
        Column(_("Answered both times"), lambda row: row.at_both),
        Column(_("Start"), lambda row: row.start),
        Column(_("End"), lambda row: row.end),
        Column(_("Change"), lambda row: row.change),
        Column(_("Reliably better"), lambda row: row.better),
        Column(_("Reliably worse"), lambda row: row.worse),
    ]


def resource_columns() -> list[Column[Resource]]:
    """Everything that can be given."""
    return [
        Column(_("Title"), lambda one: one.title),
        Column(_("Kind"), lambda one: one.called),
        Column(_("Module"), lambda one: ", ".join(one.module_names)),
        Column(_("Tags"), lambda one: ", ".join(one.tags)),
    ]


def given_columns(zone: ZoneInfo) -> list[Column[GroupsGiven]]:
    """What a group was given, without what became of it and without anybody's words."""
    return [
        Column(_("Resource"), lambda one: one.title),
        Column(_("Kind"), lambda one: one.resource.called if one.resource else ""),
        Column(_("For"), _given_for),
        moment(_("Given"), lambda one: one.given_at, zone=zone),
        moment(_("Meant for"), lambda one: one.due.starts_at if one.due else None, zone=zone),
    ]


def _given_for(one: GroupsGiven) -> str:
    only = one.assignment.enrollment
    return only.member.name if only else _("Everybody")


def standing_columns(zone: ZoneInfo) -> list[Column[tuple[Enrollment, Seen]]]:
    """How what was given stands at each member, for their leaders."""
    return [
        Column(_("Member"), lambda row: row[0].member.name),
        Column(_("Resource"), lambda row: row[1].title),
        Column(_("Kind"), lambda row: row[1].called),
        moment(_("Delivered"), lambda row: row[1].delivered_at, zone=zone),
        moment(_("On paper"), lambda row: row[1].paper_at, zone=zone),
        moment(_("Opened"), lambda row: row[1].opened_at, zone=zone),
        moment(_("Done"), lambda row: row[1].done_at, zone=zone),
        Column(_("Handed in"), lambda row: _("yes") if row[1].handed_in else ""),
    ]
