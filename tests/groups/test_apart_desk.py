"""Do-not-place at the desk: recorded, read and ended by coordinators, and known to nobody else."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from audit.models import Entry
from groups.apart.models import DoNotPlace, Reach
from groups.cohorts.models import Cohort
from groups.placing.actions import keep_apart
from outbox.models import Letter
from tests.answers import Answer
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.groups.waiting import leaves, waits
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
WHY = "Agrimony, since the spring"
LIST = "/desk/apart/"


@pytest.fixture
def ana() -> Member:
    clock.move_to(NOW)
    return make_member(make_account("ana@example.org"), name="Ana Poplar")


@pytest.fixture
def ben() -> Member:
    return make_member(make_account("ben@example.org"), name="Ben Juniper")


def page_of(member: Member) -> str:
    return reverse("desk-person", args=[member.pk])


def recording(member: Member) -> str:
    return reverse("desk-keep-apart", args=[member.pk])


def read(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def record(desk: Client, one: Member, two: Member, **fields: Any) -> Answer:
    words = {"other": str(two.pk), "reason": WHY, "reach": "group"} | fields
    return desk.post(recording(one), words)


def keep(one: Member, other: Member, *, by: Account, reach: Reach = Reach.SAME_GROUP) -> DoNotPlace:
    return keep_apart(one, other, reach=reach, reason=WHY, by=by, now=NOW).pair


def test_the_other_is_found_by_name_or_address_and_the_pair_stands_on_both_pages(
    desk: Client, ana: Member, ben: Member
) -> None:
    make_member(name="Benedict Alder")
    assert f'href="{recording(ana)}"' in read(desk, page_of(ana))
    for typed in ("juniper", "ben@example.org"):
        page = read(desk, recording(ana), q=typed)
        assert f"{recording(ana)}?with={ben.pk}" in page
        assert "Alder" not in page
    assert "Nobody here for “ana pop”" in read(desk, recording(ana), q="ana pop")
    assert "Ben Juniper" in read(desk, recording(ana), **{"with": str(ben.pk)})

    answer = record(desk, ana, ben)

    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(ana)}#apart")
    for one, other in ((ana, ben), (ben, ana)):
        page = read(desk, page_of(one))
        assert f'href="{page_of(other)}"' in page
        assert WHY in page
    listed = read(desk, LIST)
    assert "Ana Poplar" in listed
    assert "Ben Juniper" in listed
    assert WHY not in listed


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": ""}, "Please say why"),
        ({"reach": ""}, "Please choose how far it goes"),
        ({"reach": "everything"}, "everything"),
        ({"other": "nobody"}, "Name or e-mail address"),
    ],
)
def test_what_is_not_whole_records_nothing(
    desk: Client, ana: Member, ben: Member, wrong: dict[str, str], words: str
) -> None:
    answer = record(desk, ana, ben, **wrong)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not DoNotPlace.objects.exists()


def test_the_same_again_and_oneself_are_refused_in_words(
    desk: Client, ana: Member, ben: Member
) -> None:
    record(desk, ana, ben)
    again = record(desk, ben, ana)
    oneself = record(desk, ana, ana)
    assert (again.status_code, oneself.status_code) == (409, 409)
    assert "This stands already" in again.content.decode()
    assert "one and the same person" in oneself.content.decode()
    assert DoNotPlace.objects.count() == 1
    nobody = "00000000-0000-4000-8000-000000000000"
    assert record(desk, ana, Member(pk=nobody)).status_code == 404
    assert desk.get(recording(ana), {"with": nobody}).status_code == 404
    assert desk.get(recording(ana), {"with": "rubbish"}).status_code == 200


def test_groups_that_hold_both_are_told_at_once_with_the_way_to_them(
    desk: Client, ana: Member, ben: Member
) -> None:
    cohort = make_cohort(name="Quiet Tuesdays")
    make_session(cohort)
    make_enrollment(cohort, ana)
    make_enrollment(cohort, ben)
    group = reverse("desk-cohort", args=[cohort.slug])
    alone = read(desk, group)
    assert "must not share a group" not in alone

    answer = desk.post(
        recording(ana), {"other": str(ben.pk), "reason": WHY, "reach": "group"}, follow=True
    )

    page = answer.content.decode()
    assert "Both have a seat in: Quiet Tuesdays" in page
    assert f'href="{group}"' in page
    assert f'href="{group}"' in read(desk, LIST)
    together = read(desk, group)
    assert "Two people here must not share a group" in together
    assert WHY not in together


def test_it_is_ended_once_and_stays_on_record(desk: Client, ana: Member, ben: Member) -> None:
    record(desk, ana, ben)
    pair = DoNotPlace.objects.get()
    end = reverse("desk-let-share", args=[pair.pk])
    assert f'action="{end}"' in read(desk, page_of(ben))

    first = desk.post(end, follow=True).content.decode()
    second = desk.post(end, follow=True).content.decode()

    assert "it stays on record" in first
    assert "Somebody ended this before you" in second
    assert Entry.objects.filter(act="do-not-place.ended").count() == 1
    assert WHY not in read(desk, page_of(ana))
    assert "Ben Juniper" in read(desk, LIST)
    assert f'action="{end}"' not in read(desk, LIST)
    assert desk.get(end).status_code == 405


def test_the_file_has_both_names_and_no_reason(desk: Client, ana: Member, ben: Member) -> None:
    record(desk, ana, ben)
    file = desk.get(LIST, {"csv": "apart"}).content.decode("utf-8-sig")
    assert "Ana Poplar" in file
    assert "Ben Juniper" in file
    assert "Agrimony" not in file


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MARKETER, None])
def test_nobody_but_coordinators_reads_or_writes_any_of_it(
    ana: Member, ben: Member, coordinator: Account, role: Role | None
) -> None:
    account = make_staff(role) if role else ana.account
    cohort = make_cohort(name="Quiet Tuesdays", leader=account if role else None)
    make_session(cohort)
    make_enrollment(cohort, ana)
    make_enrollment(cohort, ben)
    pair = keep(ana, ben, by=coordinator)
    client = sign_in(Client(), account)

    for path in (LIST, f"{LIST}?csv=apart", recording(ana), recording(ben), page_of(ana)):
        assert client.get(path).status_code == 403
    assert client.post(reverse("desk-let-share", args=[pair.pk])).status_code == 403
    assert record(client, ben, make_member()).status_code == 403

    pair.refresh_from_db()
    assert (pair.ended_at, DoNotPlace.objects.count()) == (None, 1)
    own = ["/today/", "/today/groups/", f"/groups/{cohort.slug}/"]
    if role == Role.FACILITATOR:
        own += [f"/lead/{cohort.slug}/", f"/lead/{cohort.slug}/roster/"]
    if role is None:
        own += [reverse("account-record", args=[ana.pk]), reverse("account-member", args=[ana.pk])]
    for path in own:
        page = read(client, path)
        assert "Agrimony" not in page
        assert "share a group" not in page
        assert "do-not-place" not in page.lower()


def test_whose_record_it_is_reads_nothing_of_it_in_the_trail(
    desk: Client, ana: Member, ben: Member
) -> None:
    before = set(Entry.objects.filter(member_id__in=[ana.pk, ben.pk]).values_list("pk", flat=True))
    record(desk, ana, ben)
    desk.post(reverse("desk-let-share", args=[DoNotPlace.objects.get().pk]))
    after = set(Entry.objects.filter(member_id__in=[ana.pk, ben.pk]).values_list("pk", flat=True))
    assert after == before
    assert not Letter.objects.exists()


def test_a_coordinator_reads_why_somebody_in_line_is_not_asked(
    desk: Client, full: Cohort, ana: Member, coordinator: Account
) -> None:
    inside = full.enrollments.enrolled().order_by("-seat_no")[0].member
    waits(full, ana)
    keep(inside, ana, by=coordinator)
    leaves(full)
    group = reverse("desk-cohort", args=[full.slug])
    words = "Is not asked: do-not-place with somebody in this group"
    assert words in read(desk, group)
    assert words in desk.get(group, {"csv": "waiting"}).content.decode()
    today = read(sign_in(Client(), ana.account), "/today/")
    assert "near the front" in today
    assert "Is not asked" not in today


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_ask_as_often_for_three_pairs_as_for_one(
    desk: Client,
    ana: Member,
    coordinator: Account,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cohort = make_cohort()
    make_session(cohort)
    make_enrollment(cohort, ana)
    for _pair in range(many):
        keep(ana, make_enrollment(cohort).member, by=coordinator)
    group = reverse("desk-cohort", args=[cohort.slug])
    for path, most in ((LIST, 12), (page_of(ana), 20), (group, 30)):
        desk.get(path)
        with django_assert_max_num_queries(most):
            page = read(desk, path)
        assert len(re.findall(r"desk/people/[^\"/]+/\"", page)) >= many
