"""Somebody with a diary, and the devices on which they fill it in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.offline.phone import a_phone, wait_for
from tests.running import RunningSite

URGE = "Canary of the urge"
PERSON = """
import os, sys
sys.path.insert(0, os.getcwd())
import json, uuid
from django.test import Client
import clock
from courses.diary.actions import watch_urge
from tests.factories import make_account, make_member
from tests.signin import sign_in
member = make_member(make_account(f"{{uuid.uuid4()}}@example.org"), name="{name}")
watch_urge(member, name="Canary of the urge", now=clock.now())
keys = [sign_in(Client(), member.account).session.session_key for _ in range(5)]
print(json.dumps([str(member.pk), keys]))
"""
CARDS = """
import json
from courses.models import DiaryCard
cards = DiaryCard.objects.filter(member="{member}").order_by("day", "-stands", "filled_at")
print(json.dumps([[str(c.day), c.joy, c.note, c.stands] for c in cards]))
"""
# Everything in the browser's own database; it is not made by asking.
DATABASE = """async () => {
  const found = await indexedDB.databases();
  if (!found.some(({ name }) => name === "waiting")) return { entries: [], shapes: [] };
  const database = await new Promise((resolve) => {
    indexedDB.open("waiting").onsuccess = (event) => resolve(event.target.result);
  });
  const read = (table) => new Promise((resolve) => {
    database.transaction(table).objectStore(table).getAll().onsuccess = (event) =>
      resolve(event.target.result);
  });
  const rows = { entries: await read("entries"), shapes: await read("shapes") };
  database.close();
  return rows;
}"""
PUT_BACK = """async (entries) => {
  const database = await new Promise((resolve) => {
    indexedDB.open("waiting").onsuccess = (event) => resolve(event.target.result);
  });
  await new Promise((resolve) => {
    const change = database.transaction("entries", "readwrite");
    for (const entry of entries) change.objectStore("entries").put(entry);
    change.oncomplete = resolve;
  });
  database.close();
}"""


@dataclass
class Diarist:
    """Somebody with a diary and an urge of their own; each device takes a session of theirs."""

    site: RunningSite
    member: str
    sessions: list[str]

    def cards(self) -> list[tuple[str, int | None, str, bool]]:
        """What the site has: day, joy, note, whether it counts."""
        told = self.site.run(CARDS.format(member=self.member)).splitlines()[-1]
        return [(day, joy, note, stands) for day, joy, note, stands in json.loads(told)]

    def signs_in(self, page: Page) -> None:
        """On this device, anew."""
        cookie: Any = {
            "name": f"ek{self.site.port}-session",
            "value": self.sessions.pop(),
            "url": self.site.url,
        }
        page.context.add_cookies([cookie])

    @contextmanager
    def on_a_device(self, chromium: Browser, **options: Any) -> Iterator[Page]:
        """A device of theirs that has opened the diary once, and then has lost its line."""
        with a_phone(chromium, self.site, **options) as page:
            self.signs_in(page)
            self.opens(page)
            page.context.set_offline(True)
            yield page

    def opens(self, page: Page) -> None:
        """Opens the diary with a line, until the device has everything for the time without."""
        page.goto(f"{self.site.url}/diary/")
        wait_for(page, "whole", "now")
        expect(page.locator("[data-diary]")).to_be_visible()


def diarist(site: RunningSite, name: str) -> Diarist:
    """Somebody of that name; each test has its own."""
    member, sessions = json.loads(site.run(PERSON.format(name=name)).splitlines()[-1])
    return Diarist(site, member, sessions)


def fill(page: Page, *, joy: int, note: str, day: int = 0) -> str:
    """Fills the card of so many days ago and saves it; returns the day."""
    choice = page.get_by_label("Day", exact=True)
    choice.select_option(index=day)
    page.get_by_role("group", name="Joy").get_by_role("radio", name=str(joy), exact=True).check()
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Save this day").click()
    return str(choice.input_value())
