"""Inside a site: the demo's clinic with what a release must not lose, and how it is counted.

`build`, `buy` and `talk` make it, at three moments of its clock, by the apps' own actions and
pages. `sums` counts what is there: when a world is kept, and again when it has been upgraded.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum
from django.test import Client

import clock
from accounts.actions import accept_policies, save_intake
from accounts.models import Account, Member
from accounts.queries import current_policies
from clock.jobs import all_jobs
from demo.people import BEN, COORDINATOR, LEADER
from demo.queries import demo_session
from demo.world import build_world
from groups.links.tokens import link_path
from groups.models import Attendance, Enrollment, GroupSession, RoomEvent
from groups.rooms.access import Permission
from groups.rooms.kernel.entering import Place, enter
from groups.rooms.kernel.turn import Sender, take_turn
from groups.rooms.parts.chat import Say, say
from groups.rooms.parts.lobby import admit
from groups.rooms.wire.frames import OneSeat
from outbox.models import Letter
from payments.models import LedgerEntry, Order
from tests.factories import make_account, make_member
from tests.payments.refunding import pay_back
from tests.payments.till import OK
from tests.signin import sign_in
from tests.stripe_sandbox.launcher import SandboxProcess

PAYS, IS_REFUNDED, HOLDS = "Nadia", "Omar", "Pia"
TERMS = "Everything comes back until the day before the course begins."
CHAT_DAYS = 60
CONTACT = "Aunt Zdenka"
WORDS = "I tried STOP on the bus, and it held."


def build() -> None:
    """The demo's clinic, whose coordinator then changes what it promises."""
    build_world(now=clock.now())
    desk = sign_in(Client(), Account.objects.get(email=COORDINATOR.email))
    _done(desk.post("/desk/promises/", {"refund_terms": TERMS, "chat_kept_days": CHAT_DAYS}))


def buy(sandbox_port: int) -> None:
    """One person pays a seat, one pays and is paid back."""
    stripe = SandboxProcess(sandbox_port, Path(), "", "")
    for name, slug in ((PAYS, "lunchtime"), (IS_REFUNDED, "weekend-mornings")):
        browser, order = _hold(name, slug)
        answer = browser.post(f"/enrol/{slug}/pay/")
        assert answer.status_code == 303, answer.content.decode()
        stripe.pay(answer["Location"], OK)
        assert browser.get(f"/enrol/paid/{order.pk}/").status_code == 200
    desk = sign_in(Client(), Account.objects.get(email=COORDINATOR.email))
    _done(pay_back(desk, order, reason="Another evening fits better."))
    for job in all_jobs():
        if job.name.startswith("payments."):
            job.run(clock.now())
    paid = Order.objects.filter(payer__email=f"{PAYS.lower()}@example.org").get()
    assert (paid.state, sums()["ledger"]) == (
        Order.State.PAID,
        {"payment GBP": 48_000, "payment USD": 120_000, "refund USD": -120_000},
    )


def talk() -> None:
    """Minutes before a session Ben is let in and says something; its words are sealed. Elsewhere
    somebody holds a seat and has not paid yet."""
    _hold(HOLDS, "lunchtime")
    session = coming()
    part = Enrollment.objects.get(cohort=session.cohort, member__account__email=BEN.email)
    ben = sign_in(Client(), part.member.account)
    _done(ben.post(link_path(part, session)))
    his = _enter(ben, session)
    hers = _enter(sign_in(Client(), Account.objects.get(email=LEADER.email)), session)
    now, real = clock.now(), clock.real_now()
    take_turn(
        _sender(hers), lambda turn: admit(turn, OneSeat(seat=his.admitted.seat_id)),
        permission=Permission.LEADS, whose=None, durable=False, now=now, real=real,
    )  # fmt: skip
    take_turn(
        _sender(his), lambda turn: say(turn, Say(text=WORDS)),
        permission=Permission.INSIDE, whose=None, durable=True, now=now, real=real,
    )  # fmt: skip


def coming() -> GroupSession:
    """The next session of the evening group."""
    session = demo_session()
    assert session is not None
    return session


def tell_when() -> None:
    """Prints when the letter of the day before is due, and a moment at which the room is open."""
    starts_at = coming().starts_at
    moments: list[datetime] = [
        starts_at - timedelta(hours=23, minutes=50),
        starts_at - timedelta(minutes=10),
    ]
    print(json.dumps([moment.isoformat() for moment in moments]))  # noqa: T201


def tell_sums() -> None:
    """Prints `sums`."""
    print(json.dumps(sums()))  # noqa: T201


def sums() -> dict[str, Any]:
    """What must be the same after an upgrade: people, seats, orders, money, letters, sessions."""
    return {
        "accounts": Account.objects.count(),
        "members": Member.objects.count(),
        "seats": _counted(Enrollment.objects.values_list("cohort__slug", "state")),
        "orders": _counted(Order.objects.values_list("state", "currency")),
        "ordered": _summed(Order.objects.values_list("state", "currency")),
        "ledger": _summed(LedgerEntry.objects.values_list("kind", "currency")),
        "letters": _counted(Letter.objects.values_list("kind", "state")),
        "sessions": _counted(GroupSession.objects.values_list("cohort__slug", "state")),
        "attendance": _counted(Attendance.objects.values_list("verdict")),
        "said": RoomEvent.objects.count(),
    }


def _counted(rows: Any) -> dict[str, int]:
    return {" ".join(names): number for *names, number in rows.order_by().annotate(n=Count("pk"))}


def _summed(rows: Any) -> dict[str, int]:
    return {
        " ".join(names): total
        for *names, total in rows.order_by().annotate(total=Sum("amount_minor"))
    }


def _hold(name: str, slug: str) -> tuple[Client, Order]:
    """Somebody new holds a seat, on the pages."""
    now = clock.now()
    account = make_account(f"{name.lower()}@example.org")
    member = make_member(account, name=name, joined_at=now)
    save_intake(
        member,
        birth_year=1990,
        emergency_name=CONTACT,
        emergency_phone="+44 20 7946 0000",
        emergency_relation="aunt",
        now=now,
    )
    accept_policies(member, policies=list(current_policies().values()), now=now)
    browser = sign_in(Client(), account)
    _done(browser.post(f"/enrol/{slug}/who/", {"who": str(member.pk)}))
    _done(browser.post(f"/enrol/{slug}/hold/"))
    return browser, Order.objects.get(member=member)


def _enter(browser: Client, session: GroupSession) -> Place:
    name = settings.SESSION_COOKIE_NAME
    return enter(
        cookies={name: browser.cookies[name].value},
        query=b"",
        session_id=session.pk,
        page="kept",
        again=False,
    )


def _sender(place: Place) -> Sender:
    room_id, seat_id = UUID(str(place.admitted.room_id)), UUID(str(place.admitted.seat_id))
    return Sender(room_id=room_id, seat_id=seat_id, frame_id="kept-1")


def _done(answer: Any) -> None:
    """A form that was taken leads on."""
    assert answer.status_code == 302, answer.content.decode()
