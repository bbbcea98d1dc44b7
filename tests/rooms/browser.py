"""People in real browsers: one context for each person."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from accounts.models import Account
from groups.models import Enrollment
from tests.rooms.people import Group
from tests.rooms.server import Server

# Keeps every connection a page makes, so that a test can ask the browser what really flowed.
LISTEN_IN = """
window.__pcs = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...given) { super(...given); window.__pcs.push(this); }
};
"""
FLOWS = """async () => {
  const found = [];
  for (const pc of window.__pcs) {
    if (pc.connectionState !== "connected") continue;
    const flow = { frames: 0, samples: 0, energy: 0 };
    for (const one of (await pc.getStats()).values()) {
      if (one.type !== "inbound-rtp") continue;
      if (one.kind === "video") flow.frames += one.framesDecoded ?? 0;
      else {
        flow.samples += one.totalSamplesReceived ?? 0;
        flow.energy += one.totalAudioEnergy ?? 0;
      }
    }
    found.push(flow);
  }
  return found;
}"""

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass
class Guest:
    """One person's browser page in a room."""

    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def join(self, *, microphone: bool = False, camera: bool = False) -> None:
        """Through the device check, with what they switch on there."""
        if microphone:
            self.page.click("[data-check-microphone]")
            self.page.wait_for_selector("[data-check-microphone][aria-pressed=true]")
        if camera:
            self.page.click("[data-check-camera]")
            self.page.wait_for_selector("[data-check-camera][aria-pressed=true]")
        self.page.click("[data-join]")

    def live(self) -> None:
        """Waits until they are in the room."""
        self.page.wait_for_selector("[data-panel=live]", state="visible")

    def say(self, text: str) -> None:
        self.page.fill("[data-chat-text]", text)
        self.page.click("[data-chat-send]")

    def reads(self, text: str) -> None:
        """Waits until a message stands in the chat."""
        bubble = self.page.locator("[data-chat] .bubble__text", has_text=text)
        bubble.first.wait_for()

    def chat(self) -> list[str]:
        return self.page.locator("[data-chat] .bubble__text").all_inner_texts()

    def flows(self) -> list[dict[str, float]]:
        """What arrives from each other person: decoded frames, audio samples, audio energy."""
        found: list[dict[str, float]] = self.page.evaluate(FLOWS)
        return found


def until(check: Callable[[], Any], *, within: float = 60, what: str = "it") -> Any:
    """Waits for something the browser must come to by itself, and returns it."""
    deadline = time.monotonic() + within
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} did not happen within {within} s"
        time.sleep(0.1)


class Crowd:
    """Everybody's browsers on one server."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.guests: list[Guest] = []

    def guest(
        self,
        group: Group,
        who: Account | Enrollment,
        *,
        path: str = "",
        script: str = "",
        **context: Any,
    ) -> Guest:
        """Opens the room's page for a signed-in person; `script` is how their browser differs."""
        opened = self.browser.new_context(**context)
        opened.add_cookies(
            [
                {
                    "name": self.server.cookie_name,
                    "value": group.key(who),
                    "url": self.server.origin,
                }
            ]
        )
        opened.add_init_script(LISTEN_IN + script)
        page = opened.new_page()
        guest = Guest(context=opened, page=page)
        page.on("pageerror", lambda error: guest.errors.append(str(error)))
        page.on(
            "console",
            lambda said: guest.errors.append(said.text) if said.type == "error" else None,
        )
        page.on(
            "websocket",
            lambda wire: wire.on("framereceived", lambda text: guest.frames.append(str(text))),
        )
        page.goto(f"{self.server.origin}{path or f'/room/{group.session.pk}/'}")
        self.guests.append(guest)
        return guest

    def no_errors(self) -> None:
        """Nobody's console complained."""
        assert [error for guest in self.guests for error in guest.errors] == []

    def leave(self) -> None:
        """Everybody closes their window."""
        for guest in self.guests:
            guest.context.close()


def leader_in(crowd: Crowd, group: Group, *, devices: bool = False) -> Guest:
    """The leader in the room, at a desk."""
    lena = crowd.guest(group, group.leader, viewport=DESKTOP)
    lena.join(microphone=devices, camera=devices)
    lena.live()
    return lena


def member_in(
    crowd: Crowd, group: Group, lena: Guest, at: int = 0, *, devices: bool = False
) -> Guest:
    """A member in the room, on a phone, let in by the leader."""
    guest = crowd.guest(group, group.members[at], viewport=PHONE)
    guest.join(microphone=devices, camera=devices)
    guest.page.wait_for_selector("[data-panel=lobby]", state="visible")
    lena.page.click("[data-lobby=admit]")
    guest.live()
    return guest


def rises(guest: Guest, what: str, *, pairs: int = 1) -> None:
    """Waits until that number rises on every one of the guest's connections."""
    until(lambda: len(guest.flows()) == pairs, what=f"{pairs} connections", within=60)
    before = [flow[what] for flow in guest.flows()]
    until(
        lambda: all(now[what] > then for now, then in zip(guest.flows(), before, strict=False)),
        what=f"rising {what}",
    )


def tile(guest: Guest, name: str) -> str:
    """The selector of a person's tile on somebody's page."""
    return f'.tile:has(.tile__name:has-text("{name}"))'
