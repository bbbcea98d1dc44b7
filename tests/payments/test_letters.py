"""What people read in their inbox about money, in text and HTML, ordinary and discreet."""

import re
from datetime import timedelta
from urllib.parse import unquote_plus

import pytest

import clock
from groups.links.tokens import link_path
from groups.seats.actions import release_seat
from groups.sessions.actions import move_session
from groups.sessions.dates import meeting_times
from outbox.mailbox import MailboxMessage
from tests.factories import make_session
from tests.letters import delivered
from tests.payments.refunding import pay_back
from tests.payments.test_late_money import _pay_again
from tests.payments.test_money_back import coordinator
from tests.payments.till import Payer, Till

# What a discreet letter must not say anywhere a glance falls: sender, subject, calendar, body.
TELLING = re.compile(
    r"\b(dbt|skills?|therap\w*|group|session|clinic\w*|crisis|mental|evenkeel)\b", re.IGNORECASE
)
BARE_LINKS = re.compile(r"https?://\S+")


def the_letter(payer: Payer) -> MailboxMessage:
    """The newest letter to this person."""
    return delivered(to=payer.account.email, now=clock.now())[-1]


def both(letter: MailboxMessage) -> list[str]:
    """The words in text, and in HTML without its tags."""
    return [letter.text, re.sub(r"<style.*?</style>|<[^>]+>", " ", letter.html, flags=re.S)]


def test_the_confirmation_has_receipt_dates_link_and_calendar(till: Till) -> None:
    cohort = till.cohort()
    payer = till.enrolled(cohort)
    letter = the_letter(payer)
    assert letter.subject == f"You have a seat in {cohort.name}"
    first = cohort.sessions.get(number=1)
    for words in both(letter):
        assert payer.order.number in words
        assert "£480" in words
        assert "Tuesday 8 September 2026, 18:00" in words
    assert link_path(payer.seat, first) in letter.text
    assert link_path(payer.seat, first) in letter.html
    assert [event.starts_at for event in letter.invitations] == [
        session.starts_at for session in cohort.sessions.order_by("number")
    ]
    assert len({event.uid for event in letter.invitations}) == 3


def test_a_discreet_confirmation_says_nothing_about_what_it_is(till: Till) -> None:
    cohort = till.cohort()
    payer = till.payer(cohort, discreet=True)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    letter = the_letter(payer)
    glances = [letter.subject, letter.sender.split("<")[0], *letter.attachments]
    glances += [event.summary for event in letter.invitations]
    glances += [event.description for event in letter.invitations]
    glances += [BARE_LINKS.sub("", words) for words in both(letter)]
    for words in glances:
        assert not TELLING.search(words), TELLING.search(words)
        assert cohort.name not in words
    assert letter.invitations
    assert "£480" in letter.text


@pytest.mark.parametrize("discreet", [False, True])
@pytest.mark.parametrize(
    ("zone", "weeks", "dates", "clocks"),
    [
        ("Europe/London", 3, ["Thursday 10 September 2026, 19:00"], False),
        ("Asia/Kolkata", 3, ["Thursday 10 September 2026, 23:30"], False),
        ("Asia/Kolkata", 8, ["15 September 2026, 22:30", "27 October 2026, 23:30"], True),
    ],
)
def test_the_confirmation_claims_no_hour_that_does_not_hold(
    till: Till, discreet: bool, zone: str, weeks: int, dates: list[str], clocks: bool
) -> None:
    cohort = till.cohort()
    moments = meeting_times(
        first_on=cohort.first_on, starts=cohort.starts, zone=cohort.zone, count=weeks
    )
    for moment in moments[3:]:
        make_session(cohort, starts_at=moment)
    first = cohort.sessions.get(number=1)
    later = first.starts_at + timedelta(days=2, hours=1)
    move_session(first, starts_at=later, note="", by=1, now=clock.now())
    payer = till.payer(cohort, discreet=discreet)
    payer.account.time_zone = zone
    payer.account.save()
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    letter = the_letter(payer)
    for body in both(letter):
        words = re.sub(r"\s+", " ", body)
        assert [date for date in dates if date not in words] == []
        assert "always" not in words
        abroad = zone != "Europe/London"
        assert ("start at 18:00 in London" in words) is (abroad and discreet)
        assert ("The group usually starts at 18:00 in London." in words) is (
            abroad and not discreet
        )
        assert ("(Thursday, 19:00 in London)" in words) is abroad
        assert ("The clocks change" in words) is clocks
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))


