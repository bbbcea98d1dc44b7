"""What an editor sees of a lesson before it is published: as a member reads it, and in the room."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

import clock
from accounts.models import Account
from accounts.roles import Role, give_role
from courses.models import LessonIndexPage, LessonPage, Skill
from groups.models import Cohort, CohortLesson
from groups.previews.queries import places_of
from groups.weeks.following import follow_published, keep_words
from pages.editor.permissions import grant_permissions
from tests.factories import NOW, make_course, make_enrollment, make_member, make_staff
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS, found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group before its first session: week 1 teaches "anchor", week 2 "tide"."""
    clock.move_to(NOW)
    made = group_with_lessons()
    grant_permissions()
    return made


@pytest.fixture
def leader(cohort: Cohort) -> Client:
    """The group's leader in the editor."""
    return sign_in(Client(), leader_of(cohort))


def leader_of(cohort: Cohort) -> Account:
    return cohort.leaders.get().account


def lesson(slug: str) -> LessonPage:
    found: LessonPage = LessonPage.objects.get(slug=slug)
    return found


def typed(page: LessonPage, **fields: Any) -> dict[str, Any]:
    """The editor's form of a lesson with other words in it."""
    words = {
        "title": page.title,
        "slug": page.slug,
        "module": page.module,
        "teaser": page.teaser,
        "source": page.source,
        "licence": page.licence,
        "reading_minutes": "5",
        "worksheet": str(page.worksheet_id or ""),
        "key_points": streamfield([("point", "An unsaved key point.")]),
        "body": streamfield([("teaching", {"heading": "Why", "text": rich_text("<p>So.</p>")})]),
        "slides": streamfield([]),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    sent: dict[str, Any] = nested_form_data({**words, **fields})
    return sent | {"skills": fields.get("skills", [str(one.pk) for one in page.skills.all()])}


def preview(client: Client, page: LessonPage, mode: str = "member", status: int = 200) -> str:
    """The saved draft in this mode."""
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    return shown(client, address, mode, status)


def shown(client: Client, address: str, mode: str, status: int = 200) -> str:
    answer = client.get(address, {"mode": mode})
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def unsaved(client: Client, page: LessonPage, mode: str = "member", **fields: Any) -> str:
    """What the editor's panel sends while somebody writes, and then shows."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, typed(page, **fields)).json()["is_valid"]
    return shown(client, address, mode)


def main_of(page: str) -> str:
    [main] = re.findall(r"<main.*</main>", page)
    return str(main)


def without_keys(page: str) -> str:
    """Without what is another each time: the editor's paragraph keys and form tokens."""
    return re.sub(r" data-block-key=\"\w+\"|value=\"\w{64}\"", "", page)


def test_the_preview_is_what_a_member_reads_once_it_is_published(
    cohort: Cohort, leader: Client
) -> None:
    page = lesson("tide")
    seen = main_of(unsaved(leader, page, f"member:{cohort.slug}:2", title="Tides & you"))
    assert "Week 2 · Distress tolerance" in seen
    assert "An unsaved key point." in seen
    assert "An unsaved key point." not in str(page.get_latest_revision_as_object().key_points)

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = typed(page, title="Tides & you") | {"action-publish": "1"}
    assert leader.post(edit, sent).status_code == 302
    follow_published(NOW)
    seat = make_enrollment(cohort, make_member(name="Ada Quill"))
    clock.move_to(cohort.sessions.get(week__week__number=2).ends_at)
    path = lesson_path(seat, week=2, slug="tide")
    read = sign_in(Client(), seat.member.account).get(path)

    as_read = main_of(" ".join(read.content.decode().split()))
    above = re.compile(r"<aside class=\"preview\".*?</aside> ?")
    sheet = f"?mode=member:{cohort.slug}:2:worksheet"
    papers = re.compile(
        r"(<form method=\"post\" action=\"read/\".*?</form> ?)?"
        r"<section [^>]*aria-labelledby=\"papers\".*?</section>"
    )
    assert "choose “As PDF” in the menu" in seen  # the draft's paper is elsewhere
    seen, as_read = papers.sub("", above.sub("", seen)), papers.sub("", as_read)
    seen = seen.replace(sheet, f"{path}worksheet/")
    assert without_keys(seen) == without_keys(as_read)


def test_the_frame_is_a_member_s_and_names_nobody(cohort: Cohort, leader: Client) -> None:
    account = leader_of(cohort)
    account.first_name, account.last_name = "Noor", "Hansen"
    account.save()
    make_enrollment(cohort, make_member(name="Ada Quill"))
    seen = preview(leader, lesson("anchor"))
    assert "A member" in seen
    assert re.findall(r'href="([^"]+)" aria-current="page"', seen) == ["/today/"]
    for other in ("Ada Quill", "Noor", "Hansen", "Pages and lessons"):
        assert other not in seen


def test_it_says_when_the_group_reads_it(cohort: Cohort, leader: Client) -> None:
    seen = preview(leader, lesson("anchor"), f"member:{cohort.slug}:1")
    assert "this group reads these words when its session has ended" in seen
    assert 'datetime="2026-09-08T19:00:00+00:00"' in seen


def test_without_a_choice_it_is_the_next_week_that_teaches_it(
    cohort: Cohort, leader: Client
) -> None:
    assert "Week 1 ·" in preview(leader, lesson("anchor"))
    assert "Week 2 ·" in preview(leader, lesson("tide"))


def test_the_choice_stays_while_somebody_writes(cohort: Cohort, leader: Client) -> None:
    other = found(leader=leader_of(cohort), by=make_staff(Role.COORDINATOR), course=cohort.course,
                  name="Zebras")  # fmt: skip
    tide = lesson("tide")
    assert "Week 3 ·" in preview(leader, tide, f"member:{other.slug}:3")
    again = unsaved(leader, tide)
    assert "Week 3 ·" in again
    assert f'value="member:{other.slug}" selected' in again
    # another lesson: the same group, in the week that fits
    assert "Week 1 ·" in preview(leader, lesson("anchor"))


def test_a_week_without_the_lesson_says_where_it_is_taught(cohort: Cohort, leader: Client) -> None:
    seen = preview(leader, lesson("tide"), f"member:{cohort.slug}:1")
    assert "goes without this lesson" in seen
    assert "Week 1 · Distress tolerance" in seen  # the lesson's module: the week's is Mindfulness
    assert "Week 1 · Mindfulness" in preview(leader, lesson("anchor"), f"member:{cohort.slug}:1")
    assert f'href="?mode=member:{cohort.slug}:2"' in seen
    assert "Only members read the key point of tide." in seen


def test_a_group_without_the_lesson_says_which_of_mine_has_it(
    cohort: Cohort, leader: Client
) -> None:
    other = found(leader=leader_of(cohort), by=make_staff(Role.COORDINATOR), course=make_course(),
                  name="No tides here")  # fmt: skip
    seen = preview(leader, lesson("tide"), f"member:{other.slug}:1")
    assert "No week of No tides here teaches this lesson" in seen
    assert f'href="?mode=member:{cohort.slug}:2"' in seen


def test_a_lesson_that_nobody_is_taught_says_how_it_would_be(
    cohort: Cohort, leader: Client
) -> None:
    own = LessonPage(title="Own", slug="own", module="M", teaser="Ours.", source="Us", licence="O")
    LessonIndexPage.objects.get().add_child(instance=own)
    own.save_revision()
    assert "choose its skills in the form" in preview(leader, own)
    # chosen and not saved yet
    seen = unsaved(leader, own, skills=[str(Skill.objects.get(slug="anchor").pk)])
    assert "Week 1 ·" in seen
    assert "this group reads these words" in seen


def test_a_new_lesson_is_seen_before_it_is_saved(cohort: Cohort, leader: Client) -> None:
    shelf = LessonIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", shelf.pk])
    new = LessonPage(title="New", slug="new", module="M")
    sent = typed(new, skills=[str(Skill.objects.get(slug="tide").pk)])
    assert leader.post(address, sent).json()["is_valid"]
    for mode, words in (("member", "Week 2 ·"), ("slides", "No slides yet")):
        assert words in shown(leader, address, mode)
    assert not LessonPage.objects.filter(slug="new").exists()


def test_given_and_kept_words_are_told(cohort: Cohort, leader: Client) -> None:
    tide = CohortLesson.objects.get(lesson__slug="tide")
    keep_words(tide, kept=True, by=leader_of(cohort), now=NOW)
    assert "keeps the words it has" in preview(leader, lesson("tide"))
    clock.move_to(STARTS)
    leader = sign_in(Client(), leader_of(cohort))
    assert "This week was given" in preview(leader, lesson("anchor"))


def test_a_given_week_does_not_get_a_new_lesson(cohort: Cohort, leader: Client) -> None:
    own = LessonPage(title="Own", slug="own", module="M", teaser="Ours.", source="Us", licence="O")
    LessonIndexPage.objects.get().add_child(instance=own)
    own.skills = [Skill.objects.get(slug="anchor")]
    own.save()
    first = cohort.sessions.get(number=1)
    assert [place.teaches for place in places_of(cohort, own, now=NOW)] == [True, False, False]
    first.state = first.State.ENDED
    first.save(update_fields=["state"])
    assert not any(place.teaches for place in places_of(cohort, own, now=first.ends_at))


def test_the_worksheet_is_one_step_away(cohort: Cohort, leader: Client) -> None:
    tide = lesson("tide")
    assert f'href="?mode=member:{cohort.slug}:2:worksheet"' in preview(leader, tide)
    sheet = preview(leader, tide, f"member:{cohort.slug}:2:worksheet")
    assert "How strong?" in sheet
    assert f'href="?mode=member:{cohort.slug}:2"' in sheet
    tide.worksheet = None
    tide.save_revision()
    preview(leader, tide, f"member:{cohort.slug}:2:worksheet", 404)


def test_only_groups_one_leads_can_be_chosen(cohort: Cohort, leader: Client) -> None:
    others = found(leader=make_staff(Role.FACILITATOR), by=make_staff(Role.COORDINATOR),
                   course=cohort.course, name="Foreign group")  # fmt: skip
    tide = lesson("tide")
    assert "Foreign group" not in preview(leader, tide)
    foreign = preview(leader, tide, f"member:{others.slug}:2", 404)
    assert "Foreign group" not in foreign
    missing = preview(leader, tide, "member:no-such-group:2", 404)
    assert without_keys(foreign) == without_keys(missing)
    assert "Week 2 ·" in preview(leader, tide), "a refused choice is not remembered"

    both = make_staff(Role.COORDINATOR)
    give_role(both, Role.FACILITATOR)
    seen = preview(sign_in(Client(), both), tide, f"member:{others.slug}:2")
    assert "Foreign group" in seen
    assert escape(cohort.name) in seen


def test_a_group_that_was_taken_away_is_chosen_no_more(cohort: Cohort, leader: Client) -> None:
    tide = lesson("tide")
    preview(leader, tide, f"member:{cohort.slug}:2")
    cohort.leaders.all().delete()
    assert "You lead no group at the moment" in preview(leader, tide)


@pytest.mark.parametrize(
    "mode",
    ["member:{}:9", "member:{}:x", "member:{}:2:x", "member:{}:99999999999999", "pdf-of-sorts", ""],
)
def test_a_mode_that_is_none_is_not_found(cohort: Cohort, leader: Client, mode: str) -> None:
    tide = lesson("tide")
    assert "Week 2 ·" in preview(leader, tide, f"member:{cohort.slug}:2")
    preview(leader, tide, mode.format(cohort.slug), 404)


def test_others_find_no_preview(cohort: Cohort, leader: Client) -> None:
    seat = make_enrollment(cohort)
    page = lesson("tide")
    assert "Only members read" in preview(leader, page)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    for account in (seat.member.account, make_staff(Role.MARKETER), None):
        client = sign_in(Client(), account) if account else Client()
        answer = client.get(address, {"mode": f"member:{cohort.slug}:2"}, follow=True)
        assert "Only members read" not in answer.content.decode()


def test_slides_come_stage_by_stage(cohort: Cohort, leader: Client) -> None:
    page = lesson("tide")
    slides = [
        ("slide", {"stage": stage, "title": title, "points": streamfield([("item", "One & all")])})
        for stage, title in (("practice_plan", "The plan"), ("mindfulness", "Sit <still>"))
    ]
    seen = unsaved(leader, page, "slides", slides=streamfield(slides))
    assert re.findall(r"<h2 id=\"slide-\d\">(.*?)</h2>", seen) == ["Sit &lt;still&gt;", "The plan"]
    assert "Slide 1 of 2 · Mindfulness" in seen
    assert "<li>One &amp; all</li>" in seen
    assert "tide slide" not in seen


def test_the_preview_asks_as_often_for_three_groups_as_for_one(
    cohort: Cohort, leader: Client
) -> None:
    tide, mode = lesson("tide"), f"member:{cohort.slug}:2"
    asked = []
    for _groups in (1, 3):
        preview(leader, tide, mode)
        with CaptureQueriesContext(connection) as queries:
            preview(leader, tide, mode)
        asked.append(len(queries))
        for _more in range(2):
            found(leader=leader_of(cohort), by=make_staff(Role.COORDINATOR), course=cohort.course)
    assert asked[0] == asked[1]
