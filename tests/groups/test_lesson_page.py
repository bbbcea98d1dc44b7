"""A lesson's page is made once for many readers, and no reader sees a difference."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page, Site

import clock
from accounts.models import Account, Member
from accounts.roles import Role, give_role
from clock.words import Reader, written_for
from courses.models import LessonIndexPage, LessonPage, Worksheet
from groups.models import Cohort, CohortLesson, Enrollment
from groups.seats.actions import remove_member
from groups.sessions.actions import move_session
from groups.weeks.access import open_lesson
from help.models import CrisisLine, SiteSettings
from pages.models import HomePage, StandardPage
from tests.answers import Answer
from tests.factories import NOW, make_account, make_enrollment, make_member, make_staff
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS
from tests.signin import sign_in, without_tokens

pytestmark = pytest.mark.django_db
OPEN = STARTS + timedelta(hours=3)


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group whose first session is over, on a site with a name and pages."""
    cohort = group_with_lessons()
    Cohort.objects.filter(pk=cohort.pk).update(capacity=12)
    SiteSettings.objects.create(site=Site.objects.get(), name="Quiet Harbour")
    home = HomePage(title="Home", slug="front-door", heading="Calm water")
    Page.objects.get(depth=1).add_child(instance=home)
    home.add_child(instance=StandardPage(title="About us", slug="about", show_in_menus=True))
    clock.move_to(OPEN)
    return cohort


class Seated:
    """Somebody with a seat, and their browser."""

    def __init__(self, cohort: Cohort, account: Account, **member: Any) -> None:
        self.account = account
        self.seat = make_enrollment(cohort, make_member(account, **member))
        self.client = sign_in(Client(), account)

    def answer(self) -> Answer:
        found = self.client.get(lesson_path(self.seat))
        assert found.status_code == 200
        return found

    def page(self) -> str:
        return without_tokens(self.answer())

    def the_long_way(self) -> str:
        """As a template writes the page for this one reader."""
        answer = self.answer()
        request, account = answer.wsgi_request, self.account
        asked: dict[str, Any] = {"enrollment_id": self.seat.pk, "week": 1, "slug": "anchor"}
        own = {
            "worksheet_url": lesson_path(self.seat, name="worksheet"),
            "unread": "data-unread",
        }
        words = open_lesson(account, **asked, now=clock.now())
        reader = Reader(account.language, request.reader_country)  # type: ignore[attr-defined]
        with timezone.override(account.zone), written_for(reader):
            page = render(request, "groups/weeks/lesson.html", {"lesson": words, **own})
        return without_tokens(page.content)


def some_readers(cohort: Cohort) -> list[Seated]:
    def seated(country: str, zone: str, cookies: dict[str, str], **names: str) -> Seated:
        account = make_account(country=country, time_zone=zone, **names)
        found = Seated(cohort, account)
        for name, value in cookies.items():
            found.client.cookies[name] = value
        return found

    hidden = Seated(cohort, make_account(country="IE", first_name="Hana"), discreet=True)
    staff = make_staff(Role.FACILITATOR, first_name="Femi", country="GB")
    both = make_staff(Role.COORDINATOR, first_name="Cleo", country="GB")
    give_role(both, Role.MARKETER)
    return [
        seated("GB", "Europe/London", {}, first_name="Ada", last_name="Quill"),
        seated("GB", "Europe/London", {}, first_name='<b>Bo</b> & "Co"', last_name="O'Hare"),
        seated("AT", "Europe/Vienna", {}, first_name="Žofie"),
        seated("DK", "Europe/Copenhagen", {"country": "elsewhere"}, first_name="Dan"),
        seated("", "", {"tz": "America/New_York"}),
        seated("", "", {}),
        hidden,
        Seated(cohort, staff),
        Seated(cohort, both),
    ]


def test_the_page_for_many_is_the_page_that_a_template_writes_for_each(cohort: Cohort) -> None:
    readers = some_readers(cohort)
    first = [reader.page() for reader in readers]
    again = [reader.page() for reader in readers]
    assert again == first == [reader.the_long_way() for reader in readers]
    for reader, page in zip(readers, first, strict=True):
        assert str(reader.seat.pk) in page
        others = [other for other in readers if other is not reader]
        assert not any(str(other.seat.pk) in page for other in others)
        assert not any(other.account.email in page for other in others)
        assert not any(f">{other.account.first_name}" in page for other in others
                       if other.account.first_name)  # fmt: skip


