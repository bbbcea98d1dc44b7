"""A lesson from the first word to its readers, through the pages that people use."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.courses.recordings import CAPTIONS, FOLDER, TRANSCRIPT
from tests.pages.writing import (
    add_block,
    choose_recording,
    is_saved,
    open_editor,
    press_in_menu,
    upload_picture,
    write_text,
)
from tests.rooms.server import free_port
from tests.running import RunningSite
from tests.until import until

pytestmark = pytest.mark.browser

# Two groups of one course: for one week 6 is tomorrow, for the other it is two weeks later.
BUILD = """
import json, os, sys
sys.path.insert(0, os.getcwd())
from datetime import UTC, datetime, time, timedelta
from django.test import Client
from django.urls import reverse
import clock
from accounts.roles import Role
from courses.models import Course, LessonIndexPage
from groups.models import Cohort
from groups.planning.actions import found_cohort, open_enrolment
from pages.actions import build_site
from pages.editor.actions import ask_for_approval
from tests.factories import make_enrollment, make_member, make_staff
from tests.signin import sign_in
noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=30)
clock.move_to(noon - timedelta(days=60))
build_site(name="Quiet Harbour", now=clock.now())
writer = make_staff(Role.FACILITATOR, "noor@example.org", first_name="Noor", time_zone="UTC")
desk = make_staff(Role.COORDINATOR, "sam@example.org", first_name="Sam", time_zone="UTC")
ask_for_approval(by=desk, now=clock.now())
course = Course.objects.get(slug="24-week-skills-course")
told = {"noon": noon.isoformat(), "groups": {}}
for name, days in (("Evenings", 1), ("Mornings", 15)):
    first_on = (noon + timedelta(days=days, weeks=-5)).date()
    cohort = found_cohort(
        Cohort(name=name, slug=name.lower(), course=course,
               weekday=first_on.weekday(), starts=time(18), minutes=120, zone_name="Europe/London",
               first_on=first_on, capacity=6, enrolment_closes_at=noon - timedelta(days=50)),
        leader=writer, co_leader=None, by=desk, now=clock.now())
    open_enrolment(cohort, by=desk, now=clock.now())
    seat = make_enrollment(cohort, make_member())
    meeting = cohort.sessions.get(number=6)
    told["groups"][name] = {
        "session": sign_in(Client(), seat.member.account).session.session_key,
        "path": reverse("lesson", args=[seat.pk, 6, "breathe-with-the-tide"]),
        "ends_at": meeting.ends_at.isoformat(),
    }
told["writer"] = sign_in(Client(), writer).session.session_key
told["desk"] = sign_in(Client(), desk).session.session_key
told["add"] = reverse(
    "wagtailadmin_pages:add", args=["courses", "lessonpage", LessonIndexPage.objects.get().pk])
clock.move_to(noon)
print(json.dumps(told))
"""
TEASER = "/lessons/breathe-with-the-tide/"
FIRST, BETTER = "Longer out than in, four times.", "Longer out than in, and only while it is easy."
SHOWS = "A wave that runs out over flat sand."
REASON = "A caution was missing: stop when you feel dizzy."
MINUTE = timedelta(minutes=1)


class Clinic:
    """The running site, and a window for each person in it."""

    def __init__(self, site: RunningSite, chromium: Browser, told: dict[str, Any]) -> None:
        self.site, self.told = site, told
        self.noon = datetime.fromisoformat(told["noon"])
        self._chromium = chromium
        self._windows: list[BrowserContext] = []
        self.troubles: list[str] = []
        self.writer = self._window(told["writer"])
        self.desk = self._window(told["desk"])
        self.visitor = self._window("")
        self.members = {
            name: self._window(group["session"]) for name, group in told["groups"].items()
        }

    def _window(self, session: str) -> Page:
        window = self._chromium.new_context(viewport={"width": 1400, "height": 1000})
        self._windows.append(window)
        if session:
            name = f"ek{self.site.port}-session"
            window.add_cookies([{"name": name, "value": session, "url": self.site.url}])
        page = window.new_page()
        own = (self.site.url, "data:", "blob:")
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "request",
            lambda one: None if one.url.startswith(own) else self.troubles.append(one.url),
        )
        return page

    def close(self) -> None:
        for window in self._windows:
            window.close()

    def at(self, moment: datetime) -> None:
        """It is that moment, and the worker has done what is due."""
        self.site.move_clock(moment)
        self.site.manage("worker", "--once")

    def ends_at(self, group: str) -> datetime:
        """When week 6 of a group ends, and its lessons open."""
        return datetime.fromisoformat(self.told["groups"][group]["ends_at"])

    def reads(self, group: str) -> tuple[int, str]:
        """What the group's member finds at the lesson's address."""
        return status_and_text(self.members[group], self.site, self.told["groups"][group]["path"])


def status_and_text(page: Page, site: RunningSite, path: str) -> tuple[int, str]:
    answer = page.goto(site.url + path)
    assert answer is not None
    return answer.status, page.locator("main").inner_text()


@pytest.fixture
def clinic(chromium: Browser, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic whose coordinator approves lessons, with two groups under way."""
    running, told = RunningSite(tmp_path, free_port(), worker=False), ""

    def prepare(site: RunningSite) -> None:
        nonlocal told
        told = site.run(BUILD).splitlines()[-1]

    try:
        running.start(prepare=prepare)
        made = Clinic(running, chromium, json.loads(told))
        try:
            yield made
        finally:
            made.close()
    finally:
        running.stop()


