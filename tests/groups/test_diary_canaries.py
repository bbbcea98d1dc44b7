"""No sequence of sharing, taking back, leaving and coming back shows a leader what is not shared.

A canary stands in every field of a card. After each step the leaders' pages of diaries are read,
afterwards all others of the team, the log, the trail and all letters.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
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
from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import FIELDS, urge_key
from groups.models import Cohort, Enrollment
from groups.seats.actions import remove_member
from outbox.models import Letter
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.diaries import CANARY, browser, fill, make_group, person, urge_of
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db

URGE = "urge"
# What stands on a leader's page where the field is shared, by its key.
TOLD = {
    "sadness": "Sadness: 3", "fear": "Fear or worry: 2", "anger": "Anger: 1",
    "shame": "Shame or guilt: 5", "joy": "Joy: 4", "overall": "Use of skills: 6",
    "skills": "Skills used: Lantern", "slept_half_hours": "Sleep: 6½ h",
    "food": "Food: Less than my body needed", "movement": "Movement: A little",
    "medication": "Medication: Differently", "halt": "HALT: Hungry, Lonely",
    "note": "Canary of the note", URGE: "Canary of the urge",
}  # fmt: skip
KEYS = st.sets(st.sampled_from(sorted(TOLD)), min_size=1, max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("share"), KEYS),
        st.tuples(st.just("unshare"), KEYS),
        st.tuples(st.sampled_from(["stop", "leave", "join", "elsewhere"]), st.just(set[str]())),
    ),
    min_size=1,
    max_size=7,
)


class Life:
    """One member with a full card and one beside it, two groups with a leader each, and what is
    shared in them."""

    def __init__(self) -> None:
        clock.move_to(NOW)
        self.leaders = [make_staff(Role.FACILITATOR) for _ in range(2)]
        self.groups = [make_group(leader) for leader in self.leaders]
        self.ada: Member = person("canary@example.org", "Ada")
        self.urge: Urge = urge_of(self.ada)
        self.parts: list[Enrollment | None] = [make_enrollment(self.groups[0], self.ada), None]
        self.shared: list[set[str]] = [set(), set()]
        self.here = 0
        self.own = browser(self.ada)
        self.desks = [sign_in(Client(), leader) for leader in self.leaders]
        self.office = sign_in(Client(), make_staff(Role.COORDINATOR))
        skill = self.groups[0].course.weeks.get(number=1).skills.get()
        levels = {f"urge-{self.urge.pk}": "5", f"acted-{self.urge.pk}": "on"}
        assert fill(self.own, **CANARY, **levels, skills=[str(skill.pk)]).status_code == 302
        # From another device: kept beside, where its urge alone is ever read.
        assert fill(self.own, note="Canary beside", **levels).status_code == 302
        assert DiaryCard.objects.filter(member=self.ada).count() == 2

    def take(self, step: str, keys: set[str]) -> None:
        """One step, the ordinary way."""
        part, told = self.parts[self.here], self._told(keys)
        if step == "elsewhere":
            self.here = 1 - self.here
        elif step == "join" and part is None:
            self.parts[self.here] = make_enrollment(self.groups[self.here], self.ada)
        elif part is None:
            return
        elif step == "leave":
            remove_member(part, reason="left", now=clock.now(), by=self.leaders[0].pk)
            self.parts[self.here], self.shared[self.here] = None, set()
        elif step == "stop":
            self._send(part, {"stop": "1"})
            self.shared[self.here] = set()
        elif step == "share":
            self._send(part, {"fields_shared": told})
            self.shared[self.here] |= keys
        elif step == "unshare":
            self._send(part, {"was": told})
            self.shared[self.here] -= keys

    def _told(self, keys: set[str]) -> list[str]:
        return [urge_key(self.urge.pk) if key == URGE else key for key in sorted(keys)]

    def _send(self, part: Enrollment, form: dict[str, object]) -> None:
        self.own.post(reverse("diary-share", args=[part.pk]), form)

    def look(self) -> None:
        """Reads what leaders see of the diary and compares it with what is shared."""
        for at, (desk, cohort) in enumerate(zip(self.desks, self.groups, strict=True)):
            part = self.parts[at]
            there = "" if part is None else _page(desk, "lead-diary", cohort.slug, part.pk)
            assert {key for key, told in TOLD.items() if told in there} == self.shared[at]
            assert "Canary beside" not in there
            listed = _page(desk, "lead-diaries", cohort.slug)
            assert (TOLD[URGE] in listed) is (URGE in self.shared[at])
            assert ("Ada" in listed) is bool(self.shared[at])
            assert ("strong urge" in _page(desk, "today")) is (URGE in self.shared[at])
            _silent(listed.replace(TOLD[URGE], "") if URGE in self.shared[at] else listed)

    def look_everywhere(self) -> None:
        """Reads every other page of the team, too."""
        self.look()
        for desk, cohort in zip(self.desks, self.groups, strict=True):
            _silent(*_other_pages(desk, cohort))
        _silent(*_pages_of_the_office(self.office, self.groups, self.ada))


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return " ".join(unescape(answer.content.decode()).split())


def _other_pages(desk: Client, cohort: Cohort) -> Iterator[str]:
    for name in ("lead-group", "group-roster", "group-message"):
        yield _page(desk, name, cohort.slug)
    yield _page(desk, "lead-attendance", cohort.slug, 1)
    for name in ("today", "my-groups", "my-lessons", "diary", "diary-sharing"):
        yield _page(desk, name)


def _pages_of_the_office(office: Client, groups: list[Cohort], member: Member) -> Iterator[str]:
    for cohort in groups:
        for name in ("desk-cohort", "desk-roster", "group-roster"):
            yield _page(office, name, cohort.slug)
            answer = office.get(reverse(name, args=[cohort.slug]), {"csv": "seats"})
            yield answer.content.decode()
    yield _page(office, "desk-person", member.pk)
    yield _page(office, "today")


def _silent(*pages: str) -> None:
    for page in pages:
        found = [told for told in TOLD.values() if told in page]
        assert found == [], page[:200]
        assert "Canary" not in page


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


def test_there_is_a_canary_in_every_field() -> None:
    assert TOLD.keys() == {*FIELDS, URGE}


@settings(max_examples=8)
@given(STEPS)
def test_no_sequence_shows_what_is_not_shared(steps: list[tuple[str, set[str]]]) -> None:
    with _everything_logged() as heard, transaction.atomic():
        life = Life()
        life.look()
        for step, keys in steps:
            life.take(step, keys)
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
    life.take("share", set(TOLD))
    life.look_everywhere()
    assert life.shared[0] == set(TOLD)
    life.take("elsewhere", set())
    life.take("join", set())
    life.look()
    life.take("share", {"note"})
    life.look()
    life.take("leave", set())
    life.look()
