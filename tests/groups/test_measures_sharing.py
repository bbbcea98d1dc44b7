"""What a member shares with their leaders, and that nothing else of it is anywhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from audit.models import Entry
from courses.measures.shelf import measures
from groups.cohorts.models import Cohort
from groups.measuring.actions import share_measure, stop_sharing
from groups.members.actions import take_out
from groups.models import Enrollment, MeasureShare
from tests.factories import make_account, make_cohort, make_enrollment
from tests.groups.measuring import (
    ASKED,
    answered,
    browser_of,
    page,
    take_part,
)
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cohort: Cohort) -> Enrollment:
    """Somebody in the group, three days before it begins."""
    part = take_part(cohort)
    clock.move_to(ASKED)
    return part


@pytest.fixture
def led(leader: Account) -> Client:
    """The leader's browser."""
    return sign_in(Client(), leader)


def test_leaders_see_scores_while_they_are_shared_and_nothing_before_or_after(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    answered(ana.member, "222221110", at=ASKED)
    client, share = browser_of(ana), reverse("measure-share", args=[ana.member_id, "phq-9"])
    his = reverse("lead-member-measure", args=[cohort.slug, ana.pk, "phq-9"])
    never = led.get(reverse("lead-measures", args=[cohort.slug])).content

    assert led.get(his).status_code == 404
    client.post(share, {"part": str(ana.pk), "weeks": "4"})
    assert "You, and the leaders below" in page(client, "measure", ana.member_id, "phq-9")
    shared = page(led, "lead-measures", cohort.slug)
    assert "Ana" in shared
    assert "13 of 27, moderate" in shared
    series = led.get(his).content.decode()
    assert "13" in series
    assert "Little interest" not in series  # never the answers
    assert Entry.objects.filter(act="measure.read", member_id=ana.member_id).count() == 1

    client.post(share, {"part": str(ana.pk), "stop": "yes"})
    after = led.get(reverse("lead-measures", args=[cohort.slug])).content
    assert led.get(his).status_code == 404
    assert "You, and nobody else" in page(client, "measure", ana.member_id, "phq-9")
    assert page_without_tokens(after) == page_without_tokens(never)


def page_without_tokens(content: bytes) -> str:
    """A page as it is for whoever compares two of them."""
    return re.sub(r'value="[\w-]{40,}"', "", content.decode())


def test_what_is_not_shared_is_not_there_for_leaders_though_another_form_is(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    answered(ana.member, "222221110", at=ASKED)
    answered(ana.member, "3333333", at=ASKED, slug="gad-7")
    share_measure(ana, measure=measures()["gad-7"], until=None, now=ASKED)

    shared = page(led, "lead-measures", cohort.slug)

    assert "GAD-7" in shared
    assert "PHQ-9" not in shared
    hidden = reverse("lead-member-measure", args=[cohort.slug, ana.pk, "phq-9"])
    assert led.get(hidden).status_code == 404


def test_a_share_ends_on_its_day_and_with_the_part_in_the_group(
    ana: Enrollment, cohort: Cohort, coordinator: Account, led: Client
) -> None:
    answered(ana.member, "222221110", at=ASKED)
    share_measure(ana, measure=measures()["phq-9"], until=ASKED + timedelta(days=2), now=ASKED)
    his = reverse("lead-member-measure", args=[cohort.slug, ana.pk, "phq-9"])

    assert led.get(his).status_code == 200
    clock.move_to(ASKED + timedelta(days=2))
    assert led.get(his).status_code == 404
    share_measure(ana, measure=measures()["phq-9"], until=None, now=clock.now())
    assert led.get(his).status_code == 200
    take_out(ana, reason="moved", by=coordinator, now=clock.now())
    assert led.get(his).status_code == 404
    assert "of 27" not in page(led, "lead-measures", cohort.slug)


def test_what_is_shared_beyond_the_course_can_be_taken_back_after_it(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    answered(ana.member, "222221110", at=ASKED)
    until = ASKED + timedelta(weeks=12)
    share_measure(ana, measure=measures()["phq-9"], until=until, now=ASKED)
    Enrollment.objects.filter(pk=ana.pk).update(state="completed", ended_at=ASKED)
    client, share = browser_of(ana), reverse("measure-share", args=[ana.member_id, "phq-9"])
    his = reverse("lead-member-measure", args=[cohort.slug, ana.pk, "phq-9"])

    assert led.get(his).status_code == 200
    assert "Stop sharing" in page(client, "measure", ana.member_id, "phq-9")
    assert client.post(share, {"part": str(ana.pk), "stop": "yes"}).status_code == 302
    assert led.get(his).status_code == 404
    assert client.post(share, {"part": str(ana.pk), "weeks": "4"}).status_code == 404
    assert "Share my scores" not in page(client, "measure", ana.member_id, "phq-9")


def test_scores_are_shared_with_the_leaders_of_one_group_alone(
    ana: Enrollment, cohort: Cohort, leader: Account
) -> None:
    second = make_cohort(leader=make_account("other@example.org"))
    elsewhere = make_enrollment(second, ana.member, activated_at=ASKED)
    answered(ana.member, "222221110", at=ASKED)
    share_measure(elsewhere, measure=measures()["phq-9"], until=None, now=ASKED)
    client = sign_in(Client(), leader)

    his = reverse("lead-member-measure", args=[cohort.slug, ana.pk, "phq-9"])
    theirs = reverse("lead-member-measure", args=[cohort.slug, elsewhere.pk, "phq-9"])
    assert (client.get(his).status_code, client.get(theirs).status_code) == (404, 404)


@pytest.mark.parametrize("words", [{"weeks": "never"}, {}, {"weeks": "1000000000000000"}])
def test_a_share_without_a_length_shares_nothing(ana: Enrollment, words: dict[str, str]) -> None:
    client, share = browser_of(ana), reverse("measure-share", args=[ana.member_id, "phq-9"])

    client.post(share, {"part": str(ana.pk), **words})

    assert not MeasureShare.objects.exists()
    client.post(share, {"part": str(ana.pk), "weeks": "part"})
    assert MeasureShare.objects.get().until is None


def test_nobody_shares_for_somebody_else(ana: Enrollment, cohort: Cohort) -> None:
    ben = take_part(cohort, "Ben")
    his = browser_of(ben)

    theirs = reverse("measure-share", args=[ana.member_id, "phq-9"])
    assert his.post(theirs, {"part": str(ana.pk), "weeks": "4"}).status_code == 404
    own = reverse("measure-share", args=[ben.member_id, "phq-9"])
    assert his.post(own, {"part": str(ana.pk), "weeks": "4"}).status_code == 404
    assert not MeasureShare.objects.exists()
    assert his.post(own, {"part": str(ben.pk), "weeks": "4"}).status_code == 302
    assert MeasureShare.objects.get().enrollment == ben


def test_stopping_what_was_never_shared_changes_nothing(ana: Enrollment) -> None:
    stop_sharing(ana, measure=measures()["phq-9"], now=ASKED)

    assert not Entry.objects.filter(act="measure.unshared").exists()
