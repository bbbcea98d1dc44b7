"""A session before it begins: what members share since the last one, and nothing else, at a cost
that does not grow."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from audit.models import Entry
from courses.diary.shape import FIELDS, urge_key
from courses.measures.reading import answers_of
from courses.measures.shelf import measures
from courses.models import DiaryCard, LessonPage, Skill, SkillUse, Worksheet
from courses.practice.shape import SHARED, SKILL_MAP, USE_WORDS, USES
from groups.handing.actions import take_back
from groups.measuring.actions import answer_measure, share_measure
from groups.models import (
    Attendance,
    Cohort,
    CohortLeader,
    DiaryShare,
    Enrollment,
    GroupSession,
    SafetyNote,
    SafetyNoteSeen,
)
from groups.practising.access import led_session
from groups.practising.preparing import prepared
from groups.seats.actions import remove_member
from tests.answers import Answer
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.diaries import (
    TODAY,
    ada,
    bob,
    browser,
    cohort,
    fill,
    leader,
    make_group,
    part,
    urge_of,
)
from tests.groups.practice import note, taught
from tests.groups.sheets import fill as fill_sheet
from tests.groups.sheets import give
from tests.signin import sign_in, without_tokens

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db
NOTHING = "There is nothing to read at present"


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def share(part: Enrollment, *keys: str, **more: str) -> Answer:
    address = reverse("diary-share", args=[part.pk])
    return browser(part.member).post(address, {"fields_shared": list(keys)} | more)


def unshare(part: Enrollment, *keys: str) -> None:
    browser(part.member).post(reverse("diary-share", args=[part.pk]), {"was": list(keys)})


def before(cohort: Cohort, number: int = 2) -> str:
    return reverse("lead-before", args=[cohort.slug, number])


def practice(part: Enrollment, cohort: Cohort | None = None) -> str:
    return reverse("lead-practice", args=[(cohort or part.cohort).slug, part.pk])


def test_nothing_is_shared_until_it_is_chosen_and_then_that_alone(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    skill = taught(part.cohort)
    note(browser(ada), skill, place="outside", went="little", note="Canary of practice")
    desk = sign_in(Client(), leader)
    for path in (before(part.cohort), practice(part)):
        assert NOTHING in text(desk.get(path))
    own = text(browser(ada).get("/diary/sharing/"))
    assert all(str(label) in own for label in SHARED.values())

    share(part, USES)
    page = text(desk.get(practice(part)))
    assert f"{skill.name}" in page
    assert "Out and about · It helped a little" in page
    assert "Canary" not in page
    assert "Their map" not in page
    page = text(desk.get(before(part.cohort)))
    assert f"{skill.name} <span" in page
    assert "Canary" not in page

    share(part, USE_WORDS)
    assert "Canary of practice" in text(desk.get(practice(part)))
    assert "Canary" not in text(desk.get(before(part.cohort)))
    unshare(part, USES)
    assert NOTHING in text(desk.get(practice(part)))  # words alone show nothing
    unshare(part, USE_WORDS)
    share(part, SKILL_MAP)
    page = text(desk.get(practice(part)))
    assert "Practised" in page
    assert "Out and about" not in page


def test_what_is_not_shared_and_what_was_not_noted_look_the_same(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    other = make_enrollment(part.cohort, bob)
    note(browser(ada), taught(part.cohort))
    share(other, *SHARED)  # and nothing is there
    Member.objects.filter(pk=bob.pk).update(name="Ada")
    desk = sign_in(Client(), leader)
    one, another = desk.get(practice(part)), desk.get(practice(other))
    assert without_tokens(one) == without_tokens(another)
    assert NOTHING in text(desk.get(before(part.cohort)))
    assert not Entry.objects.filter(act="practice.read").exists()


def test_days_before_it_was_shared_stay_unshared_unless_they_are_ticked(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    skill = taught(part.cohort)
    for days in (0, 3):
        note(browser(ada), skill, day=(TODAY - timedelta(days=days)).isoformat())
    desk = sign_in(Client(), leader)
    share(part, USES)
    for path in (before(part.cohort), practice(part)):
        page = text(desk.get(path))
        assert "1 September" in page
        assert "29 August" not in page.split("Ada")[-1]
    unshare(part, USES)
    share(part, USES, before="on")
    for path in (before(part.cohort), practice(part)):
        assert "29 August" in text(desk.get(path))


def test_what_is_shared_until_a_day_ends_with_it(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    note(browser(ada), taught(part.cohort))
    share(part, USES, until="4")
    share(part, SKILL_MAP)
    clock.move_to(NOW + timedelta(weeks=4, minutes=5))
    page = text(sign_in(Client(), leader).get(practice(part)))
    assert "Skills they noted" not in page
    assert "Their map of skills" in page


def test_one_page_has_all_that_is_shared_since_the_last_session(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    skill, own = taught(part.cohort), browser(ada)
    other = make_enrollment(part.cohort, bob)
    urge = urge_of(ada, "To run")
    past = part.cohort.sessions.get(number=1)
    long_ago = (past.on - timedelta(days=1)).isoformat()
    fill(own, long_ago, skills=[str(skill.pk)], **{f"urge-{urge.pk}": "5"})
    fill(own, skills=[str(skill.pk)], **{f"urge-{urge.pk}": "4", f"acted-{urge.pk}": "on"})
    note(own, skill)
    measure = measures()["gad-7"]
    answers = answers_of(measure, "1111111")
    answer_measure(ada, measure=measure, answers=answers, token=uuid4(), now=NOW)
    share(part, *FIELDS, *SHARED, urge_key(urge.pk), before="on")
    desk = sign_in(Client(), leader)
    page = text(desk.get(before(part.cohort)))
    assert page.count("To run: 4, acted on it") == 1
    assert "To run: 5" not in page
    assert f"{skill.name} <span" in page
    assert "7 of 21" not in page  # a measure is shared on its own
    share_measure(part, measure=measure, until=None, now=NOW)
    page = text(desk.get(before(part.cohort)))
    assert "7 of 21" in page
    assert "Nothing to read at present: Bob." in page
    assert Entry.objects.filter(act="practice.read", member_id=ada.pk).count() == 2
    assert not Entry.objects.filter(act="practice.read", member_id=bob.pk).exists()
    record = text(browser(ada).get(reverse("account-record", args=[ada.pk])))
    assert "Looked at what you share of your practice" in record
    assert other.pk != part.pk


def test_it_says_what_the_session_teaches_and_to_whom_of_those_who_share_it_is_new(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    coming, zora = taught(part.cohort, week=2), make_member(name="Zora")
    others = [make_enrollment(part.cohort, one) for one in (bob, zora)]
    note(browser(bob), coming)
    for one in (part, others[0]):
        share(one, SKILL_MAP)
    desk = sign_in(Client(), leader)
    page = text(desk.get(before(part.cohort)))
    assert coming.name in page
    assert "New to Ada." in page
    assert "Bob <ul><li> <strong>Practised</strong>" in page
    assert "Zora" not in page.split("To read")[0]  # shares no map
    assert taught(part.cohort).name not in page.split("To read")[0]
    unshare(part, SKILL_MAP)
    assert "New to" not in text(desk.get(before(part.cohort)))


def test_leaders_of_this_group_alone_read_it_and_only_while_they_lead(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    skill = taught(part.cohort)
    note(browser(ada), skill, place="outside")
    share(part, *SHARED)
    other_leader = make_staff(Role.FACILITATOR)
    other = make_group(other_leader)
    strangers = {
        sign_in(Client(), other_leader): 404,
        sign_in(Client(), make_staff(Role.COORDINATOR)): 403,
        sign_in(Client(), make_staff(Role.MARKETER)): 403,
        browser(ada): 403,
    }
    for client, status in strangers.items():
        for path in (before(part.cohort), practice(part)):
            answer = client.get(path)
            assert answer.status_code == status
            assert "Out and about" not in text(answer)
    assert sign_in(Client(), other_leader).get(practice(part, other)).status_code == 404
    desk = sign_in(Client(), leader)
    assert "Out and about" in text(desk.get(practice(part)))
    assert desk.get(before(part.cohort, number=99)).status_code == 404
    remove_member(part, reason="left", now=NOW, by=leader.pk)
    assert desk.get(practice(part)).status_code == 404
    assert "Ada" not in text(desk.get(before(part.cohort)))
    CohortLeader.objects.filter(account=leader).delete()
    assert desk.get(before(part.cohort)).status_code == 404


def test_a_cancelled_session_is_prepared_by_nobody(part: Enrollment, leader: Account) -> None:
    desk = sign_in(Client(), leader)
    assert desk.get(before(part.cohort)).status_code == 200
    part.cohort.sessions.filter(number=2).update(state=GroupSession.State.CANCELLED)
    assert desk.get(before(part.cohort)).status_code == 404


def test_today_and_the_group_lead_there(part: Enrollment, leader: Account) -> None:
    desk = sign_in(Client(), leader)
    for path in ("/today/", reverse("lead-group", args=[part.cohort.slug])):
        assert f'href="{before(part.cohort)}"' in text(desk.get(path))


def test_sheets_handed_in_since_the_session_before_are_there_to_open_until_they_are_taken_back(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    asks = [{"key": "what", "kind": "text", "label": "What happened?"}]
    lantern, older = (
        Worksheet.objects.create(slug=name, title=f"{name} sheet", questions=asks)
        for name in ("lantern", "older")
    )
    his = make_enrollment(part.cohort, bob)
    clock.move_to(NOW - timedelta(days=9))
    give(fill_sheet(bob, older, a0="Canary of before"), his)
    clock.move_to(NOW)
    row = give(fill_sheet(ada, lantern, a0="Canary of the sheet"), part)
    address = reverse("lead-sheet", args=[part.cohort.slug, row.pk])
    desk = sign_in(Client(), leader)
    page = text(desk.get(before(part.cohort)))
    assert f'href="{address}">lantern sheet</a>' in page
    assert "older sheet" not in page
    assert "Canary" not in page
    assert "opened</span>" not in page
    assert "Canary of the sheet" in text(desk.get(address))
    assert "opened</span>" in text(desk.get(before(part.cohort)))
    take_back(row, now=NOW)
    assert "lantern sheet" not in text(desk.get(before(part.cohort)))
    assert desk.get(address).status_code == 404


def test_a_note_about_somebodys_safety_stands_first_until_its_reader_has_seen_it(
    part: Enrollment, leader: Account
) -> None:
    SafetyNote.objects.create(enrollment=part, noted_at=NOW)
    second = make_staff(Role.FACILITATOR, "second@example.org")
    CohortLeader.objects.create(
        cohort=part.cohort, account=second, part=CohortLeader.Part.CO_LEADER
    )
    [note] = SafetyNote.objects.all()
    first, other = (sign_in(Client(), account) for account in (leader, second))
    page = text(first.get(before(part.cohort)))
    waits = "1 note about the safety of a member."
    assert page.index(waits) < page.index("What this session teaches")
    assert f'href="{reverse("lead-measures", args=[part.cohort.slug])}">Look at it' in page
    SafetyNoteSeen.objects.create(note=note, account=leader, seen_at=NOW)
    assert waits not in text(first.get(before(part.cohort)))
    assert waits in text(other.get(before(part.cohort)))


def test_sheets_of_the_session_before_are_named(
    part: Enrollment, leader: Account, shelf: object
) -> None:
    sheet = Worksheet.objects.create(slug="lantern", title="Lantern sheet")
    coming = led_session(leader, part.cohort.slug, 2)
    lesson = _lesson_with(sheet)
    part.cohort.weeks.get(session=coming.before_id).lessons.create(
        lesson=lesson, revision=lesson.latest_revision, title="L", teaser="T", reading_minutes=1,
        source="s", licence="l", worksheet=sheet, order=1,
    )  # fmt: skip
    assert prepared(coming, now=NOW).sheets == ("Lantern sheet",)


def _lesson_with(sheet: Worksheet) -> Any:
    lesson = LessonPage.objects.all()[0]
    lesson.worksheet = sheet
    lesson.save_revision()
    lesson.refresh_from_db()
    return lesson


@pytest.mark.parametrize("weeks", [24])
def test_twelve_members_and_a_whole_course_ask_as_often_as_one(leader: Account, weeks: int) -> None:
    counts = []
    for many in (1, 3, 12):
        clock.move_to(NOW)
        cohort = make_group(leader)
        Cohort.objects.filter(pk=cohort.pk).update(capacity=12)
        skills = [taught(cohort), taught(cohort, week=2)]
        for at in range(many):
            _lived(make_enrollment(cohort, make_member(name=f"Member {at}")), skills, weeks=weeks)
        desk = sign_in(Client(), leader)
        desk.get(before(cohort))
        with CaptureQueriesContext(connection) as asked:
            page = text(desk.get(before(cohort)))
        assert page.count("Strong urges") == page.count(": 5 <span") // 8 == many
        assert page.count("of 21") == many
        assert page.count(">Shared sheet</a>") == many
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] <= 12


def _lived(part: Enrollment, skills: list[Skill], *, weeks: int) -> None:
    """A course of cards, a log, a measure, all of it shared."""
    member, urge = part.member, urge_of(part.member, "To run")
    days = [TODAY - timedelta(days=ago) for ago in range(weeks * 7)]
    DiaryCard.objects.bulk_create(
        DiaryCard(
            member=member, day=day, zone_name="UTC", filling=uuid4(), sadness=2,
            skills=[one.pk for one in skills], urges={str(urge.pk): [5, False]}, filled_at=NOW,
            changed_at=NOW,
        )
        for day in days
    )  # fmt: skip
    SkillUse.objects.bulk_create(
        SkillUse(
            member=member, skill=skills[0], skill_name=skills[0].name, day=day, zone_name="UTC",
            sending=uuid4(), noted_at=NOW, changed_at=NOW,
        )
        for day in days
    )  # fmt: skip
    Attendance.objects.create(
        session=part.cohort.sessions.get(number=1), enrollment=part, verdict="present",
        judged_at=NOW,
    )  # fmt: skip
    keys = [*FIELDS, *SHARED, urge_key(urge.pk)]
    DiaryShare.objects.bulk_create(
        DiaryShare(enrollment=part, field=key, from_day=days[-1], shared_at=NOW) for key in keys
    )
    measure = measures()["gad-7"]
    answers = answers_of(measure, "1111111")
    answer_measure(member, measure=measure, answers=answers, token=uuid4(), now=NOW)
    share_measure(part, measure=measure, until=None, now=NOW)
    asks = [{"key": "what", "kind": "text", "label": "What happened?"}]
    sheet, _made = Worksheet.objects.get_or_create(
        slug="shared", defaults={"title": "Shared sheet", "questions": asks}
    )
    give(fill_sheet(member, sheet, a0="Rain"), part)


def test_what_one_member_shares_asks_as_often_for_one_day_as_for_many(
    ada: Member, part: Enrollment, leader: Account
) -> None:
    desk, counts = sign_in(Client(), leader), []
    share(part, *SHARED, before="on")
    for days in (1, 3):
        for ago in range(days):
            day = (TODAY - timedelta(days=ago)).isoformat()
            note(browser(ada), taught(part.cohort), day=day, note="Canary")
        desk.get(practice(part))
        with CaptureQueriesContext(connection) as asked:
            assert "Canary" in text(desk.get(practice(part)))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 11