def add_a_recording(page: Page, site: RunningSite, folder: Path) -> None:
    captions = folder / "captions.vtt"
    captions.write_bytes(CAPTIONS)
    page.goto(f"{site.url}/cms/recordings/new/")
    page.get_by_label("Title").fill("Breathing out")
    page.locator("input[name=file]").set_input_files(FOLDER / "short.mp4")
    page.locator("input[name=captions]").set_input_files(captions)
    page.get_by_label("Transcript").fill(TRANSCRIPT)
    page.get_by_role("button", name="Create").click()
    page.get_by_text("Breathing out").first.wait_for()


def write_a_lesson(page: Page, site: RunningSite, told: dict[str, Any], folder: Path) -> None:
    picture = folder / "wave.png"
    Image.new("RGB", (900, 600), (40, 110, 120)).save(picture)
    open_editor(page, site.url + told["add"])
    page.locator("#id_title").fill("Breathe with the tide")
    page.get_by_label("Teaser").fill("A breath that follows a wave. Anyone may read this.")
    page.get_by_label("Module").select_option("DT")
    add_block(page, "key_points").locator("input[type=text]").fill(
        "The breath out is the calm one."
    )
    teaching = add_block(page, "body", "Teaching")
    teaching.get_by_label("Heading").fill("Why it helps")
    write_text(teaching, FIRST)
    shows = add_block(page, "body", "Picture")
    upload_picture(page, shows, picture, title="Wave")
    shows.get_by_label("What the picture shows").fill(SHOWS)
    choose_recording(page, add_block(page, "body", "Video or audio"), title="Breathing out")
    slide = add_block(page, "slides")
    slide.get_by_label("Stage").select_option("new_skill")
    slide.get_by_label("Title").fill("Like a wave")
    slide.locator("input[type=text]").last.fill("In, and longer out")
    page.get_by_label("IMPROVE the moment").check()
    page.get_by_role("textbox", name="Source").fill("Written by Noor")
    page.get_by_role("textbox", name="Licence").fill("Ours")
    is_saved(page)


def preview_it(page: Page) -> None:
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("#w-preview-iframe")
    shown.get_by_text("Evenings, week 6").wait_for()
    shown.get_by_text("Week 6 · Distress tolerance").wait_for()
    shown.get_by_text("Once you have published, this group reads these words").wait_for()
    shown.get_by_text(FIRST).wait_for()
    shown.locator("video track[kind=captions]").wait_for(state="attached")
    shown.get_by_text(TRANSCRIPT.split("\n")[0]).wait_for(state="attached")
    page.get_by_label("Preview mode").select_option("slides")
    shown.get_by_text("Like a wave").wait_for()
    page.get_by_role("button", name="Toggle preview").click()


def schedule_it(page: Page, at: datetime) -> None:
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("[name=go_live_at]").fill(f"{at:%Y-%m-%d %H:%M}")
    # Wagtail's calendar opens over the button, whenever it likes.
    page.get_by_role("button", name="Save schedule").evaluate("button => button.click()")
    page.get_by_text("has been updated").wait_for()


