"""A full group is not a dead end: waiting, an offer, both answers, and the seat that is paid."""

import re
from datetime import timedelta

from django.test import Client

import clock
from accounts.models import Intake, Member
from accounts.roles import Role
from groups.cohorts.models import Cohort
from groups.models import Enrollment, WaitingEntry
from groups.seats.actions import cancel_seat
from payments.prices.actions import set_price
from tests.answers import Answer
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_session,
    make_staff,
)
from tests.letters import delivered
from tests.payments.till import LATE, Payer, Till
from tests.signin import sign_in

OFFER = re.compile(r"/offer/[A-Za-z0-9_-]+/")
DAY = timedelta(days=1)
NEWCOMER = {"name": "Nia", "country": "GB", "time_zone": "Europe/London"}


def wait(payer: Payer) -> WaitingEntry:
    """Joins the list on its page."""
    answer = join(payer.client, payer.cohort, payer.member)
    assert (answer.status_code, answer["Location"]) == (302, "/today/")
    return WaitingEntry.objects.open().get(member=payer.member, cohort=payer.cohort)


def join(client: Client, cohort: Cohort, member: Member) -> Answer:
    return client.post(f"/enrol/{cohort.slug}/wait/", {"who": str(member.pk)})


def leaves(cohort: Cohort) -> None:
    """One of those who take part does no longer."""
    seat = cohort.enrollments.enrolled().order_by("seat_no")[0]
    cancel_seat(seat, reason="left", now=clock.now())


def state(entry: WaitingEntry) -> str:
    entry.refresh_from_db()
    return entry.state


def link_of(payer: Payer) -> str:
    """The link in the newest letter about a seat."""
    letters = [one for one in delivered(to=payer.account.email) if OFFER.search(one.text)]
    found = OFFER.search(letters[-1].text)
    assert found is not None
    return found[0]


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_full_group_turns_into_its_waiting_list_and_one_press_joins_it(
    till: Till, full: Cohort
) -> None:
    payer, page = till.payer(full), f"/enrol/{full.slug}/wait/"
    for shown in (f"/groups/{full.slug}/", f"/enrol/{full.slug}/"):
        for reader in (Client(), payer.client):
            assert f'href="{page}"' in read(reader, shown)
    visitor = read(Client(), page)
    assert "I am new here" in visitor
    assert f"next={page}".replace("/", "%2F") in visitor
    assert "Leave the waiting list" not in visitor
    assert Client().post(page, {"who": str(payer.member.pk)})["Location"].startswith("/account/")

    entry = wait(payer)

    assert "near the front" in read(payer.client, "/today/")
    assert "Leave the waiting list" in read(payer.client, page)
    other = till.payer(full)
    assert "near the front" not in read(other.client, "/today/")
    assert join(other.client, full, payer.member).status_code == 404
    leave = f"{page}leave/"
    assert other.client.post(leave, {"who": str(payer.member.pk)}).status_code == 404
    assert state(entry) == "waiting"
    payer.client.post(leave, {"who": str(payer.member.pk)})
    assert state(entry) == "left"
    assert "near the front" not in read(payer.client, "/today/")


def test_whoever_is_new_waits_after_one_form_and_may_ask_for_discreet_letters(
    till: Till, full: Cohort
) -> None:
    client = sign_in(Client(), make_account())
    page = f"/enrol/{full.slug}/wait/"
    assert client.post(page, NEWCOMER | {"name": ""}).status_code == 400
    assert not Member.objects.filter(name="Nia").exists()

    assert client.post(page, NEWCOMER | {"discreet": "on"}).status_code == 302

    member = Member.objects.get(name="Nia")
    assert (member.discreet, member.waiting.get().state) == (True, "waiting")
    assert not Intake.objects.filter(member=member).exists()  # asked once a seat is there


def test_while_a_seat_is_free_nobody_waits_and_where_none_can_be_had_neither(till: Till) -> None:
    cohort = till.cohort(capacity=2)
    payer = till.payer(cohort)
    page = f"/enrol/{cohort.slug}/wait/"
    assert payer.client.get(page)["Location"] == f"/enrol/{cohort.slug}/"
    assert join(payer.client, cohort, payer.member)["Location"] == f"/enrol/{cohort.slug}/"
    clock.move_to(cohort.enrolment_closes_at + timedelta(minutes=2))
    assert "not taking new members" in read(payer.client, page)
    assert "not taking new members" in join(payer.client, cohort, payer.member).content.decode()
    assert not WaitingEntry.objects.exists()


