"""Inside a build: diaries of many members, and what the database does for one member's trend.

Rows come as they would, day by day, so that the cards of one member lie far apart.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

import clock
from accounts.models import Account, Member
from courses.diary.days import COURSE_WEEKS, trend_days
from courses.diary.models import DiaryCard, Urge
from courses.diary.queries import standing_cards

BATCH = 500
WARM_UP, TIMES = 20, 200


def fill(*, members: int) -> dict[str, Any]:
    """So many members with two urges each and a card for each day of twenty-four weeks."""
    now = clock.now()
    with transaction.atomic():
        people = [
            Member(account=account, name=f"Member {at}", country="GB", joined_at=now)
            for at, account in enumerate(_accounts(members))
        ]
        Member.objects.bulk_create(people, batch_size=BATCH)
        urges = [
            Urge(member=one, name=name, made_at=now) for one in people for name in ("Run", "Hide")
        ]
        Urge.objects.bulk_create(urges, batch_size=BATCH)
        rows = _cards(people, urges, trend_days(now.date(), weeks=COURSE_WEEKS))
        cards = 0
        while some := list(islice(rows, BATCH)):
            cards += len(DiaryCard.objects.bulk_create(some))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself
    return {"member": str(people[members // 2].pk), "cards": cards}


def _accounts(many: int) -> list[Account]:
    made = [Account(email=f"diary{at}@example.org") for at in range(many)]
    return Account.objects.bulk_create(made, batch_size=BATCH)


def _cards(people: list[Member], urges: list[Urge], days: tuple[date, ...]) -> Iterator[DiaryCard]:
    now = clock.now()
    for at, day in enumerate(days):
        filled_at = now - timedelta(days=len(days) - at)
        for number, member in enumerate(people):
            mark = at + number
            yield DiaryCard(
                member=member, day=day, zone_name="Europe/London", filling=uuid.uuid4(),
                sadness=mark % 6, fear=mark % 5, anger=mark % 4, shame=mark % 3, joy=mark % 6,
                overall=mark % 8, slept_half_hours=12 + mark % 6, food="regular", movement="some",
                medication="planned", halt="HT", skills=[1, 2, 3],
                urges={str(one.pk): [mark % 6, False] for one in urges[2 * number:2 * number + 2]},
                note="A quiet day." if mark % 3 == 0 else "", filled_at=filled_at,
                changed_at=filled_at,
            )  # fmt: skip


def trend(*, member: str) -> dict[str, float]:
    """Milliseconds from the question to the last row, of all that a trend reads.

    The fastest tenth of many: the clock on the wall also counts whatever else a machine does.
    """
    person = Member.objects.get(pk=member)
    days = trend_days(clock.now().date(), weeks=COURSE_WEEKS)
    cards = standing_cards(person, first=days[0], last=days[-1])
    asked: list[QuerySet[Any]] = [Urge.objects.filter(member=person), cards]
    statements = [one.query.get_compiler(connection=connection).as_sql() for one in asked]
    taken = []
    with connection.cursor() as cursor:
        for _ in range(WARM_UP + TIMES):
            began = time.perf_counter()
            for sql, params in statements:
                cursor.execute(sql, params)
                rows = cursor.fetchall()
            taken.append(time.perf_counter() - began)
    return {"ms": sorted(taken[WARM_UP:])[TIMES // 10] * 1000, "rows": len(rows)}
