/* Doing a skill: what is written, where somebody is, and the time that runs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parts, textOf } from "../../courses/static/courses/doing/aloud.js";
import { breathAt, paced } from "../../courses/static/courses/doing/breath.js";
import { Device } from "../../courses/static/courses/doing/device.js";
import * as state from "../../courses/static/courses/doing/state.js";
import * as timers from "../../courses/static/courses/doing/timer.js";

test("what was written comes back, and what is no answer does not", () => {
  const answers = { why: "  It hurts.\n", who: ["Ana", "Ben"] };

  assert.deepEqual(state.read(state.written(answers)), answers);
  for (const broken of [null, "", "{", "7", '{"v":2,"answers":{"a":"b"}}', '{"v":1}', "[]"]) {
    assert.deepEqual(state.read(broken), {});
  }
  const odd = { v: 1, answers: { a: "kept", b: 3, c: [1], d: ["", " "], e: " ", f: null } };
  assert.deepEqual(state.read(JSON.stringify(odd)), { a: "kept" });
});

test("words fit a question that is asked in another way than it was", () => {
  assert.equal(state.shaped(["Ana", "Ben"], "text"), "Ana\nBen");
  assert.equal(state.shaped(" Ana\n", "text"), " Ana\n");
  assert.deepEqual(state.shaped("Ana\nBen", "list"), ["Ana", "Ben"]);
  assert.deepEqual(state.shaped(["Ana", "Ben\nor Cleo"], "list"), ["Ana", "Ben", "or Cleo"]);
  assert.deepEqual(state.shaped("Ana", "several"), ["Ana"]);
  assert.deepEqual(state.shaped(["Ana", "Ben"], "several"), ["Ana", "Ben"]);
  assert.deepEqual(state.shaped(["Ana", "Ben"], "one"), ["Ana, Ben"]);
  assert.deepEqual(state.shaped(" ", "one"), []);
});

test("lines are counted where they have words", () => {
  assert.equal(state.linesIn(["one", " ", "two", ""]), 2);
  assert.equal(state.linesIn("one\ntwo"), 0);
  assert.equal(state.linesIn(undefined), 0);
});

test("an answer that is emptied is none", () => {
  assert.deepEqual(state.withAnswer({ a: "x", b: "y" }, "a", " \n"), { b: "y" });
  assert.deepEqual(state.withAnswer({}, "a", ["", "one", " "]), { a: ["one"] });
  assert.ok(state.isEmpty(state.withAnswer({ a: "x" }, "a", undefined)));
});

test("words are on a card where it has every one of them", () => {
  const card = { why: "It hurts.", who: ["Ana", "Ben"], more: "Gone since" };

  assert.ok(state.isOn({ why: " It hurts.\n", who: ["Ana", "", " Ben "] }, card));
  assert.equal(state.isOn({}, card), false);
  assert.equal(state.isOn({ why: "It hurts less." }, card), false);
  assert.equal(state.isOn({ why: "It hurts.", who: ["Ana", "Ben", "Cleo"] }, card), false);
  assert.equal(state.isOn({ why: "It hurts.", new: "words" }, card), false);
});

test("a device knows whether anything that was written is on it", () => {
  const stored = new Map([["other/thing", "x"]]);
  const storage = /** @type {Storage} */ (
    /** @type {unknown} */ ({
      get length() {
        return stored.size;
      },
      key: (/** @type {number} */ index) => [...stored.keys()][index] ?? null,
      getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ text) => stored.set(name, text),
    })
  );
  const device = new Device("rope/", storage);

  assert.equal(device.hasAny(), false);
  device.part("timer").put("60");
  device.keep({});
  assert.equal(device.hasAny(), false);
  device.keep({ why: "It hurts." });
  assert.ok(new Device("another/", storage).hasAny());
  assert.equal(new Device("rope/", undefined).hasAny(), false);
});

test("letters are counted as people see them, each line for itself", () => {
  assert.equal(state.tooMany("x".repeat(state.LONGEST)), 0);
  assert.equal(state.tooMany("x".repeat(state.LONGEST + 7)), 7);
  assert.equal(state.tooMany("🌊".repeat(state.LONGEST)), 0);
  assert.equal(state.tooMany(["short", "y".repeat(state.LONGEST + 1)]), 1);
  assert.equal(state.tooMany(undefined), 0);
});

test("of two tabs each keeps what only it changed", () => {
  const { answers, offered } = state.brought(
    { a: "was", b: "was" },
    { a: "mine", b: "was" },
    { a: "was", b: "theirs", c: "new" },
  );

  assert.deepEqual(answers, { a: "mine", b: "theirs", c: "new" });
  assert.deepEqual(offered, {});
});

