"""A lesson that is published anew reaches the weeks ahead, and given weeks only on purpose."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.rich_text import RichText

import clock
from accounts.roles import Role
from audit.models import Entry
from courses.lessons.changes import changes_between
from courses.models import Course, LessonIndexPage, LessonPage, Worksheet
from groups.models import Cohort, CohortLesson
from groups.planning.advance import advance_cohorts
from groups.weeks.following import follow_published
from groups.weeks.queries import weeks_of
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.rows import STARTS, found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
ENDS = STARTS + timedelta(hours=2)
FIRST, SECOND = (1, "anchor"), (2, "tide")


@pytest.fixture
def course(shelf: LessonIndexPage) -> Course:
    """Week 1 teaches "anchor", week 2 "tide"."""
    return Course.objects.get(name="Harbour course")


@pytest.fixture
def cohort(course: Course) -> Cohort:
    """A group of this course, before its first session."""
    clock.move_to(NOW)
    return found(leader=make_staff(Role.FACILITATOR), by=make_staff(Role.COORDINATOR),
                 course=course)  # fmt: skip


def publish_anew(slug: str, words: str, **around: Any) -> LessonPage:
    """An editor changes the first key point, and what stands `around` the text, and publishes."""
    page: LessonPage = LessonPage.objects.get(slug=slug).get_latest_revision_as_object()
    page.key_points[0].value = words
    for name, value in around.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def read(cohort: Cohort, week: int, slug: str) -> CohortLesson:
    return CohortLesson.objects.get(
        cohort_week__cohort=cohort, cohort_week__week__number=week, lesson__slug=slug
    )


def page_of(cohort: Cohort, week: int, slug: str, name: str = "group-lesson") -> str:
    return reverse(name, args=[cohort.slug, week, slug])


def leader_of(cohort: Cohort) -> Client:
    return sign_in(Client(), cohort.leaders.get().account)


def correct(client: Client, cohort: Cohort, **typed: str) -> Any:
    """Brings the published words to the given first week, as its page's form does."""
    published = LessonPage.objects.get(slug=FIRST[1]).live_revision_id
    address = page_of(cohort, *FIRST, "group-lesson-correct")
    return client.post(address, {"seen": str(published)} | typed)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_week_ahead_follows_and_a_given_one_keeps_its_words(cohort: Cohort) -> None:
    given = read(cohort, *FIRST)
    anchor, tide = publish_anew("anchor", "New anchor."), publish_anew("tide", "New tide.")

    advance_cohorts(STARTS)  # the first session begins: its words stay

    assert read(cohort, *FIRST).revision_id == given.revision_id != anchor.live_revision_id
    assert read(cohort, *SECOND).revision_id == tide.live_revision_id


def test_what_stands_around_the_text_is_kept_and_followed_as_well(cohort: Cohort) -> None:
    """Title, teaser, source, licence, minutes and the sheet that belongs to it."""
    seat = make_enrollment(cohort, make_member(name="Ada"))
    sheet = Worksheet.objects.create(slug="new-sheet", title="The new sheet", intro="Ask twice.")
    said = {"title": "Other title", "teaser": "Other teaser.", "source": "Other source",
            "licence": "Other licence", "worksheet": sheet, "reading_minutes": 59}  # fmt: skip
    shown = ("Other title", "Other teaser.", "Other source", "Other licence", "The new sheet")
    clock.move_to(ENDS)
    for slug in ("anchor", "tide"):
        publish_anew(slug, "New.", **said)
    advance_cohorts(ENDS)
    member = sign_in(Client(), seat.member.account)
    address = reverse("lesson", args=[seat.pk, *FIRST])

    given = text(member, address)
    assert [words for words in shown if words in given] == []
    assert read(cohort, *FIRST).reading_minutes != 59
    listed = [one.lessons[0].title for one in weeks_of(cohort, now=ENDS) if one.lessons]
    assert listed == [read(cohort, *FIRST).title, "Other title"]
    assert read(cohort, *SECOND).reading_minutes == 59

    correct(leader_of(cohort), cohort, reason="The sheet was wrong.")
    corrected = text(member, address)
    assert [words for words in shown if words not in corrected] == []
    assert "Ask twice." in corrected