def test_who_reads_alike_shares_a_page_and_who_does_not_has_another(cohort: Cohort) -> None:
    readers = some_readers(cohort)
    made = ["groups/weeks/lesson.html" in names_of(reader.answer()) for reader in readers]
    assert made == [True, False, *[True] * 7]
    assert not any(names_of(reader.answer()) for reader in readers)


def names_of(answer: Answer) -> set[str | None]:
    return {template.name for template in answer.templates}


def test_each_reads_in_their_own_language(cohort: Cohort, settings: Settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    english = Seated(cohort, make_account(country="AT", language="en-gb"))
    german = Seated(cohort, make_account(country="AT", language="de"))
    for _ in range(2):
        for reader, language in ((english, "en-gb"), (german, "de")):
            page = reader.page()
            assert f'<html lang="{language}"' in page
            assert page == reader.the_long_way()


def test_a_page_that_is_there_already_takes_three_questions(cohort: Cohort) -> None:
    first, reader = Seated(cohort, make_account()), Seated(cohort, make_account())
    first.page()
    with CaptureQueriesContext(connection) as queries:
        reader.page()
    tables = ["django_session", "accounts_account", "groups_cohortlesson"]
    asked = [query["sql"] for query in queries]
    assert len(asked) == len(tables), asked
    assert all(f'FROM "{table}"' in sql for table, sql in zip(tables, asked, strict=True))


def test_each_reader_may_sign_out_with_the_token_on_the_page(cohort: Cohort) -> None:
    for reader in (Seated(cohort, make_account()), Seated(cohort, make_account())):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = reader.client.cookies
        page = strict.get(lesson_path(reader.seat)).content.decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        assert strict.post(reverse("account_logout")).status_code == 403
        out = strict.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
        assert out.status_code == 302
        assert strict.get(lesson_path(reader.seat)).status_code == 302


def test_a_message_is_told_once_and_to_nobody_else(cohort: Cohort) -> None:
    reader, other = (Seated(cohort, make_account(f"{n}@example.org")) for n in ("ada", "bo"))
    before = other.page()
    changed = {"time_zone": "Europe/London", "country": "GB"}
    assert reader.client.post(reverse("account-details"), changed).status_code == 302
    assert 'class="flash"' not in before
    told = reader.page()
    assert told.count('class="flash"') == told.count("Your details are saved.") == 1
    assert 'class="flash"' not in reader.page()
    assert other.page() == before


def _line(reader: Seated) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    CrisisLine.objects.create(
        settings=kept, country="GB", name="Our duty line", phone="01 234", opening="always"
    )


def _menu(_: Seated) -> None:
    page = StandardPage.objects.get()
    page.title = "How it feels"
    page.save_revision().publish()


def _correct(reader: Seated) -> None:
    """An urgent correction: the group's pinned revision is another one."""
    draft = LessonPage.objects.get(slug="anchor").get_latest_revision_as_object()
    draft.body[0].value["text"] = type(draft.body[0].value["text"])("<p>Safer words.</p>")
    newer = draft.save_revision()
    _anchor().update(revision=newer)


def _anchor() -> QuerySet[CohortLesson]:
    """The lesson, as the groups read it."""
    return CohortLesson.objects.filter(lesson__slug="anchor")


def _name(reader: Seated) -> None:
    Account.objects.filter(pk=reader.account.pk).update(first_name="Zoë <i>")


def _country(reader: Seated) -> None:
    Account.objects.filter(pk=reader.account.pk).update(country="AT")


# What happens, and what the next page then says: words that come, words that go.
CHANGES: dict[str, tuple[Callable[[Seated], object], str, str]] = {
    "the clinic's name": (
        lambda _: SiteSettings.objects.update(name="Lighthouse Practice"),
        "Lighthouse Practice", "Quiet Harbour",
    ),
    "a page's title in the menu": (_menu, "How it feels", ""),
    "the clinic's own line": (_line, "Our duty line", ""),
    "a corrected lesson": (_correct, "Safer words.", "Secret teaching"),
    "the lesson's corrected title": (
        lambda _: _anchor().update(title="To hold"), "To hold", "",
    ),
    "its corrected source": (
        lambda _: _anchor().update(source="A book"), "A book", "",
    ),
    "its worksheet": (
        lambda _: Worksheet.objects.update(intro="Take a pencil."), "Take a pencil.", "",
    ),
    "the reader's name": (_name, "Zoë &lt;i&gt;", "Ada"),
    "the reader's country": (_country, "142", "116 123"),
    "discreet letters": (
        lambda reader: Member.objects.filter(account=reader.account).update(discreet=True),
        "Support numbers", "In crisis now?",
    ),
    "a role": (lambda reader: sign_in(reader.client, _led(reader)), "Pages and lessons", ""),
}  # fmt: skip


def _led(reader: Seated) -> Account:
    give_role(reader.account, Role.FACILITATOR)
    return reader.account


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_is_there_on_the_next_request(cohort: Cohort, what: str) -> None:
    change, comes, goes = CHANGES[what]
    reader = Seated(cohort, make_account(first_name="Ada"))
    before = reader.page()
    assert reader.page() == before
    assert comes not in before
    assert goes in before
    change(reader)
    after = reader.page()
    assert comes in after
    assert not goes or goes not in after
    reader.account.refresh_from_db()
    assert after == reader.the_long_way() == reader.page()


def test_a_crisis_line_opens_and_closes_with_its_minute(cohort: Cohort) -> None:
    """Livslinien answers from 11:00 to 5:00 in Copenhagen, which is two hours ahead."""
    reader = Seated(cohort, make_account(country="DK", time_zone="Europe/Copenhagen"))
    noon = datetime(2026, 9, 9, 9, 0, tzinfo=UTC)

    def bar_at(moment: datetime) -> str:
        clock.move_to(moment)
        page = reader.page()
        assert page == reader.page() == reader.the_long_way()
        return page.split("crisis-bar__inner")[1].split("crisis-bar__help")[0]

    closed = bar_at(noon - timedelta(seconds=5))
    assert "Livslinien" not in closed
    assert "Livslinien" in bar_at(noon)
    assert bar_at(noon + timedelta(days=1, seconds=-5)) == closed
    assert "Livslinien" in bar_at(noon + timedelta(days=1, minutes=1))


def test_a_minute_in_which_nothing_opens_makes_no_page_anew(cohort: Cohort) -> None:
    reader = Seated(cohort, make_account(country="DK"))
    reader.page()
    clock.move_to(OPEN + timedelta(minutes=5))
    assert "groups/weeks/lesson.html" not in names_of(reader.answer())


def test_who_may_not_read_is_refused_however_many_have_the_page(cohort: Cohort) -> None:
    reader, mate = Seated(cohort, make_account()), Seated(cohort, make_account())
    path = lesson_path(reader.seat)
    assert reader.page()
    assert mate.page()
    assert mate.client.get(path).status_code == 404
    assert Client().get(path).status_code == 302
    remove_member(reader.seat, reason="by agreement", by=reader.account.pk, now=clock.now())
    assert reader.client.get(path).status_code == 404
    later = STARTS + timedelta(days=2)
    meeting = cohort.sessions.get(number=1)
    move_session(meeting, starts_at=later, note="", by=reader.account.pk, now=NOW)
    assert mate.client.get(lesson_path(mate.seat)).status_code == 403
    Account.objects.filter(pk=mate.account.pk).update(is_active=False)
    assert mate.client.get(lesson_path(mate.seat)).status_code == 302


def test_staff_without_their_second_factor_are_led_to_it(cohort: Cohort) -> None:
    account = make_staff(Role.FACILITATOR)
    staff = Seated(cohort, account)
    staff.page()
    fresh = Client()
    fresh.force_login(account)
    assert fresh.get(lesson_path(staff.seat)).status_code == 302


def test_enrolments_are_told_apart(cohort: Cohort) -> None:
    """Two people of one account share the page and not the address of the sheet."""
    account = make_account()
    first = Seated(cohort, account)
    second: Enrollment = make_enrollment(cohort, make_member(account))
    pages = [first.client.get(lesson_path(seat)).content.decode() for seat in (first.seat, second)]
    for page, seat in zip(pages, (first.seat, second), strict=True):
        assert lesson_path(seat, name="worksheet") in page
    assert str(second.pk) not in pages[0]
    assert str(first.seat.pk) not in pages[1]
