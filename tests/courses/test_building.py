"""Courses, weeks and run sheets built on pages, as coordinators do it; who may what."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.run_sheets import AHEAD, planned_stages, run_sheet, sheets_of
from courses.models import Course, LessonPage, RunSheet, Skill, Week, WeekLesson, Worksheet
from groups.sessions.models import OPENS_BEFORE
from tests.courses.conftest import Browser
from tests.courses.sent import acts, rows, shape, taught, week_form
from tests.factories import NOW, make_cohort


# --- courses --------------------------------------------------------------------------------------
def test_a_coordinator_builds_a_shorter_course_from_a_preset(
    browser: Browser, course: Course, staff: dict[Role, Account]
) -> None:
    editor = browser(Role.COORDINATOR)
    preset = taught(course)
    answer = editor.post(reverse("courses:add"), {"name": "Short course", "like": course.pk})
    short = Course.objects.get(name="Short course")
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("courses:inspect", args=[short.pk])
    assert (taught(short), short.gates) == (preset, [1, 3])
    again = editor.post(reverse("courses:add"), {"name": "short COURSE", "like": course.pk})
    assert "Another course has this name" in again.content.decode()
    assert Course.objects.filter(name__iexact="short course").count() == 1

    second = short.weeks.get(number=2)
    assert "removed" in shape(editor, short, "remove", week=second.pk).content.decode()
    short.refresh_from_db()
    assert taught(short) == [(1, ["anchor"]), (2, [])]
    assert short.gates == [1, 2]

    last = short.weeks.get(number=2)
    goodbye = LessonPage.objects.get(slug="goodbye")
    tide = LessonPage.objects.get(slug="tide")
    saved = editor.post(
        reverse("courses:week", args=[last.pk]),
        week_form(last, topics=["Farewell"], lessons=[goodbye.pk, tide.pk]),
    )
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    added = shape(editor, short, "add")
    assert "What does it teach?" in added.content.decode()
    third = short.weeks.get(number=3)
    shape(editor, short, "move", week=third.pk, to=1)
    short.refresh_from_db()
    assert taught(short) == [(1, []), (2, ["anchor"]), (3, ["goodbye", "tide"])]
    assert short.gates == [2, 3]
    assert taught(course) == preset
    for act in ("course.started", "course.week_added", "course.week_moved", "week.changed"):
        assert [who for who, _ in acts(act)] == [staff[Role.COORDINATOR].pk], act


def test_a_course_says_what_its_weeks_lack(browser: Browser, course: Course) -> None:
    editor = browser(Role.COORDINATOR)
    LessonPage.objects.get(slug="tide").unpublish()
    page = editor.get(reverse("courses:inspect", args=[course.pk])).content.decode()
    assert "Before a group is founded, look at these weeks" in page
    assert "“Tide” is not published" in page
    assert "The skill “Anchor” has no steps yet." in page
    Skill.objects.get(slug="lighthouse").unpublish()
    page = editor.get(reverse("courses:inspect", args=[course.pk])).content.decode()
    assert "The skill “Lighthouse” is not published: nobody reads its name yet." in page
    assert "The skill “Lighthouse” has no steps yet." not in page
    assert "Lighthouse (not published) · TIDE" in page
    Skill.objects.get(slug="anchor").unpublish()
    first = course.weeks.get(number=1)
    bare = editor.post(
        reverse("courses:week", args=[first.pk]), week_form(first, topics=[]), follow=True
    )
    assert "Week 1: Names no topic and no published skill" in bare.content.decode()
    third = course.weeks.get(number=3)
    answer = editor.post(
        reverse("courses:week", args=[third.pk]), week_form(third, topics=[]), follow=True
    )
    assert "Week 3: Has no lesson" in answer.content.decode()
    assert "Week 3: Names no topic and no published skill" in answer.content.decode()


def test_an_edited_week_has_exactly_the_lessons_chosen(browser: Browser, course: Course) -> None:
    second = course.weeks.get(number=2)
    goodbye = LessonPage.objects.get(slug="goodbye")
    address = reverse("courses:week", args=[second.pk])
    editor = browser(Role.COORDINATOR)
    twice = editor.post(address, week_form(second, lessons=[goodbye.pk, goodbye.pk]))
    assert "stands there twice" in twice.content.decode()
    editor.post(address, week_form(second, lessons=[goodbye.pk]))
    LessonPage.objects.get(slug="tide").save_revision().publish()
    assert taught(course)[1] == (2, ["goodbye"])
    assert "and do not stand in it: Tide." in editor.get(address).content.decode()


def test_weeks_of_a_course_with_a_group_keep_their_places(browser: Browser, course: Course) -> None:
    make_cohort(course=course)
    editor = browser(Role.COORDINATOR)
    page = editor.get(reverse("courses:inspect", args=[course.pk])).content.decode()
    assert "Weeks keep their number and place" in page
    assert "Groups under way on this course: 1." in page
    assert 'value="move"' not in page
    before = taught(course)
    first = course.weeks.get(number=1)
    for do, fields in (
        ("add", {}),
        ("move", {"week": first.pk, "to": 2}),
        ("remove", {"week": first.pk}),
    ):
        answer = shape(editor, course, do, **fields)
        assert "a group was founded on this course" in answer.content.decode()
    answer = editor.post(reverse("courses:delete", args=[course.pk]), follow=True)
    assert "one group" in answer.content.decode()
    assert taught(course) == before
    assert Course.objects.get().edits == 0
    editor.post(reverse("courses:week", args=[first.pk]), week_form(first, topics=["Hello"]))
    assert course.weeks.get(number=1).topics == ["Hello"]


def test_two_coordinators_do_not_move_weeks_unseen(browser: Browser, course: Course) -> None:
    editor = browser(Role.COORDINATOR)
    first = course.weeks.get(number=1)
    shape(editor, course, "move", week=first.pk, to=2)
    late = shape(editor, course, "move", week=first.pk, to=3, seen=0)
    assert "somebody else changed this course a moment ago" in late.content.decode()
    assert course.weeks.get(pk=first.pk).number == 2
    for do, wrong in (("move", {"seen": "x"}), ("move", {"week": "x"}), ("explode", {})):
        answer = shape(editor, course, do, **({"week": first.pk, "to": 1} | wrong))
        assert answer.status_code == 400, (do, wrong)
    foreign = shape(editor, course, "remove", week=999_999)
    assert foreign.status_code == 404


def test_a_course_without_groups_can_be_deleted(browser: Browser, course: Course) -> None:
    browser(Role.COORDINATOR).post(reverse("courses:delete", args=[course.pk]))
    assert not Course.objects.exists()
    assert WeekLesson.objects.count() == 0
    assert LessonPage.objects.count() == 3


# --- run sheets -----------------------------------------------------------------------------------
def course_form(course: Course, stages: list[tuple[str, str, int]], **fields: Any) -> Any:
    sent = {"seen": course.edits, "name": course.name, "joins": ["1", "3"], "length": "120"}
    lines = [{"stage": key, "title": title, "minutes": part} for key, title, part in stages]
    return sent | rows("stages", lines) | fields


OURS = [(stage, "", part) for stage, part in run_sheet(120)]
OWN = [
    ("arrive", "Welcome", 10),
    ("homework_review", "", 40),
    ("mindfulness", "", 10),
    ("new_skill", "", 50),
    ("practice_plan", "", 10),
]


def test_a_run_sheet_fills_the_session(browser: Browser, course: Course) -> None:
    editor = browser(Role.COORDINATOR)
    address = reverse("courses:edit", args=[course.pk])
    refusals = {
        "stages take 125 minutes together, the session has 120": [*OWN[:-1], (*OWN[-1][:2], 15)],
        "“Arrive”: the room opens there": [*OWN[1:], OWN[0]],
        "“New skill” is missing": [*OWN[:3], ("break", "", 50), OWN[4]],
        "“Break” stands there twice": [*OWN, ("break", "", 5), ("break", "", 5)],
    }
    for sentence, stages in refusals.items():
        answer = editor.post(address, course_form(course, stages))
        assert answer.status_code == 200
        assert sentence in answer.content.decode().replace("\\u201c", "“").replace("\\u201d", "”")
    assert not RunSheet.objects.exists()
    saved = editor.post(address, course_form(course, OWN))
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    sheet = RunSheet.objects.get().stages
    assert [(one["stage"], one["title"], one["minutes"]) for one in sheet] == OWN
    assert [line.minutes for line in planned_stages(90, sheet)] == [8, 30, 8, 37, 7]
    assert acts("course.run_sheet")[0][1] == {"stages": 5}


def test_a_run_sheet_reaches_no_room_that_may_be_open(browser: Browser, course: Course) -> None:
    browser(Role.COORDINATOR).post(
        reverse("courses:edit", args=[course.pk]), course_form(course, OWN)
    )
    reaches_from = RunSheet.objects.get().sessions_from
    assert reaches_from >= NOW + AHEAD > NOW + OPENS_BEFORE
    assert not sheets_of(course.pk, by=reaches_from - timedelta(seconds=1)).exists()
    assert sheets_of(course.pk, by=reaches_from).exists()


def test_a_course_saved_with_our_run_sheet_goes_on_following_it(
    browser: Browser, course: Course
) -> None:
    answer = browser(Role.COORDINATOR).post(
        reverse("courses:edit", args=[course.pk]),
        course_form(course, OURS, name="Harbour", joins=["2"]),
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert not RunSheet.objects.exists()
    course.refresh_from_db()
    assert (course.name, course.gates) == ("Harbour", [1, 2])


# --- how dear ------------------------------------------------------------------------------------
def test_lists_and_the_course_cost_the_same_for_one_and_for_three(
    browser: Browser, course: Course
) -> None:
    coordinator, facilitator = browser(Role.COORDINATOR), browser(Role.FACILITATOR)
    asked = [
        (facilitator, reverse("skills:list")),
        (facilitator, reverse("worksheets:index")),
        (coordinator, reverse("courses:index")),
        (coordinator, reverse("courses:inspect", args=[course.pk])),
    ]

    def costs() -> list[int]:
        found = []
        for client, address in asked:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    for number in range(4, 7):
        week = Week.objects.create(course=course, number=number, module="M")
        WeekLesson.objects.create(week=week, lesson=LessonPage.objects.all()[0], order=1)
        Skill.objects.create(slug=f"s{number}", name=f"S{number}", module="M", summary="…")
        Worksheet.objects.create(slug=f"w{number}", title=f"W{number}", source="", licence="")
        Course.objects.create(slug=f"c{number}", name=f"C{number}")
    assert costs() == before


def test_lists_end(browser: Browser) -> None:
    Skill.objects.bulk_create(
        Skill(slug=f"s{number}", name=f"Skill {number:03}", module="M", summary="…")
        for number in range(60)
    )
    editor = browser(Role.FACILITATOR)
    first = editor.get(reverse("skills:list")).content.decode()
    assert "Skill 000" in first
    assert "Skill 059" not in first
    assert "Skill 059" in editor.get(reverse("skills:list") + "?p=3").content.decode()
    found = editor.get(reverse("skills:list") + "?q=Skill+059").content.decode()
    assert "Skill 059" in found