def send_it(page: Page) -> None:
    press_in_menu(page, "Send to a coordinator")
    page.get_by_text("You hear by letter what was decided").wait_for()


def approve_it(page: Page, site: RunningSite) -> str:
    """From what the coordinator's first page says to what the editor says."""
    page.goto(f"{site.url}/today/")
    page.get_by_text("1 lesson waits for your approval").wait_for()
    page.locator("main").get_by_role("link", name="Lessons").click()
    page.get_by_role("link", name="Breathe with the tide").click()
    page.locator("#id_title").wait_for()
    press_in_menu(page, "Approve")
    said = page.get_by_text("is approved")
    said.wait_for()
    return said.inner_text()


def write_better(page: Page, site: RunningSite, lesson: str) -> None:
    open_editor(page, lesson)
    words = page.locator("[data-contentpath='body'] [role=textbox][contenteditable=true]").first
    words.click()
    words.press("Control+a")
    words.press_sequentially(BETTER)
    words.press("Tab")
    page.locator(f"input[name='body-0-value-text'][value*='{BETTER}']").wait_for(state="attached")


def correct_it(page: Page, site: RunningSite) -> None:
    page.goto(f"{site.url}/lead/evenings/weeks/6/breathe-with-the-tide/")
    page.get_by_text("The group keeps the words it was given").wait_for()
    page.locator("main [name=reason]").fill(REASON)
    page.get_by_role("button", name="Correct the words that were given").click()
    page.get_by_text("One group reads the corrected words from now on.").wait_for()


def test_a_lesson_from_its_first_word_to_its_readers(clinic: Clinic, tmp_path: Path) -> None:
    writer, site = clinic.writer, clinic.site
    hour = clinic.noon + timedelta(hours=1)
    add_a_recording(writer, site, tmp_path)
    write_a_lesson(writer, site, clinic.told, tmp_path)
    preview_it(writer)
    schedule_it(writer, hour)
    lesson = writer.url
    send_it(writer)
    said = approve_it(clinic.desk, site)
    assert "“Breathe with the tide” is approved. It is published on" in said

    # Published at its hour, and not a minute before.
    clinic.at(hour - MINUTE)
    assert status_and_text(clinic.visitor, site, TEASER)[0] == 404
    assert clinic.reads("Evenings")[0] == 404
    clinic.at(hour)
    status, told = status_and_text(clinic.visitor, site, TEASER)
    assert (status, FIRST in told) == (200, False)
    assert "A breath that follows a wave." in told

    # Open to members when their session has ended, and not a minute before.
    given = clinic.ends_at("Evenings")
    clinic.at(given - MINUTE)
    status, told = clinic.reads("Evenings")
    assert (status, FIRST in told, "Not open yet" in told) == (403, False, True)
    clinic.at(given)
    status, told = clinic.reads("Evenings")
    assert (status, FIRST in told) == (200, True)
    assert clinic.reads("Mornings")[0] == 403
    reader = clinic.members["Evenings"]
    clinic.reads("Evenings")
    reader.get_by_alt_text(SHOWS).scroll_into_view_if_needed()
    until(reader, "document.querySelector('.lesson-picture img').naturalWidth > 0")
    until(reader, "document.querySelector('video').textTracks[0].cues?.length > 0")
    until(reader, "document.querySelector('video').readyState > 0")

    # Published anew: the week that was given keeps its words, the one ahead follows.
    write_better(writer, site, lesson)
    send_it(writer)
    assert "is approved and published." in approve_it(clinic.desk, site)
    clinic.at(given + timedelta(days=1))
    told = clinic.reads("Evenings")[1]
    assert (FIRST in told, BETTER in told) == (True, False)

    # What cannot wait reaches it too, with a reason.
    correct_it(writer, site)
    told = clinic.reads("Evenings")[1]
    assert (FIRST in told, BETTER in told, REASON in told) == (False, True, True)
    clinic.at(clinic.ends_at("Mornings"))
    status, told = clinic.reads("Mornings")
    assert (status, BETTER in told, REASON in told) == (200, True, False)
    assert clinic.troubles == []
    site.assert_no_traceback()
