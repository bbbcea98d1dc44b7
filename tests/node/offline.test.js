/* The service worker in a browser that the test holds in its hand: nothing of it is replaced. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { file, page, World } from "./worker.js";

const WORDS = "language=en&zone=Europe%2FLondon";
const PAGES = [
  "/offline/",
  "/offline/numbers/",
  "/help/",
  "/help/GB/",
  "/skills/",
  "/skills/stop/",
];
const FILES = ["/static/core.1.css", "/static/zone.js"];

const LOGO = "/static/logo.png";

/** @type {World} */
let world;

/** The site as it stands at a version; `also` replaces some of its answers. */
function site(version, also = {}) {
  world.site.clear();
  const list = JSON.stringify({ version, pages: PAGES, files: FILES, pictures: [LOGO] });
  const told = { headers: { "Kept-For": WORDS } };
  world.site.set("/offline/list.json", () => new Response(list, told));
  world.site.set("/sw.js", () => new Response("a worker"));
  for (const path of PAGES) world.site.set(path, page(`${path} ${version}`));
  world.site.set(FILES[0], file("css"));
  world.site.set(FILES[1], file(`js ${version}`, { lasts: false }));
  world.site.set(LOGO, file("a logo"));
  for (const [path, answer] of Object.entries(also)) world.site.set(path, answer);
}

async function text(answer) {
  return (await answer).text();
}

beforeEach(() => {
  world = new World();
  site("1");
});

test("everything is kept, for nobody, a few at a time", async () => {
  assert.equal(await world.tell({ keep: WORDS }), "now");

  assert.deepEqual(world.kept(), [
    ["kept 1", [...PAGES, ...FILES, LOGO, "/offline/complete"].sort()],
  ]);
  assert.ok(world.asking.every((one) => one.credentials === "omit"));
  assert.ok(world.asking.filter((one) => PAGES.includes(one.address)).every((one) => one.words));
  assert.equal(world.mostAtOnce, 3);
  assert.equal(await world.tell({ keep: WORDS }), "whole");
});

test("two windows that ask at once have it fetched once", async () => {
  const said = await Promise.all([world.tell({ keep: WORDS }), world.tell({ keep: WORDS })]);

  assert.deepEqual(said, ["now", "whole"]);
  assert.equal(world.asked.filter((path) => path === "/skills/").length, 1);
});

test("with a connection somebody sees their own page, and it is not kept", async () => {
  await world.tell({ keep: WORDS });

  assert.equal(await text(world.open("/skills/")), "/skills/ 1 for Ana");
  world.online = false;
  assert.equal(await text(world.open("/skills/")), "/skills/ 1");
  assert.equal(await text(world.open("/skills/stop/?card=7")), "/skills/stop/ 1");
  assert.equal(await text(world.open("/skills/stop/worksheet/")), "/offline/ 1");
});

test("a server that answers late or badly is as good as none", async () => {
  await world.tell({ keep: WORDS });
  world.site.set("/skills/", () => new Promise(() => {}));
  const waited = world.open("/skills/");
  while (!world.timers.length) await new Promise(setImmediate);
  world.timers.pop()();
  assert.equal(await text(waited), "/skills/ 1");

  world.site.set("/skills/", page("broken", { status: 503 }));
  assert.equal(await text(world.open("/skills/")), "/skills/ 1");
  world.site.set("/skills/", page("gone", { status: 404 }));
  assert.equal(await text(world.open("/skills/")), "gone for Ana");
});

test("a page that is not kept is waited for", async () => {
  await world.tell({ keep: WORDS });
  world.site.set("/skills/stop/paper/", page("a paper"));

  assert.equal(await text(world.open("/skills/stop/paper/")), "a paper for Ana");
  assert.equal(world.timers.length, 0);
});

test("what is not ours is left to the browser while there is a connection", async () => {
  await world.tell({ keep: WORDS });

  for (const path of ["/", "/today/", "/account/login/"]) assert.equal(world.open(path), null);
  assert.equal(world.open("/skills/", { method: "POST" }), null);
  assert.equal(world.open("https://elsewhere.example/skills/"), null);
  assert.equal(world.open("/static/core.1.css", { mode: "no-cors", referrer: "/today/" }), null);
  assert.equal(world.open("/skills/x.json", { mode: "cors", referrer: "/skills/" }), null);
  world.online = false;
  assert.equal(await text(world.open("/today/")), "/offline/ 1");
});

