"""A question whose statement is written once answers as the queryset it was made of."""

from collections.abc import Sequence
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, Member
from accounts.roles import Role
from groups.models import GroupSession
from tests.factories import make_account, make_cohort, make_member, make_session, make_staff
from whole.asked import Asked, Given
from whole.version import version, version_column

pytestmark = pytest.mark.django_db
_members = Asked(
    lambda: (
        Member.objects.filter(
            pk=Given("pk", Member._meta.get_field("id")),
            discreet=Given("discreet", Member._meta.get_field("discreet")),
        )
        .select_related("account")
        .annotate(mail=F("account__email"), told=version_column())
    )
)
_sessions = Asked(
    lambda: (
        GroupSession.objects.filter(number=Given("number", GroupSession._meta.get_field("number")))
        .select_related("cohort")
        .only("starts_at", "cohort__slug")
    )
)
_roles = Asked(
    lambda: (
        Account.objects.filter(pk=Given("pk", Account._meta.get_field("id")))
        .annotate(works_as=F("groups__name"))
        .order_by("works_as")
    )
)


def asked(pk: UUID, *, discreet: bool = False) -> Sequence[Member]:
    return _members(pk=pk, discreet=discreet)


def test_its_rows_are_the_querysets_own(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    member = make_member(make_account(first_name="Ada"), name="Ada", discreet=True)
    told = version()
    with django_assert_num_queries(1):
        [found] = asked(member.pk, discreet=True)
        assert found.account.first_name == "Ada"
    known = Member.objects.select_related("account").get(pk=member.pk)
    for field in Member._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(known, field.attname)
        assert type(getattr(found, field.attname)) is type(getattr(known, field.attname))
    for field in Account._meta.concrete_fields:
        assert getattr(found.account, field.attname) == getattr(known.account, field.attname)
    assert (found.mail, found.told) == (member.account.email, told)  # type: ignore[attr-defined]
    assert not found._state.adding
    assert found._state.db == "default"


def test_each_time_it_answers_what_is_given_and_what_is_there() -> None:
    one, other = make_member(name="one"), make_member(name="other")
    assert [found.name for found in asked(one.pk)] == ["one"]
    assert [found.name for found in asked(other.pk)] == ["other"]
    assert asked(one.pk, discreet=True) == []
    assert asked(uuid4()) == []
    Member.objects.filter(pk=one.pk).update(name="renamed")
    assert [found.name for found in asked(one.pk)] == ["renamed"]
    one.delete()
    assert asked(one.pk) == []


def test_a_row_for_each_of_several() -> None:
    account = make_staff(Role.MARKETER)
    assert [row.works_as for row in _roles(pk=account.pk)] == [Role.MARKETER.value]  # type: ignore[attr-defined]
    assert [row.works_as for row in _roles(pk=make_account().pk)] == [None]  # type: ignore[attr-defined]


def test_columns_that_were_left_out_are_read_when_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    meeting = make_session(make_cohort(slug="left-out"), number=7)
    with django_assert_num_queries(1):
        [found] = _sessions(number=7)
        assert (found.starts_at, found.cohort.slug) == (meeting.starts_at, "left-out")
    with django_assert_num_queries(1):
        assert found.minutes == meeting.minutes


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**31, 0])
def test_a_number_beyond_all_columns_is_in_no_row(number: int) -> None:
    make_session(make_cohort(), number=7)
    assert _sessions(number=number) == []


def test_a_place_that_nothing_is_given_for_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        _members(pk=uuid4())


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_on_its_own_connection() -> None:
    member = make_member(name="Ada")
    assert [found.name for found in asked(member.pk)] == ["Ada"]
    seen: list[tuple[str, bool]] = []
    mine = connections["default"]

    def ask() -> None:
        try:
            [found] = asked(member.pk)
            seen.append((found.name, connections["default"] is mine))
        finally:
            connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join(30)
    assert seen == [("Ada", False)]
