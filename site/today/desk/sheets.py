"""The columns of letters, of a member's seats and of their cases, as files have them."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from groups.seats.models import Enrollment
from outbox.models import Letter
from payments.cases.models import ExceptionCase
from spreadsheet.views import Column, moment
from today.desk.listing import PeopleLine


def letter_columns(zone: ZoneInfo) -> list[Column[Letter]]:
    """Letters by kind and address; never their words."""
    return [
        Column(_("Kind"), lambda letter: letter.called),
        moment(_("Posted"), lambda letter: letter.posted_at, zone=zone),
        moment(_("Sent"), lambda letter: letter.sent_at, zone=zone),
        Column(_("To"), lambda letter: letter.to),
        Column(_("State"), lambda letter: letter.get_state_display()),
        Column(_("Tries"), lambda letter: letter.attempts),
        Column(_("Trouble"), lambda letter: letter.last_error),
    ]


def people_columns(zone: ZoneInfo) -> list[Column[PeopleLine]]:
    """Members with the groups they have or had a seat in."""
    return [
        Column(_("Member"), lambda line: line.member.name),
        Column(_("E-mail address"), lambda line: line.member.account.email),
        Column(_("Groups"), lambda line: "; ".join(map(_group_and_state, line.seats))),
        moment(_("Joined"), lambda line: line.member.joined_at, zone=zone),
        moment(_("Last signed in"), lambda line: line.member.account.last_login, zone=zone),
        Column(_("Discreet letters"), lambda line: line.member.discreet),
    ]


def _group_and_state(seat: Enrollment) -> str:
    return f"{seat.cohort.name} ({seat.get_state_display()})"


def seat_columns(zone: ZoneInfo) -> list[Column[Enrollment]]:
    """A member's seats, each with its group; with its order where one was placed."""
    return [
        Column(_("Group"), lambda seat: seat.cohort.name),
        Column(_("Seat"), lambda seat: seat.seat_no),
        Column(_("State"), lambda seat: seat.get_state_display()),
        moment(_("Held"), lambda seat: seat.held_at, zone=zone),
        moment(_("Enrolled"), lambda seat: seat.activated_at, zone=zone),
        moment(_("Ended"), lambda seat: seat.ended_at, zone=zone),
        Column(_("Order"), lambda seat: _order_number(seat)),
    ]


def case_columns(zone: ZoneInfo) -> list[Column[ExceptionCase]]:
    """Cases about a member's orders."""
    return [
        Column(_("What"), lambda case: case.get_kind_display()),
        moment(_("Opened"), lambda case: case.opened_at, zone=zone),
        Column(_("Order"), lambda case: case.order.number if case.order else ""),
        Column(_("State"), lambda case: case.get_state_display()),
        Column(_("What was done, and why"), lambda case: case.resolution),
    ]


def _order_number(seat: Enrollment) -> str:
    order = getattr(seat, "order", None)  # a seat may have none
    return order.number if order else ""
