"""Every commit that changes what visitors are shown makes another version, whoever wrote it how."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from wagtail.models import Page, Site

from accounts.models import Account
from groups.models import Cohort, Enrollment
from help.models import SiteSettings
from tests.factories import make_account, make_cohort, make_enrollment, make_member
from whole.models import Change, ChangeAround
from whole.triggers import listen, triggers
from whole.version import MOST_CHANGES, kept, kept_around, known_version, sweep, version
from whole.watched import watched, watched_around

Write = Callable[[Cohort], object]

WRITES: dict[str, Write] = {
    "saved": lambda cohort: cohort.save(),
    "updated": lambda cohort: Cohort.objects.filter(pk=cohort.pk).update(capacity=9),
    "by hand": lambda cohort: _by_hand("UPDATE groups_cohort SET capacity = 9"),
    "added in bulk": lambda cohort: Enrollment.objects.bulk_create(
        [_a_seat(cohort), _a_seat(cohort, number=2)]
    ),
    "deleted": lambda cohort: cohort.leaders.all().delete(),
    "named": lambda cohort: Account.objects.filter(leads__cohort=cohort).update(last_name="Berg"),
}


def _by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _a_seat(cohort: Cohort, number: int = 1) -> Enrollment:
    seat = make_enrollment(make_cohort(slug=f"other-{number}"), make_member())
    return Enrollment(
        cohort=cohort, member=seat.member, state="active", seat_no=number, held_at=seat.held_at
    )


@pytest.fixture
def cohort(db: None) -> Cohort:
    return make_cohort(leader=make_account(first_name="Noor", last_name="Hansen"))


@pytest.mark.parametrize("how", WRITES)
def test_however_it_is_written_the_version_changes(cohort: Cohort, how: str) -> None:
    before = version()
    WRITES[how](cohort)
    assert version() != before


def test_what_no_visitor_sees_changes_nothing(cohort: Cohort) -> None:
    seat = make_enrollment(cohort, make_member())
    before = version()
    Account.objects.update(last_login=seat.held_at)
    Enrollment.objects.filter(pk=seat.pk).update(epoch=2)
    assert version() == before


def around() -> str:
    return version().partition("/")[2]


def test_a_seat_that_is_sold_changes_pages_and_nothing_around_them(cohort: Cohort) -> None:
    whole, frame = version(), around()
    make_enrollment(cohort, make_member())
    assert version() != whole
    assert around() == frame
    settings = SiteSettings.for_site(Site.objects.get_or_create(
        is_default_site=True, defaults={"root_page": Page.objects.first()})[0])  # fmt: skip
    settings.name = "Lighthouse Practice"
    settings.save()
    assert around() != frame


def test_what_was_rolled_back_changes_nothing(cohort: Cohort) -> None:
    before = version()
    with transaction.atomic():
        cohort.save()
        assert version() != before
        transaction.set_rollback(True)
    assert version() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_transactions_the_one_that_ends_last_is_heard_too() -> None:
    first, second = make_cohort(slug="first"), make_cohort(slug="second")
    written, may_end = Barrier(2), Barrier(2)

    def slow() -> None:
        try:
            with transaction.atomic():
                first.save()
                written.wait(30)
                may_end.wait(30)
        finally:
            connections.close_all()

    thread = Thread(target=slow)
    thread.start()
    written.wait(30)
    second.save()  # a later row, committed earlier
    between = version()
    may_end.wait(30)
    thread.join(30)
    assert version() != between


def test_old_changes_are_swept_up_and_no_version_comes_twice(cohort: Cohort) -> None:
    seen = {version()}
    Change.objects.bulk_create([Change() for _ in range(MOST_CHANGES)])
    seen.add(version())
    assert sweep() > MOST_CHANGES - 2
    assert Change.objects.count() == 1
    assert version() not in seen
    seen.add(version())
    cohort.save()
    assert version() not in seen
    assert sweep() == 0
    ChangeAround.objects.bulk_create([ChangeAround() for _ in range(MOST_CHANGES + 1)])
    seen.add(version())
    assert sweep() >= MOST_CHANGES
    assert ChangeAround.objects.count() == 1
    assert version() not in seen


@pytest.mark.django_db
def test_every_watched_table_is_listened_to_and_only_once() -> None:
    standing, beside = triggers(), triggers(prefix="around_")
    assert set(standing.values()) == {one.table for one in watched()}
    assert set(beside.values()) == {one.table for one in watched_around()}
    listen()
    assert triggers() == standing
    assert triggers(prefix="around_") == beside


@pytest.mark.django_db
def test_a_trigger_that_was_lost_comes_back_with_the_next_migrate() -> None:
    """SQLite drops them whenever a migration makes a table anew."""
    standing = triggers()
    lost, table = next(iter(standing.items()))
    quote = connection.ops.quote_name
    where = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    _by_hand(f"DROP TRIGGER {quote(lost)}{where}")
    assert lost not in triggers()
    listen()
    assert triggers() == standing


@pytest.mark.django_db
def test_a_trigger_that_nobody_wants_any_more_goes() -> None:
    standing = triggers()
    table = next(iter(standing.values()))
    does = (
        "FOR EACH STATEMENT EXECUTE FUNCTION shown_to_visitors()"
        if connection.vendor == "postgresql"
        else "BEGIN SELECT 1; END"
    )
    _by_hand(f"CREATE TRIGGER shown_of_old AFTER INSERT ON {table} {does}")
    assert "shown_of_old" in triggers()
    listen()
    assert triggers() == standing


@pytest.mark.django_db
def test_for_a_page_that_is_kept_nothing_older_than_its_version_is_taken() -> None:
    words = iter(["first", "second", "third"])

    def read() -> str:
        return next(words)

    assert [kept("word", read, seconds=60), kept("word", read, seconds=60)] == ["first", "first"]
    with known_version("7.1"):
        assert [kept("word", read, seconds=60) for _ in range(2)] == ["second", "second"]
    assert kept("word", read, seconds=60) == "second"
    with known_version("8.1"):
        assert kept("word", read, seconds=60) == "third"


@pytest.mark.django_db
def test_what_stands_around_is_read_anew_with_its_own_version_alone() -> None:
    words = iter(["first", "second", "third"])

    def read() -> str:
        return next(words)

    with known_version("7.1/1.1"):
        assert kept_around("frame", read, seconds=60) == "first"
    with known_version("8.2/1.1"):
        assert kept_around("frame", read, seconds=60) == "first"
    with known_version("9.3/2.2"):
        assert kept_around("frame", read, seconds=60) == "second"
    assert kept_around("frame", read, seconds=60) == "second"
