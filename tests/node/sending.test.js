/* What waited is sent once the line is back: each entry once, nobody's as another's, none lost. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sendWaiting } from "../../site/offline/static/offline/sending.js";
import { Waiting } from "../../site/offline/static/offline/waiting.js";

const tables = { entries: new Map(), shapes: new Map() };
const store = {
  rows: async (table) => structuredClone([...tables[table].values()]),
  write: async (puts, drops) => {
    for (const [table, row] of puts) tables[table].set(row.id ?? row.key, structuredClone(row));
    for (const [table, key] of drops) tables[table].delete(key);
  },
};

/** The site: who is signed in, what it stored by its id, how it answers out of turn. */
let site;
/** @type {Waiting} */
let device;

const json = (told, status = 200) =>
  new Response(JSON.stringify(told), { status, headers: { "Content-Type": "application/json" } });

beforeEach(() => {
  tables.entries.clear();
  device = new Waiting(store);
  site = { keys: ["ana"], stored: new Map(), posts: [], online: true, lost: 0, answers: new Map() };
});

async function ask(url, options = {}) {
  if (!site.online) throw new TypeError("Failed to fetch");
  if (url === "/token") return json({ token: "fresh", keys: site.keys });
  const body = new URLSearchParams(options.body);
  site.posts.push({ url, body, headers: options.headers });
  const odd = site.answers.get(url);
  if (odd) return odd();
  const id = body.get("filling");
  const already = site.stored.has(id);
  if (!already) site.stored.set(id, body.get("note"));
  if (site.lost > 0) {
    site.lost -= 1;
    throw new TypeError("Failed to fetch"); // stored, and the answer never came
  }
  return json({ state: already ? "already" : "stored", words: "Saved.", url });
}

const entry = (id, more = {}) => ({
  id,
  account: "ana",
  kind: "diary",
  url: `/diary/on/${id}/`,
  fields: [["filling", id], ["halt", "H"], ["halt", "T"], ["note", `words of ${id}`]],
  at: 1_000,
  ...more,
}); // biome-ignore format: one field a line tells nothing
const go = (account = "ana") =>
  sendWaiting(account, "diary", { device, tokenUrl: "/token", fetch: ask, now: () => 61_000 });
const left = async () => (await device.waiting("ana")).map(({ id }) => id);

test("what waited is sent as its form would have been, with a fresh token and how long it waited", async () => {
  await device.keep(entry("a"));
  await device.keep(entry("b", { at: 2_000 }));
  const { state, results } = await go();

  assert.equal(state, "done");
  assert.deepEqual(
    results.map(({ entry, said }) => [entry.id, said.state]),
    [["a", "stored"], ["b", "stored"]],
  ); // biome-ignore format: pairs
  const [{ body, headers }] = site.posts;
  assert.equal(headers["X-CSRFToken"], "fresh");
  assert.deepEqual(body.getAll("halt"), ["H", "T"]);
  assert.deepEqual(
    [body.get("whose"), body.get("waited"), body.get("device_at")],
    ["ana", "60000", "61000"],
  );
  assert.deepEqual(await left(), []);
});

test("ten times, and from two windows, it is stored once", async () => {
  await device.keep(entry("a"));
  site.lost = 9;
  for (let times = 0; times < 9; times += 1) {
    assert.equal((await go()).state, "away");
    assert.deepEqual(await left(), ["a"]);
  }
  const both = await Promise.all([go(), go()]);
  assert.deepEqual(
    both.map(({ state }) => state),
    ["done", "done"],
  );
  assert.deepEqual([...site.stored], [["a", "words of a"]]);
  assert.deepEqual(await left(), []);
});

test("without a line, or with a site that is not well, everything stays", async () => {
  await device.keep(entry("a"));
  site.online = false;
  assert.equal((await go()).state, "away");
  site.online = true;
  site.answers.set("/diary/on/a/", () => new Response("sorry", { status: 503 }));
  assert.equal((await go()).state, "away");
  site.answers.set("/diary/on/a/", () => new Response("<p>token</p>", { status: 403 }));
  assert.equal((await go()).state, "away");
  assert.deepEqual(await left(), ["a"]);
  site.answers.clear();
  await go();
  assert.deepEqual(await left(), []);
});

test("nobody's words are sent as another's", async () => {
  await device.keep(entry("a"));
  site.keys = ["ben"];
  assert.equal((await go()).state, "other");
  site.keys = [];
  assert.equal((await go()).state, "signed-out");
  assert.equal((await go("ben")).state, "done"); // of whom nothing waits
  assert.deepEqual(site.posts, []);
  site.keys = ["ana"];
  site.answers.set("/diary/on/a/", () => new Response("none", { status: 404 }));
  assert.equal((await go()).state, "other");
  assert.deepEqual(await left(), ["a"]);
});

test("what is refused stays with the site's words, and holds up no other", async () => {
  await device.keep(entry("ahead"));
  await device.keep(entry("b", { at: 2_000 }));
  const days = [{ title: "Tuesday", url: "/diary/on/x/" }];
  site.answers.set("/diary/on/ahead/", () =>
    json({ state: "no-day", words: "It has not begun yet.", days }, 409),
  );
  const { state, results } = await go();

  assert.equal(state, "done");
  assert.deepEqual(
    results.map(({ said }) => said.state),
    ["no-day", "stored"],
  );
  const [stays] = await device.waiting("ana");
  assert.deepEqual([stays.id, stays.said?.words], ["ahead", "It has not begun yet."]);
  assert.deepEqual(stays.fields, entry("ahead").fields);
});

test("a PIN that was not shown leaves everything, and says where to show it", async () => {
  await device.keep(entry("a"));
  site.answers.set("/diary/on/a/", () => json({ state: "pin", words: "PIN", url: "/pin/" }, 403));
  const { state, url } = await go();

  assert.deepEqual([state, url], ["pin", "/pin/"]);
  assert.deepEqual(await left(), ["a"]);
});

test("one window at a time sends, where the browser can tell", async () => {
  await device.keep(entry("a"));
  const held = [];
  const locks = {
    request: async (name, run) => {
      held.push(name);
      return run();
    },
  };
  await sendWaiting("ana", "diary", { device, tokenUrl: "/token", fetch: ask, locks });
  assert.deepEqual(held, ["sending ana"]);
});
