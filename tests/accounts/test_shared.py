"""What is made for many can hold nothing of one."""

import pytest
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import Account
from accounts.shared import Personal, made_for_many
from tests.factories import NOW, make_account
from whole.version import known_version

pytestmark = pytest.mark.django_db
LOADER = "django.template.loaders.locmem.Loader"


def page(account: Account, template: str, *, told: str = "7.1/1.1", word: str = "calm") -> str:
    request: HttpRequest = RequestFactory().get("/today/")
    request.user = account
    with known_version(told):
        made = made_for_many(
            request,
            template,
            same={"word": word},
            own={"own_word": lambda: account.first_name},
            now=NOW,
        )
    return made.decode()


@pytest.fixture
def write(settings: Settings) -> dict[str, str]:
    """Templates by name."""
    held: dict[str, str] = {}
    [engine] = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": [(LOADER, held)]}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]
    return held


def test_a_template_is_filled_for_each_and_written_once(write: dict[str, str]) -> None:
    write["page"] = "{{ word }} {{ own_word }}, {{ account_name }} {{ own_word }}"
    write |= {"design/crisis_bar.html": ""}
    ada, bo = make_account(first_name="Ada"), make_account(first_name="<Bo>", last_name="B")
    with pytest.raises(TemplateDoesNotExist):  # crisis help belongs to what a page looks like
        page(ada, "page")
    for name in ("bar", "card", "numbers", "note", "print"):
        write[f"design/crisis_{name}.html"] = name
    assert page(ada, "page") == "calm Ada, Ada Ada"
    write["page"] = "written anew"
    assert page(bo, "page") == "calm &lt;Bo&gt;, &lt;Bo&gt; B &lt;Bo&gt;"
    assert page(bo, "page", word="wild") == "written anew"
    write["page"] = "{{ word }}"
    assert page(bo, "page", told="8.2/1.1", word="wild") == "written anew"  # a seat was sold
    assert page(bo, "page", told="8.2/2.2") == "calm"
    # Nobody could say how long this one holds.
    write["page"] = "{{ word }}!"
    assert page(bo, "page", told="") == "calm!"
    write["page"] = "{{ word }}?"
    assert page(bo, "page", told="") == "calm?"


@pytest.mark.parametrize(
    "asks",
    [
        "{{ request.user }}",
        "{{ request.user.email }}",
        "{{ user.pk }}",
        "{{ own_word|upper }}",
        "{% if request.user.first_name %}{% endif %}",
    ],
)
def test_a_template_that_asks_for_one_readers_own_is_a_mistake(
    write: dict[str, str], asks: str
) -> None:
    for name in ("bar", "card", "numbers", "note", "print"):
        write[f"design/crisis_{name}.html"] = name
    write["page"] = "{% if request.user.is_authenticated %}{{ account_menu|length }}{% endif %}"
    account = make_account(first_name="Ada")
    assert page(account, "page") == "4"
    write["other"] = asks
    with pytest.raises(Personal):
        page(account, "other")


def test_what_a_request_carries_is_not_there_to_be_shown(write: dict[str, str]) -> None:
    for name in ("bar", "card", "numbers", "note", "print"):
        write[f"design/crisis_{name}.html"] = name
    write["page"] = "[{{ request.path }}{{ request.GET.items }}{{ request.session }}]"
    account = make_account(first_name="Ada")
    request: HttpRequest = RequestFactory().get("/today/secret/?who=ada")
    request.user = account
    made = made_for_many(request, "page", same={}, own={}, now=NOW)
    assert b"secret" not in made
    assert b"ada" not in made
