"""No sequence of writing, handing in, taking back, leaving and coming back shows a leader what is
not in their hands.

A canary stands in each saving. After each step the leaders' pages are read, afterwards all others
of the team, the log, the trail and all letters.
"""

import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

import clock
from accounts.models import Member
from accounts.roles import Role
from audit.models import Entry
from courses.answers.actions import begin_answer
from groups.models import Cohort, Enrollment, HandedIn
from groups.seats.actions import remove_member
from outbox.models import Letter
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.groups.sheets import make_group, save, sheet_of
from tests.groups.test_diary_canaries import _everything_logged
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.sampled_from(["write", "hand", "back", "say", "reply", "leave", "join", "elsewhere"]),
    min_size=1,
    max_size=9,
)


class Life:
    """One member with a sheet, two groups with a leader each, and what each holds of it."""

    def __init__(self) -> None:
        first = make_group()
        leader = make_staff(Role.FACILITATOR)
        second = make_cohort(leader=leader, state=Cohort.State.RUNNING)
        self.groups = [first, second]
        self.leaders = [first.leaders.get().account, leader]
        self.ada: Member = make_member(make_account("canary@example.org"), name="Ada")
        self.parts: list[Enrollment | None] = [make_enrollment(first, self.ada), None]
        self.own = sign_in(Client(), self.ada.account)
        self.desks = [sign_in(Client(), one) for one in self.leaders]
        self.office = sign_in(Client(), make_staff(Role.COORDINATOR))
        self.answer = begin_answer(self.ada, sheet_of(), now=clock.now())
        self.written = 0
        self.held: list[int | None] = [None, None]
        self.here = 0
        self.take("write")

    def take(self, step: str) -> None:
        """One step, the ordinary way."""
        part, row = self.parts[self.here], self._row()
        if step == "elsewhere":
            self.here = 1 - self.here
        elif step == "write":
            self.written += 1
            self.answer.refresh_from_db()
            words = {"a0": _canary(self.written), "a9-0": f"Also {_canary(self.written)}"}
            assert save(self.own, self.answer, **words).status_code == 302
        elif step == "join" and part is None:
            self.parts[self.here] = make_enrollment(self.groups[self.here], self.ada)
        elif part is None:
            return
        elif step == "leave":
            remove_member(part, reason="left", now=clock.now(), by=self.leaders[0].pk)
            self.parts[self.here] = self.held[self.here] = None
        elif step == "hand":
            address = reverse("sheet-hand-in", args=[self.answer.pk])
            assert self.own.post(address, {"part": str(part.pk)}).status_code == 302
            self.held[self.here] = self.written
        elif row is not None:
            self._with(row, step)

    def _with(self, row: HandedIn, step: str) -> None:
        form = {"filling": str(uuid.uuid4()), "words": f"Canary said {step}"}
        slug = self.groups[self.here].slug
        if step == "back":
            self.own.post(reverse("sheet-take-back", args=[row.pk]))
            self.held[self.here] = None
        elif step == "say":
            self.desks[self.here].post(reverse("lead-sheet", args=[slug, row.pk]), form)
        elif step == "reply":
            self.own.post(reverse("sheet-reply", args=[row.pk]), form)

    def _row(self) -> HandedIn | None:
        part = self.parts[self.here]
        return HandedIn.objects.filter(enrollment=part).first() if part else None

    def look(self) -> None:
        """Reads what leaders see and compares it with what is in their hands."""
        for at, (desk, cohort) in enumerate(zip(self.desks, self.groups, strict=True)):
            listed = _page(desk, "lead-sheets", cohort.slug)
            held = self.held[at]
            assert ("Harbour sheet" in listed) is (held is not None)
            assert ("Ada" in listed) is (held is not None)
            assert "Canary" not in listed
            for row in HandedIn.objects.all():
                mine = row.enrollment_id == getattr(self.parts[at], "pk", None)
                answer = desk.get(reverse("lead-sheet", args=[cohort.slug, row.pk]))
                text = unescape(answer.content.decode())
                if mine and held is not None:
                    assert answer.status_code == 200
                    seen = {n for n in range(1, self.written + 1) if _canary(n) in text}
                    assert seen == {held}
                else:
                    assert answer.status_code == 404
                    assert "Canary" not in text

    def look_everywhere(self) -> None:
        """Reads every other page of the team, too."""
        self.look()
        for desk, cohort in zip(self.desks, self.groups, strict=True):
            for told in _other_pages(desk, cohort):
                assert "Canary" not in told
        for told in _pages_of_the_office(self.office, self.groups, self.ada):
            assert "Canary" not in told


def _canary(number: int) -> str:
    return f"Canary number {number}."


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return " ".join(unescape(answer.content.decode()).split())


def _other_pages(desk: Client, cohort: Cohort) -> Iterator[str]:
    for name in ("lead-group", "group-roster", "group-message", "lead-diaries", "lead-measures"):
        yield _page(desk, name, cohort.slug)
    for name in ("today", "my-groups", "my-lessons", "sheets"):
        yield _page(desk, name)


def _pages_of_the_office(office: Client, groups: list[Cohort], member: Member) -> Iterator[str]:
    for cohort in groups:
        for name in ("desk-cohort", "desk-roster", "group-roster"):
            yield _page(office, name, cohort.slug)
            answer = office.get(reverse(name, args=[cohort.slug]), {"csv": "seats"})
            yield answer.content.decode()
    yield _page(office, "desk-person", member.pk)
    yield _page(office, "today")


@settings(max_examples=8)
@given(STEPS)
def test_no_sequence_shows_what_is_not_in_their_hands(small_course: None, steps: list[str]) -> None:
    with _everything_logged() as heard, transaction.atomic():
        life = Life()
        life.look()
        for step in steps:
            life.take(step)
            life.look()
        life.look_everywhere()
        told = [
            heard.getvalue(),
            *(f"{entry.act} {entry.facts}" for entry in Entry.objects.all()),
            *(f"{letter.kind} {letter.about}" for letter in Letter.objects.all()),
            *(f"{letter.subject} {letter.text}" for letter in delivered()),
        ]
        assert [one for one in told if "Canary" in one] == []
        transaction.set_rollback(True)


def test_what_is_handed_in_is_read_so_that_the_search_can_find_it(small_course: None) -> None:
    life = Life()
    for step in ("hand", "say", "reply", "write", "elsewhere", "join", "hand", "elsewhere"):
        life.take(step)
        life.look()
    assert life.held == [1, 2]
    life.look_everywhere()
    for step in ("back", "write", "hand", "leave", "join"):
        life.take(step)
        life.look()
