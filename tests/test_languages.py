"""A second language is a translation: whoever has it reads it everywhere, and nobody else does."""

import ast
import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.forms.forms import BaseForm
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from pytest_django import Settings

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from accounts.staffing import reset_second_factor
from accounts.zones import nearest
from clock.words import Reader, written_for
from config import REPOSITORY
from groups.links.due import post_due_letters
from groups.models import Enrollment
from groups.rooms.wire.pool import in_pool
from outbox.models import Letter
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.factories import make_session as make_meeting
from tests.groups.rows import LONG_BEFORE, STARTS, join_path, letters_at
from tests.letters import delivered, file_of
from tests.pseudo import LANGUAGE, ROOTS, write_catalogue
from tests.rooms.people import make_group
from tests.signin import ask_for_code, enter_code, newest_code, sign_in

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}
DAY = timedelta(days=1)
OURS = {"accounts", "courses", "groups", "help", "outbox", "pages", "payments", "today"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    assert write_catalogue(folder) > 900
    return folder


@pytest.fixture(autouse=True)
def two_languages(catalogue: Path, settings: Settings) -> None:
    settings.LOCALE_PATHS = [catalogue]
    settings.LANGUAGES = [*site.LANGUAGES, (LANGUAGE, "Deutsch")]
    clock.move_to(NOW)


def take_part(email: str, **fields: str) -> Enrollment:
    """A member of a group of their own, whose session is on Tuesday at 18:00."""
    cohort = make_cohort(name="Evenings")
    make_meeting(cohort)
    member = make_member(make_account(email), name="Ada", **fields)
    return make_enrollment(cohort, member, activated_at=LONG_BEFORE)


# --- letters --------------------------------------------------------------------------------------
def test_one_worker_writes_to_two_members_in_two_languages() -> None:
    take_part("ada@example.org", language=LANGUAGE)
    take_part("ben@example.org")
    take_part("cleo@example.org", country="US")

    (german,) = letters_at(STARTS - DAY, to="ada@example.org")
    (english,) = letters_at(STARTS - DAY, to="ben@example.org")
    (american,) = letters_at(STARTS - DAY, to="cleo@example.org")

    assert german.subject == "[Your session is tomorrow: Dienstag, 18:00]"
    assert "[Hello Ada,]" in german.text
    assert "Dienstag, 8. September 2026, 18:00" in german.text
    assert 'lang="de"' in german.html
    assert [event.summary for event in file_of(german)] == ["[Session 1: Evenings]"]
    assert english.subject == "Your session is tomorrow: Tuesday 18:00"
    assert american.subject == "Your session is tomorrow: Tuesday 6:00 PM"
    assert "Tuesday, September 8, 2026 at 6:00 PM" in american.text
    for letter in (english, american):
        assert "[" not in letter.text
        assert 'lang="en-gb"' in letter.html
        assert [event.summary for event in file_of(letter)] == ["Session 1: Evenings"]


def test_the_language_of_a_letter_is_fixed_when_it_is_posted() -> None:
    take_part("ada@example.org", language=LANGUAGE)
    clock.move_to(STARTS - DAY)
    post_due_letters(STARTS - DAY)
    Member.objects.update(language="en-gb")

    (letter,) = delivered(to="ada@example.org")

    assert letter.subject.startswith("[Your session")
    assert Letter.objects.get().reader == Reader(LANGUAGE, "GB")


def test_a_member_without_a_language_of_their_own_has_the_accounts() -> None:
    seat = take_part("ada@example.org")
    Account.objects.update(language=LANGUAGE)
    assert Member.objects.get(pk=seat.member_id).reader.language == LANGUAGE


def test_a_letter_about_an_account_is_in_the_accounts_language() -> None:
    reset_second_factor(make_account("sam@example.org", language=LANGUAGE), by=None, now=NOW)
    reset_second_factor(make_account("tom@example.org"), by=None, now=NOW)
    assert delivered(to="sam@example.org")[0].subject == "[Your second factor was reset]"
    assert delivered(to="tom@example.org")[0].subject == "Your second factor was reset"


def test_a_code_is_written_for_its_owner_whatever_the_browser_asks_for(client: Client) -> None:
    make_account("ada@example.org", language=LANGUAGE)
    ask_for_code(client, "ada@example.org")
    assert delivered(to="ada@example.org")[0].subject == "[Your code to sign in]"


# --- pages ----------------------------------------------------------------------------------------
def test_a_visitor_reads_in_the_language_their_browser_asks_for(client: Client) -> None:
    for _again in range(2):  # what one leaves in the cache, the other does not read
        german = client.get(reverse("account_login"), **GERMAN)  # type: ignore[arg-type]
        english = client.get(reverse("account_login"))
        assert german["Content-Language"] == "de"
        assert "Accept-Language" in german["Vary"]
        assert '<html lang="de"' in german.content.decode()
        assert "[Sign in]" in german.content.decode()
        assert "[Privacy notice]" in german.content.decode()  # the footer's menu is kept
        assert english["Content-Language"] == "en-gb"
        assert "[" not in visible(english.content.decode())


def test_what_was_chosen_counts_more_and_what_the_account_says_most(client: Client) -> None:
    client.cookies["django_language"] = "en-gb"
    answer = client.get(reverse("account_login"), **GERMAN)  # type: ignore[arg-type]
    assert answer["Content-Language"] == "en-gb"
    sign_in(client, make_account(language=LANGUAGE))
    assert client.get("/account/")["Content-Language"] == "de"


def test_who_signs_in_for_the_first_time_keeps_the_language_they_read_in(client: Client) -> None:
    client.cookies["django_language"] = LANGUAGE
    account = make_account("ada@example.org")
    ask_for_code(client, account.email)
    enter_code(client, newest_code(account.email))
    account.refresh_from_db()
    assert account.language == LANGUAGE
    del client.cookies["django_language"]
    assert client.get("/account/")["Content-Language"] == "de"


def test_the_language_is_chosen_where_there_are_several(client: Client, settings: Settings) -> None:
    account = make_account("ada@example.org", language="en-gb")
    page, details = sign_in(client, account), {"time_zone": "Europe/London", "country": "GB"}
    assert 'name="language"' in page.get("/account/").content.decode()
    assert page.post("/account/", details | {"language": "tlh"}).status_code != 302
    assert page.post("/account/", details | {"language": LANGUAGE}).status_code == 302
    assert page.get("/account/")["Content-Language"] == LANGUAGE
    settings.LANGUAGES = site.LANGUAGES[:1]
    assert 'name="language"' not in page.get("/account/").content.decode()
    assert page.get("/account/")["Content-Language"] == "en-gb"


def test_a_member_has_a_language_of_their_own_where_there_are_several(client: Client) -> None:
    member = make_member(make_account("ada@example.org", language="en-gb"))
    page = sign_in(client, member.account)
    address = reverse("account-member", args=[member.pk])
    details = {"name": "Ada", "country": "GB", "time_zone": "Europe/London"}
    assert 'name="language"' in page.get(address).content.decode()
    assert page.post(address, details | {"language": "tlh"}).status_code != 302
    assert Member.objects.get().reader.language == "en-gb"
    assert page.post(address, details | {"language": LANGUAGE}).status_code == 302
    assert Member.objects.get().reader.language == LANGUAGE
    assert page.post(address, details).status_code == 302
    assert Member.objects.get().reader.language == "en-gb"


@pytest.mark.parametrize("path", ["/nowhere/", "/help/", "/help/GB/", "/room/nothing/"])
def test_crisis_help_and_error_pages_are_read_too(client: Client, path: str) -> None:
    answer = client.get(path, **GERMAN)  # type: ignore[arg-type]
    assert answer["Content-Language"] == "de"
    assert '<html lang="de"' in answer.content.decode()
    assert "[" in visible(answer.content.decode())
    assert "[" not in visible(client.get(path).content.decode())


def test_a_request_that_no_view_sees_is_refused_in_the_readers_language(client: Client) -> None:
    answer = client.get("/", {}, **GERMAN, HTTP_COOKIE="tz=a%00b\x00")  # type: ignore[arg-type]
    assert (answer.status_code, answer["Content-Language"]) == (400, "de")


def test_the_link_and_the_room_of_a_member_are_in_their_language_not_the_accounts() -> None:
    group = make_group("Mira")
    seat = group.members[0]
    Member.objects.filter(pk=seat.member_id).update(language=LANGUAGE)
    link = Client().get(join_path(seat, group.session))
    browser = sign_in(Client(), seat.member.account)
    room = browser.get(reverse("room", args=[group.session.pk]))
    leaders = sign_in(Client(), group.leader).get(reverse("room", args=[group.session.pk]))

    assert (link["Content-Language"], room["Content-Language"]) == ("de", "de")
    assert "[You are connected again.]" in room.content.decode()
    assert "[This session has ended]" in room.content.decode()
    assert leaders["Content-Language"] == "en-gb"
    assert "[You are connected again.]" not in leaders.content.decode()
    assert browser.get("/account/")["Content-Language"] == "en-gb"


def test_the_rooms_threads_work_in_the_language_of_the_connection() -> None:
    async def one(language: str) -> str | None:
        with written_for(Reader(language)):
            await asyncio.sleep(0)
            return await in_pool(get_language)

    async def both() -> list[str | None]:
        return list(await asyncio.gather(one("de"), one("en-gb"), one("de")))

    assert asyncio.run(both()) == ["de", "en-gb", "de"]


def test_places_are_kept_for_one_language_each() -> None:
    told = {}
    for language in ("en-gb", "de", "en-gb"):
        with written_for(Reader(language)):
            told[language] = [place.city for place in nearest("", country="IT", now=NOW)]
            assert told[language] == [place.city for place in nearest("", country="IT", now=NOW)]
    assert told["de"] != told["en-gb"]


# --- nothing is left out --------------------------------------------------------------------------
TOLD = re.compile(r'>([^<]+)<|\b(?:aria-label|title|alt|placeholder)="([^"]+)"')
NOT_TOLD = re.compile(r"<(script|style|svg|select|datalist)\b.*?</\1>", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{3,}")
# What people and clinics named, and a date in German.
NAMES = re.compile(
    r"Evenkeel|Samaritans|Lena Leader|Mira|\w+@example\.org|Group \d+|Course \d+"
    r"|\w+, \d+\. September 2026"
)
MEMBERS = (
    "/account/", "/account/email/", "/account/sessions/", "/account/2fa/", "/today/", "/my-cards/",
    "/devices/", "/orders/", "/room/{session}/", "/account/people/{member}/",
    "/account/people/{member}/contact/", "/account/people/{member}/record/",
)  # fmt: skip
LEADERS = ("/today/", "/room/{session}/", "/lead/{slug}/")
COORDINATORS = (
    "/today/", "/desk/groups/", "/desk/groups/new/", "/desk/groups/{slug}/", "/desk/orders/",
    "/desk/cases/", "/desk/letters/", "/desk/clocks/", "/desk/promises/",
    "/desk/groups/{slug}/price/", "/desk/groups/{slug}/words/",
    "/desk/groups/{slug}/sessions/1/move/", "/account/staff/",
)  # fmt: skip


def test_every_sentence_of_every_page_is_in_the_readers_language() -> None:
    group = make_group("Mira")
    member = group.members[0].member
    coordinator = make_staff(Role.COORDINATOR)
    Account.objects.update(language=LANGUAGE)
    known = {
        "session": group.session.pk,
        "member": member.pk,
        "slug": group.session.cohort.slug,
    }
    visits = [(member.account, MEMBERS), (group.leader, LEADERS), (coordinator, COORDINATORS)]
    for account, paths in visits:
        browser = sign_in(Client(), Account.objects.get(pk=account.pk))
        for path in paths:
            answer = browser.get(path.format(**known))
            assert (path, answer.status_code) == (path, 200)
            assert (path, untranslated(answer.content.decode())) == (path, [])


def untranslated(page: str) -> list[str]:
    """What stands on a page for people, without brackets, and is nobody's name."""
    told = TOLD.findall(NOT_TOLD.sub("", page.partition("<body")[2]))
    texts = (" ".join((text or label).split()) for text, label in told)
    return [
        text
        for text in texts
        if "[" not in text and "]" not in text and WORD.search(NAMES.sub("", text))
    ]


def test_every_field_of_a_form_is_named_in_the_readers_language() -> None:
    forms = [each for each in _all_of(BaseForm) if each.__module__.split(".")[0] in OURS]
    unmarked = {
        f"{form.__qualname__}.{name}"
        for form in forms
        for name, field in getattr(form, "base_fields", {}).items()
        if not (field.widget.is_hidden or field.label == "" or isinstance(field.label, Promise))
        or (field.help_text and not isinstance(field.help_text, Promise))
    }
    assert len(forms) > 20
    wagtails_own = {one for one in unmarked if one.endswith(".comment_notifications")}
    assert unmarked - wagtails_own == set()


def test_no_sentence_is_put_together_before_its_reader_is_known() -> None:
    """`%` makes a text of a lazy sentence at once: where a module is imported, in no reader's
    language. `format_lazy` waits."""
    early = [f"{path}:{line}" for path in _our_code() for line in _made_early(path.read_text())]
    assert early == []
    said = "from django.utils.translation import gettext_lazy as _\nSAID = _('%d') % 3\n"
    assert list(_made_early(said)) == [2]
    assert list(_made_early(said.replace("SAID =", "def f(): return"))) == []


def _made_early(source: str) -> Iterator[int]:
    tree = ast.parse(source)
    lazy = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name.endswith("_lazy")
    }
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        made = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in lazy:
            yield made.lineno
        waiting += ast.iter_child_nodes(node)


def _our_code() -> Iterator[Path]:
    for root in ROOTS:
        yield from (REPOSITORY / root).rglob("*.py")


def _all_of(kind: type) -> Iterator[type]:
    below: list[type] = kind.__subclasses__()
    for each in below:
        yield each
        yield from _all_of(each)


def visible(page: str) -> str:
    """A page without what people do not read: scripts, styles and the names of form fields."""
    return page.partition("<body")[2].partition("<script")[0]