def test_whoever_may_not_enrol_alone_does_not_wait_alone(till: Till, full: Cohort) -> None:
    payer = till.payer(full)
    Intake.objects.filter(member=payer.member).update(birth_year=2012)

    assert join(payer.client, full, payer.member).status_code == 409
    assert not WaitingEntry.objects.exists()
    Intake.objects.filter(member=payer.member).update(birth_year=1990)
    wait(payer)


def test_a_mail_program_that_opens_the_link_changes_nothing(till: Till, full: Cohort) -> None:
    payer, other = till.payer(full), till.payer(full)
    entry = wait(payer)
    leaves(full)
    path, scanner = link_of(payer), Client()
    before = Enrollment.objects.get(waited=entry)

    for _time in range(3):
        page = scanner.get(path)
        assert (page.status_code, scanner.head(path).status_code) == (200, 200)
    told = page.content.decode()
    assert "No, thank you" in told
    assert payer.member.name not in told
    assert full.name not in told
    assert payer.account.email not in told
    assert scanner.post(path, {"answer": "perhaps"}).status_code == 200
    assert scanner.post(path, {"answer": "yes"})["Location"].startswith("/account/login/code/")
    first, last = ("B" if path[at] == "A" else "A" for at in (7, -2))
    for changed in (f"{path[:-2]}{last}/", f"/offer/{first}{path[8:]}", "/offer/none/"):
        assert scanner.post(changed, {"answer": "no"}).status_code == 404
    for answer in ("yes", "no"):
        foreign = other.client.post(path, {"answer": answer})
        assert foreign.status_code == 403
        assert payer.member.name not in foreign.content.decode()

    after = Enrollment.objects.get(waited=entry)
    assert (state(entry), after.state, after.hold_until) == (
        "offered",
        "offered",
        before.hold_until,
    )
    assert payer.member.name in read(payer.client, path)


def test_a_no_needs_no_signing_in_and_the_next_one_is_asked(till: Till, full: Cohort) -> None:
    first, second = till.payer(full), till.payer(full)
    entries = wait(first), wait(second)
    leaves(full)
    path = link_of(first)

    answer = Client().post(path, {"answer": "no"}, follow=True)

    assert "You said no" in answer.content.decode()
    assert [state(entry) for entry in entries] == ["declined", "offered"]
    again = Client().post(path, {"answer": "no"})
    assert (again.status_code, state(entries[1])) == (200, "offered")
    assert second.client.get(link_of(second)).status_code == 200


def test_a_yes_holds_the_seat_which_is_paid_as_every_other(till: Till, full: Cohort) -> None:
    payer, stranger = till.payer(full), till.payer(full)
    entry = wait(payer)
    leaves(full)
    assert stranger.hold().status_code == 409

    answer = payer.client.post(link_of(payer), {"answer": "yes"})

    assert answer["Location"] == f"/enrol/{full.slug}/pay/"
    assert (state(entry), payer.seat.state, payer.order.state) == ("accepted", "held", "open")
    assert payer.to_pay().status_code == 303
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert payer.letters() == 1
    assert stranger.hold().status_code == 409
    assert payer.client.get(link_of(payer)).status_code == 200


