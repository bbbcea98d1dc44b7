"""What members and leaders ask of diaries and measures finds its rows by an index, in both
databases, whatever else is in the table."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Member
from accounts.roles import Role
from courses.diary.days import COURSE_WEEKS, trend_days
from courses.diary.models import DiaryCard, Urge
from courses.diary.queries import all_cards, cards_of_day, standing_cards
from courses.diary.shape import FIELDS, urge_key
from courses.measures.models import Response
from courses.measures.series import series_of
from courses.measures.shelf import measures
from groups.diaries.actions import share_diary
from groups.diaries.queries import high_urges, members_who_share, shared_days
from groups.measuring.actions import share_measure
from groups.measuring.queries import measure_lines, shared_with_leaders
from groups.models import Enrollment
from tests.factories import NOW, make_cohort, make_enrollment, make_staff

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
MANY, DAYS, FORMS = 400, 20, 5
# A table that is read from end to end, as each database says it.
WHOLE = {"sqlite": r"SCAN (\w+)(?! USING (?:COVERING )?INDEX)", "postgresql": r"Seq Scan on (\w+)"}
BIG = {"courses_diarycard", "courses_response"}


@pytest.fixture
def leader() -> Account:
    """Who leads a group of six, in a clinic of four hundred who fill in diaries and forms."""
    leader = make_staff(Role.FACILITATOR)
    cohort = make_cohort(leader=leader)
    accounts = Account.objects.bulk_create(
        Account(email=f"member{at}@example.org") for at in range(MANY)
    )
    people = Member.objects.bulk_create(
        Member(account=account, name="A member", country="GB", joined_at=NOW)
        for account in accounts
    )
    DiaryCard.objects.bulk_create(
        DiaryCard(
            member=member, day=TODAY - timedelta(days=ago), zone_name="Europe/London",
            filling=uuid.uuid4(), sadness=3, filled_at=NOW, changed_at=NOW,
        )
        for ago in range(DAYS) for member in people
    )  # fmt: skip
    Response.objects.bulk_create(
        Response(
            member=member, measure="phq-9", name="PHQ-9", version="1", answers_sealed="{}",
            total=9, answered_at=NOW - timedelta(weeks=ago), given_at=NOW,
        )
        for ago in range(FORMS) for member in people
    )  # fmt: skip
    for member in people[::70]:
        part = make_enrollment(cohort, member)
        urge = Urge.objects.create(member=member, name="To run", made_at=NOW)
        share_diary(
            part, add={*FIELDS, urge_key(urge.pk)}, drop=(), ends_at=None, now=NOW,
            from_day=TODAY - timedelta(days=DAYS),
        )  # fmt: skip
        share_measure(part, measure=measures()["phq-9"], until=None, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return leader


def read_whole(ask: Callable[[], object]) -> list[str]:
    """The large tables that are read from end to end for it; it has to ask one of them at all."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    statements = [each["sql"] for each in asked if any(table in each["sql"] for table in BIG)]
    assert statements
    found: list[str] = []
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"{explain} {statement}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            found += re.findall(WHOLE[connection.vendor], plan)
    return [table for table in found if table in BIG]


def test_a_member_and_their_leaders_read_no_table_from_end_to_end(leader: Account) -> None:
    part = Enrollment.objects.select_related("member", "cohort").first()
    assert part is not None
    member, cohort, phq = part.member, part.cohort, measures()["phq-9"]
    days = trend_days(TODAY, weeks=COURSE_WEEKS)
    assert len(series_of(member, phq)) == FORMS
    assert len(shared_days(part, now=NOW)) == DAYS

    for ask in (
        lambda: list(standing_cards(member, first=days[0], last=days[-1])),
        lambda: cards_of_day(member, TODAY),
        lambda: list(all_cards(member)),
        lambda: series_of(member, phq),
        lambda: measure_lines(member, now=NOW),
        lambda: shared_days(part, now=NOW),
        lambda: members_who_share(cohort, now=NOW),
        lambda: high_urges([cohort.pk], reader=leader, now=NOW),
        lambda: shared_with_leaders(cohort, now=NOW),
    ):
        assert read_whole(ask) == []


def test_a_table_that_is_read_from_end_to_end_would_be_noticed(leader: Account) -> None:
    assert read_whole(lambda: list(DiaryCard.objects.filter(sadness=4))) == ["courses_diarycard"]
    assert read_whole(lambda: Response.objects.filter(total=3).first()) == ["courses_response"]
