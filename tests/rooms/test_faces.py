"""Seeing and hearing each other in the room: Chromium, fake devices, at least two people."""

import pytest

from tests.rooms.browser import (
    PHONE,
    Crowd,
    leader_in,
    member_in,
    rises,
    tile,
)
from tests.rooms.people import make_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_see_and_hear_each_other_and_a_mute_silences_for_all(crowd: Crowd) -> None:
    group = make_group("Mira", "Omar")
    lena = leader_in(crowd, group, devices=True)
    mira = member_in(crowd, group, lena, 0, devices=True)
    omar = member_in(crowd, group, lena, 1, devices=True)
    for guest in (lena, mira, omar):
        rises(guest, "frames", pairs=2)
        rises(guest, "samples", pairs=2)
        rises(guest, "energy", pairs=2)

    lena.page.click(".room-lead summary")
    lena.page.click("[data-people-list] summary:has-text('Mira')")
    lena.page.click("[data-mod='mod.mute']:visible")
    mira.page.wait_for_selector("[data-switch=microphone][aria-pressed=false]")
    muted = mira.page.evaluate(
        "() => window.__pcs.flatMap((pc) => pc.getSenders().map(({ track }) => track))"
        ".filter((track) => track?.kind === 'audio').every((track) => !track.enabled)"
    )
    assert muted, "the track itself is off"
    for guest in (lena, omar):
        guest.page.wait_for_selector(f"{tile(guest, 'Mira')}[data-microphone=off]")
        assert guest.page.locator(f"{tile(guest, 'Mira')} video").evaluate("one => one.muted")

    lena.page.click("[data-mod='mod.ask_unmute']:visible")
    mira.page.locator(".toast", has_text="would like to hear from you").wait_for()
    assert mira.page.get_attribute("[data-switch=microphone]", "aria-pressed") == "false"
    mira.page.click("[data-switch=microphone]")
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-microphone=on]")
    rises(lena, "energy", pairs=2)


def test_a_microphone_that_goes_away_is_told_to_its_owner_and_to_all(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena, devices=True)
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-microphone=on]")
    rises(lena, "samples")
    mira.page.evaluate(
        "() => window.__pcs.flatMap((pc) => pc.getSenders()).map(({ track }) => track)"
        ".find((track) => track?.kind === 'audio').dispatchEvent(new Event('ended'))"
    )
    mira.page.locator(".toast", has_text="Your microphone stopped working").wait_for()
    mira.page.wait_for_selector("[data-switch=microphone][aria-pressed=false]")
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-microphone=off]")
    mira.page.click("[data-switch=microphone]")
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-microphone=on]")
    rises(lena, "energy")


# Two ends of the mesh in one page, b back after a reload. The news of it reaches a last.
OFFER_BEFORE_NEWS = """async () => {
  const { name } = performance.getEntriesByType("resource").find(({ name }) => /mesh/.test(name));
  const { Mesh } = await import(name);
  const end = (seat) => {
    const told = [];
    const local = () => ({ audio: null, video: null });
    const mesh = new Mesh({ tell: (t, d) => told.push({ t, d }), local, onStream() {} });
    mesh.configure(seat, {});
    const first = async (t) => {
      while (!told.some((one) => one.t === t)) await new Promise((go) => setTimeout(go, 20));
      return told.find((one) => one.t === t).d;
    };
    return { mesh, told, first };
  };
  const people = (came) => new Map(
    [["a", 1], ["b", came]].map(([seat, came]) => [seat, { seat, came, presence: "here" }]),
  );
  const [a, b] = [end("a"), end("b")];
  a.mesh.update(people(2));
  b.mesh.update(people(3));
  const offer = await b.first("rtc.pub");
  await a.mesh.receive("rtc.pub", { ...offer, from: "b" });
  const early = a.told.length;
  a.mesh.update(people(3));
  const answer = await a.first("rtc.answer");
  a.mesh.update(people(3));
  const kept = Boolean(a.mesh.stream("b"));
  a.mesh.close();
  b.mesh.close();
  return { early, kept, same: answer.gen === offer.gen };
}"""


def test_an_offer_that_outruns_the_news_of_its_sender_waits_for_it(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = crowd.guest(group, group.leader)
    found = lena.page.evaluate(OFFER_BEFORE_NEWS)
    assert found == {"early": 0, "kept": True, "same": True}


def test_without_any_device_somebody_takes_part_and_sees_the_others(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group, devices=True)
    mira = crowd.guest(group, group.members[0], viewport=PHONE)
    # Mira's browser refuses camera and microphone.
    mira.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('', 'NotAllowedError'); }; }"
    )
    mira.page.click("[data-check-camera]")
    mira.page.get_by_text("does not let us use the camera").wait_for()
    assert mira.page.get_attribute("[data-check-camera]", "aria-pressed") == "false"
    mira.page.click("[data-join-bare]")
    mira.page.wait_for_selector("[data-panel=lobby]", state="visible")
    lena.page.click("[data-lobby=admit]")
    mira.live()
    rises(mira, "frames")
    rises(mira, "samples")
    assert lena.page.get_attribute(tile(lena, "Mira"), "data-camera") == "off"
    mira.page.click("[data-switch=camera]")
    mira.page.locator(".toast", has_text="does not let us").wait_for()
