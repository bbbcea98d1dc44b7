"""A clinic's first day: `manage.py setup` makes everything that is missing, and nothing twice."""

from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Site

import clock
from accounts.models import Account, Policy
from accounts.roles import Role, roles_of
from courses.lessons.in_line import approval_asked
from courses.models import Course, LessonPage
from help.brand import brand
from pages.editor.actions import trust_facilitators
from tests.built import built
from tests.letters import delivered

pytestmark = pytest.mark.django_db
Stand = Callable[[], None]


def setup(**options: str) -> str:
    said = StringIO()
    call_command("setup", stdout=said, **({"name": "Harbour Practice"} | options))
    return said.getvalue()


@pytest.fixture
def stand(db: None, run_folder: Path) -> Stand:
    """Has the practice stand there as its first `setup` left it, when it is called."""
    return partial(built, run_folder / "harbour", setup)


def test_setup_makes_a_site_that_a_visitor_can_read(client: Client) -> None:
    setup(contact="care@harbour.example", coordinator="you@harbour.example")

    assert len(delivered(to="you@harbour.example")) == 1
    assert client.get("/").status_code == 200
    assert client.get("/groups/").status_code == 200
    assert brand().name == "Harbour Practice"
    assert brand().contact_email == "care@harbour.example"
    assert Course.objects.count() == 4
    assert LessonPage.objects.live().count() >= 6
    assert {policy.kind for policy in Policy.objects.all()} == set(Policy.Kind.values)


def test_setup_twice_changes_nothing_that_people_edited(stand: Stand) -> None:
    stand()
    page = Page.objects.get(slug="about", depth__gt=2).specific
    page.title = "About our harbour"
    page.save_revision().publish()
    assert approval_asked()  # a new site begins with a second pair of eyes
    trust_facilitators(by=Account.objects.create_user("desk@example.org"), now=clock.now())
    before = Page.objects.count()

    setup()

    assert not approval_asked()
    assert Page.objects.count() == before
    assert Page.objects.get(pk=page.pk).title == "About our harbour"


def test_setup_invites_the_first_coordinator_by_letter(stand: Stand) -> None:
    stand()
    said = setup(coordinator="You@Harbour.example")

    account = Account.objects.get(email="you@harbour.example")
    assert roles_of(account) == {Role.COORDINATOR}
    (letter,) = delivered(to=account.email)
    assert "second factor" in letter.text
    assert "invited" in said


def test_setup_with_a_wrong_address_says_so_and_makes_nothing() -> None:
    before = Page.objects.count()

    with pytest.raises(CommandError, match="--coordinator is not an e-mail address"):
        setup(coordinator="nobody")

    assert Page.objects.count() == before
    assert not Account.objects.exists()


def test_setup_wants_a_name_the_first_time_only(stand: Stand) -> None:
    with pytest.raises(CommandError, match="say the practice's name"):
        setup(name=" ")
    with pytest.raises(CommandError, match="80 letters at most"):
        setup(name="x" * 81)
    assert not Policy.objects.exists()

    stand()
    setup(name="")

    assert brand().name == "Harbour Practice"


def test_what_setup_is_told_later_changes_and_what_it_is_not_told_stays(stand: Stand) -> None:
    stand()
    first = setup(country="UK", contact="care@harbour.example")
    assert "Harbour Practice stands in GB" in first
    assert "crisis_lines_due GB" in first

    again = setup(name="Harbour House", country="ie")
    assert (brand().name, brand().default_country) == ("Harbour House", "IE")
    assert Site.objects.get(is_default_site=True).site_name == "Harbour House"
    assert "crisis_lines_due IE" in again

    setup(name="")
    assert (brand().name, brand().default_country) == ("Harbour House", "IE")
    assert brand().contact_email == "care@harbour.example"


def test_a_country_that_is_none_is_a_sentence_and_makes_nothing() -> None:
    with pytest.raises(CommandError, match="--country is no country we know"):
        setup(country="Atlantis")
    assert not Policy.objects.exists()


def test_setup_again_writes_no_second_invitation(stand: Stand) -> None:
    stand()
    setup(coordinator="you@harbour.example")
    said = setup(coordinator="You@Harbour.example")

    assert len(delivered(to="you@harbour.example")) == 1
    assert "is a coordinator already: no second letter" in said
    assert "invited" not in said