test("where both changed the same, no word is lost", () => {
  const apart = state.brought({ a: "was" }, { a: "mine" }, { a: "theirs" });
  const within = state.brought({ a: "I" }, { a: "I went home" }, { a: "I went" });
  const gone = state.brought({ a: "was" }, { a: "was" }, {});

  assert.deepEqual(apart, { answers: { a: "mine" }, offered: { a: "theirs" } });
  assert.deepEqual(within, { answers: { a: "I went home" }, offered: {} });
  assert.deepEqual(gone, { answers: {}, offered: {} });
});

test("what was typed here and replaced elsewhere is offered back", () => {
  assert.deepEqual(state.replaced({ a: "mine" }, { a: "theirs" }), { a: "mine" });
  assert.deepEqual(state.replaced({ a: "mine" }, { a: "mine and theirs" }), {});
  assert.deepEqual(state.replaced({ a: ["one"] }, { a: ["two"] }), { a: ["one"] });
  assert.deepEqual(state.replaced({ a: ["one"] }, { a: ["one", "two"] }), {});
  assert.equal(state.joined("one", "two"), "one\n\ntwo");
  assert.deepEqual(state.joined(["one"], ["one", "two"]), ["one", "two"]);
});

test("one goes there and back; an address of somewhere else is the beginning", () => {
  const exercise = { steps: 3, choosing: false };

  assert.equal(state.placeOf("", exercise), 1);
  assert.equal(state.placeOf("#step-4", exercise), 1);
  assert.equal(state.placeOf("#main", exercise), 1);
  assert.equal(state.after(1, exercise), 2);
  assert.equal(state.after(3, exercise), "end");
  assert.equal(state.before("end", exercise), 3);
  assert.equal(state.before(1, exercise), undefined);
  for (const place of /** @type {state.Place[]} */ ([1, 3, "end"])) {
    assert.equal(state.placeOf(state.hashOf(place), exercise), place);
  }
});

test("where one is enough, every step leads to the end and back to the choice", () => {
  const exercise = { steps: 3, choosing: true };

  assert.equal(state.placeOf("", exercise), "choose");
  assert.equal(state.after(1, exercise), "end");
  assert.equal(state.before(2, exercise), "choose");
  assert.equal(state.before("end", exercise), "choose");
  assert.equal(state.before("choose", exercise), undefined);
});

/** A storage as browsers have it. @param {number} room */
function storage(room = Number.POSITIVE_INFINITY) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return /** @type {Storage} */ ({
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => {
      if (text.length > room) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, text);
    },
    removeItem: (name) => {
      kept.delete(name);
    },
    clear: () => kept.clear(),
  });
}

test("each exercise has a place of its own, and wiping one leaves the others", () => {
  const place = storage();
  place.setItem("theme", "dark");
  const [stop, evening] = [new Device("stop/", place), new Device("stop/evening", place)];

  assert.equal(stop.keep({ a: "secret" }), "kept");
  assert.equal(evening.keep({ a: "other" }), "kept");
  stop.part("timer").put("runs");
  assert.ok(stop.wipe());
  assert.equal(stop.text(), null);
  assert.equal(stop.part("timer").text(), null);
  assert.deepEqual(evening.answers(), { a: "other" });
  assert.ok(evening.wipeAll());
  assert.equal(place.length, 1);
  assert.equal(place.getItem("theme"), "dark");
});

test("a place that is empty is told from one that cannot be read", () => {
  const shut = /** @type {Storage} */ ({
    getItem: () => {
      throw new DOMException("no", "SecurityError");
    },
  });
  const place = storage();
  const device = new Device("stop/", place);

  assert.ok(device.isEmpty());
  device.keep({});
  assert.equal(device.isEmpty(), false);
  device.wipe();
  assert.ok(device.isEmpty());
  for (const closed of [shut, undefined]) {
    assert.equal(new Device("stop/", closed).isEmpty(), false);
    assert.equal(new Device("stop/", closed).text(), null);
  }
});

test("a device that is full or closed is told from one that keeps", () => {
  const closed = /** @type {Storage} */ ({
    getItem: () => {
      throw new DOMException("no", "SecurityError");
    },
    setItem: () => {
      throw new DOMException("no", "SecurityError");
    },
    length: 1,
    key: () => {
      throw new DOMException("no", "SecurityError");
    },
  });

  assert.equal(new Device("stop/", storage(60)).keep({ a: "x".repeat(100) }), "full");
  assert.equal(new Device("stop/", closed).keep({ a: "x" }), "closed");
  assert.equal(new Device("stop/", undefined).keep({ a: "x" }), "closed");
  assert.deepEqual(new Device("stop/", closed).answers(), {});
  assert.equal(new Device("stop/", closed).wipe(), false);
});

/** @param {number} steady @param {number} [wall] @returns {timers.Moment} */
const at = (steady, wall = steady) => ({ steady: steady * 1000, wall: wall * 1000 });

