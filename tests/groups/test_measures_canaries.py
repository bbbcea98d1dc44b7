"""No sequence of answers, shares, deletions, leaving and coming back shows a leader a score that is
not shared now.

Two forms of one member stand in two groups. After each step the leaders' pages of measures are
read, afterwards every other page of the team, the log, the trail and all letters.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

import clock
from accounts.roles import Role
from audit.models import Entry
from courses.measures.actions import AnsweredBefore
from courses.measures.models import Response
from groups.models import Cohort, Enrollment
from groups.seats.actions import remove_member
from outbox.models import Letter
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.diaries import make_group, person
from tests.groups.measuring import MARKED, answered
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db

# What stands on a leader's page where the form is shared, and what an answer of it would be.
DIGITS = {"phq-9": "332221000", "gad-7": "3332100"}
TOLD = {"phq-9": "13 of 27", "gad-7": "12 of 21"}
NEVER = ("Little interest", "Feeling nervous", "Nearly every day", "moderate", '"1": 3')
WEEKS = timedelta(weeks=5)  # after which what was shared for four weeks is not
SLUG = st.sampled_from(sorted(DIGITS))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["share", "share for weeks", "stop", "answer", "delete"]), SLUG),
        st.tuples(st.sampled_from(["leave", "join", "elsewhere", "later"]), st.just("")),
    ),
    min_size=1,
    max_size=8,
)


class Life:
    """One member who answered both forms, two groups with a leader each, and what is shared."""

    def __init__(self) -> None:
        clock.move_to(NOW)
        self.leaders = [make_staff(Role.FACILITATOR) for _ in range(2)]
        self.groups = [make_group(leader) for leader in self.leaders]
        self.coordinator = make_staff(Role.COORDINATOR)
        self.ada = person("canary@example.org", "Ada")
        self.parts: list[Enrollment | None] = [self._part(0), None]
        self.shared: list[dict[str, datetime | None]] = [{}, {}]
        self.here = 0
        for slug, digits in DIGITS.items():
            answered(self.ada, digits, at=NOW, slug=slug)
        self._come()

    def _part(self, at: int) -> Enrollment:
        return make_enrollment(self.groups[at], self.ada, activated_at=clock.now())

    def _come(self) -> None:
        """Everybody signs in."""
        self.own = sign_in(Client(), self.ada.account)
        self.desks = [sign_in(Client(), leader) for leader in self.leaders]
        self.office = sign_in(Client(), self.coordinator)

    def take(self, step: str, slug: str) -> None:
        """One step, the ordinary way."""
        part, shared = self.parts[self.here], self.shared[self.here]
        if step == "elsewhere":
            self.here = 1 - self.here
        elif step == "later":
            clock.move_to(clock.now() + WEEKS)
            self._come()
        elif step == "join" and part is None:
            self.parts[self.here] = self._part(self.here)
        elif step == "delete":
            for one in Response.objects.filter(member=self.ada, measure=slug):
                assert self.own.post(reverse("measure-delete", args=[one.pk])).status_code == 302
        elif part is None:
            return
        elif step == "answer":
            with suppress(AnsweredBefore):  # in the same sitting it is the same form
                answered(self.ada, DIGITS[slug], at=clock.now(), slug=slug)
        elif step == "leave":
            remove_member(part, reason="left", now=clock.now(), by=self.leaders[0].pk)
            self.parts[self.here], self.shared[self.here] = None, {}
        elif step == "stop":
            self._send(part, slug, stop="yes")
            shared.pop(slug, None)
        elif step.startswith("share"):
            for_weeks = step == "share for weeks"
            self._send(part, slug, weeks="4" if for_weeks else "part")
            shared[slug] = clock.now() + timedelta(weeks=4) if for_weeks else None

    def _send(self, part: Enrollment, slug: str, **form: str) -> None:
        address = reverse("measure-share", args=[self.ada.pk, slug])
        assert self.own.post(address, {"part": str(part.pk), **form}).status_code == 302

    def look(self) -> None:
        """Reads what leaders see of measures and compares it with what is shared."""
        kept = set(Response.objects.filter(member=self.ada).values_list("measure", flat=True))
        for at, (desk, cohort) in enumerate(zip(self.desks, self.groups, strict=True)):
            now, part = clock.now(), self.parts[at]
            shared = {
                slug for slug, until in self.shared[at].items() if until is None or until > now
            }
            listed = _page(desk, "lead-measures", cohort.slug)
            assert {slug for slug, told in TOLD.items() if told in listed} == shared & kept
            assert ("Ada" in listed) is bool(shared & kept)
            _silent(listed.replace(", moderate", ""), but=shared & kept)
            for slug, told in TOLD.items():
                if part is None:
                    continue
                address = reverse("lead-member-measure", args=[cohort.slug, part.pk, slug])
                answer = desk.get(address)
                assert answer.status_code == (200 if slug in shared else 404)
                assert (told in _said(answer.content)) is (slug in shared & kept)

    def look_everywhere(self) -> None:
        """Reads every other page of the team, too."""
        self.look()
        for desk, cohort in zip(self.desks, self.groups, strict=True):
            _silent(*_other_pages(desk, cohort))
        _silent(*_pages_of_the_office(self.office, self.groups, self.ada.pk))


def _said(content: bytes) -> str:
    """What a page says, without its marks and in single blanks."""
    return " ".join(unescape(MARKED.sub(" ", content.decode())).split())


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return _said(answer.content)


def _other_pages(desk: Client, cohort: Cohort) -> Iterator[str]:
    for name in ("lead-group", "group-roster", "group-message", "lead-diaries"):
        yield _page(desk, name, cohort.slug)
    for name in ("today", "my-groups", "my-lessons", "measures"):
        yield _page(desk, name)


def _pages_of_the_office(office: Client, groups: list[Cohort], member: object) -> Iterator[str]:
    for cohort in groups:
        for name in ("desk-cohort", "desk-roster", "group-roster"):
            yield _page(office, name, cohort.slug)
            answer = office.get(reverse(name, args=[cohort.slug]), {"csv": "seats"})
            yield answer.content.decode()
    yield _page(office, "desk-person", member)
    yield _page(office, "desk-outcomes")
    yield office.get(reverse("desk-outcomes"), {"csv": "outcomes"}).content.decode()
    yield _page(office, "today")


def _silent(*pages: str, but: frozenset[str] | set[str] = frozenset()) -> None:
    for page in pages:
        hidden = [told for slug, told in TOLD.items() if slug not in but]
        assert [told for told in (*hidden, *NEVER) if told in page] == [], page[:200]


@contextmanager
def _everything_logged() -> Iterator[io.StringIO]:
    heard = io.StringIO()
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@settings(max_examples=6)
@given(STEPS)
def test_no_sequence_shows_a_score_that_is_not_shared(steps: list[tuple[str, str]]) -> None:
    with _everything_logged() as heard, transaction.atomic():
        life = Life()
        life.look()
        for step, slug in steps:
            life.take(step, slug)
            life.look()
        life.look_everywhere()
        _silent(
            heard.getvalue(),
            *(f"{entry.act} {entry.facts}" for entry in Entry.objects.all()),
            *(f"{letter.kind} {letter.about}" for letter in Letter.objects.all()),
            *(f"{letter.subject} {letter.text}" for letter in delivered()),
        )
        transaction.set_rollback(True)


def test_everything_shared_is_read_so_that_the_search_can_find_it() -> None:
    life = Life()
    for step, slug in (
        ("share", "phq-9"), ("share for weeks", "gad-7"), ("later", ""), ("stop", "phq-9"),
        ("share", "phq-9"), ("delete", "phq-9"), ("answer", "phq-9"), ("elsewhere", ""),
        ("join", ""), ("share", "gad-7"), ("elsewhere", ""), ("leave", ""), ("join", ""),
    ):  # fmt: skip
        life.take(step, slug)
        life.look()
    life.look_everywhere()
    assert life.shared == [{}, {"gad-7": None}]
