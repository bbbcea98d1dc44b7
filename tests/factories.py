"""Rows for tests, made plainly: each function makes one thing and what it cannot do without."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from wagtail.rich_text import RichText

from accounts.models import Account, Member
from accounts.roles import Role, give_role
from courses.models import Course, Module, Week
from groups.models import Cohort, CohortLeader, Enrollment, GroupSession
from groups.seats.models import SeatState
from groups.sessions.dates import wall_time

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
_count = itertools.count(1)


def make_account(email: str = "", **fields: Any) -> Account:
    """An account with a verified address; signs in by e-mailed code."""
    email = email or f"person{next(_count)}@example.org"
    fields = {"time_zone": "Europe/London", "country": "GB"} | fields
    account = Account.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def make_staff(role: Role, email: str = "", **fields: Any) -> Account:
    """An account with a role. It has no second factor yet."""
    account = make_account(email, **fields)
    give_role(account, role)
    return account


def make_member(account: Account | None = None, **fields: Any) -> Member:
    """A member, with an account of their own unless one is given; `time_zone` is the account's."""
    account = account or make_account()
    if time_zone := fields.pop("time_zone", ""):
        account.time_zone = time_zone
        account.save(update_fields=["time_zone"])
    number = next(_count)
    fields = {
        "name": f"Member {number}",
        "country": "GB",
        "joined_at": NOW,
    } | fields
    return Member.objects.create(account=account, **fields)


def make_course(*, weeks: int = 4, **fields: Any) -> Course:
    """A course of a few mindfulness weeks, without lessons."""
    number = next(_count)
    course = Course.objects.create(
        **({"slug": f"course-{number}", "name": f"Course {number}", "gates": [1]} | fields)
    )
    Week.objects.bulk_create(
        Week(course=course, number=n, module=Module.MINDFULNESS, topics=[f"Topic {n}"])
        for n in range(1, weeks + 1)
    )
    return course


def lesson_words() -> dict[str, Any]:
    """Key points and body of a lesson that may be published, as few as there can be."""
    teaching = {"heading": "Why", "text": RichText("<p>Because it helps.</p>")}
    return {"key_points": [("point", "It helps.")], "body": [("teaching", teaching)]}


def make_cohort(*, leader: Account | None = None, **fields: Any) -> Cohort:
    """An open cohort that starts a week after NOW, Tuesdays at 18:00 in London, two hours."""
    number = next(_count)
    course = fields.pop("course", None) or make_course()
    fields = {
        "slug": f"group-{number}",
        "name": f"Group {number}",
        "weekday": 1,
        "starts": time(18, 0),
        "minutes": 120,
        "zone_name": "Europe/London",
        "first_on": date(2026, 9, 8),
        "capacity": 8,
        "state": Cohort.State.OPEN,
        "enrolment_closes_at": NOW + timedelta(days=7),
    } | fields
    cohort = Cohort.objects.create(course=course, **fields)
    if leader is not None:
        CohortLeader.objects.create(cohort=cohort, account=leader, part=CohortLeader.Part.LEADER)
    return cohort


def make_session(cohort: Cohort, **fields: Any) -> GroupSession:
    """The next session of a cohort; the first one starts on 8 September 2026 at 18:00 in London."""
    number = fields.pop("number", cohort.sessions.count() + 1)
    starts_at = datetime(2026, 9, 8, 17, 0, tzinfo=UTC) + timedelta(weeks=number - 1)
    fields = {"number": number, "starts_at": starts_at, "minutes": cohort.minutes} | fields
    on, starts = wall_time(fields["starts_at"], zone=cohort.zone)
    fields = {"on": on, "starts": starts} | fields
    return GroupSession.objects.create(cohort=cohort, **fields)


def make_enrollment(
    cohort: Cohort, member: Member | None = None, *, state: str = SeatState.ACTIVE, **fields: Any
) -> Enrollment:
    """A member's part in a cohort, on the lowest free seat if the state occupies one."""
    member = member or make_member()
    if Enrollment(state=state).occupies and "seat_no" not in fields:
        taken = set(cohort.enrollments.occupying().values_list("seat_no", flat=True))
        fields["seat_no"] = next(n for n in itertools.count(1) if n not in taken)
    if state in {SeatState.HELD, SeatState.OFFERED}:
        fields.setdefault("hold_until", NOW + timedelta(minutes=36))
    fields = {"held_at": NOW} | fields
    return Enrollment.objects.create(cohort=cohort, member=member, state=state, **fields)