test("files of our pages come from the device, those that may change only without a line", async () => {
  await world.tell({ keep: WORDS });
  site("2", { "/static/core.1.css": file("another") });
  const from = { mode: "no-cors", referrer: "/skills/" };

  assert.equal(await text(world.open("/static/core.1.css", from)), "css");
  assert.equal(await text(world.open("/static/zone.js", from)), "js 2");
  assert.equal(
    await text(world.open("/static/new.js", { ...from, referrer: "/static/zone.js" })),
    "none",
  );
  world.online = false;
  assert.equal(await text(world.open("/static/zone.js", from)), "js 1");
});

test("a cut line takes nothing back, and it goes on where it stopped", async () => {
  site("1", { "/skills/stop/": page("broken", { status: 500 }) });

  assert.equal(await world.tell({ keep: WORDS }), "later");
  assert.equal(await text(world.open("/skills/")), "/skills/ 1 for Ana");
  world.start();
  site("1");
  world.asked.length = 0;
  assert.equal(await world.tell({ keep: WORDS }), "now");
  assert.deepEqual(
    world.asked.filter((path) => path !== "/offline/list.json"),
    ["/skills/stop/"],
  );
});

test("half a set shows nothing", async () => {
  site("1", { "/skills/stop/": page("broken", { status: 500 }) });
  await world.tell({ keep: WORDS });
  world.online = false;

  assert.equal((await world.open("/skills/")).type, "error");
});

test("the old set serves until the new one is whole", async () => {
  await world.tell({ keep: WORDS });
  site("2", { "/skills/stop/": page("broken", { status: 500 }) });
  assert.equal(await world.tell({ keep: WORDS }), "later");
  world.online = false;
  assert.equal(await text(world.open("/skills/")), "/skills/ 1");

  world.online = true;
  site("2");
  world.asked.length = 0;
  assert.equal(await world.tell({ keep: WORDS }), "whole");
  assert.deepEqual(
    world.kept().map(([name]) => name),
    ["kept 2"],
  );
  assert.ok(!world.asked.includes("/static/core.1.css"), "a file with another name is the same");
  world.online = false;
  assert.equal(await text(world.open("/skills/")), "/skills/ 2");
});

test("a version that changes meanwhile makes no set of two halves", async () => {
  site("1", {
    "/skills/stop/": (asked) => {
      site("2");
      return page("/skills/stop/ 1")(asked);
    },
  });

  assert.equal(await world.tell({ keep: WORDS }), "now");
  assert.deepEqual(
    world.kept().map(([name]) => name),
    ["kept 2"],
  );
  world.online = false;
  assert.equal(await text(world.open("/skills/stop/")), "/skills/stop/ 2");
});

test("whoever answers in the site's place is not believed", async () => {
  const portal = () =>
    new Response("Welcome to the café", { headers: { "Content-Type": "text/html" } });
  site("1", { "/skills/stop/": portal });
  assert.equal(await world.tell({ keep: WORDS }), "later");
  site("2", { "/static/zone.js": portal });
  assert.equal(await world.tell({ keep: WORDS }), "later");
  site("2");
  assert.equal(await world.tell({ keep: WORDS }), "now");
  world.online = false;

  assert.equal(await text(world.open("/skills/stop/")), "/skills/stop/ 2");
  const style = { mode: "no-cors", referrer: "/skills/" };
  assert.equal(await text(world.open("/static/core.1.css", style)), "css");
});

test("a page that is gone or leads elsewhere is left out, and the others stay", async () => {
  site("1", { "/skills/stop/": page("gone", { status: 404 }) });

  assert.equal(await world.tell({ keep: WORDS }), "now");
  world.online = false;
  assert.equal(await text(world.open("/skills/")), "/skills/ 1");
  assert.equal(await text(world.open("/skills/stop/")), "/offline/ 1");
});

