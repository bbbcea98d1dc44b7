"""A skill in front of others: offered to lessons once it is published, and taken back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from courses.models import Skill
from courses.skills.actions import load_skills
from courses.skills.queries import shown_skills
from tests.courses.conftest import Browser, Write
from tests.courses.sent import acts, skill_form, take_back


@pytest.fixture
def editor(browser: Browser) -> Client:
    """A facilitator's browser."""
    return browser(Role.FACILITATOR)


@pytest.fixture
def anchor(editor: Client) -> Skill:
    """A skill that ships, published as we wrote it."""
    return Skill.objects.get(slug="anchor")


def at(skill: Skill, name: str = "edit") -> str:
    return reverse(f"skills:{name}", args=[skill.pk])


def test_what_somebody_took_back_is_not_shown_and_does_not_come_back(
    editor: Client, anchor: Skill, write: Write
) -> None:
    assert shown_skills().filter(pk=anchor.pk).exists()
    assert editor.get(at(anchor, "unpublish")).status_code == 200
    assert "unpublished" in take_back(editor, anchor).content.decode()
    assert not shown_skills().filter(pk=anchor.pk).exists()
    assert len(acts("skill.unpublished")) == 1
    load_skills(write())
    anchor.refresh_from_db()
    assert (anchor.live, anchor.edits) == (False, 1)


def test_what_was_saved_meanwhile_is_not_taken_back_unseen(editor: Client, anchor: Skill) -> None:
    assert 'name="seen" value="0"' in editor.get(at(anchor, "unpublish")).content.decode()
    editor.post(at(anchor), skill_form(anchor, summary="Other words meanwhile."))
    for stale in ("0", "", "x", "9" * 30):
        told = take_back(editor, anchor, seen=stale).content.decode()
        assert "Nothing was taken back: somebody else saved this skill" in told
        anchor.refresh_from_db()
        assert (anchor.live, anchor.edits) == (True, 1)
    assert acts("skill.unpublished") == []
    take_back(editor, anchor)
    anchor.refresh_from_db()
    assert (anchor.live, anchor.edits) == (False, 2)


def test_what_is_not_published_cannot_be_taken_back(editor: Client, anchor: Skill) -> None:
    take_back(editor, anchor)
    asked = editor.get(at(anchor, "unpublish"), follow=True).content.decode()
    for told in (asked, take_back(editor, anchor).content.decode()):
        assert "“Anchor” is not published: there is nothing to take back." in told
        assert "It is not published: nobody but its editors sees it." in told
    anchor.refresh_from_db()
    assert anchor.edits == 1
    assert len(acts("skill.unpublished")) == 1


def test_visitors_see_published_skills_alone(editor: Client, anchor: Skill) -> None:
    editor.post(reverse("skills:add"), skill_form(publish=False, summary="A secret draft."))
    take_back(editor, anchor)
    visitor = Client()
    for slug in ("rope", "anchor"):
        for name in ("skill", "skill-flash-cards", "skill-do"):
            assert visitor.get(reverse(name, args=[slug])).status_code == 404
    library = visitor.get(reverse("skills")).content.decode()
    assert "TIDE" in library
    assert "Rope" not in library
    assert "A secret draft." not in library
    assert "Anchor" not in library


def test_what_a_lesson_may_show_is_published(editor: Client, anchor: Skill) -> None:
    editor.post(reverse("skills:add"), skill_form(publish=False))
    chooser = reverse("wagtailsnippetchoosers_courses_skill:choose")
    offered = editor.get(chooser).content.decode()
    assert "Anchor" in offered
    assert "Rope" not in offered


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MARKETER])
def test_choosing_by_number_tells_no_name_of_a_draft(
    browser: Browser, anchor: Skill, role: Role
) -> None:
    """Whoever may enter the editor may ask what was chosen."""
    hidden = Skill.objects.create(slug="rope", name="Rope", module="M", summary="…", live=False)
    client = browser(role)
    one = "wagtailsnippetchoosers_courses_skill:chosen"
    assert "Anchor" in client.get(reverse(one, args=[anchor.pk])).content.decode()
    refused = client.get(reverse(one, args=[hidden.pk]))
    assert refused.status_code == 404
    assert "Rope" not in refused.content.decode()
    assert client.get(reverse(one, args=["x"])).status_code == 404
    many = reverse("wagtailsnippetchoosers_courses_skill:chosen_multiple")
    told = client.get(f"{many}?id={anchor.pk}&id={hidden.pk}&id=x").content.decode()
    assert "Anchor" in told
    assert "Rope" not in told


def test_choosing_among_three_asks_what_choosing_of_one_asks(editor: Client, anchor: Skill) -> None:
    chooser = reverse("wagtailsnippetchoosers_courses_skill:choose")

    def asked() -> int:
        editor.get(chooser)
        with CaptureQueriesContext(connection) as queries:
            assert "Anchor" in editor.get(chooser).content.decode()
        return len(queries)

    Skill.objects.exclude(pk=anchor.pk).update(live=False)
    one = asked()
    Skill.objects.update(live=True)
    assert Skill.objects.count() == 3
    assert asked() == one