test("a clock that is set while somebody looks changes nothing", () => {
  const timer = timers.started(timers.resting(60), at(0, 1000));

  assert.equal(timers.left(timer, at(20, 90_000)), 40_000);
  assert.equal(timers.left(timer, at(20, -90_000)), 40_000);
  assert.equal(timers.left(timer, at(61, 1061)), 0);
});

test("a device that slept while nobody looked has let the time pass", () => {
  const running = timers.started(timers.resting(300), at(0, 1000));
  const away = timers.hidden(running, at(10, 1010));

  assert.equal(timers.left(timers.seen(away, at(12, 1250)), at(12, 1250)), 50_000);
  assert.equal(timers.left(timers.seen(away, at(12, 9000)), at(12, 9000)), 0);
  assert.equal(timers.left(timers.seen(away, at(40, 500)), at(40, 500)), 260_000);
  assert.equal(timers.left(timers.seen(away, at(40, 10 ** 7)), at(40, 10 ** 7)), 260_000);
});

test("a pause holds, and going on goes on", () => {
  const held = timers.paused(timers.started(timers.resting(60), at(0)), at(15));

  assert.equal(timers.left(held, at(500)), 45_000);
  assert.equal(timers.left(timers.started(held, at(500)), at(505)), 40_000);
  assert.equal(timers.isRunning(held), false);
});

test("a page that is loaded anew takes up its timer, running or held", () => {
  const running = timers.started(timers.resting(60), at(100, 5000));
  const kept = timers.stored(running, at(110, 5010));
  const again = timers.restored(kept, at(2, 5013));
  assert.ok(again);
  assert.equal(timers.left(again, at(3, 5014)), 46_000);

  const held = timers.restored(
    timers.stored(timers.paused(running, at(110)), at(110)),
    at(1, 9000),
  );
  assert.ok(held);
  assert.equal(timers.left(held, at(90, 9500)), 50_000);

  const wound = timers.restored(kept, at(2, 10));
  assert.ok(wound);
  assert.equal(timers.left(wound, at(2, 10)), 50_000);
  for (const broken of [null, "", "{", '{"length":"x"}', '{"length":-1,"spent":0,"wall":0}']) {
    assert.equal(timers.restored(broken, at(0)), undefined);
  }
});

test("lengths go up and down and stop at both ends", () => {
  assert.equal(timers.another(120, 1), 180);
  assert.equal(timers.another(120, -1), 60);
  assert.equal(timers.another(90, -1), 60);
  assert.equal(timers.another(600, 1), 900);
  assert.equal(timers.another(10, -1), 10);
  assert.equal(timers.another(timers.LONGEST, 1), timers.LONGEST);
  assert.equal(timers.face(245_000), "4:05");
  assert.equal(timers.face(400), "0:01");
  assert.equal(timers.face(-5), "0:00");
});

test("a breath goes in, then out, and begins again", () => {
  const pace = { inhale: 4, exhale: 6 };

  assert.deepEqual(breathAt(0, pace), { phase: "in", second: 1, of: 4 });
  assert.deepEqual(breathAt(3999, pace), { phase: "in", second: 4, of: 4 });
  assert.deepEqual(breathAt(4000, pace), { phase: "out", second: 1, of: 6 });
  assert.deepEqual(breathAt(9999, pace), { phase: "out", second: 6, of: 6 });
  assert.deepEqual(breathAt(10_000, pace), { phase: "in", second: 1, of: 4 });
});

test("the pace of a breath stays between two and ten seconds", () => {
  assert.deepEqual(paced({ inhale: 4, exhale: 6 }, "exhale", 1), { inhale: 4, exhale: 7 });
  assert.deepEqual(paced({ inhale: 2, exhale: 6 }, "inhale", -1), { inhale: 2, exhale: 6 });
  assert.deepEqual(paced({ inhale: 4, exhale: 10 }, "exhale", 1), { inhale: 4, exhale: 10 });
});

test("a script holds what is said, a summary also what was asked and chosen", () => {
  const steps = [
    {
      letter: "D",
      asks: [
        { key: "safe", prompt: "Is it safe?", isSaid: false },
        { key: "what", prompt: "What happened?", isSaid: true },
      ],
    },
    { letter: "E", asks: [{ key: "feel", prompt: "And you?", isSaid: true }] },
    { letter: "A", asks: [{ key: "ask", prompt: "For what?", isSaid: true }] },
  ];
  const answers = { safe: ["Yes"], what: " You left. ", ask: ["Stay.", "Talk."], other: "gone" };

  assert.equal(textOf(parts(steps, answers, true), true), "You left.\n\nStay.\nTalk.");
  assert.equal(
    textOf(parts(steps, answers, false), false),
    "Is it safe?\nYes\n\nWhat happened?\nYou left.\n\nFor what?\nStay.\nTalk.",
  );
  assert.deepEqual(parts(steps, {}, false), []);
});
