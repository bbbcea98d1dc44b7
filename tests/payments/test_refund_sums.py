"""By which rule money goes back from the desk, in which coins, and what came by hand."""

from datetime import timedelta

import pytest
from django.test import Client

import clock
from groups.models import GroupSession
from payments.ledger.queries import paid_for
from payments.models import HandReturn, Order, Refund
from tests.letters import delivered
from tests.payments.refunding import confirm, path_of, pay_back, preview
from tests.payments.test_by_hand import ADA, enrol, the_seat
from tests.payments.test_money_back import coordinator
from tests.payments.test_refunds_of_a_part import letters_to, part, sent, shown
from tests.payments.till import Payer, Till
from tests.signin import sign_in


def _hold_sessions(till: Till, payer: Payer, *, held: int) -> None:
    """The clock stands an hour after so many sessions began."""
    starts = list(payer.cohort.sessions.order_by("starts_at").values_list("starts_at", flat=True))
    clock.move_to(starts[held - 1] + timedelta(hours=1))


def test_the_share_of_sessions_not_had_goes_back(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort(amount_minor=10000)), coordinator()
    assert payer.cohort.sessions.count() == 3
    assert "had: £100.00" in shown(desk.get(path_of(payer.order)))
    _hold_sessions(till, payer, held=1)

    page = shown(desk.get(path_of(payer.order)))

    assert "1 of 3 were held; 2 remain" in page
    assert "The share of the sessions they have not had: £66.67" in page
    assert pay_back(desk, payer.order, basis="sessions").status_code == 302
    till.work()
    till.deliver()
    assert sent(till) == [6667]  # the odd cent is theirs
    assert Refund.objects.get().basis == "sessions"
    # What went back counts: there is nothing more by that rule.
    assert "Share of the sessions" not in shown(desk.get(path_of(payer.order)))


def test_a_cancelled_session_was_not_had_and_the_one_in_its_stead_is_no_other(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort(amount_minor=9000)), coordinator()
    _first, second, third = payer.cohort.sessions.order_by("starts_at")
    GroupSession.objects.filter(pk=second.pk).update(state="cancelled")
    _hold_sessions(till, payer, held=2)
    page = shown(desk.get(path_of(payer.order)))
    assert "1 of 3 were held; 2 remain" in page
    GroupSession.objects.filter(pk=third.pk).update(replaces=second)

    page = shown(desk.get(path_of(payer.order)))

    assert "1 of 2 were held; 1 remains" in page
    assert "had: £45.00" in page


def test_a_session_that_begins_while_they_read_changes_the_sum(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort(amount_minor=9000)), coordinator()
    read = preview(desk, payer.order, basis="sessions")
    assert "£90.00" in shown(read)
    _hold_sessions(till, payer, held=1)

    answer = confirm(desk, payer.order, read)

    assert answer.status_code == 409
    assert "GBP £90.00 £0.00 £0.00 £0.00 £60.00 £30.00" in shown(answer)
    assert not Refund.objects.exists()


def test_what_was_promised_can_be_chosen_until_its_day(till: Till) -> None:
    payer, desk = till.enrolled(till.cohort()), coordinator()
    promised = "What was promised when it was ordered"
    Order.objects.update(refund_until=clock.now().date())
    assert f"{promised}: £480.00" in shown(desk.get(path_of(payer.order)))
    read = preview(desk, payer.order, basis="promise")
    assert read.status_code == 200

    till.later(timedelta(days=1))

    assert promised not in shown(desk.get(path_of(payer.order)))
    answer = confirm(desk, payer.order, read)
    assert answer.status_code == 409
    assert "not possible any more" in shown(answer)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("currency", "price", "own", "minor", "text", "refused"),
    [
        ("JPY", 1000, "333", 333, "¥333", "333.5"),
        ("KWD", 36500, "12.340", 12340, "KWD 12.340", "12.345"),
    ],
)
def test_every_currency_goes_back_in_its_own_coins(
    till: Till, currency: str, price: int, own: str, minor: int, text: str, refused: str
) -> None:
    payer = till.enrolled(till.cohort(amount_minor=price, currency=currency))
    desk = coordinator()
    _hold_sessions(till, payer, held=1)
    thirds = {"JPY": "¥667", "KWD": "KWD 24.340"}
    assert f"had: {thirds[currency]}" in shown(desk.get(path_of(payer.order)))
    assert part(desk, payer.order, refused).status_code == 400  # type: ignore[attr-defined]

    read = preview(desk, payer.order, basis="own", amount=own, seat="keep")

    assert f"Send {text} back" in shown(read)
    confirm(desk, payer.order, read)
    till.work()
    till.deliver()
    assert sent(till) == [minor]
    assert f"{text} is on its way back" in letters_to(payer)[-1].text


def test_a_part_of_what_came_by_hand_is_written_down_and_stripe_hears_nothing(
    till: Till, desk: Client
) -> None:
    enrol(desk, till.cohort(), received="on")
    delivered(now=clock.now())
    order = Order.objects.get()

    read = preview(desk, order, basis="own", amount="100", seat="keep", reason="Two sessions less")
    assert "Stripe never had it" in shown(read)
    for _click in range(2):
        assert confirm(desk, order, read).status_code == 302

    order.refresh_from_db()
    assert (order.state, order.by_hand.state, the_seat().state) == ("paid", "received", "active")
    assert paid_for(order) == {"GBP": 38000}
    back = HandReturn.objects.get()
    assert (back.amount_minor, back.words, back.basis) == (10000, "Two sessions less", "own")
    letter = delivered(to=ADA["email"], now=clock.now())[-1]
    assert "We give £100 back to whoever paid it." in letter.text
    assert "£380 stays with us" in letter.text
    assert "card or account" not in letter.text
    receipt = shown(sign_in(Client(), order.payer).get(f"/orders/{order.pk}/"))
    assert "−£100" in receipt
    assert "Two sessions less" not in receipt

    # The rest ends it, and tells of the rest alone.
    assert pay_back(desk, order).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.by_hand.state, the_seat().state) == (
        "refunded", "returned", "cancelled",
    )  # fmt: skip
    assert paid_for(order) == {"GBP": 0}
    assert "We give £380 back" in delivered(to=ADA["email"], now=clock.now())[-1].text
    assert not Refund.objects.exists()
