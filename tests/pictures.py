"""The pictures of the README, taken anew from a fresh demo that runs:

    make demo PORT=8100 DATA=.pictures
    .venv/bin/python -m tests.pictures 8100 .pictures

Everybody in them is invented and drawn: a canvas takes the place of each camera.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from tests.chromium import a_chromium
from tests.databases import REPOSITORY
from tests.running import RunningSite, wait_until

FOLDER = REPOSITORY / "site/demo/pictures"
LARGEST = 60_000  # bytes
CODE = re.compile(r"\b([A-Z]{4}-[A-Z]{4})\b")
LINK = re.compile(r"(http://localhost:\d+/join/\S+)")
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
NARROW: dict[str, Any] = {
    "viewport": {"width": 390, "height": 800}, "locale": "en-GB", "device_scale_factor": 1.5,
}  # fmt: skip
# background, clothes, skin, hair
LOOKS = {
    "ingrid@demo.example": ["#b9cfc9", "#37546b", "#e5b89a", "#8a5a35"],
    "ana@demo.example": ["#e3d3b8", "#7d4b52", "#c98d66", "#2b211d"],
    "ben@demo.example": ["#c5cde0", "#4f6b4a", "#8a5a3c", "#1d1a19"],
}
DRAWN = """
(() => {
  const [wall, clothes, skin, hair] = LOOKS;
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const draw = () => {
    const pen = canvas.getContext("2d"), sway = Math.sin(Date.now() / 900) * 3;
    const blob = (colour, x, y, wide, high) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(x, y, wide, high, 0, 0, 7);
      pen.fill();
    };
    pen.fillStyle = wall;
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#ffffff55";
    pen.fillRect(430, 40, 150, 170);
    blob(hair, 320 + sway, 205, 122, 140);
    blob(clothes, 320, 500, 230, 150);
    pen.fillStyle = skin;
    pen.fillRect(285 + sway, 290, 70, 90);
    blob(skin, 320 + sway, 225, 92, 118);
    pen.fillStyle = hair;
    pen.beginPath();
    pen.ellipse(320 + sway, 160, 100, 62, 0, Math.PI, 0);
    pen.fill();
    for (const side of [-36, 36]) blob("#2a2220", 320 + side + sway, 220, 7, 9);
    pen.strokeStyle = "#5a2f2a";
    pen.lineWidth = 5;
    pen.beginPath();
    pen.arc(320 + sway, 258, 32, 0.35, Math.PI - 0.35);
    pen.stroke();
  };
  setInterval(draw, 80);
  draw();
  const devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = wanted.audio ? await real({ audio: wanted.audio }) : new MediaStream();
    if (wanted.video) stream.addTrack(canvas.captureStream(12).getVideoTracks()[0]);
    return stream;
  };
})();
"""


class Person:
    """Somebody of the demo with a browser and a mailbox."""

    def __init__(
        self, browser: Browser, site: RunningSite, email: str, screen: dict[str, Any]
    ) -> None:
        self.site = site
        self.email = email
        self.context = browser.new_context(**screen)
        self.page = self.context.new_page()

    def send(self, **values: str) -> None:
        """Fills the page's form in and sends it."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").fill(value)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state("load")

    def newest(self, wanted: re.Pattern[str], *, after: int = 0) -> str:
        """What the newest of their letters holds of that kind, once there are more than `after`."""

        def found() -> str:
            letters = self.site.letters(to=self.email)[after:]
            bodies = [letter.get_body(("plain",)) for letter in letters]
            texts = [str(body.get_content()) for body in bodies if body is not None]
            matches = [match for text in texts for match in wanted.findall(text)]
            return str(matches[-1]) if matches else ""

        return wait_until(found, timeout=60, what=f"a letter to {self.email}")


@contextmanager
def somebody(
    browser: Browser, site: RunningSite, email: str, screen: dict[str, Any]
) -> Iterator[Person]:
    """A person of the demo at a screen, drawn where they have a face."""
    person = Person(browser, site, email, screen)
    if email in LOOKS:
        person.context.add_init_script(DRAWN.replace("LOOKS", json.dumps(LOOKS[email])))
    yield person
    person.context.close()


