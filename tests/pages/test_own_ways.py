"""Whoever is signed in has their own ways in sight, and nobody else sees anything of them."""

import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role, give_role
from config.views.errors import bad_request
from pages.models import HomePage
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.resending import send_stale, strict_browser
from tests.signin import sign_in

WAY = re.compile(r'<a href="([^"]+)"([^>]*)>([^<]+)</a>')
TELLING = re.compile(r"crisis|DBT|therap|group|session|lesson", re.IGNORECASE)


def part(page: str, begins: str, ends: str) -> str:
    return page.partition(begins)[2].partition(ends)[0]


def ways(page: str) -> list[tuple[str, str]]:
    """The links of a page's own row: where they lead and what they say."""
    found = WAY.findall(part(page, 'class="own-nav tabs"', "</nav>"))
    return [(url, title) for url, _marks, title in found]


def current(page: str) -> list[tuple[str, str]]:
    """Which of them are marked, and how."""
    row = part(page, 'class="own-nav tabs"', "</nav>")
    return re.findall(r'<a href="([^"]+)"\s+aria-current="(\w+)"', row)


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


MEMBER = ["Today", "My group", "Lessons", "Diary", "Account"]


def team(*roles: Role) -> Account:
    account = make_account()
    for role in roles:
        give_role(account, role)
    return account


@pytest.mark.parametrize(
    ("roles", "titles"),
    [
        ((), MEMBER),
        ((Role.FACILITATOR,), ["Today", "Groups I lead", "Pages and lessons", "Account"]),
        ((Role.MARKETER,), ["Today", "Pages and lessons", "Account"]),
        ((Role.COORDINATOR,), ["Today", "Groups desk", "Account"]),
        (
            (Role.COORDINATOR, Role.FACILITATOR),
            ["Today", "Groups desk", "Groups I lead", "Pages and lessons", "Account"],
        ),
    ],
)
def test_each_role_has_its_own_ways_and_each_leads_somewhere(
    home: HomePage, roles: tuple[Role, ...], titles: list[str]
) -> None:
    client = sign_in(Client(), team(*roles))
    for path in ("/today/", "/groups/", "/account/"):
        found = ways(seen(client, path))
        assert [title for _url, title in found] == titles
    for url, _title in found:
        assert client.get(url, follow=True).status_code == 200, url


def test_the_menu_of_visitors_is_folded_away_behind_one_control(home: HomePage) -> None:
    member = seen(sign_in(Client(), make_account()), "/about/")
    visitor = seen(Client(), "/about/")
    for page in (member, visitor):
        assert page.count('popovertarget="site-menu"') == 1
        assert "Questions</a>" in part(page, 'id="site-menu"', "</nav>")
    # Unfolded on a wide screen for visitors alone.
    assert "menu--site" in visitor
    assert "menu--site" not in member
    assert "own-nav" not in visitor
    assert "Sign in" not in member
    assert "Sign in" in visitor


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/today/", ("/today/", "page")),
        ("/today/groups/", ("/today/groups/", "page")),
        ("/today/lessons/", ("/today/lessons/", "page")),
        ("/account/", ("/account/", "page")),
        ("/account/email/", ("/account/", "true")),
        ("/orders/", ("/account/", "true")),
        ("/about/", None),
    ],
)
def test_the_place_where_one_is_is_marked_once(
    home: HomePage, path: str, marked: tuple[str, str] | None
) -> None:
    page = seen(sign_in(Client(), make_account()), path)
    assert current(page) == ([marked] if marked else [])


def test_the_rooms_of_the_desk_belong_to_the_desk(home: HomePage) -> None:
    client = sign_in(Client(), make_staff(Role.COORDINATOR))
    for path in (reverse("desk-orders"), reverse("account-staff"), reverse("today-letters")):
        assert current(seen(client, path)) == [(reverse("desk-cohorts"), "true")]


def test_who_reads_discreetly_has_their_ways_under_words_that_tell_nothing(
    home: HomePage,
) -> None:
    cohort = make_cohort(name="Quiet Tuesdays")
    seat = make_enrollment(cohort, make_member(discreet=True))
    client = sign_in(Client(), seat.member.account)
    for path in ("/today/", "/today/groups/", "/today/lessons/"):
        page = seen(client, path)
        told = [title for _url, title in ways(page)]
        told += re.findall(r"<title>(.*?)</title>|<h1[^>]*>(.*?)</h1>", page, re.S)[0]
        assert not any(TELLING.search(words) for words in told), told
        assert "Quiet Tuesdays" in page
    plain = sign_in(Client(), make_enrollment(cohort).member.account)
    assert "<title>My group · " in seen(plain, "/today/groups/")