def test_until_the_session_begins_new_words_come(cohort: Cohort) -> None:
    anchor = publish_anew("anchor", "New anchor.")
    advance_cohorts(STARTS - timedelta(seconds=1))
    assert read(cohort, *FIRST).revision_id == anchor.live_revision_id


def test_a_draft_and_an_unpublished_lesson_change_nothing(cohort: Cohort) -> None:
    before = read(cohort, *SECOND).revision_id
    LessonPage.objects.get(slug="tide").get_latest_revision_as_object().save_revision()
    advance_cohorts(NOW)
    assert read(cohort, *SECOND).revision_id == before
    publish_anew("tide", "New tide.").unpublish()
    advance_cohorts(NOW)
    assert read(cohort, *SECOND).revision_id == before


def test_a_leader_keeps_the_words_and_follows_again(cohort: Cohort) -> None:
    leader, before = leader_of(cohort), read(cohort, *SECOND).revision_id
    assert "follows the published lesson" in text(leader, page_of(cohort, *SECOND))
    answer = leader.post(page_of(cohort, *SECOND, "group-lesson-keep"), {"keep": "yes"})
    assert answer.status_code == 302
    tide = publish_anew("tide", "New tide.")
    advance_cohorts(NOW)
    assert read(cohort, *SECOND).revision_id == before

    page = text(leader, page_of(cohort, *SECOND))
    assert "keeps the words of" in page
    assert "<del>Only members read the key point of tide.</del><ins>New tide.</ins>" in page

    leader.post(page_of(cohort, *SECOND, "group-lesson-keep"), {"keep": "no"})
    assert read(cohort, *SECOND).revision_id == tide.live_revision_id
    acts = list(Entry.objects.filter(act__startswith="lesson.").values_list("act", flat=True))
    assert acts == ["lesson.kept", "lesson.followed"]


def test_a_given_week_can_no_longer_be_kept_or_followed(cohort: Cohort) -> None:
    leader = leader_of(cohort)
    clock.move_to(STARTS)
    leader = leader_of(cohort)
    answer = leader.post(page_of(cohort, *FIRST, "group-lesson-keep"), {"keep": "yes"})
    assert answer.status_code == 404
    assert not read(cohort, *FIRST).kept


def test_a_correction_reaches_a_given_week_with_its_reason(cohort: Cohort) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    other = make_enrollment(found(leader=make_staff(Role.FACILITATOR),
                                  by=make_staff(Role.COORDINATOR), course=cohort.course,
                                  name="Another group"), make_member(name="Bo"))  # fmt: skip
    clock.move_to(ENDS)
    publish_anew("anchor", "Ask a doctor first.")
    advance_cohorts(ENDS)
    member, leader = sign_in(Client(), seat.member.account), leader_of(cohort)
    lesson_page = reverse("lesson", args=[seat.pk, *FIRST])
    assert "Ask a doctor first." not in text(member, lesson_page)

    for nothing in (" ", "\u200b\u2060"):
        bare = correct(leader, cohort, reason=nothing)
        assert bare.status_code == 400
        assert "Please say in a sentence" in bare.content.decode()
    assert "Ask a doctor first." not in text(member, lesson_page)

    reason = "A caution about <hearts> was missing."
    assert correct(leader, cohort, reason=f"\u202e{reason}\n", all="on").status_code == 302

    page = text(member, lesson_page)
    assert "Ask a doctor first." in page
    assert "A caution about &lt;hearts&gt; was missing." in page
    # the other group is not this leader's
    stranger = sign_in(Client(), other.member.account)
    assert "Ask a doctor first." not in text(stranger, reverse("lesson", args=[other.pk, *FIRST]))
    [entry] = Entry.objects.filter(act="lesson.corrected")
    assert entry.actor_id == cohort.leaders.get().account_id
    assert reason not in str(entry.facts)