@pytest.mark.parametrize("discreet", [False, True])
def test_the_apology_names_the_sum_and_other_groups(till: Till, discreet: bool) -> None:
    cohort, other = till.cohort(capacity=2), till.cohort()
    payer = till.payer(cohort, discreet=discreet)
    payer.go_to_stripe()
    release_seat(payer.seat, reason="freed by hand", now=clock.now())
    till.enrolled(cohort)
    till.enrolled(cohort)
    payer.pay()
    till.deliver()
    letter = the_letter(payer)
    for words in both(letter):
        assert "The whole sum, £480, is on its way back" in words
        assert (other.name in words) is not discreet
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))
    assert not discreet or not TELLING.search(letter.subject)


@pytest.mark.parametrize("discreet", [False, True])
def test_the_letter_about_a_second_payment_says_the_seat_is_safe(
    till: Till, discreet: bool
) -> None:
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    _pay_again(till, payer)
    letter = the_letter(payer)
    for words in both(letter):
        assert "The second payment, £480, is on its way back" in words
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))


@pytest.mark.parametrize("discreet", [False, True])
def test_the_letter_about_a_refund_names_the_sum(till: Till, discreet: bool) -> None:
    payer = till.payer(till.cohort(), discreet=discreet)
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    given = {event.uid: event.sequence for event in the_letter(payer).invitations}
    pay_back(coordinator(), payer.order)
    till.work()
    letter = the_letter(payer)
    for words in both(letter):
        assert "£480 is on its way back" in words
        assert "takes the dates out of your calendar" in words
        assert not discreet or not TELLING.search(BARE_LINKS.sub("", words))
    assert {event.uid for event in letter.invitations} == set(given)
    for event in letter.invitations:
        assert (event.method, event.status) == ("PUBLISH", "CANCELLED")
        assert event.sequence > given[event.uid]
        assert not discreet or event.summary.rstrip("0123456789") == "Appointment "


def test_an_enrolment_that_ended_before_the_letter_left_is_not_confirmed(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    till.work()
    subjects = [letter.subject for letter in delivered(to=payer.account.email, now=clock.now())]
    assert subjects == ["Your enrolment has ended and your money is on its way back"]


def test_case_71_a_link_works_for_a_paid_seat_only(till: Till) -> None:
    cohort = till.cohort()
    payer, waiting = till.enrolled(cohort), till.payer(cohort)
    waiting.hold()
    session = cohort.sessions.get(number=1)
    link, no_link = link_path(payer.seat, session), link_path(waiting.seat, session)
    clock.move_to(session.starts_at - timedelta(hours=1))
    assert waiting.client.get(no_link).status_code == 410
    assert payer.client.get(link).status_code == 200
    pay_back(coordinator(), payer.order)
    assert payer.client.get(link).status_code == 410


def test_case_73_stripe_hears_opaque_ids_and_neutral_words_only(till: Till) -> None:
    cohort = till.cohort()
    cohort.name, cohort.slug = "Emotion regulation for Ada", "dbt-emotion-regulation"
    cohort.save()
    payer = till.payer(cohort)
    payer.member.name = "Ada Lovelace"
    payer.member.save()
    payer.choose()
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    pay_back(coordinator(), payer.order, reason="Emotion")
    till.work()
    calls = till.stripe.look("requests")["data"]
    assert {call["path"] for call in calls if call["method"] == "POST"} == {
        "/v1/checkout/sessions",
        "/v1/refunds",
    }
    telling = re.compile(
        r"dbt|emotion|regulation|skill|therap|group|clinic|mental|ada\b|lovelace", re.IGNORECASE
    )
    for call in calls:
        # Stripe's own ids are drawn at random, and one in some hundreds spells something.
        words = re.sub(r"\b(cs_test|pi|re)_\w+", "", f"{call['path']} {unquote_plus(call['sent'])}")
        assert not telling.search(words), words
        for opaque in (payer.account.email, str(payer.member.pk), str(payer.seat.pk)):
            assert opaque not in words
    assert any(call["params"].get("client_reference_id") == str(payer.attempt.pk) for call in calls)
