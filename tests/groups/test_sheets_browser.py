"""A worksheet in a browser: it saves itself, survives a lost line and a closed tab, and is stored
once by whichever session of its member is there when the line is back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.barriers import barriers, barriers_in_both_themes
from tests.courses.doing import phone, signed_in, window
from tests.rooms.server import free_port
from tests.running import RunningSite
from tests.until import until

pytestmark = pytest.mark.browser
__all__ = ["phone"]  # fixtures

BUILD = """
import json, os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
import clock
from courses.answers.actions import begin_answer
from courses.models import Worksheet
from tests.factories import make_account, make_member
from tests.groups.sheets import QUESTIONS
from tests.signin import sign_in
told = {"title": "Harbour sheet", "intro": "Slowly.", "source": "us", "licence": "ours"}
member = make_member(make_account("ada@example.org"), name="Ada")
answers = []
for number in range(8):
    sheet = Worksheet.objects.create(slug=f"harbour-{number}", questions=QUESTIONS, **told)
    answers.append(str(begin_answer(member, sheet, now=clock.now()).pk))
keys = [sign_in(Client(), member.account).session.session_key for _ in range(2)]
print("BUILT" + json.dumps({"answers": answers, "keys": keys}))
"""
STORED = """
import json
from courses.answers.models import Answer
rows = Answer.objects.filter(worksheet=Answer.objects.get(pk="{}").worksheet).order_by("started_at")
print("STORED" + json.dumps([[one.answers[0], one.edits] for one in rows]))
"""
GONE = """
from courses.answers.models import Answer
Answer.objects.filter(pk="{}").delete()
"""
WAITING = """async () => {
  const opened = indexedDB.open("waiting");
  await new Promise((done) => { opened.onsuccess = done; });
  const rows = opened.result.transaction("entries").objectStore("entries").getAll();
  await new Promise((done) => { rows.onsuccess = done; });
  opened.result.close();
  return rows.result.length;
}"""
BUILT: dict[str, list[str]] = {}
STATUS = "[data-sheet-status]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site with a member and some sheets that were begun."""
    folder: Path = tmp_path_factory.mktemp("sheets")
    running = RunningSite(folder, free_port(), worker=False)
    try:
        running.start(prepare=build)
        yield running
    finally:
        running.stop()


def build(site: RunningSite) -> None:
    BUILT.update(json.loads(site.run(BUILD).partition("BUILT")[2]))


def stored(site: RunningSite, number: int) -> list[list[Any]]:
    """Of all answers to that sheet the first field, and how often it was saved."""
    told = site.run(STORED.format(BUILT["answers"][number]))
    found: list[list[Any]] = json.loads(told.partition("STORED")[2])
    return found


def path(number: int) -> str:
    return f"/worksheets/{BUILT['answers'][number]}/"


def opened(device: BrowserContext, site: RunningSite, number: int) -> Page:
    """A sheet in a tab of that device."""
    page = device.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(site.url + path(number))
    return page


def write(page: Page, words: str) -> None:
    page.get_by_label("What happened?").fill(words)


def test_a_sheet_saves_itself_and_stands_there_after_a_reload(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 0)
    write(page, "Rain all day")
    page.locator("[name=a2][value='7']").check()
    page.locator("[name=a4][value=Anchor]").check()
    expect(page.locator(STATUS)).to_contain_text("Saved")
    until(page, f"({WAITING})().then((number) => number === 0)")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Rain all day")
    expect(page.locator("[name=a2][value='7']")).to_be_checked()
    expect(page.locator("[name=a4][value=Anchor]")).to_be_checked()
    [[words, _edits]] = stored(site, 0)
    assert words == "Rain all day"
    write(page, "x" * 4001)
    expect(page.locator("#question-1 [data-problem]")).to_contain_text("4001 letters are more")
    write(page, "Short again")
    expect(page.locator(STATUS)).to_contain_text("Saved")
    expect(page.locator("#question-1 [data-problem]")).to_be_hidden()


def test_written_in_airplane_mode_and_stored_once_in_another_session(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 1)
    phone.set_offline(True)
    write(page, "Written")
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    write(page, "Written above the clouds")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    until(page, f"({WAITING})().then((number) => number === 1)")
    page.close()
    phone.set_offline(False)
    assert [row[0] for row in stored(site, 1)] == [""]

    signed_in(phone, site, BUILT["keys"][1])
    late = phone.new_page()
    late.goto(f"{site.url}/worksheets/")
    expect(late.get_by_text("Words that were kept on this device are saved now.")).to_be_visible()
    assert stored(site, 1) == [["Written above the clouds", 1]]
    late.goto(site.url + path(1))
    expect(late.get_by_label("What happened?")).to_have_value("Written above the clouds")
    late.goto(f"{site.url}/worksheets/")
    until(late, f"({WAITING})().then((number) => number === 0)")
    assert stored(site, 1) == [["Written above the clouds", 1]]


