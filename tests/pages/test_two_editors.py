"""Two people, or two windows, write one page: nobody's words go without a sentence."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from courses.models import LessonPage
from pages.models import HomePage, StandardPage
from tests.factories import make_staff
from tests.pages.test_scheduling import edit, stop, words
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(home: HomePage) -> Client:
    """Ines writes first."""
    named = make_staff(Role.FACILITATOR, first_name="Ines", last_name="<Moor>")
    return sign_in(Client(), named)


@pytest.fixture
def otto(home: HomePage) -> Client:
    """Otto has opened the page before she saved."""
    return sign_in(Client(), make_staff(Role.FACILITATOR, first_name="Otto", last_name="Lind"))


def opened() -> dict[str, str]:
    """What the form says of the version that it was opened with."""
    latest = stop().latest_revision
    return {
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
    }


def save(client: Client, teaser: str, **fields: Any) -> Any:
    return client.post(edit(stop()), words() | {"teaser": teaser} | fields)


def newest() -> str:
    draft: LessonPage = stop().get_latest_revision_as_object()
    return str(draft.teaser)


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}])
def test_whoever_did_not_see_the_other_version_is_told_and_keeps_their_words(
    ines: Client, otto: Client, button: dict[str, str]
) -> None:
    before, live = opened(), stop().live_revision_id
    assert save(ines, "What Ines wrote.", **before).status_code == 302

    told = save(otto, "What Otto wrote.", **before, **button)

    page = told.content.decode()
    assert told.status_code == 200
    assert "Ines &lt;Moor&gt; saved another version at" in page
    assert "Then save again: yours is the newest then" in page
    assert "What Otto wrote." in page
    assert newest() == "What Ines wrote."
    assert stop().live_revision_id == live

    # What the page that told him sends when he presses again.
    seen = {"newer_version": str(stop().latest_revision_id)}
    assert f'name="newer_version" value="{seen["newer_version"]}"' in page
    assert save(otto, "What Otto wrote.", **before, **seen).status_code == 302
    assert newest() == "What Otto wrote."
    teasers = [one.content["teaser"] for one in stop().revisions.order_by("-pk")[:2]]
    assert teasers == ["What Otto wrote.", "What Ines wrote."], "hers stays in the history"


def test_the_editor_does_not_save_by_itself_before_they_decide(ines: Client, otto: Client) -> None:
    before = opened()
    save(ines, "What Ines wrote.", **before)
    page = save(otto, "What Otto wrote.", **before).content.decode()
    # The last of two fields of a name is the one that counts.
    assert page.rfind(f'name="loaded_revision_id" value="{before["loaded_revision_id"]}"') > (
        page.rfind(f'name="loaded_revision_id" value="{stop().latest_revision_id}"')
    )
    seen = {"newer_version": str(stop().latest_revision_id)}
    by_itself = otto.post(
        edit(stop()),
        words() | {"teaser": "What Otto wrote."} | before | seen,
        headers={"Accept": "application/json"},
    )
    assert by_itself.status_code == 400
    assert by_itself.json()["error_code"] == "invalid_revision"
    assert newest() == "What Ines wrote."


def test_a_third_version_is_told_once_more(ines: Client, otto: Client) -> None:
    before = opened()
    save(ines, "What Ines wrote.", **before)
    seen = {"newer_version": str(stop().latest_revision_id)}
    save(ines, "What Ines wrote later.", **opened())
    assert save(otto, "What Otto wrote.", **before, **seen).status_code == 200
    assert newest() == "What Ines wrote later."


def test_one_s_own_other_window_is_told_so(ines: Client) -> None:
    before = opened()
    save(ines, "In one window.", **before)
    page = save(ines, "In the other.", **before).content.decode()
    assert "You saved another version in another window at" in page


def test_whoever_was_warned_in_the_browser_is_not_asked_twice(ines: Client, otto: Client) -> None:
    before = opened()
    save(ines, "What Ines wrote.", **before)
    assert save(otto, "What Otto wrote.", **before, newer_version="seen").status_code == 302
    assert newest() == "What Otto wrote."


def test_public_pages_are_written_so_too(home: HomePage) -> None:
    one, two = (sign_in(Client(), make_staff(Role.MARKETER)) for _marketer in range(2))
    about = StandardPage.objects.get(slug="about")
    about.save_revision()
    sent = {
        "title": "About", "slug": "about", "heading": "First", "intro": "", "body-count": "0",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "loaded_revision_id": str(about.latest_revision_id),
        "loaded_revision_created_at": about.latest_revision.created_at.isoformat(),
    }  # fmt: skip
    address = reverse("wagtailadmin_pages:edit", args=[about.pk])
    assert one.post(address, sent).status_code == 302
    told = two.post(address, sent | {"heading": "Second"})
    assert "saved another version at" in told.content.decode()
    about.refresh_from_db()
    assert about.get_latest_revision_as_object().heading == "First"
