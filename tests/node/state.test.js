/* Who is in the room after what the server says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  everybody,
  news,
  others,
  presence,
  welcome,
} from "../../groups/static/groups/rooms/state.js";
import { member, roomOfTwo } from "./people.js";

test("a welcome tells who is here, and how far the clocks are apart", () => {
  const room = roomOfTwo();

  assert.deepEqual([...room.members.keys()], ["her", "me"]);
  assert.deepEqual([room.clock, room.realClock], [4000, 1000]);
});

test("a second welcome forgets who has gone", () => {
  const room = roomOfTwo();
  welcome(room, { ...room, at: 0, real: 0, members: [member("me")] }, 0);

  assert.deepEqual([...room.members.keys()], ["me"]);
});

test("presence replaces who changed, removes who has gone, and keeps the rest", () => {
  const room = roomOfTwo();
  presence(room, { members: [member("new")], gone: ["her"] });

  assert.deepEqual([...room.members.keys()], ["me", "new"]);
});

test("oneself stands first, the others as they came", () => {
  const room = roomOfTwo();
  presence(room, { members: [member("first", { came: 10 })], gone: [] });

  assert.deepEqual(
    everybody(room).map(({ seat }) => seat),
    ["me", "first", "her"],
  );
  assert.deepEqual(
    others(room).map(({ seat }) => seat),
    ["her", "first"],
  );
});

test("news are comings, connections lost and found, and goings, each told once", () => {
  const before = new Map([
    ["a", member("a")],
    ["b", member("b")],
    ["c", member("c")],
  ]);
  const now = new Map([
    ["a", member("a")],
    ["b", member("b", { presence: "reconnecting" })],
    ["d", member("d")],
  ]);

  assert.deepEqual(news(before, now), [
    { what: "isReconnecting", name: "B" },
    { what: "came", name: "D" },
    { what: "left", name: "C" },
  ]);
  assert.deepEqual(news(now, now), []);
  const back = new Map(now).set("b", member("b"));
  assert.deepEqual(news(now, back), [{ what: "isBack", name: "B" }]);
});
