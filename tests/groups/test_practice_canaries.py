"""No sequence of sharing, taking back, leaving and coming back shows a leader practice that is not
shared: neither a use of a skill, nor the words about it, nor the map.

A canary stands in each of them. After each step the leaders' pages are read, afterwards all others
of the team, the log, the trail and all letters.
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
from courses.models import Skill
from courses.practice.shape import SKILL_MAP, USE_WORDS, USES
from groups.models import Attendance, Cohort, Enrollment
from groups.seats.actions import remove_member
from outbox.models import Letter
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.diaries import browser, make_group, person
from tests.groups.practice import note, taught
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db

# What stands on the page of one member where it is shared.
ON_PAGE = {
    USES: "With other people · Not this time",
    USE_WORDS: "Canary of practice",
    SKILL_MAP: "Their map of skills",
}
# What no other page has, whatever is shared: neither words, nor where it was and how it went.
NOWHERE = ("Canary", "With other people", "Not this time")
KEYS = st.sets(st.sampled_from(sorted(ON_PAGE)), min_size=1)
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
    """One member who practised a skill that no group was taught, two groups with a leader each."""

    def __init__(self) -> None:
        clock.move_to(NOW)
        self.leaders = [make_staff(Role.FACILITATOR) for _ in range(2)]
        self.groups = [make_group(leader) for leader in self.leaders]
        self.ada: Member = person("canary@example.org", "Ada")
        self.parts: list[Enrollment | None] = [make_enrollment(self.groups[0], self.ada), None]
        self.shared: list[set[str]] = [set(), set()]
        self.here = 0
        self.own = browser(self.ada)
        self.desks = [sign_in(Client(), leader) for leader in self.leaders]
        self.office = sign_in(Client(), make_staff(Role.COORDINATOR))
        self.kite = Skill.objects.create(slug="kite", name="Kite of the canary", module="M")
        said = {"place": "company", "went": "not", "note": "Canary of practice"}
        for skill in (self.kite, taught(self.groups[0], week=2), taught(self.groups[1], week=2)):
            assert note(self.own, skill, **said).status_code == 302

    def take(self, step: str, keys: set[str]) -> None:
        """One step, the ordinary way."""
        part = self.parts[self.here]
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
            self._send(part, {"fields_shared": sorted(keys)})
            self.shared[self.here] |= keys
        elif step == "unshare":
            self._send(part, {"was": sorted(keys)})
            self.shared[self.here] -= keys

    def _send(self, part: Enrollment, form: dict[str, object]) -> None:
        self.own.post(reverse("diary-share", args=[part.pk]), form)

    def look(self) -> None:
        """Reads what leaders see of practice and compares it with what is shared."""
        for at, (desk, cohort) in enumerate(zip(self.desks, self.groups, strict=True)):
            part, shared = self.parts[at], self.shared[at]
            there = "" if part is None else _page(desk, "lead-practice", cohort.slug, part.pk)
            # Words are shown beside the uses that are shared, and never alone.
            shown = shared if USES in shared else shared - {USE_WORDS}
            assert {key for key, told in ON_PAGE.items() if told in there} == shown
            prepared = _page(desk, "lead-before", cohort.slug, 2)
            read = prepared[prepared.index("To read") :]
            assert ("Kite of the canary" in read) is (USES in shared)
            met = prepared[: prepared.index("To read")]
            assert ("Ada <ul><li> <strong>Practised</strong>" in met) is (SKILL_MAP in shared)
            assert ("Ada" in met) is (SKILL_MAP in shared)
            cards = _page(desk, "lead-diaries", cohort.slug)
            assert "Ada" not in cards
            _silent(prepared, cards)
            for foreign in (one for one in self.parts if one is not None and one != part):
                path = reverse("lead-practice", args=[cohort.slug, foreign.pk])
                assert desk.get(path).status_code == 404

    def look_everywhere(self) -> None:
        """Reads every other page of the team, too."""
        self.look()
        for desk, cohort in zip(self.desks, self.groups, strict=True):
            _silent(*_other_pages(desk, cohort))
        for cohort in self.groups:
            for name in ("desk-cohort", "desk-roster", "group-roster"):
                _silent(_page(self.office, name, cohort.slug))
        _silent(_page(self.office, "desk-person", self.ada.pk), _page(self.office, "today"))


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return " ".join(unescape(answer.content.decode()).split())


def _other_pages(desk: Client, cohort: Cohort) -> Iterator[str]:
    for name in ("lead-group", "group-roster", "group-message", "lead-measures"):
        yield _page(desk, name, cohort.slug)
    yield _page(desk, "lead-attendance", cohort.slug, 1)
    for name in ("today", "my-groups", "my-lessons", "practice", "practice-map"):
        yield _page(desk, name)


def _silent(*pages: str) -> None:
    for page in pages:
        assert [told for told in NOWHERE if told in page] == [], page[:200]


@contextmanager
def _everything_logged() -> Iterator[io.StringIO]:
    heard = io.StringIO()
    ear = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.removeHandler(ear)
        root.setLevel(level)


@settings(max_examples=8)
@given(STEPS)
def test_no_sequence_shows_practice_that_is_not_shared(steps: list[tuple[str, set[str]]]) -> None:
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
    life.take("share", set(ON_PAGE))
    life.look_everywhere()
    assert life.shared[0] == set(ON_PAGE)
    for step in ("elsewhere", "join", "elsewhere", "leave", "join"):
        life.take(step, set())
        life.look()
    assert life.shared == [set(), set()]
    assert not Attendance.objects.filter(enrollment__member=life.ada).exists()


def test_a_page_of_the_map_is_read_so_that_the_search_can_find_it() -> None:
    life = Life()
    assert "With other people · Not this time" in _page(life.own, "practice")
    assert "Kite of the canary" in _page(life.own, "practice-map")
