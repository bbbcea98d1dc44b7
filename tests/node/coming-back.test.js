/* Whether and when a page comes back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pause, staysAway } from "../../groups/static/groups/rooms/wire/coming-back.js";

const AWAY = [4401, 4402, 4403, 4404, 4409, 4410, 4426];
const BACK = [0, 1000, 1001, 1006, 1009, 1011, 1012, 4400, 4408, 4423, 4429];

test("pauses double from 0.3 to 8 seconds and then stay", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 50, 2000].map((attempt) => pause(attempt, 1));

  assert.deepEqual(longest, [300, 600, 1200, 2400, 4800, 8000, 8000, 8000, 8000]);
});

test("chance takes up to half of a pause away, never more", () => {
  assert.equal(pause(0, 0), 150);
  assert.equal(pause(9, 0), 4000);
  const drawn = Array.from({ length: 200 }, () => pause(9));
  assert.ok(drawn.every((wait) => wait >= 4000 && wait <= 8000));
  assert.ok(new Set(drawn).size > 100, "everybody would come back in the same moment");
});

test("it stays away exactly where asking again would change nothing", () => {
  assert.deepEqual([...AWAY, ...BACK].filter(staysAway), AWAY);
});