for (const [how, answer] of Object.entries({
  "a 404": () => new Response("none", { status: 404 }),
  "a 403": () => new Response("no", { status: 403 }),
  "a page": page("sign in"),
})) {
  test(`a set is not whole without a file, where ${how} stands in its place`, async () => {
    site("1", { "/static/zone.js": answer });

    assert.deepEqual(await world.tell({ keep: WORDS }, true), {
      offline: "later",
      kept: false,
      forgot: false,
    });
    world.online = false;
    assert.equal((await world.open("/skills/")).type, "error");

    world.online = true;
    site("1");
    assert.equal(await world.tell({ keep: WORDS }), "now");
    site("2", { "/static/zone.js": answer });
    assert.deepEqual(await world.tell({ keep: WORDS }, true), {
      offline: "later",
      kept: true,
      forgot: false,
    });
    world.online = false;
    assert.equal(await text(world.open("/skills/")), "/skills/ 1");
  });
}

test("a clinic's picture that is gone takes the pages from nobody", async () => {
  site("1", { [LOGO]: () => new Response("none", { status: 404 }) });

  assert.equal(await world.tell({ keep: WORDS }), "now");
  world.online = false;
  assert.equal(await text(world.open("/skills/")), "/skills/ 1");
});

test("once something is missing nothing is fetched in the background", async () => {
  /** @type {((answer: Response) => void)[]} */
  const slow = [];
  const answer = () => new Promise((resolve) => slow.push(resolve));
  site("1", {
    "/static/core.1.css": () => new Response("none", { status: 404 }),
    "/static/zone.js": answer,
  });
  const told = world.tell({ keep: WORDS });
  while (!slow.length) await new Promise(setImmediate);
  for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  const asked = world.asked.length;

  assert.ok(asked < PAGES.length, "those that were not begun are left");
  slow[0](file("js 1")());
  assert.equal(await told, "later");
  assert.equal(world.asked.length, asked);
});

test("without room nothing is left half, and what was whole goes on", async () => {
  world.full = true;
  assert.equal(await world.tell({ keep: WORDS }), "full");
  assert.deepEqual(world.kept(), []);

  world.full = false;
  await world.tell({ keep: WORDS });
  site("2");
  world.full = true;
  assert.equal(await world.tell({ keep: WORDS }), "whole");
  assert.deepEqual(
    world.kept().map(([name]) => name),
    ["kept 1"],
  );
});

test("another country's numbers stand on one page", async () => {
  await world.tell({ keep: WORDS });
  world.online = false;

  assert.equal(await text(world.open("/help/GB/")), "/help/GB/ 1");
  for (const path of ["/help/FR/", "/help/?country=FR", "/help/numbers/fr/"]) {
    const answer = await world.open(path);
    assert.equal(answer.headers.get("Location"), "https://site.example/offline/numbers/#FR");
  }
});

test("who wants nothing kept has nothing kept", async () => {
  await world.tell({ keep: WORDS });

  assert.equal(await world.tell({ forget: true }), "gone");
  assert.deepEqual(world.kept(), []);
  assert.ok(world.registered);
});

for (const [how, answer] of Object.entries({
  "a 404": () => new Response("", { status: 404 }),
  "a 410": () => new Response("", { status: 410 }),
  nothing: () => new Response("\n"),
})) {
  test(`the worker ends where the site answers ${how} in its place`, async () => {
    await world.tell({ keep: WORDS });
    await text(world.open("/skills/"));
    await world.after;
    assert.ok(world.registered);

    world.start();
    site("1", { "/sw.js": answer });
    assert.equal(await text(world.open("/skills/")), "/skills/ 1 for Ana");
    await world.after;
    assert.ok(!world.registered);
    assert.deepEqual(world.kept(), []);
  });
}

test("a list that is gone ends it too, and a server that is down does not", async () => {
  await world.tell({ keep: WORDS });
  site("1", {
    "/sw.js": () => new Response("", { status: 502 }),
    "/offline/list.json": page("", { status: 502 }),
  });
  await text(world.open("/skills/"));
  await world.after;
  assert.equal(await world.tell({ keep: WORDS }), "later");
  assert.ok(world.registered);

  site("1", { "/offline/list.json": page("", { status: 404 }) });
  assert.equal(await world.tell({ keep: WORDS }), "off");
  assert.ok(!world.registered);
});

test("a message that is none is not answered", async () => {
  assert.equal(await world.tell(null), undefined);
  assert.equal(await world.tell({ keep: 7, forget: "yes" }), undefined);
  assert.deepEqual(world.asked, []);
});