def test_a_coordinator_corrects_every_group_at_once(cohort: Cohort) -> None:
    others = [
        found(leader=make_staff(Role.FACILITATOR), by=make_staff(Role.COORDINATOR),
              course=cohort.course, name=name)
        for name in ("Second", "Third")
    ]  # fmt: skip
    clock.move_to(ENDS)
    anchor = publish_anew("anchor", "Ask a doctor first.")
    coordinator = sign_in(Client(), make_staff(Role.COORDINATOR))

    correct(coordinator, cohort, reason="Missing.", all="on")
    answer = coordinator.get(page_of(cohort, *FIRST))

    assert "3 groups read the corrected words" in answer.content.decode()
    for one in (cohort, *others):
        assert read(one, *FIRST).revision_id == anchor.live_revision_id
    correct(coordinator, cohort, reason="Missing.")
    assert "Nothing was changed" in coordinator.get(page_of(cohort, *FIRST)).content.decode()


def test_words_that_nobody_saw_are_not_brought_to_anybody(cohort: Cohort) -> None:
    clock.move_to(ENDS)
    leader, given = leader_of(cohort), read(cohort, *FIRST).revision_id
    seen = publish_anew("anchor", "What the leader saw.").live_revision_id
    publish_anew("anchor", "What came meanwhile.")

    answer = correct(leader, cohort, reason="Missing.", seen=str(seen))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "published anew meanwhile" in page
    assert "What came meanwhile." in page
    assert "Missing." in page  # what was typed stays
    assert read(cohort, *FIRST).revision_id == given


def test_a_lesson_that_is_published_no_more_says_so(cohort: Cohort) -> None:
    leader = leader_of(cohort)
    LessonPage.objects.get(slug="tide").unpublish()
    assert "is published no more" in text(leader, page_of(cohort, *SECOND))


def test_blanks_between_paragraphs_are_no_change(cohort: Cohort) -> None:
    """The editor leaves them out, our own texts have them."""
    pinned = read(cohort, *SECOND)
    page: LessonPage = LessonPage.objects.get(slug="tide").get_latest_revision_as_object()
    text = page.body[0].value["text"]
    page.body[0].value["text"] = RichText(text.source.replace("<p>", " <p>") + " ")
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live_revision is not None
    assert changes_between(page, pinned.revision, page.live_revision) == []


def test_another_leader_finds_no_such_lesson(cohort: Cohort) -> None:
    stranger = sign_in(Client(), make_staff(Role.FACILITATOR))
    clock.move_to(NOW)
    assert stranger.get(page_of(cohort, *SECOND)).status_code == 404
    posted = stranger.post(page_of(cohort, *SECOND, "group-lesson-keep"), {"keep": "yes"})
    assert posted.status_code == 404
    assert not read(cohort, *SECOND).kept


@pytest.mark.parametrize("changed", [(), ("tide",), ("anchor", "tide")])
def test_following_asks_once_where_nothing_is_new_and_once_for_each_lesson_else(
    cohort: Cohort,
    changed: tuple[str, ...],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for slug in changed:
        publish_anew(slug, "New words.")
    with django_assert_num_queries(2 + len(changed) if changed else 1):
        follow_published(NOW)


def test_words_are_compared_one_by_one(cohort: Cohort) -> None:
    pinned = read(cohort, *SECOND)
    tide = publish_anew("tide", "Only members read the first key point of tide.")
    assert tide.live_revision is not None
    [change] = changes_between(tide, pinned.revision, tide.live_revision)
    assert change.label == "Key points"
    assert "read the <ins>first </ins>key point" in change.html
