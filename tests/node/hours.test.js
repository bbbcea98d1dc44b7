/* The hour on the reader's wall, as the server reckons it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wall } from "../../groups/static/groups/rooms/hours.js";

test("a wall behind UTC, one ahead of it and one by half an hour", () => {
  const at = "2026-12-08T22:05:00Z";

  assert.equal(wall("en-GB", -240)(at), "18:05");
  assert.equal(wall("en-GB", 60)(at), "23:05");
  assert.equal(wall("en-GB", 330)(at), "03:35");
});

test("hours are counted to twelve where the reader's country does so", () => {
  assert.equal(wall("en-US", -240)("2026-12-08T22:05:00Z"), "6:05 PM");
  assert.equal(wall("en-AU", 0)("2026-12-08T09:05:00Z"), "9:05 am");
});

test("midnight is the first hour of a day, in a reader's own way of writing", () => {
  assert.equal(wall("en-GB", 0)("2026-12-08T00:00:00Z"), "00:00");
  assert.equal(wall("en-US", 0)("2026-12-08T00:00:00Z"), "12:00 AM");
});
