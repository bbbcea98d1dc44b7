"""When a device renews what it keeps: with whatever reads differently, and with nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Site

from courses.models import LessonPage, Skill
from help.models import ClinicEmergency, CrisisLine, SiteSettings
from offline.copies import HEADER
from offline.made import sources
from pages.models import HomePage
from tests.offline.test_listing import BRITAIN, listed
from tests.pages.conftest import built_once, home, now
from tests.pages.test_uploads import a_picture

__all__ = ["built_once", "home", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LEAK = "Words that nobody published"


def _skill(_: Client) -> None:
    Skill.objects.filter(slug="stop").update(when="When everything is too much.")


def _skill_gone(_: Client) -> None:
    Skill.objects.get(slug="safe-place-imagery").delete()


def _lesson(_: Client) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    lesson.title = "Before anything happens"
    lesson.save_revision().publish()


def _line(_: Client) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    CrisisLine.objects.create(
        settings=kept, country="GB", name="Our duty line", phone="01 234", opening="always"
    )


def _line_elsewhere(_: Client) -> None:
    """Copies hold the numbers of every country, for whoever travels."""
    kept = SiteSettings.for_site(Site.objects.get())
    CrisisLine.objects.create(
        settings=kept, country="FI", name="Our duty line", phone="01 234", opening="always"
    )


def _emergency_elsewhere(_: Client) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    ClinicEmergency.objects.create(settings=kept, country="AQ", number="01 234")


def _name(_: Client) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    kept.name = "Lighthouse"
    kept.save()


def _menu(_: Client) -> None:
    page = HomePage.objects.get().get_children().live().in_menu().first().specific
    page.title = "Another title"
    page.save_revision().publish()


CHANGES = [
    _skill, _skill_gone, _lesson, _line, _line_elsewhere, _emergency_elsewhere, _name, _menu,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_on_a_page_makes_another_version(
    client: Client, change: Callable[[Client], None]
) -> None:
    before = listed(client)["version"]
    assert listed(client)["version"] == before

    change(client)

    assert listed(client)["version"] != before


def test_what_changes_on_no_page_leaves_the_version(client: Client) -> None:
    before = listed(client)

    page = HomePage.objects.get()
    page.heading = "A quieter harbour"
    page.save_revision().publish()

    assert listed(client)["version"] == before["version"]


# Wagtail leaves the temporary file of a smaller copy to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_clinic_s_logo_is_kept_and_needed_by_no_page(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    before = listed(client)
    assert before["pictures"] == []
    kept = SiteSettings.for_site(Site.objects.get())
    file = SimpleUploadedFile("logo.png", a_picture("PNG"))
    kept.logo = get_image_model().objects.create(title="Logo", file=file)
    kept.save()

    found = listed(client)

    assert len(found["pictures"]) == 1
    assert found["pictures"][0] in client.get("/skills/").content.decode()
    assert found["files"] == before["files"]
    assert found["version"] != before["version"]


def _draft(_: Client) -> None:
    stop = Skill.objects.get(slug="stop")
    stop.summary = LEAK
    stop.save_revision()
    stop.refresh_from_db()
    assert stop.has_unpublished_changes


def _new_skill(_: Client) -> None:
    told = {"slug": "tide", "name": LEAK, "module": "M", "summary": LEAK, "needs": ["panic"]}
    skill = Skill.objects.create(**told, live=False, steps=[{"name": LEAK, "text": LEAK}])
    skill.save_revision()
    LessonPage.objects.get(slug="stop").skills.add(skill)


def _draft_of_a_lesson(_: Client) -> None:
    lesson = LessonPage.objects.get(slug="stop")
    lesson.title = lesson.teaser = LEAK
    lesson.save_revision()


DRAFTS = [_draft, _new_skill, _draft_of_a_lesson]


@pytest.mark.parametrize("change", DRAFTS)
def test_a_draft_makes_no_other_version_and_what_is_published_does(
    client: Client, change: Callable[[Client], None]
) -> None:
    before = listed(client)

    change(client)

    assert listed(client) == before
    draft = LessonPage.objects.get(slug="stop") if change is _draft_of_a_lesson else None
    written = draft or Skill.objects.get(slug="stop" if change is _draft else "tide")
    latest = written.latest_revision
    assert latest is not None
    latest.publish()
    assert listed(client)["version"] != before["version"]


def test_no_draft_is_on_any_page_that_is_kept(client: Client) -> None:
    for draft in DRAFTS:
        draft(client)

    found = listed(client)
    for path in found["pages"]:
        assert LEAK not in client.get(path, headers={HEADER: BRITAIN}).content.decode(), path
    assert not [path for path in found["pages"] if "tide" in path]
    # There was something to leak.
    for slug in ("stop", "tide"):
        revision = Skill.objects.get(slug=slug).latest_revision
        assert revision is not None
        revision.publish()
        kept = client.get(f"/skills/{slug}/", headers={HEADER: BRITAIN}).content.decode()
        assert LEAK in kept


def test_a_release_that_changes_code_or_words_makes_another_version() -> None:
    made = {str(path.relative_to(site_settings.REPOSITORY)) for path in sources()}

    assert {
        "courses/doing/words.py", "site/help/choosing.py", "courses/content/needs.yaml",
        "templates/base.html", "site/design/templates/design/crisis_bar.html", "requirements.txt",
    } <= made  # fmt: skip
    assert not [path for path in made if path.startswith(("tests/", ".venv/"))]
    assert not [path for path in made if "/static/" in path or "/migrations/" in path]


def test_each_country_and_language_has_a_version_of_its_own(client: Client) -> None:
    german = listed(client, "language=en-gb&zone=Europe%2FBerlin")

    assert german["version"] != listed(client)["version"]
    assert "/help/DE/" in german["pages"]
    assert "/help/GB/" not in german["pages"]
