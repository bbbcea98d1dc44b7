/* What waits on a device: in order, once, of nobody else, and gone when it is wiped. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Waiting } from "../../site/offline/static/offline/waiting.js";

/** Two tables in memory; several tabs share one. */
class Tables {
  entries = new Map();
  shapes = new Map();
  full = false;

  async rows(table) {
    await new Promise(setImmediate);
    return structuredClone([...this[table].values()]);
  }

  async write(puts, drops) {
    await new Promise(setImmediate);
    if (this.full && puts.length) throw new DOMException("no room", "QuotaExceededError");
    for (const [table, row] of puts) {
      this[table].set(row[table === "entries" ? "id" : "key"], structuredClone(row));
    }
    for (const [table, key] of drops) this[table].delete(key);
  }
}

const entry = (id, more = {}) => ({
  id,
  account: "ana",
  kind: "diary",
  url: "/diary/on/2026-09-01/",
  fields: [["note", `words of ${id}`]],
  at: 1,
  ...more,
});
const ids = (found) => found.map(({ id }) => id);

test("what is kept waits in the order in which it was kept, each for its owner", async () => {
  const waiting = new Waiting(new Tables());
  await waiting.keep(entry("late", { at: 30 }));
  await waiting.keep(entry("early", { at: 10 }));
  await waiting.keep(entry("sheet", { at: 20, kind: "worksheet" }));
  await waiting.keep(entry("of Ben", { at: 5, account: "ben" }));

  assert.deepEqual(ids(await waiting.waiting("ana", "diary")), ["early", "late"]);
  assert.deepEqual(ids(await waiting.waiting("ana")), ["early", "sheet", "late"]);
  assert.deepEqual(ids(await waiting.waiting("ben", "diary")), ["of Ben"]);
  assert.deepEqual(await waiting.waiting("", "diary"), []);
  assert.deepEqual((await waiting.waiting("ana", "diary"))[0].fields, [["note", "words of early"]]);
});

test("two tabs keep one each, and the same one only once", async () => {
  const tables = new Tables();
  const [one, other] = [new Waiting(tables), new Waiting(tables)];
  await Promise.all([
    one.keep(entry("a")),
    other.keep(entry("b", { at: 2 })),
    one.keep(entry("a")),
    other.keep(entry("a")),
  ]);

  assert.deepEqual(ids(await other.waiting("ana")), ["a", "b"]);
  await Promise.all([one.drop("a"), other.drop("a")]);
  assert.deepEqual(ids(await one.waiting("ana")), ["b"]);
});

test("one that is filled anew takes the place of the one before, and none is lost without room", async () => {
  const tables = new Tables();
  const waiting = new Waiting(tables);
  await waiting.keep(entry("first"));
  await waiting.keep(entry("second", { at: 2 }), "first");
  assert.deepEqual(ids(await waiting.waiting("ana")), ["second"]);
  await waiting.keep(entry("second", { at: 3 }), "second");
  assert.deepEqual(ids(await waiting.waiting("ana")), ["second"]);

  tables.full = true;
  await assert.rejects(waiting.keep(entry("third"), "second"), { name: "QuotaExceededError" });
  assert.deepEqual(ids(await waiting.waiting("ana")), ["second"]);
});

test("what the site said stays with an entry, and does not bring back one that is gone", async () => {
  const waiting = new Waiting(new Tables());
  await waiting.keep(entry("a"));
  const said = { state: "refused", words: "This day has not begun yet." };
  await waiting.note("a", said);
  assert.deepEqual((await waiting.waiting("ana"))[0].said, said);
  assert.deepEqual((await waiting.waiting("ana"))[0].fields, [["note", "words of a"]]);

  await waiting.drop("a");
  await waiting.note("a", said);
  assert.deepEqual(await waiting.waiting("ana"), []);
});

test("wiping leaves nothing of somebody, and everything of somebody else", async () => {
  const tables = new Tables();
  const waiting = new Waiting(tables);
  await waiting.keep(entry("a"));
  await waiting.keep(entry("b", { account: "ben" }));
  await waiting.know("ana", "diary", { urges: ["to hide"] }, 1);
  await waiting.know("ben", "diary", { urges: ["to run"] }, 2);

  await waiting.wipe("ana");
  assert.doesNotMatch(JSON.stringify([...tables.entries, ...tables.shapes]), /ana|hide|words of a/);
  assert.deepEqual(ids(await waiting.waiting("ben")), ["b"]);
  assert.equal((await waiting.knownLast("diary"))?.account, "ben");

  await waiting.forget("ben");
  assert.equal(await waiting.knownLast("diary"), undefined);
  assert.deepEqual(ids(await waiting.waiting("ben")), ["b"]);
});

test("of a kind, what was told last on this device is known, and only that", async () => {
  const waiting = new Waiting(new Tables());
  await waiting.know("ana", "diary", "first", 1);
  await waiting.know("ben", "diary", "other", 2);
  await waiting.know("ben", "sheets", "sheet", 9);
  assert.equal((await waiting.knownLast("diary"))?.told, "other");
  await waiting.know("ana", "diary", "anew", 3);
  assert.equal((await waiting.knownLast("diary"))?.told, "anew");
  assert.equal(await waiting.knownLast("goals"), undefined);
});
