/* A page that is somebody's own is never kept; a page of nobody's stands in for it without a line. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page, World } from "./worker.js";

const WORDS = "language=en&zone=Europe%2FLondon";
const KEPT = ["/offline/", "/offline/numbers/", "/help/", "/skills/", "/diary/offline/"];

/** @type {World} */
let world;

beforeEach(async () => {
  world = new World();
  const list = { version: "1", country: "", pages: KEPT, files: [], pictures: [] };
  world.site.set("/sw.js", () => new Response("a worker"));
  world.site.set(
    "/offline/list.json",
    () => new Response(JSON.stringify(list), { headers: { "Kept-For": WORDS } }),
  );
  for (const path of KEPT) world.site.set(path, page(`kept ${path}`));
  world.site.set("/diary/", page("the diary"));
  world.site.set("/diary/on/2026-09-01/", page("a day"));
});

const text = async (answer) => (await answer).text();

test("with a line the diary is the network's, and nothing of it is put aside", async () => {
  await world.tell({ keep: WORDS });
  assert.equal(await text(world.open("/diary/")), "the diary for Ana");
  assert.equal(await text(world.open("/diary/on/2026-09-01/")), "a day for Ana");

  for (const cache of world.stored.values()) {
    for (const [address, answer] of cache.held) {
      assert.doesNotMatch(`${address} ${await answer.clone().text()}`, /Ana|on\/2026/);
    }
  }
});

test("without one, or with a site that is down, the page without anybody's data stands in", async () => {
  await world.tell({ keep: WORDS });
  world.online = false;
  for (const path of ["/diary/", "/diary/on/2026-09-01/", "/diary/week/?day=2026-09-01"]) {
    assert.equal(await text(world.open(path)), "kept /diary/offline/");
  }
  assert.equal(await text(world.open("/diary/offline/")), "kept /diary/offline/");
  world.online = true;
  world.site.set("/diary/", page("sorry", { status: 503 }));
  assert.equal(await text(world.open("/diary/")), "kept /diary/offline/");
});

test("a line that takes for ever is as good as none", async () => {
  await world.tell({ keep: WORDS });
  world.site.set("/diary/", () => new Promise(() => {}));
  const shown = world.open("/diary/");
  while (!world.timers.length) await new Promise(setImmediate);
  for (const run of world.timers) run();
  assert.equal(await text(shown), "kept /diary/offline/");
});

test("where nothing is kept the browser shows what it always did", async () => {
  assert.equal(await text(world.open("/diary/")), "the diary for Ana");
  world.online = false;
  await assert.rejects(world.open("/diary/"), TypeError);
});

test("a form that is sent, and a token that is asked for, are left alone", async () => {
  await world.tell({ keep: WORDS });
  assert.equal(world.open("/diary/on/2026-09-01/", { method: "POST" }), null);
  assert.equal(world.open("/offline/token.json", { mode: "cors", referrer: "/diary/" }), null);
});
