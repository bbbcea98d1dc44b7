"""What leaders see of a diary: what is shared now, by somebody who takes part, and nothing else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from audit.models import Entry
from courses.diary.models import DiaryCard
from courses.diary.shape import FIELDS, urge_key
from groups.diaries.models import DiaryShare, UrgeSeen
from groups.models import Cohort, CohortLeader, Enrollment
from groups.seats.actions import remove_member
from tests.answers import Answer
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.diaries import (
    CANARY,
    TODAY,
    ada,
    bob,
    browser,
    card_of,
    cohort,
    fill,
    leader,
    make_group,
    part,
    urge_of,
)
from tests.signin import sign_in, without_tokens

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def share(part: Enrollment, *keys: str, was: tuple[str, ...] = (), **more: str) -> Answer:
    """Sends the form of the sharing page, on which `was` is ticked already."""
    form = {"was": list(was), "fields_shared": [*was, *keys], **more}
    address = reverse("diary-share", args=[part.pk])
    return browser(part.member).post(address, form)  # type: ignore[no-any-return]


def unshare(part: Enrollment, *keys: str) -> Answer:
    """Unticks fields that were ticked on the page."""
    address = reverse("diary-share", args=[part.pk])
    return browser(part.member).post(address, {"was": list(keys)})  # type: ignore[no-any-return]


def of_group(cohort: Cohort) -> str:
    return reverse("lead-diaries", args=[cohort.slug])


def of_member(part: Enrollment, cohort: Cohort | None = None) -> str:
    return reverse("lead-diary", args=[(cohort or part.cohort).slug, part.pk])


def test_nothing_is_shared_until_it_is_chosen_and_then_that_alone(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    fill(browser(ada), **CANARY)
    desk = sign_in(Client(), leader)
    for address in (of_group(part.cohort), of_member(part)):
        assert "There is nothing to read at present" in text(desk.get(address))
    assert "With Ingrid" in text(browser(ada).get("/diary/sharing/"))

    share(part, "sadness", "note")
    page = text(desk.get(of_member(part)))
    assert "Sadness: 3<br> Note: Canary of the note" in page
    assert "Fear" not in page
    assert "Sleep" not in page
    assert "Ada" in text(desk.get(of_group(part.cohort)))

    unshare(part, "note")
    page = text(desk.get(of_member(part)))
    assert "Sadness: 3" in page
    assert "Canary" not in page
    browser(ada).post(reverse("diary-share", args=[part.pk]), {"stop": "1"})
    assert "Sadness" not in text(desk.get(of_member(part)))
    assert not DiaryShare.objects.exists()


def test_what_is_not_shared_and_what_was_not_filled_in_look_the_same(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    """Bob shares what he never answers, and answers what he does not share."""
    other = make_enrollment(part.cohort, bob)
    fill(browser(bob), joy="5", note="Canary")
    share(other, "sadness", "halt")
    Member.objects.filter(pk=bob.pk).update(name="Ada")
    desk = sign_in(Client(), leader)
    one, another = desk.get(of_member(part)), desk.get(of_member(other))
    assert without_tokens(one) == without_tokens(another)
    page = desk.get(of_group(part.cohort))
    assert str(other.pk) not in text(page)
    assert not Entry.objects.filter(act="diary.read").exists()

    share(other, "joy", was=("sadness", "halt"))
    assert "Joy: 5" in text(desk.get(of_member(other)))
    assert str(other.pk) in text(desk.get(of_group(part.cohort)))


def test_days_before_it_was_shared_stay_unshared_unless_they_are_ticked(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    for days in (0, 3):
        fill(browser(ada), (TODAY - timedelta(days=days)).isoformat(), sadness=str(5 - days))
    desk = sign_in(Client(), leader)
    share(part, "sadness")
    page = text(desk.get(of_member(part)))
    assert "Sadness: 5" in page
    assert "Sadness: 2" not in page
    unshare(part, "sadness")
    share(part, "sadness", before="on")
    assert "Sadness: 2" in text(desk.get(of_member(part)))


def test_what_is_shared_until_a_day_ends_with_it(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    fill(browser(ada), sadness="3", joy="2")
    share(part, "sadness", until="4")
    share(part, "joy", was=("sadness",))
    desk = sign_in(Client(), leader)
    own = text(browser(ada).get("/diary/sharing/"))
    assert "until 29 September 2026" in own
    assert 'name="was" value="sadness"' in own
    assert "Sadness: 3<br> Joy: 2" in text(desk.get(of_member(part)))
    clock.move_to(NOW + timedelta(weeks=4, minutes=5))
    desk = sign_in(Client(), leader)
    page = text(desk.get(of_member(part)))
    assert "Sadness" not in page
    assert "Joy: 2" in page
    own = text(browser(ada).get("/diary/sharing/"))
    assert 'name="was" value="joy"' in own
    assert 'name="was" value="sadness"' not in own


def test_a_page_left_open_shares_nothing_again_that_was_taken_back(
    ada: Member, part: Enrollment
) -> None:
    share(part, "sadness", "note")
    unshare(part, "note")
    share(part, "joy", was=("sadness", "note"))  # the page still showed both as ticked
    assert {one.field for one in DiaryShare.objects.all()} == {"sadness", "joy"}


def test_each_of_two_groups_has_its_own_form(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    other = make_enrollment(make_group(make_staff(Role.FACILITATOR)), ada)
    fill(browser(ada), joy="2")
    share(other, "joy")
    page = browser(ada).get("/diary/sharing/").content.decode()
    assert page.count("<form method") >= 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Joy" not in text(sign_in(Client(), leader).get(of_member(part)))


def test_nobody_shares_in_a_group_of_somebody_else_nor_anothers_urge(
    ada: Member, bob: Member, part: Enrollment
) -> None:
    theirs = urge_of(bob, "Of Bob")
    address = reverse("diary-share", args=[part.pk])
    never = reverse("diary-share", args=["00000000-0000-4000-8000-000000000000"])
    form = {"fields_shared": ["sadness"]}
    assert browser(bob).post(address, form).status_code == 404
    assert browser(bob).post(never, form).status_code == 404
    share(part, urge_key(theirs.pk))
    share(part, "nonsense")
    assert not DiaryShare.objects.exists()
    share(part, "sadness")
    assert DiaryShare.objects.get().enrollment == part


def test_leaders_of_this_group_alone_read_it_and_only_while_they_lead(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    fill(browser(ada), sadness="3")
    share(part, "sadness")
    other_leader = make_staff(Role.FACILITATOR)
    other = make_group(other_leader)
    strangers = {
        sign_in(Client(), other_leader): 404,
        sign_in(Client(), make_staff(Role.COORDINATOR)): 403,
        sign_in(Client(), make_staff(Role.MARKETER)): 403,
        browser(ada): 403,
    }
    for client, status in strangers.items():
        for address in (of_group(part.cohort), of_member(part)):
            answer = client.get(address)
            assert answer.status_code == status
            assert "Sadness: 3" not in text(answer)
    assert sign_in(Client(), other_leader).get(of_member(part, other)).status_code == 404
    desk = sign_in(Client(), leader)
    assert "Sadness: 3" in text(desk.get(of_member(part)))
    CohortLeader.objects.filter(account=leader).delete()
    assert desk.get(of_member(part)).status_code == 404


def test_whoever_leaves_is_read_no_more_also_when_they_come_back(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    fill(browser(ada), sadness="3")
    share(part, "sadness")
    desk = sign_in(Client(), leader)
    assert "Sadness: 3" in text(desk.get(of_member(part)))
    remove_member(part, reason="left", now=NOW, by=leader.pk)
    assert desk.get(of_member(part)).status_code == 404
    assert "Ada" not in text(desk.get(of_group(part.cohort)))
    again = make_enrollment(part.cohort, ada)
    assert "Sadness" not in text(desk.get(of_member(again)))
    assert browser(ada).post(
        reverse("diary-share", args=[part.pk]), {"fields_shared": ["joy"]}
    ).status_code == 404  # fmt: skip


def test_each_opening_stands_in_the_members_record(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    urge = urge_of(ada)
    fill(browser(ada), sadness="3", **{f"urge-{urge.pk}": "5"})
    share(part, "sadness", urge_key(urge.pk))
    desk = sign_in(Client(), leader)
    desk.get(of_member(part))
    desk.get(of_group(part.cohort))
    read = Entry.objects.filter(act="diary.read", member_id=ada.pk, actor_id=leader.pk)
    assert read.count() == 2
    record = text(browser(ada).get(reverse("account-record", args=[ada.pk])))
    assert "Opened what you share of your diary" in record
    told = [str(entry.facts) for entry in Entry.objects.filter(act__startswith="diary.")]
    assert all("sadness" not in facts and str(urge.pk) not in facts for facts in told)


def test_a_strong_urge_that_is_shared_is_listed_with_its_time_and_who_has_seen_it(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    both = [(part, urge_of(ada, "To run")), (make_enrollment(part.cohort, bob), urge_of(bob))]
    for one, urge in both:
        fill(browser(one.member), **{f"urge-{urge.pk}": "4", f"acted-{urge.pk}": "on"})
    share(part, urge_key(both[0][1].pk))
    co_leader = make_staff(Role.FACILITATOR, first_name="Tomas")
    part.cohort.leaders.create(account=co_leader, part=CohortLeader.Part.CO_LEADER)
    desk, other_desk = sign_in(Client(), leader), sign_in(Client(), co_leader)
    assert "1 strong urge that was shared with you" in text(desk.get("/today/"))
    page = text(desk.get(of_group(part.cohort)))
    assert "To run: 4, acted on it" in page
    assert "Tuesday 1 September, 13:0" in page
    assert "nobody yet" in page
    assert "Canary of the urge" not in page
    assert "Bob" not in page

    def seen(one: Enrollment, urge_id: object) -> str:
        card = card_of(one.member).pk
        return reverse("lead-urge-seen", args=[part.cohort.slug, card, urge_id])

    assert desk.post(seen(part, both[0][1].pk)).status_code == 302
    assert desk.post(seen(*both[1][:1], both[1][1].pk)).status_code == 404  # Bob does not share
    assert UrgeSeen.objects.count() == 1
    assert "strong urge" not in text(desk.get("/today/"))
    assert "strong urge" in text(other_desk.get("/today/"))
    page = text(other_desk.get(of_group(part.cohort)))
    assert "Ingrid, Tuesday, 13:0" in page
    assert "I have seen it" in page
    assert "I have seen it" not in text(desk.get(of_group(part.cohort)))

    # Changed afterwards, it has not been seen as it is now.
    fill(
        browser(ada),
        goes_on=card_of(ada).mark,
        **{f"urge-{both[0][1].pk}": "5"},
    )
    page = text(desk.get(of_group(part.cohort)))
    assert "To run: 5" in page
    assert "nobody yet" in page
    # Taken back, it is gone, and cannot be marked any more.
    unshare(part, urge_key(both[0][1].pk))
    assert "To run" not in text(desk.get(of_group(part.cohort)))
    assert desk.post(seen(part, both[0][1].pk)).status_code == 404


def test_a_weaker_urge_and_one_of_long_ago_are_on_no_list(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    urge, weak = urge_of(ada, "To run"), urge_of(ada, "To hide")
    fill(browser(ada), **{f"urge-{urge.pk}": "5", f"urge-{weak.pk}": "3"})
    share(part, urge_key(urge.pk), urge_key(weak.pk))
    desk = sign_in(Client(), leader)
    page = text(desk.get(of_group(part.cohort)))
    assert "To run: 5" in page
    assert "To hide" not in page
    assert "To hide: 3" in text(desk.get(of_member(part)))
    clock.move_to(NOW + timedelta(days=16))
    page = text(sign_in(Client(), leader).get(of_group(part.cohort)))
    assert "To run" not in page


def test_a_strong_urge_on_the_card_that_does_not_count_is_shown_and_nothing_else_of_it(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    shared, own = urge_of(ada, "To run"), urge_of(ada, "Of nobody")
    for levels in (("1", "0"), ("5", "5")):  # on two devices, neither of which saw the other
        sent = dict(zip((f"urge-{shared.pk}", f"urge-{own.pk}"), levels, strict=True))
        fill(browser(ada), note=f"Canary {levels[0]}", **sent)
    first, beside = DiaryCard.objects.filter(member=ada).order_by("-stands")
    desk = sign_in(Client(), leader)
    assert "To run" not in text(desk.get(of_group(part.cohort)))
    share(part, urge_key(shared.pk))

    page = text(desk.get(of_group(part.cohort)))
    assert "To run: 5" in page
    assert "on the card that does not count" in page
    assert "Of nobody" not in page
    assert "1 strong urge that was shared with you" in text(desk.get("/today/"))
    days = text(desk.get(of_member(part)))
    assert "To run: 1" in days
    assert "To run: 5" not in days
    assert "Canary" not in page + days
    seen = reverse("lead-urge-seen", args=[part.cohort.slug, beside.pk, shared.pk])
    assert desk.post(seen).status_code == 302
    assert UrgeSeen.objects.get().card == beside
    assert "they see on either" in text(browser(ada).get("/diary/sharing/"))

    # The one that counts is listed as ever, and what is deleted is gone.
    browser(ada).post(reverse("diary-kept", args=[beside.pk]), {"choose": "1"})
    page = text(desk.get(of_group(part.cohort)))
    assert "To run: 5" in page
    assert "does not count" not in page
    assert first.stands
    browser(ada).post(reverse("diary-kept", args=[beside.pk]))
    assert "To run: 5" not in text(desk.get(of_group(part.cohort)))


@pytest.mark.parametrize("which", ["group", "member"])
def test_leaders_ask_for_one_member_as_often_as_for_three(leader: Account, which: str) -> None:
    counts = []
    for many in (1, 3):
        clock.move_to(NOW)
        cohort = make_group(leader)
        parts = [make_enrollment(cohort, make_member()) for _ in range(many)]
        for one in parts:
            urge = urge_of(one.member)
            for days in range(many):
                day = (TODAY - timedelta(days=days)).isoformat()
                fill(browser(one.member), day, **CANARY, **{f"urge-{urge.pk}": "5"})
            share(one, *FIELDS, urge_key(urge.pk), before="on")
        desk = sign_in(Client(), leader)
        path = of_group(cohort) if which == "group" else of_member(parts[0])
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            page = text(desk.get(path))
        assert page.count(": 5") >= many
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
