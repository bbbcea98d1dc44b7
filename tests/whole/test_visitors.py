"""Visitors' pages: made once, and made anew the moment anything on them changes."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

import clock
from accounts.models import Account
from courses.models import LessonPage
from groups.models import Cohort, GroupSession
from groups.seats.actions import activate_seat, release_seat, take_seat
from groups.sessions.actions import move_session
from help.models import CrisisLine, SiteSettings
from pages.models import HomePage, StandardPage
from payments.models import Price, RefundTerms
from tests.answers import Answer
from tests.factories import NOW, make_account, make_member
from tests.pages.conftest import MakeGroup
from whole.watched import watched

ARTICLES = ["/articles/", "/articles/tag/first-steps/", "/articles/what-happens-in-a-skills-group/"]
PATHS = [
    "/", "/groups/", "/programme/", "/lessons/", "/lessons/stop/", "/about/", "/questions/",
    "/glossary/", "/skills/", "/skills/for/panic/", "/skills/stop/", "/skills/stop/do/",
    "/skills/stop/cards/", *ARTICLES,
]  # fmt: skip
# Read for a page, and the same whatever happens to its rows.
NEVER_SHOWN = {
    "django_content_type",
    "whole_change",
    "whole_changearound",
    "wagtailcore_locale",
    "wagtailredirects_redirect",
}


def text(answer: Answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def asked(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries]


@pytest.fixture
def cohort(make_group: MakeGroup) -> Cohort:
    return make_group(slug="tuesday", capacity=3)


@pytest.mark.parametrize("path", [*PATHS, "/groups/tuesday/"])
def test_the_second_visitor_costs_one_query_and_reads_the_same(
    cohort: Cohort, client: Client, path: str
) -> None:
    assert len(asked(client, path)) > 1
    first = text(client.get(path))
    again = Client()
    queries = asked(again, path)
    assert len(queries) == 1, queries
    assert "whole_change" in queries[0]
    answer = again.get(path)
    assert text(answer) == first
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Language"] == "en-gb"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def _hold(cohort: Cohort) -> None:
    take_seat(cohort, member=make_member(), hold_until=NOW + timedelta(minutes=30), now=NOW)


def _move(cohort: Cohort) -> None:
    coming = GroupSession.objects.filter(cohort=cohort).earliest("starts_at")
    later = coming.starts_at + timedelta(minutes=10)
    move_session(coming, starts_at=later, note="", by=make_account().pk, now=NOW)


def _publish(_cohort: Cohort) -> None:
    page = HomePage.objects.get()
    page.heading = "A quieter harbour"
    page.save_revision().publish()


def _rename(_cohort: Cohort) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    kept.name = "Lighthouse Practice"
    kept.save()


def _own_line(_cohort: Cohort) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    line = CrisisLine(settings=kept, country="GB", name="Our duty line", phone="01 234")
    line.opening = "always"
    line.save()


def _terms(words: str) -> None:
    RefundTerms.objects.create(text=words, set_at=NOW, set_by=make_account())


CHANGES: dict[str, tuple[str, Callable[[Cohort], object], str]] = {
    "a seat is held": ("/groups/tuesday/", _hold, "2 seats left"),
    "a seat in the list": ("/groups/", _hold, "2 seats left"),
    "a seat on the front page": ("/", _hold, "2 seats left"),
    "more seats": (
        "/groups/tuesday/",
        lambda c: Cohort.objects.filter(pk=c.pk).update(capacity=7),
        "of 7",
    ),
    "another price": (
        "/groups/tuesday/",
        lambda c: Price.objects.filter(cohort=c).update(amount_minor=51_300),
        "£513",
    ),
    "other refund terms": (
        "/groups/tuesday/",
        lambda _: RefundTerms.objects.create(
            text="Back within a week.", set_at=NOW, set_by=make_account()
        ),
        "Back within a week.",
    ),
    "a session moves": ("/groups/tuesday/", _move, "moved"),
    "a leader's name": (
        "/groups/tuesday/",
        lambda c: Account.objects.filter(leads__cohort=c).update(last_name="Berg"),
        "Noor Berg",
    ),
    "a page is published": ("/", _publish, "A quieter harbour"),
    "the clinic's name": ("/about/", _rename, "Lighthouse Practice"),
    "the clinic's own line": ("/about/", _own_line, "Our duty line"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_is_there_on_the_next_request(cohort: Cohort, what: str) -> None:
    path, change, words = CHANGES[what]
    visitor = Client()
    visitor.cookies["tz"] = "Europe/London"
    before = text(visitor.get(path))
    assert words not in before
    assert text(visitor.get(path)) == before
    change(cohort)
    assert words in text(visitor.get(path))


def test_a_seat_that_is_let_go_is_free_for_the_next_visitor(cohort: Cohort) -> None:
    seats = [
        take_seat(cohort, member=make_member(), hold_until=NOW + timedelta(hours=1), now=NOW)[0]
        for _ in range(3)
    ]
    full = text(Client().get("/groups/tuesday/"))
    assert "Enrol" not in re.findall(r">\s*(Enrol[^<]*)<", full)
    release_seat(seats[0], reason="given back", now=NOW)
    assert "1 seat left" in text(Client().get("/groups/tuesday/"))
    activate_seat(seats[1], now=NOW)
    assert "1 seat left" in text(Client().get("/groups/tuesday/"))


@pytest.mark.parametrize("how", ["unpublished", "private", "deleted"])
def test_a_page_that_was_taken_away_is_gone_at_once(home: HomePage, how: str) -> None:
    page = StandardPage.objects.get(slug="about")
    assert Client().get("/about/").status_code == 200
    if how == "unpublished":
        page.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        page.delete()
    assert Client().get("/about/").status_code == (302 if how == "private" else 404)


def test_a_lesson_that_was_withdrawn_is_gone_at_once(home: HomePage) -> None:
    assert Client().get("/lessons/stop/").status_code == 200
    LessonPage.objects.get(slug="stop").unpublish()
    assert Client().get("/lessons/stop/").status_code == 404


def test_each_reader_has_a_page_of_their_own_clock_and_country(cohort: Cohort) -> None:
    def seen(**cookies: str) -> str:
        visitor = Client()
        for name, value in cookies.items():
            visitor.cookies[name] = value
        text(visitor.get("/groups/tuesday/"))
        return text(visitor.get("/groups/tuesday/"))

    nobody, london = seen(), seen(tz="Europe/London")
    warsaw, new_york = seen(tz="Europe/Warsaw"), seen(tz="America/New_York")
    chosen = seen(tz="Europe/Warsaw", country="IE")
    elsewhere = seen(tz="Europe/Warsaw", country="elsewhere")
    pages = [nobody, london, warsaw, new_york, chosen, elsewhere]
    assert len(set(pages)) == len(pages)
    assert "19:00" in warsaw
    assert "116 123" in london
    # What is no place is silence, and fills no cache with pages of its own.
    assert seen(tz="Nowhere/Land") == seen(tz="x" * 500) == nobody
    assert seen(tz="Europe/Warsaw", country="<script>") == warsaw


def test_a_minute_later_the_page_is_made_anew(cohort: Cohort) -> None:
    closes = NOW + timedelta(minutes=1)
    Cohort.objects.filter(pk=cohort.pk).update(enrolment_closes_at=closes)
    assert "/groups/tuesday/" in text(Client().get("/groups/"))
    clock.move_to(closes - timedelta(seconds=1))
    assert "/groups/tuesday/" in text(Client().get("/groups/"))
    clock.move_to(closes)
    assert "/groups/tuesday/" not in text(Client().get("/groups/"))


def test_whoever_is_signed_in_gets_a_page_of_their_own(cohort: Cohort) -> None:
    visitor, member = Client(), Client()
    before = text(visitor.get("/"))
    member.force_login(make_member(make_account(first_name="Mira")).account)
    own = text(member.get("/"))
    assert "Today" in own
    assert "Sign out" in own
    assert len(asked(member, "/")) > 1
    assert text(visitor.get("/")) == before
    assert "Sign out" not in before


@pytest.mark.parametrize("cookie", ["home", "messages"])
def test_whoever_was_told_something_is_somebody(home: HomePage, cookie: str) -> None:
    Client().get("/about/")
    visitor = Client()
    visitor.cookies[cookie] = "GB"
    assert len(asked(visitor, "/about/")) > 1


@pytest.mark.parametrize("path", ["/contact/", "/account/login/code/"])
def test_a_page_with_a_form_is_nobody_elses(cohort: Cohort, path: str) -> None:
    first, second = Client().get(path, follow=True), Client().get(path, follow=True)
    tokens = [
        re.findall(r'csrfmiddlewaretoken" value="(.{64})"', text(one)) for one in (first, second)
    ]
    assert tokens[0] != tokens[1]


def test_questions_and_other_methods_are_answered_by_the_page_itself(home: HomePage) -> None:
    Client().get("/about/")
    assert len(asked(Client(), "/about/?from=a-letter")) > 1
    assert Client().head("/about/").content == b""
    with CaptureQueriesContext(connection) as queries:
        Client().post("/about/")
    assert len(queries) > 1


def test_a_missing_page_is_missing_twice(home: HomePage) -> None:
    assert [Client().get("/nowhere/").status_code for _ in range(2)] == [404, 404]


@pytest.mark.parametrize("path", [*PATHS, "/groups/tuesday/"])
def test_every_table_that_a_page_is_read_from_is_watched(cohort: Cohort, path: str) -> None:
    _hold(cohort)
    heard = {one.table for one in watched()} | NEVER_SHOWN
    for each in caches.all():
        each.clear()
    read = {
        table
        for query in asked(Client(), path)
        for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query)
    }
    assert len(read) > 3
    assert read <= heard, read - heard


def test_through_a_day_a_kept_page_says_what_a_fresh_one_says(cohort: Cohort) -> None:
    """Lines open and close, enrolment ends, sessions begin: at every quarter of an hour."""
    Cohort.objects.filter(pk=cohort.pk).update(enrolment_closes_at=NOW + timedelta(hours=5))
    visitor = Client()
    visitor.cookies["tz"] = "Europe/Warsaw"
    pages: set[str] = set()
    for step in range(96):
        moment = NOW + timedelta(minutes=15 * step)
        clock.move_to(moment)
        text(visitor.get("/groups/tuesday/"))  # kept from here on
        clock.move_to(moment + timedelta(seconds=59))
        kept = text(visitor.get("/groups/tuesday/"))
        caches["pages"].clear()
        fresh = text(visitor.get("/groups/tuesday/"))
        assert kept == fresh, moment
        pages.add(fresh)
    assert len(pages) > 1


def test_what_is_the_same_for_all_visitors_leaves_compressed_and_nothing_else_does(
    client: Client, cohort: Cohort
) -> None:
    takes = {"accept-encoding": "gzip, br"}
    for _ in range(2):  # made, and kept
        plain = client.get("/groups/")
        packed = client.get("/groups/", headers=takes)
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
        assert "Content-Encoding" not in plain.headers
        assert int(plain.headers["Content-Length"]) == len(plain.content)
        for answer in (plain, packed):
            assert "Accept-Encoding" in answer.headers["Vary"]
    # With a form's token, or with somebody's name, a length could be made to tell it.
    for address in ("/account/login/", "/contact/", "/groups/?page=1"):
        answer = client.get(address, headers=takes)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers, address
    client.force_login(make_account())
    assert "Content-Encoding" not in client.get("/groups/", headers=takes).headers
