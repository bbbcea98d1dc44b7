/* What the room looks like after what the server says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  emptyRoom,
  everybody,
  happen,
  hands,
  minutesLeft,
  news,
  others,
  presence,
  snapshot,
  unread,
  welcome,
} from "../../groups/static/groups/rooms/state.js";

const AT = "2027-03-02T18:00:00+00:00";
const PLACE = { stage: "arrive", started_at: AT, slide: 0, locked: false };

function member(seat, more = {}) {
  return {
    seat,
    name: seat.toUpperCase(),
    leads: false,
    presence: "here",
    microphone: false,
    camera: false,
    muted: false,
    hand: null,
    came: 100,
    ...more,
  };
}

/** A room of two, seen by `me`. */
function roomOfTwo() {
  const room = emptyRoom();
  const d = {
    seat: "me",
    name: "ME",
    leads: false,
    at: 5000,
    real: 2000,
    agenda: [{ stage: "arrive", title: "Arrive", minutes: 10 }],
    slides: [],
    members: [member("her", { came: 50 }), member("me")],
    video: ["her"],
    state: PLACE,
  };
  welcome(room, d, 1000);
  snapshot(room, { state: PLACE, chat: [said(1, "her", "hello")] });
  return room;
}

function said(seq, from, text, more = {}) {
  return { seq, kind: "chat.say", from, name: from.toUpperCase(), at: AT, d: { text, ...more } };
}

function event(kind, d, seq = 9) {
  return { seq, kind, from: "her", name: "HER", at: AT, d };
}

test("a welcome tells who is here, where the group is, and how far the clocks are apart", () => {
  const room = roomOfTwo();

  assert.deepEqual([...room.members.keys()], ["her", "me"]);
  assert.deepEqual([room.stage, room.startedAt, room.slide, room.locked], ["arrive", AT, 0, false]);
  assert.deepEqual([room.clock, room.realClock], [4000, 1000]);
  assert.deepEqual(room.lobby, []);
});

test("a second welcome forgets who has gone", () => {
  const room = roomOfTwo();
  const d = { ...room, at: 0, real: 0, members: [member("me")], state: PLACE };
  welcome(room, d, 0);

  assert.deepEqual([...room.members.keys()], ["me"]);
});

test("a message that the snapshot already held is not doubled", () => {
  const room = roomOfTwo();
  happen(room, said(1, "her", "hello"));
  happen(room, said(2, "me", "hi"));

  assert.deepEqual(
    room.chat.map(({ seq, text }) => [seq, text]),
    [
      [1, "hello"],
      [2, "hi"],
    ],
  );
});

test("the words of a hidden message are gone, in the snapshot and afterwards", () => {
  const room = roomOfTwo();
  happen(room, event("chat.hide", { seq: 1 }));
  assert.deepEqual([room.chat[0].hidden, room.chat[0].text], [true, ""]);

  snapshot(room, { state: PLACE, chat: [said(1, "her", undefined, { hidden: true })] });

  assert.deepEqual([room.chat[0].hidden, room.chat[0].text], [true, ""]);
});

test("hands stand in the order in which they were raised", () => {
  const room = roomOfTwo();
  happen(room, event("hand", { seat: "me", up: true, at: "2027-03-02T18:04:00+00:00" }));
  happen(room, event("hand", { seat: "her", up: true, at: "2027-03-02T18:05:00+00:00" }));
  assert.deepEqual(
    hands(room).map(({ seat }) => seat),
    ["me", "her"],
  );

  happen(room, event("hand", { seat: "me", up: false }));

  assert.deepEqual(
    hands(room).map(({ seat }) => seat),
    ["her"],
  );
});

test("a stage brings its time and its slide; a slide changes neither stage nor time", () => {
  const room = roomOfTwo();
  const later = "2027-03-02T18:10:00+00:00";
  happen(room, event("agenda.go", { stage: "review", started_at: later, slide: 3 }));
  happen(room, event("slide.go", { slide: 4 }));

  assert.deepEqual([room.stage, room.startedAt, room.slide], ["review", later, 4]);
});

test("a locked room says so, and opens again", () => {
  const room = roomOfTwo();
  happen(room, event("mod.lock", { locked: true }));
  assert.equal(room.locked, true);
  happen(room, event("mod.lock", { locked: false }));
  assert.equal(room.locked, false);
});

for (const kind of ["mod.remove", "lobby.back"]) {
  test(`after ${kind} that person is gone and the others are not`, () => {
    const room = roomOfTwo();
    happen(room, event(kind, { seat: "her" }));

    assert.deepEqual([...room.members.keys()], ["me"]);
  });
}

test("an event of a kind that this page does not know changes nothing", () => {
  const room = roomOfTwo();
  const before = structuredClone(room);
  happen(room, event("poll.open", { question: "?" }));

  assert.deepEqual(room, before);
});

test("presence replaces who changed, removes who has gone, and keeps the rest", () => {
  const room = roomOfTwo();
  presence(room, { members: [member("new")], gone: ["her"], video: ["new"] });

  assert.deepEqual([...room.members.keys()], ["me", "new"]);
  assert.deepEqual(room.video, ["new"]);
});

test("oneself stands first, the others as they came", () => {
  const room = roomOfTwo();
  presence(room, { members: [member("first", { came: 10 })], gone: [], video: [] });

  assert.deepEqual(
    everybody(room).map(({ seat }) => seat),
    ["me", "first", "her"],
  );
  assert.deepEqual(
    others(room).map(({ seat }) => seat),
    ["her", "first"],
  );
});

test("only what others wrote since then is unread", () => {
  const room = roomOfTwo();
  for (const [seq, from] of [
    [2, "her"],
    [3, "me"],
    [4, "her"],
  ]) {
    happen(room, said(seq, from, "…"));
  }

  assert.deepEqual(
    [0, 1, 2, 4].map((read) => unread(room, read)),
    [3, 2, 1, 0],
  );
});

test("the time left follows the session's clock, not this device's", () => {
  const room = roomOfTwo();
  const [line] = room.agenda;
  room.clock = 3 * 60_000;

  assert.equal(minutesLeft(room, line, Date.parse(AT)), 7);
  assert.equal(minutesLeft(room, line, Date.parse(AT) + 8 * 60_000), -1);
  room.startedAt = null;
  assert.equal(minutesLeft(room, line, Date.parse(AT)), null);
});

test("news are comings, raised hands, lost connections and goings, each told once", () => {
  const before = new Map([
    ["a", member("a")],
    ["b", member("b")],
    ["c", member("c")],
  ]);
  const now = new Map([
    ["a", member("a", { hand: AT })],
    ["b", member("b", { presence: "reconnecting" })],
    ["d", member("d")],
  ]);

  assert.deepEqual(news(before, now), [
    { what: "handRaised", name: "A" },
    { what: "isReconnecting", name: "B" },
    { what: "came", name: "D" },
    { what: "left", name: "C" },
  ]);
  assert.deepEqual(news(now, now), []);
});
