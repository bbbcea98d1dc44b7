/* Numbered events: each once, in order, and a gap is noticed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Numbers } from "../../groups/static/groups/rooms/wire/numbers.js";

function started(seq) {
  const given = [];
  const numbers = new Numbers((event) => given.push(event.seq));
  numbers.restart(seq);
  return { numbers, given };
}

function event(seq) {
  return { seq };
}

test("the next event is given on at once", () => {
  const { numbers, given } = started(4);

  assert.equal(numbers.take(event(5)), false);
  assert.deepEqual(given, [5]);
  assert.equal(numbers.last, 5);
});

test("an event behind a gap waits and says that something is missing", () => {
  const { numbers, given } = started(4);

  assert.equal(numbers.take(event(6)), true);
  assert.deepEqual(given, []);
  assert.equal(numbers.last, 4);
});

test("what waited follows as soon as the gap closes, in order", () => {
  const { numbers, given } = started(4);
  for (const seq of [8, 6, 7]) numbers.take(event(seq));

  numbers.take(event(5));

  assert.deepEqual(given, [5, 6, 7, 8]);
});

test("a second gap behind the first one stays open", () => {
  const { numbers, given } = started(4);
  for (const seq of [6, 9, 5]) numbers.take(event(seq));

  assert.deepEqual(given, [5, 6]);
  assert.equal(numbers.behind(9), true);
});

test("an event that comes twice is given on once", () => {
  const { numbers, given } = started(4);
  const missing = [5, 5, 4, 7, 7, 6].map((seq) => numbers.take(event(seq)));

  assert.deepEqual(given, [5, 6, 7]);
  assert.deepEqual(missing, [false, false, false, true, true, false]);
});

test("a replay closes the gap and doubles nothing", () => {
  const { numbers, given } = started(4);
  numbers.take(event(7));

  numbers.fill([4, 5, 6, 7].map(event));

  assert.deepEqual(given, [5, 6, 7]);
});

test("a replay with a gap of its own gives nothing on past it", () => {
  const { numbers, given } = started(4);

  numbers.fill([5, 7].map(event));

  assert.deepEqual(given, [5]);
});

test("before the first snapshot nothing is given on and nothing is missing", () => {
  const given = [];
  const numbers = new Numbers((one) => given.push(one.seq));

  assert.equal(numbers.take(event(1)), false);
  assert.equal(numbers.behind(9), false);
  assert.deepEqual(given, []);
});

test("a snapshot holds what waited, except what is newer than it", () => {
  const { numbers, given } = started(4);
  for (const seq of [7, 8, 12]) numbers.take(event(seq));

  numbers.restart(7);

  assert.deepEqual(given, [8]);
  assert.equal(numbers.last, 8);
});

test("only a greater head number means that we are behind", () => {
  const { numbers } = started(4);

  assert.deepEqual(
    [3, 4, 5, null].map((head) => numbers.behind(head)),
    [false, false, true, false],
  );
});