def signed_in(person: Person, *, staff: bool = False) -> None:
    """Signs in with the code of the letter; staff also with the one that the demo's page shows."""
    before = len(person.site.letters(to=person.email))
    person.page.goto(f"{person.site.url}/account/login/code/")
    person.send(email=person.email)
    person.send(code=person.newest(CODE, after=before))
    if staff:
        here = person.page.url
        person.page.goto(f"{person.site.url}/demo/")
        code = person.page.locator(f"[data-code-for='{person.email}']").inner_text()
        person.page.goto(here)
        person.send(code=code)


def keep(person: Person, name: str) -> None:
    """Takes what the screen shows, as small as it has to be."""
    person.page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(person.page.screenshot())).convert("RGB")
    for quality in range(86, 20, -6):
        packed = io.BytesIO()
        picture.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() < LARGEST:
            break
    (FOLDER / f"{name}.webp").write_bytes(packed.getvalue())
    print(f"{name}.webp: {packed.tell() / 1000:.0f} kB")  # noqa: T201


def at_hour(browser: Browser, site: RunningSite, key: str) -> None:
    """Presses one of the clock's buttons."""
    page = browser.new_page()
    page.goto(f"{site.url}/demo/")
    page.click(f"button[name=to][value={key}]")
    page.wait_for_load_state("load")
    page.close()


def into_the_room(person: Person) -> None:
    """From the check of the devices to the lobby's door."""
    for device in ("microphone", "camera"):
        person.page.click(f"[data-check-{device}]")
        person.page.wait_for_selector(f"[data-check-{device}][aria-pressed=true]")
    person.page.click("[data-join]")


def say(person: Person, words: str) -> None:
    """Writes a line into the chat."""
    person.page.fill("[data-chat-text]", words)
    person.page.keyboard.press("Enter")
    person.page.get_by_text(words).first.wait_for()


def visitors_pages(browser: Browser, site: RunningSite) -> None:
    """What somebody sees who has no account."""
    with somebody(browser, site, "", WIDE) as visitor:
        visitor.page.goto(f"{site.url}/groups/")
        keep(visitor, "groups")
    with somebody(browser, site, "", NARROW) as visitor:
        visitor.page.goto(f"{site.url}/skills/stop/do/")
        keep(visitor, "skill-on-a-phone")


def the_desk(browser: Browser, site: RunningSite) -> None:
    """A full group as its coordinator sees it: every seat with its reason."""
    with somebody(browser, site, "sam@demo.example", WIDE) as sam:
        signed_in(sam, staff=True)
        sam.page.goto(f"{site.url}/desk/groups/first-steps/#seats")
        keep(sam, "desk")


def the_room(browser: Browser, site: RunningSite) -> None:
    """A leader and two members, in the session's first minutes; then a member's own page."""
    at_hour(browser, site, "room")
    with (
        somebody(browser, site, "ingrid@demo.example", WIDE) as ingrid,
        somebody(browser, site, "ana@demo.example", WIDE) as ana,
        somebody(browser, site, "ben@demo.example", WIDE) as ben,
    ):
        signed_in(ingrid, staff=True)
        ingrid.page.goto(f"{site.url}/today/")
        ingrid.page.get_by_role("link", name="Go to the room").first.click()
        into_the_room(ingrid)
        ingrid.page.wait_for_selector("[data-panel=live]", state="visible")
        for member in (ana, ben):
            signed_in(member)
            member.page.goto(member.newest(LINK))
            if not member.page.locator("[data-join]").count():
                member.page.get_by_role("button", name="Yes, this is me").click()
            into_the_room(member)
            ingrid.page.click("[data-lobby=admit]")
            member.page.wait_for_selector("[data-panel=live]", state="visible")
        say(ingrid, "Welcome. We begin with one minute of breathing.")
        say(ana, "Good to be here")
        ana.page.wait_for_timeout(4000)  # faces
        keep(ana, "room")
        ana.page.goto(f"{site.url}/today/")
        keep(ana, "today")


def main() -> None:
    """Takes all of them."""
    port, data = int(sys.argv[1]), Path(sys.argv[2]).resolve()
    site = RunningSite(data, port)
    with a_chromium() as browser:
        visitors_pages(browser, site)
        the_desk(browser, site)
        the_room(browser, site)
        at_hour(browser, site, "real")


if __name__ == "__main__":
    main()
