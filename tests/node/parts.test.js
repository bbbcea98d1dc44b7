/* What each part of the room knows after what the server says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Plan } from "../../groups/static/groups/rooms/parts/agenda.js";
import { Messages } from "../../groups/static/groups/rooms/parts/chat.js";
import {
  hands,
  justLowered,
  justRaised,
  raise,
} from "../../groups/static/groups/rooms/parts/hands.js";
import { Door, unanswered } from "../../groups/static/groups/rooms/parts/lobby.js";
import { Order } from "../../groups/static/groups/rooms/parts/order.js";
import { happen } from "../../groups/static/groups/rooms/wire/parts.js";
import { AT, event, member, roomOfTwo } from "./people.js";

const PLACE = { stage: "arrive", started_at: AT, slide: 0, locked: false };

function said(seq, from, text, more = {}) {
  return event("chat.say", { text, ...more }, seq, from);
}

/** The chat after a snapshot that held one message. */
function oneMessage() {
  const messages = new Messages();
  messages.snapshot({ chat: [said(1, "her", "hello")] });
  return messages;
}

/** The agenda of a room where the group has just arrived. */
function arrived() {
  const plan = new Plan();
  plan.welcome({ agenda: [{ stage: "arrive", title: "Arrive", minutes: 10 }], slides: [] });
  plan.state(PLACE);
  return plan;
}

test("a message that the snapshot already held is not doubled", () => {
  const messages = oneMessage();
  happen([messages], said(1, "her", "hello"));
  happen([messages], said(2, "me", "hi"));

  assert.deepEqual(
    messages.list.map(({ seq, text }) => [seq, text]),
    [
      [1, "hello"],
      [2, "hi"],
    ],
  );
});

test("the words of a hidden message are gone, in the snapshot and afterwards", () => {
  const messages = oneMessage();
  happen([messages], event("chat.hide", { seq: 1 }));
  assert.deepEqual([messages.list[0].hidden, messages.list[0].text], [true, ""]);

  messages.snapshot({ chat: [said(1, "her", undefined, { hidden: true })] });

  assert.deepEqual([messages.list[0].hidden, messages.list[0].text], [true, ""]);
});

test("only what others wrote since then is unread", () => {
  const messages = oneMessage();
  for (const [seq, from] of [
    [2, "her"],
    [3, "me"],
    [4, "her"],
  ]) {
    happen([messages], said(seq, from, "…"));
  }

  assert.deepEqual(
    [0, 1, 2, 4].map((read) => messages.unread("me", read)),
    [3, 2, 1, 0],
  );
});

test("hands stand in the order in which they were raised", () => {
  const room = roomOfTwo();
  raise(room, event("hand", { seat: "me", up: true, at: "2027-03-02T18:04:00+00:00" }));
  raise(room, event("hand", { seat: "her", up: true, at: "2027-03-02T18:05:00+00:00" }));
  assert.deepEqual(
    hands(room).map(({ seat }) => seat),
    ["me", "her"],
  );

  raise(room, event("hand", { seat: "me", up: false }));

  assert.deepEqual(
    hands(room).map(({ seat }) => seat),
    ["her"],
  );
});

test("a raised hand is news once, and not of somebody who has just come", () => {
  const raised = [member("a", { hand: AT }), member("b"), member("new", { hand: AT })];

  const before = new Map([
    ["a", null],
    ["b", null],
  ]);
  assert.deepEqual(justRaised(before, raised), ["A"]);
  assert.deepEqual(justRaised(new Map(raised.map(({ seat, hand }) => [seat, hand])), raised), []);
});

test("a lowered hand is news once, and not of somebody who has left", () => {
  const lowered = [member("a"), member("b")];
  const before = new Map([
    ["a", AT],
    ["b", null],
    ["gone", AT],
  ]);

  assert.deepEqual(justLowered(before, lowered), ["A"]);
  assert.deepEqual(
    justLowered(new Map(lowered.map(({ seat, hand }) => [seat, hand])), lowered),
    [],
  );
});

test("a welcome tells where the group is", () => {
  const plan = arrived();

  assert.deepEqual([plan.stage, plan.startedAt, plan.slide], ["arrive", AT, 0]);
});

test("a stage brings its time and its slide; a slide changes neither stage nor time", () => {
  const plan = arrived();
  const later = "2027-03-02T18:10:00+00:00";
  happen([plan], event("agenda.go", { stage: "review", started_at: later, slide: 3 }));
  happen([plan], event("slide.go", { slide: 4 }));

  assert.deepEqual([plan.stage, plan.startedAt, plan.slide], ["review", later, 4]);
});

test("the time left follows the session's clock, not this device's", () => {
  const plan = arrived();
  const [line] = plan.agenda;
  const clock = 3 * 60_000;

  assert.equal(plan.minutesLeft(line, clock, Date.parse(AT)), 7);
  assert.equal(plan.minutesLeft(line, clock, Date.parse(AT) + 8 * 60_000), -1);
  plan.startedAt = null;
  assert.equal(plan.minutesLeft(line, clock, Date.parse(AT)), null);
});

test("a locked room says so, and opens again", () => {
  const order = new Order({ room: roomOfTwo() });
  order.state(PLACE);
  assert.equal(order.locked, false);
  happen([order], event("mod.lock", { locked: true }));
  assert.equal(order.locked, true);
  happen([order], event("mod.lock", { locked: false }));
  assert.equal(order.locked, false);
});

for (const [kind, Part] of [
  ["mod.remove", Order],
  ["lobby.back", Door],
]) {
  test(`after ${kind} that person is gone and the others are not`, () => {
    const room = roomOfTwo();
    happen([new Part({ room })], event(kind, { seat: "her" }));

    assert.deepEqual([...room.members.keys()], ["me"]);
  });
}

test("the door asks for an answer until there is one, whoever gave it", () => {
  const waits = (seat, denied = false) => ({ seat, name: seat, since: AT, denied });
  const seats = (people) => people.map(({ seat }) => seat);

  const first = unanswered([waits("ana"), waits("ben")], new Set(["ana"]));
  assert.deepEqual([seats(first.asking), seats(first.fresh)], [["ana", "ben"], ["ben"]]);
  const denied = unanswered([waits("ana", true), waits("ben")], new Set(["ana", "ben"]));
  assert.deepEqual([seats(denied.asking), seats(denied.fresh)], [["ben"], []]);
  const letIn = unanswered([waits("ana", true)], new Set(["ana", "ben"]));
  assert.deepEqual(letIn, { asking: [], fresh: [] });
});

test("members are told of nobody at the door", () => {
  const door = new Door({ room: roomOfTwo() });
  door.welcome({});
  assert.deepEqual(door.waiting, []);
});

test("an event of a kind that this page does not know changes nothing", () => {
  const room = roomOfTwo();
  const parts = [oneMessage(), arrived(), new Order({ room }), new Door({ room })];
  const shown = () => JSON.stringify([[...room.members.keys()], parts]);
  const before = shown();
  happen(parts, event("poll.open", { question: "?" }));

  assert.equal(shown(), before);
});
