/* Who calls whom: both browsers must come to the same answer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  givenUp,
  offers,
  PATIENCE,
  patience,
  unheardOf,
} from "../../groups/static/groups/rooms/parts/media/pairing.js";

const OLD = { seat: "zz", came: 100 };
const NEW = { seat: "aa", came: 200 };

test("the newcomer offers and the older member waits", () => {
  assert.equal(offers(NEW, OLD), true);
  assert.equal(offers(OLD, NEW), false);
});

test("of two who came in the same moment exactly one offers", () => {
  const twin = { seat: "bb", came: NEW.came };

  assert.notEqual(offers(NEW, twin), offers(twin, NEW));
});

test("who is not in the room offers to nobody", () => {
  assert.equal(offers(undefined, OLD), false);
});

test("an offer waits for the news that its sender came, or came anew", () => {
  assert.equal(unheardOf(undefined, 200), true);
  assert.equal(unheardOf(OLD, 200), true);
  assert.equal(unheardOf(NEW, 200), false);
  assert.equal(unheardOf(undefined, undefined), false);
});

test("patience lasts six to nine seconds", () => {
  assert.deepEqual([patience(0), patience(1)], [PATIENCE, 9000]);
  assert.equal(PATIENCE, 6000);
});

test("a pair is given up when it never connected, or lost its connection, for too long", () => {
  const fresh = { since: 0, lostAt: null, patience: 6000 };
  const lost = { since: 0, lostAt: 50_000, patience: 6000 };

  assert.equal(givenUp(fresh, false, 6000), false);
  assert.equal(givenUp(fresh, false, 6001), true);
  assert.equal(givenUp(fresh, true, 60_000), false);
  assert.equal(givenUp(lost, false, 56_000), false);
  assert.equal(givenUp(lost, false, 56_001), true);
});
