"""An answer about safety: help at once, and the leaders of the group are told, in plain mail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from courses.models import Response
from groups.cohorts.models import Cohort, CohortLeader
from groups.leading.actions import change_leaders
from groups.measuring.letters import PLEASE_LOOK
from groups.members.actions import take_out
from groups.models import Enrollment, SafetyNote, SafetyNoteSeen
from outbox.models import Letter
from tests.factories import make_cohort, make_enrollment, make_member, make_staff
from tests.groups.measuring import ALARMING, ASKED, SAFE, answered, browser_of, send, take_part
from tests.groups.rows import TELLING
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
# What no letter to a leader says, whoever looks over their shoulder.
CLINICAL = (
    "phq", "gad", "ana", "score", "suicid", "dead", "hurt", "harm", "question", "answer", "depress",
    "mood", "form", "tuesdays",
)  # fmt: skip


def said(client: Client, address: str) -> str:
    """What the main part of a page says."""
    content = client.get(address).content.decode()
    main = content[content.index('id="main"') : content.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


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


@pytest.mark.parametrize(("country", "number"), [("GB", "tel:116123"), ("US", "tel:988")])
def test_any_answer_above_zero_shows_help_of_the_readers_country_at_once(
    cohort: Cohort, country: str, number: str
) -> None:
    clock.move_to(ASKED)
    part = take_part(cohort)
    Account.objects.filter(pk=part.member.account_id).update(country=country)
    client = browser_of(part)

    answer = send(client, part, ALARMING)

    page = client.get(answer["Location"]).content.decode()
    assert answer["Location"] == reverse("measure-safety", args=[Response.objects.get().pk])
    main = page[page.index('id="main"') :]
    assert main.index(number) < main.index("What you can do now")
    assert "The leaders of your group (Tuesdays) get a message now" in " ".join(main.split())


def test_where_the_answer_is_not_at_all_nobody_is_told_and_no_page_calls_it_safe(
    ana: Enrollment, led: Client, cohort: Cohort
) -> None:
    client = browser_of(ana)

    answer = send(client, ana, SAFE)

    kept = Response.objects.get()
    assert answer["Location"] == reverse("measure-answered", args=[kept.pk])
    assert client.get(reverse("measure-safety", args=[kept.pk])).status_code == 404
    assert "safe" not in said(client, answer["Location"]).lower()
    assert not SafetyNote.objects.exists()
    assert not Letter.objects.exists()
    assert "Nothing was told to you" in said(led, reverse("lead-measures", args=[cohort.slug]))


def test_a_skipped_question_about_safety_tells_nobody(ana: Enrollment) -> None:
    send(browser_of(ana), ana, "33333333·")

    assert not SafetyNote.objects.exists()


def test_every_leader_gets_one_letter_without_a_clinical_word(
    ana: Enrollment, cohort: Cohort, leader: Account
) -> None:
    co_leader = make_staff(Role.FACILITATOR, "tomas@example.org", first_name="Tomas")
    CohortLeader.objects.create(cohort=cohort, account=co_leader, part=CohortLeader.Part.CO_LEADER)
    make_staff(Role.FACILITATOR, "elsewhere@example.org")

    send(browser_of(ana), ana, ALARMING)

    letters = delivered()
    assert sorted(one.to for one in letters) == sorted([leader.email, co_leader.email])
    for one in letters:
        told = one.text.split("\n-- \n")[0].replace(reverse("lead-measures", args=["tuesdays"]), "")
        said_to_them = f"{one.subject} {told}".lower().replace("tomas", "")
        assert [word for word in CLINICAL if word in said_to_them] == []
        assert reverse("lead-measures", args=[cohort.slug]) in one.text


def test_a_leader_who_reads_discreetly_gets_a_letter_that_tells_nothing(
    ana: Enrollment, leader: Account
) -> None:
    make_member(leader, name="Inga", discreet=True)

    send(browser_of(ana), ana, ALARMING)

    (letter,) = delivered(to=leader.email)
    whole = f"{letter.subject} {letter.text} {letter.html}".lower()
    assert [word for word in (*TELLING, *CLINICAL[:7]) if word in whole] == []


def test_the_leaders_list_says_who_and_when_and_who_has_seen_it_and_never_the_answer(
    ana: Enrollment, cohort: Cohort, led: Client, leader: Account
) -> None:
    send(browser_of(ana), ana, "000000003")
    address = reverse("lead-measures", args=[cohort.slug])
    note = SafetyNote.objects.get()

    before = said(led, address)
    assert "Ana" in before
    assert "Nobody yet" in before
    assert "I have seen it" in before
    assert "Nearly every day" not in before
    assert "of 27" not in before  # the score is not shared
    assert "Please look at this today" in said(led, reverse("today"))

    clock.move_to(ASKED + timedelta(hours=3))
    seen = reverse("lead-measure-seen", args=[cohort.slug, note.pk])
    for _press in range(2):
        assert led.post(seen).status_code == 302

    assert SafetyNoteSeen.objects.get().account == leader
    after = said(led, address)
    assert "Ingrid Falk" in after
    assert "You have seen it" in after
    assert "Please look at this today" not in said(led, reverse("today"))
    assert Entry.objects.filter(act="measure.seen", member_id=ana.member_id).count() == 1


def test_what_one_leader_has_seen_the_other_still_finds(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    co_leader = make_staff(Role.FACILITATOR, first_name="Tomas", last_name="Reyes")
    CohortLeader.objects.create(cohort=cohort, account=co_leader, part=CohortLeader.Part.CO_LEADER)
    answered(ana.member, ALARMING, at=ASKED)
    led.post(reverse("lead-measure-seen", args=[cohort.slug, SafetyNote.objects.get().pk]))
    theirs = sign_in(Client(), co_leader)

    assert "Please look at this today" in said(theirs, reverse("today"))
    assert "Ingrid Falk" in said(theirs, reverse("lead-measures", args=[cohort.slug]))


def test_other_facilitators_coordinators_and_members_never_reach_a_note(
    ana: Enrollment, cohort: Cohort, desk: Client, led: Client
) -> None:
    clock.move_to(ASKED)
    answered(ana.member, ALARMING, at=ASKED)
    note = SafetyNote.objects.get()
    other = sign_in(Client(), make_staff(Role.FACILITATOR))
    mate = browser_of(take_part(cohort, "Ben"))
    address = reverse("lead-measures", args=[cohort.slug])
    seen = reverse("lead-measure-seen", args=[cohort.slug, note.pk])

    for client, status in ((other, 404), (desk, 403), (mate, 403)):
        assert client.get(address).status_code == status
        assert client.post(seen).status_code == status
    assert not SafetyNoteSeen.objects.exists()
    assert "Ana" in said(led, address)


def test_a_note_of_another_group_cannot_be_seen_through_ones_own(
    ana: Enrollment, cohort: Cohort, leader: Account, led: Client
) -> None:
    answered(ana.member, ALARMING, at=ASKED)
    mine = make_cohort(leader=leader)
    note = SafetyNote.objects.get()

    assert led.post(reverse("lead-measure-seen", args=[mine.slug, note.pk])).status_code == 404
    assert led.post(reverse("lead-measure-seen", args=[cohort.slug, note.pk])).status_code == 302


def test_leaders_of_every_group_of_theirs_are_told_and_of_no_other(
    ana: Enrollment, cohort: Cohort
) -> None:
    second = make_cohort(leader=make_staff(Role.FACILITATOR, "second@example.org"))
    make_enrollment(second, ana.member, activated_at=ASKED)
    left = make_cohort(leader=make_staff(Role.FACILITATOR, "left@example.org"))
    make_enrollment(left, ana.member, state="removed", ended_at=ASKED)
    answered(ana.member, ALARMING, at=ASKED)

    told = SafetyNote.objects.values_list("enrollment__cohort", flat=True)
    assert set(told) == {cohort.pk, second.pk}
    assert Letter.objects.filter(kind=PLEASE_LOOK).count() == 2


def test_who_leads_no_more_gets_no_letter_that_waited_and_reads_no_note(
    ana: Enrollment, cohort: Cohort, leader: Account, coordinator: Account, led: Client
) -> None:
    answered(ana.member, ALARMING, at=ASKED)
    heir = make_staff(Role.FACILITATOR, "heir@example.org")
    change_leaders(cohort, leader=heir, co_leader=None, by=coordinator, now=ASKED)

    assert delivered() == []
    address = reverse("lead-measures", args=[cohort.slug])
    assert led.get(address).status_code == 404
    assert "Ana" in said(sign_in(Client(), heir), address)
    assert "Please look at this today" in said(sign_in(Client(), heir), reverse("today"))


def test_a_note_goes_from_the_list_with_the_members_part(
    ana: Enrollment, cohort: Cohort, coordinator: Account, led: Client
) -> None:
    answered(ana.member, ALARMING, at=ASKED)
    address = reverse("lead-measures", args=[cohort.slug])
    assert "Ana" in said(led, address)

    take_out(ana, reason="moved", by=coordinator, now=ASKED)

    assert "Ana" not in said(led, address)
    assert "Please look at this today" not in said(led, reverse("today"))


def test_a_group_without_a_leader_says_before_the_first_question_that_nobody_is_told(
    ana: Enrollment, cohort: Cohort
) -> None:
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])
    assert "so nobody of the team would be told" not in said(client, address)

    CohortLeader.objects.filter(cohort=cohort).delete()

    assert "so nobody of the team would be told" in said(client, address)


def test_whoever_looks_at_it_again_finds_the_numbers_first(ana: Enrollment) -> None:
    client = browser_of(ana)
    kept = [answered(ana.member, digits, at=ASKED) for digits in (ALARMING, SAFE)]
    alarmed, calm = (
        client.get(reverse("measure-answered", args=[one.pk])).content.decode() for one in kept
    )

    assert alarmed.index('class="crisis-card"') < alarmed.index('class="measure__result"')
    assert 'class="crisis-card"' not in calm
    assert "tel:116123" in calm


def test_help_stands_above_a_form_that_could_not_be_kept(ana: Enrollment) -> None:
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])

    answer = client.post(address, {"q-9": "2", "filling": "none"})

    assert answer.status_code == 400
    text = answer.content.decode()
    assert text.index('class="crisis-card"') < text.index("Before you begin")
    assert not Response.objects.exists()