def test_whoever_has_not_answered_everything_keeps_the_offer_while_they_do(
    till: Till, full: Cohort
) -> None:
    payer = till.payer(full)
    entry = wait(payer)
    Intake.objects.all().delete()
    leaves(full)

    answer = payer.client.post(link_of(payer), {"answer": "yes"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/enrol/{full.slug}/about/"
    page = answer.content.decode()
    assert "A seat is kept for you until" in page
    assert "No seat is held yet" not in page
    assert state(entry) == "offered"
    assert payer.hold().status_code == 302
    assert state(entry) == "offered"
    till.answer_everything(payer.member)
    assert "The seat you waited for" in read(payer.client, f"/enrol/{full.slug}/pay/")
    assert payer.hold().status_code == 302
    assert (state(entry), payer.seat.state) == ("accepted", "held")


def test_case_55_an_answer_that_comes_too_late_is_told_so(till: Till, full: Cohort) -> None:
    first, second = till.payer(full), till.payer(full)
    entries = wait(first), wait(second)
    leaves(full)
    path = link_of(first)
    till.later(DAY + timedelta(minutes=1))

    assert first.client.post(path, {"answer": "yes"}).status_code == 410
    assert first.hold().status_code == 409
    till.work()

    assert [state(entry) for entry in entries] == ["lapsed", "offered"]
    over = first.client.get(path)
    assert over.status_code == 410
    assert "The time to answer is over" in over.content.decode()


def test_a_seat_that_was_taken_and_not_paid_is_the_next_ones(till: Till, full: Cohort) -> None:
    """Claim, then cancel: by time, and by hand."""
    first, second, third = (till.payer(full) for _payer in range(3))
    entries = [wait(first), wait(second), wait(third)]
    leaves(full)
    first.client.post(link_of(first), {"answer": "yes"})
    till.later(LATE)
    till.work()
    assert [state(entry) for entry in entries] == ["accepted", "offered", "waiting"]

    second.client.post(link_of(second), {"answer": "yes"})
    second.client.post(f"/enrol/release/{second.order.pk}/")

    assert [state(entry) for entry in entries] == ["accepted", "accepted", "offered"]


def test_case_57_whoever_paid_in_another_group_of_the_course_is_asked_no_more(
    till: Till, full: Cohort
) -> None:
    payer, second = till.payer(full), till.payer(full)
    entries = wait(payer), wait(second)
    leaves(full)
    sister = make_cohort(course=full.course)
    make_session(sister)
    set_price(sister, amount_minor=48000, currency="GBP", now=NOW)
    payer.cohort = sister
    payer.choose()
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    till.work()

    assert payer.seat.state == "active"
    assert [state(entry) for entry in entries] == ["closed", "offered"]
    assert "near the front" not in read(payer.client, "/today/")


def test_somebody_leaves_at_night_and_the_first_in_line_has_the_seat_by_noon(till: Till) -> None:
    """The whole of it, as everybody sees it: eight seats, two who wait, and a coordinator."""
    cohort = till.cohort(capacity=8)
    for _seat in range(8):
        make_enrollment(cohort)
    first, second, stranger = (till.payer(cohort) for _payer in range(3))
    entries = wait(first), wait(second)
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    page = f"/desk/groups/{cohort.slug}/"
    till.later(timedelta(hours=10))  # eleven at night in London

    desk.post(f"{page}seats/3/remove/", {"reason": "Moved away"})
    till.work()
    assert [state(entry) for entry in entries] == ["offered", "waiting"]
    assert not [one for one in delivered(to=first.account.email) if OFFER.search(one.text)]
    assert "the letter leaves in the morning" in read(desk, page)
    assert "A seat is kept for you" in read(first.client, "/today/")  # whoever sits up sees it
    assert stranger.hold().status_code == 409
    assert "Join the waiting list" in read(Client(), f"/groups/{cohort.slug}/")

    till.later(timedelta(hours=9, minutes=1))
    till.work()
    assert "Letter on" in read(desk, page)
    first.client.post(link_of(first), {"answer": "yes"})
    first.to_pay()
    first.pay()
    till.deliver()

    assert first.seat.seat_no == 3
    assert first.seat.state == "active"
    told = read(desk, page)
    assert "Took the seat" in told
    assert "Is asked first when a seat comes free" in told
    assert state(entries[1]) == "waiting"


def test_whom_a_coordinator_enrols_by_hand_comes_before_nobody_who_waits(
    till: Till, full: Cohort
) -> None:
    desk = sign_in(Client(), make_staff(Role.COORDINATOR))
    page, first = f"/desk/groups/{full.slug}/enrol/", till.payer(full)
    told = {"way": "cash", "reason": "Paid at the desk", "country": "GB"}
    told["time_zone"] = "Europe/London"
    stranger = told | {"email": "odo@example.org", "name": "Odo"}
    waits = told | {"email": first.account.email, "name": first.member.name}
    entry = wait(first)
    leaves(full)
    seat = Enrollment.objects.offered().get(member=first.member)

    answer = desk.post(page, stranger)
    assert answer.status_code == 409
    assert "kept for somebody on its waiting list" in answer.content.decode()
    assert not Member.objects.filter(name="Odo").exists()

    assert desk.post(page, waits).status_code == 302
    seat.refresh_from_db()
    assert (seat.state, seat.by_hand, seat.hold_until) == ("active", True, None)
    assert state(entry) == "accepted"


def test_an_offer_that_is_over_is_no_seat_by_hand_either(till: Till, full: Cohort) -> None:
    desk, first = sign_in(Client(), make_staff(Role.COORDINATOR)), till.payer(full)
    entry = wait(first)
    leaves(full)
    seat = Enrollment.objects.offered().get(member=first.member)
    assert seat.hold_until is not None
    clock.move_to(seat.hold_until)

    answer = desk.post(
        f"/desk/groups/{full.slug}/enrol/",
        {"email": first.account.email, "name": first.member.name, "way": "cash"}
        | {"reason": "Paid at the desk", "country": "GB", "time_zone": "Europe/London"},
    )

    assert answer.status_code == 409
    assert "is kept no longer" in answer.content.decode()
    assert state(entry) == "offered"