@pytest.mark.parametrize("discreet", [False, True])
def test_the_footer_begins_with_help_and_is_short(home: HomePage, discreet: bool) -> None:
    client = sign_in(Client(), make_member(discreet=discreet).account)
    footer = seen(client, "/today/").partition("<footer")[2]
    first = part(footer, "<p>", "</p>")
    assert ('href="tel:999"' in first) is not discreet
    assert ('href="/help/numbers/GB/"' in first) is discreet
    assert ('href="/help/GB/"' in first) is not discreet
    assert "<h2" not in footer
    assert 'href="/policies/privacy/"' in footer
    words = re.sub(r"<[^>]+>", "", footer)
    assert (re.findall(r"crisis|DBT|therap", words, re.IGNORECASE) == []) is discreet


def test_nothing_of_a_group_is_left_for_the_next_reader_of_the_device(home: HomePage) -> None:
    seat = make_enrollment(make_cohort(name="Quiet Tuesdays"))
    device = sign_in(Client(), seat.member.account)
    private = ("/today/groups/", "/today/lessons/", "/today/")
    for path in private:
        answer = device.get(path)
        assert "Quiet Tuesdays" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    device.post(reverse("account_logout"))
    for path in private:
        assert device.get(path)["Location"] == f"/account/login/?next={path}"
    for path in ("/", "/about/", "/account/login/"):
        page = seen(device, path)
        assert "own-nav" not in page
        assert "My group" not in page
        assert str(seat.member.account) not in page


@pytest.mark.parametrize("path", ["/about/", "/account/"])
def test_the_own_row_asks_the_database_for_nothing(home: HomePage, path: str) -> None:
    """Whether somebody has no group or three."""

    def asked(groups: int) -> int:
        account = make_account()
        for _ in range(groups):
            make_enrollment(make_cohort(), make_member(account))
        client = sign_in(Client(), account)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len([one for one in queries if "groups_" in one["sql"]])

    assert [asked(groups) for groups in (0, 1, 3)] == [0, 0, 0]


# --- pages of errors know their reader ------------------------------------------------------------


def is_a_readers_page(page: str, account: Account) -> bool:
    return "Sign out" in page and str(account) in page and "Sign in" not in page


def test_a_page_that_is_not_open_is_told_to_who_is_signed_in_by_name(home: HomePage) -> None:
    account = make_account(first_name="Robin", last_name="Hale")
    answer = sign_in(Client(), account).get(reverse("desk-cohorts"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert is_a_readers_page(page, account)
    assert "You are signed in as Robin Hale" in page
    assert 'href="/today/"' in part(page, "<main", "</main>")


def test_a_stale_form_is_told_to_who_is_signed_in(home: HomePage) -> None:
    account = make_account(first_name="Robin")
    sent = {"time_zone": "Europe/London", "country": "GB"}
    page = send_stale(strict_browser(account), reverse("account-details"), sent).content.decode()
    assert is_a_readers_page(page, account)
    visitor = send_stale(strict_browser(), reverse("contact"), {"message": "Hello you"})
    assert "Sign in" in visitor.content.decode()
    assert "Sign out" not in visitor.content.decode()


def test_what_could_not_be_read_is_told_to_its_reader_where_that_is_known(
    home: HomePage, rf: RequestFactory
) -> None:
    request = rf.get("/")
    page = bad_request(request, SuspiciousOperation()).content.decode()
    assert "Sign in" in page
    # Nobody has asked yet who it is, and this page does not.
    request.COOKIES["testserver-session"] = "x"
    account = make_account(first_name="Robin")
    request.user = account
    page = bad_request(request, SuspiciousOperation()).content.decode()
    assert is_a_readers_page(page, account)


def test_help_offers_no_sign_in_to_whoever_may_be_signed_in(home: HomePage) -> None:
    member = seen(sign_in(Client(), make_account()), "/help/GB/")
    assert "Sign in" not in member
    assert 'href="/today/"' in part(member, 'id="site-menu"', "</nav>")
    assert "Sign in" in seen(Client(), "/help/GB/")
