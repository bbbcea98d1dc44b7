"""Everything that happened to one seat and its money, from the rows as they stand."""

from groups.seats.models import Enrollment
from payments.story.lines import Cast, Line
from payments.story.money import money_lines
from payments.story.posted import letter_lines
from payments.story.rows import rows_of
from payments.story.seats import seat_lines


def story_of(seat: Enrollment) -> list[Line]:
    """All of it, in order of time, for a seat that has its cohort and its member's account.

    For coordinators: it holds their words. At most seventeen queries, however much happened.
    """
    rows = rows_of(seat)
    cast = Cast(seat, rows.order, rows.accounts)
    lines = [*seat_lines(rows, cast), *money_lines(rows, cast), *letter_lines(rows)]
    return sorted(lines, key=lambda line: line.place)
