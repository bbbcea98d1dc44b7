"""Two versions of a lesson side by side, word by word, and an older one taken up again."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.rich_text import RichText

from accounts.roles import Role
from courses.models import LessonPage
from pages.models import HomePage
from tests.factories import make_staff
from tests.pages.test_scheduling import edit, stop, words
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(home: HomePage) -> Client:
    """A facilitator in the editor."""
    return sign_in(Client(), make_staff(Role.FACILITATOR))


@pytest.fixture
def versions(home: HomePage) -> tuple[Revision, Revision]:
    """The lesson "stop" as it was shipped, and with a change in every kind of block."""
    page: LessonPage = stop().get_latest_revision_as_object()
    kinds = {block.block_type: block.value for block in page.body}
    for kind in ("teaching", "example", "care"):
        text = kinds[kind]["text"].source
        kinds[kind]["text"] = RichText(text.replace("</p>", f" New in {kind}.</p>", 1))
    kinds["steps"]["acronym"] = False
    kinds["steps"]["items"][0]["name"] = "Stop here"
    kinds["steps"]["items"].append({"letter": "Q", "name": "Quiet", "text": "Be quiet."})
    kinds["practice"]["minutes"] += 1
    kinds["practice"]["steps"].append("One more thing to try.")
    del kinds["week_practice"]["steps"][0]
    page.slides[0].value["stage"] = "practice_plan"
    page.key_points[0].value = "Only a new key point."
    before = page.latest_revision
    return before, page.save_revision()


def compared(client: Client, *versions: Revision | str) -> str:
    named = [getattr(version, "pk", version) for version in versions]
    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[stop().pk, *named]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def marked(page: str, how: str) -> list[str]:
    """The words that a comparison marks as new or gone, in a line or as a whole block."""
    words = re.findall(rf'<span class="{how}">(.*?)</span>', page)
    blocks = re.findall(rf'<div class="comparison__child-object {how}">(.*?)</div>', page)
    return [re.sub("<[^>]+>", " ", part).strip() for part in words + blocks]


def test_every_kind_of_block_reads_well(
    facilitator: Client, versions: tuple[Revision, Revision]
) -> None:
    page = compared(facilitator, *versions)
    came, gone = marked(page, "addition"), marked(page, "deletion")
    for kind in ("teaching", "example", "care"):
        assert f"New in {kind}." in came
    for new in ("here", "no", "Practice plan", "One more thing to try."):
        assert new in came
    assert any("Quiet" in one and "Be quiet." in one for one in came)
    for old in ("yes", "Mindfulness"):
        assert old in gone
    for stored in ("practice_plan", ">True<", ">False<", "ListValue", "StructValue"):
        assert stored not in page


def test_a_line_taken_out_moves_no_other(
    facilitator: Client, versions: tuple[Revision, Revision]
) -> None:
    first = next(block for block in stop().body if block.block_type == "week_practice").value
    lines = list(first["steps"])
    gone = marked(compared(facilitator, *versions), "deletion")
    assert lines[0] in gone
    assert not set(lines[1:]) & set(gone)


def test_the_history_leads_to_the_comparison_and_the_older_version(
    facilitator: Client, versions: tuple[Revision, Revision]
) -> None:
    facilitator.post(edit(stop()), words())
    _before, after = versions
    page = facilitator.get(reverse("wagtailadmin_pages:history", args=[stop().pk])).content.decode()
    newest = stop().latest_revision_id
    assert f"/revisions/compare/{after.pk}...{newest}/" in page
    assert "Compare with previous version" in page


def test_an_older_version_is_taken_up_as_a_draft(
    facilitator: Client, versions: tuple[Revision, Revision]
) -> None:
    before, after = versions
    live = stop().live_revision_id
    address = reverse("wagtailadmin_pages:revisions_revert", args=[stop().pk, before.pk])
    page = facilitator.get(address).content.decode()
    assert "previous version of this page" in page
    assert "Only a new key point." not in page
    assert facilitator.post(address, words()).status_code == 302
    taken_up = stop().get_latest_revision()
    assert taken_up.pk not in (before.pk, after.pk)
    assert stop().live_revision_id == live, "nobody reads it before it is published"


def test_others_compare_nothing(home: HomePage, versions: tuple[Revision, Revision]) -> None:
    before, after = versions
    for client in (Client(), sign_in(Client(), make_staff(Role.MARKETER))):
        for name, args in (
            ("revisions_compare", [before.pk, after.pk]),
            ("revisions_revert", [before.pk]),
            ("history", []),
        ):
            answer = client.get(
                reverse(f"wagtailadmin_pages:{name}", args=[stop().pk, *args]), follow=True
            )
            assert "Only a new key point." not in answer.content.decode()