def test_the_sheet_itself_brings_what_waited_and_shows_it(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 2)
    phone.set_offline(True)
    write(page, "In a tunnel")
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    page.close()
    phone.set_offline(False)
    back = opened(phone, site, 2)
    expect(back.locator(STATUS)).to_contain_text("are saved now")
    expect(back.get_by_label("What happened?")).to_have_value("In a tunnel")
    assert stored(site, 2) == [["In a tunnel", 1]]


def test_the_line_comes_back_while_the_page_is_open(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 3)
    phone.set_offline(True)
    write(page, "Waiting")
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    phone.set_offline(False)
    expect(page.locator(STATUS)).to_contain_text("Saved")
    assert stored(site, 3) == [["Waiting", 1]]


def test_words_that_are_too_many_stand_in_their_field_again(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 7)
    phone.set_offline(True)
    write(page, "x" * 4001)
    page.locator("[name=a5][value=B]").check()
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    page.close()
    phone.set_offline(False)
    back = opened(phone, site, 7)
    expect(back.locator("#question-1 [data-problem]")).to_contain_text("4001 letters are more")
    expect(back.get_by_label("What happened?")).to_have_value("x" * 4001)
    expect(back.locator("[name=a5][value=B]")).to_be_checked()
    write(back, "Shorter")
    expect(back.locator(STATUS)).to_contain_text("Saved")
    until(back, f"({WAITING})().then((number) => number === 0)")
    assert stored(site, 7) == [["Shorter", 1]]


def test_words_of_a_sheet_that_is_gone_are_shown_and_wiped_when_asked(
    phone: BrowserContext, site: RunningSite
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 6)
    phone.set_offline(True)
    write(page, "Nowhere else")
    expect(page.locator(STATUS)).to_contain_text("Kept on this device")
    page.close()
    phone.set_offline(False)
    site.run(GONE.format(BUILT["answers"][6]))
    late = phone.new_page()
    late.goto(f"{site.url}/worksheets/")
    expect(late.get_by_label("Your words")).to_have_value("Nowhere else")
    late.get_by_role("button", name="Wipe them from this device").click()
    expect(late.get_by_label("Your words")).to_have_count(0)
    until(late, f"({WAITING})().then((number) => number === 0)")


def test_two_devices_at_once_lose_nothing(
    phone: BrowserContext, site: RunningSite, chromium: Browser
) -> None:
    here = opened(signed_in(phone, site, BUILT["keys"][0]), site, 4)
    with window(chromium) as other:
        there = opened(signed_in(other, site, BUILT["keys"][1]), site, 4)
        write(here, "On the phone")
        expect(here.locator(STATUS)).to_contain_text("Saved")
        write(there, "On the tablet")
        expect(there.locator(STATUS)).to_contain_text("Yours is kept beside it")
        write(there, "On the tablet, and more")
        expect(there.locator(STATUS)).to_contain_text("Saved")
    assert [row[0] for row in stored(site, 4)] == ["On the phone", "On the tablet, and more"]
    here.reload()
    expect(here.get_by_text("This sheet was written in two places")).to_be_visible()


def test_nothing_bars_the_way_on_a_phone_and_on_a_desk(
    phone: BrowserContext, site: RunningSite, chromium: Browser
) -> None:
    page = opened(signed_in(phone, site, BUILT["keys"][0]), site, 5)
    assert barriers_in_both_themes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"{site.url}/worksheets/")
    assert barriers_in_both_themes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    with window(chromium, viewport={"width": 1280, "height": 900}) as desk:
        wide = opened(signed_in(desk, site, BUILT["keys"][1]), site, 5)
        assert barriers(wide) == []


def test_without_a_script_the_form_works_whole(site: RunningSite, chromium: Browser) -> None:
    with window(chromium, java_script_enabled=False) as plain:
        page = signed_in(plain, site, BUILT["keys"][0]).new_page()
        page.goto(site.url + path(5))
        write(page, "By hand")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_label("What happened?")).to_have_value("By hand")
    assert stored(site, 5) == [["By hand", 1]]
