"""What of an offer, and of the seat it is about, is open to whom. Table: CASES.md."""

from datetime import timedelta

from django.test import Client

import clock
from groups.cohorts.models import Cohort
from groups.links.tokens import link_path
from tests.payments.test_waiting import leaves, link_of, read, wait
from tests.payments.test_waiting_cases import takes_offer
from tests.payments.till import Till

YES = {"answer": "yes"}


def test_case_70a_pages_about_somebody_elses_offer_and_order_are_unknown(
    till: Till, full: Cohort
) -> None:
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    wait(other)
    leaves(full)
    path = link_of(payer)
    told = read(payer.client, path)
    assert "£480" not in read(Client(), path)
    payer.client.post(path, YES)

    assert payer.client.get(path).status_code == 200
    assert "£480" in told
    assert other.client.get(path).status_code == 403
    anonymous = read(Client(), path)
    assert payer.member.name not in anonymous
    assert full.name not in anonymous
    own = f"/enrol/paid/{payer.order.pk}/"
    assert payer.client.get(own).status_code == 200
    for whose in (own, f"/orders/{payer.order.pk}/", f"/enrol/release/{payer.order.pk}/"):
        assert other.client.get(whose).status_code == 404
    assert other.client.post(f"/enrol/release/{payer.order.pk}/").status_code == 404
    assert payer.seat.state == "held"


def test_case_71a_no_room_opens_for_who_waits_is_offered_a_seat_or_holds_it(
    till: Till, full: Cohort
) -> None:
    session = full.sessions.get(number=1)
    payer, other = till.payer(full), till.payer(full)
    wait(payer)
    wait(other)
    room = f"/room/{session.pk}/"

    def doors() -> list[int]:
        return [
            payer.client.get(link_path(payer.seat, session)).status_code,
            payer.client.get(room).status_code,
        ]

    assert other.client.get(room).status_code == 404
    leaves(full)
    assert payer.seat.is_offered
    assert doors() == [410, 402]
    takes_offer(payer)
    assert payer.seat.is_held
    assert doors() == [410, 402]
    payer.pay()
    till.deliver()
    clock.move_to(session.starts_at - timedelta(minutes=10))
    payer.client.post(link_path(payer.seat, session))  # "Yes, this is me"
    assert doors()[1] == 200
    assert other.client.get(link_path(payer.seat, session)).status_code == 403
    assert other.client.get(room).status_code == 404
