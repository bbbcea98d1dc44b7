/* Whose numbers stand on what a device keeps, when somebody chooses another country. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { leading, page, World } from "./worker.js";

const LONDON = "language=en&zone=Europe%2FLondon";
const LINES = { GB: "999", CA: "911", FR: "112", ELSEWHERE: "112 from many phones" };
const PAGES = ["/offline/", "/offline/numbers/", "/help/", "/help/numbers/", "/skills/"];

/** @type {World} */
let world;

const spoken = (number) => `<!--numbers-->call ${number}<!--/numbers-->`;

/** A page as the site makes it for a country: with its numbers in bar, text and links. */
function made(path, country) {
  if (path === "/offline/numbers/") {
    const entries = Object.entries(LINES).map(
      ([code, n]) => `<li id="${code}">\n${spoken(n)}</li>`,
    );
    return `${entries.join("")}<footer>${spoken(LINES[country])}</footer>`;
  }
  const bar = `<a class="crisis-bar__call" href="tel:1">${LINES[country] ?? ""}</a>`;
  const label = country
    ? "<strong>Get help</strong>"
    : '<strong data-chosen="Get help">Choose</strong>';
  const link = country ? `/help/${country}/` : "/help/";
  return `${bar}${label}<a href="${link}">${path}</a>${spoken(LINES[country] ?? "112")}`;
}

/** The site, for whoever asks: the country stands in the words, else it is that of the clock. */
function site() {
  world.site.clear();
  const countryIn = (words) => {
    const told = new URLSearchParams(words);
    const chosen = told.get("country")?.toUpperCase() ?? "";
    return chosen in LINES ? chosen : told.has("zone") ? "GB" : "";
  };
  world.site.set("/sw.js", () => new Response("a worker"));
  world.site.set("/offline/list.json", ({ headers }) => {
    const country = countryIn(headers.get("Kept-For"));
    const list = {
      version: country || "nobody",
      country,
      pages: [...PAGES],
      files: [],
      pictures: [],
    };
    if (country) list.pages.push(`/help/${country}/`);
    return new Response(JSON.stringify(list), { headers: { "Kept-For": "" } });
  });
  for (const path of [...PAGES, "/help/GB/", "/help/CA/", "/help/FR/", "/help/ELSEWHERE/"]) {
    world.site.set(path, (asked) =>
      page(made(path, countryIn(asked.headers.get("Kept-For"))))(asked),
    );
  }
}

async function text(answer) {
  return (await answer).text();
}

/** The chooser is pressed with a connection: the site knows, and leads to the country's page. */
async function choose(country) {
  world.site.set("/help/", leading());
  assert.equal((await world.open(`/help/?country=${country}`)).type, "opaqueredirect");
  const after = world.after;
  site();
  await after;
}

function names() {
  return world.kept().map(([name]) => name);
}

beforeEach(() => {
  world = new World();
  site();
});

test("a choice with a connection renews the copies at once", async () => {
  await world.tell({ keep: LONDON });
  await choose("CA");

  assert.deepEqual(names(), ["kept CA"]);
  world.online = false;
  assert.match(await text(world.open("/skills/")), /call 911/);
  assert.match(await text(world.open("/help/")), /911/);
});

test("who had told no country before gets the copies of the one they choose", async () => {
  await world.tell({ keep: "language=en" });
  await choose("CA");

  assert.deepEqual(names(), ["kept CA"]);
});

test("a line that is cut meanwhile leaves no other country's numbers as one's own", async () => {
  await world.tell({ keep: LONDON });
  world.site.set("/help/", leading());
  await world.open("/help/?country=CA");
  world.online = false;
  await world.after;
  site();

  assert.deepEqual(names(), ["kept GB", "choice"]);
  const shown = await text(world.open("/skills/"));
  assert.equal(shown, `<strong>Get help</strong><a href="/help/CA/">/skills/</a>${spoken("911")}`);
  for (const path of ["/help/", "/help/CA/", "/help/numbers/"]) {
    const answer = await world.open(path);
    assert.equal(answer.headers.get("Location"), "https://site.example/offline/numbers/#CA");
  }
  assert.match(await text(world.open("/help/GB/")), /999/);
  assert.match(await text(world.open("/today/")), /\/offline\/.*call 911/);

  world.online = true;
  await text(world.open("/skills/"));
  await world.after;
  assert.deepEqual(names(), ["kept CA"]);
});

test("a choice without a connection counts, and the site hears of it when there is one", async () => {
  await world.tell({ keep: LONDON });
  world.online = false;
  const answer = await world.open("/help/?country=CA");
  assert.equal(answer.headers.get("Location"), "https://site.example/offline/numbers/#CA");
  await world.after;
  world.start();

  assert.match(await text(world.open("/skills/")), /call 911/);
  const all = await text(world.open("/offline/numbers/"));
  assert.match(all, /<li id="GB">\n<!--numbers-->call 999/);
  assert.match(all, /<footer><!--numbers-->call 911/);
  world.chosen.length = 0;
  world.online = true;
  // The page that is open says what it was made for; the choice is younger.
  assert.equal(await world.tell({ keep: LONDON, copy: true }), "whole");
  assert.deepEqual(world.chosen, ["ca"]);
  assert.deepEqual(names(), ["kept CA"]);
});

test("without a country before, the bar asks for none once one is chosen", async () => {
  await world.tell({ keep: "language=en" });
  world.online = false;
  assert.match(await text(world.open("/skills/")), /Choose/);
  await world.open("/help/?country=FR");
  await world.after;

  const shown = await text(world.open("/skills/"));
  assert.doesNotMatch(shown, /Choose|data-chosen/);
  assert.match(shown, /<a href="\/help\/">/);
});

test("a country that we know nothing of has the numbers that hold anywhere", async () => {
  await world.tell({ keep: LONDON });
  world.online = false;
  await world.open("/help/?country=AQ");

  assert.match(await text(world.open("/skills/")), /call 112 from many phones/);
});

test("what is no country is not remembered, and one that the site does not know not for long", async () => {
  await world.tell({ keep: LONDON });
  await text(world.open("/help/?country=Atlantis"));
  await text(world.open("/help/?country=ZZ"));
  await world.after;
  assert.deepEqual(names(), ["kept GB"]);

  world.online = false;
  await world.open("/help/?country=ZZ");
  await world.after;
  assert.deepEqual(names(), ["kept GB", "choice"]);
  world.online = true;
  await new Promise((resolve) => setTimeout(resolve, 2));
  await text(world.open("/skills/"));
  await world.after;
  assert.deepEqual(names(), ["kept GB"]);
});

test("what the site says later counts more than a choice of before", async () => {
  await world.tell({ keep: LONDON });
  await choose("CA");
  await new Promise((resolve) => setTimeout(resolve, 2));

  await world.tell({ keep: `country=FR&${LONDON}` });
  assert.deepEqual(names(), ["kept FR"]);
});

test("the choice goes with the copies, and none is kept after them", async () => {
  await world.tell({ keep: LONDON });
  world.online = false;
  await world.open("/help/?country=CA");

  await world.tell({ forget: true });
  assert.deepEqual(names(), []);
  world.online = true;
  for (const isNewWorker of [false, true]) {
    if (isNewWorker) world.start();
    await choose("FR");
    assert.deepEqual(names(), []);
  }

  await world.tell({ keep: LONDON });
  assert.deepEqual(names(), ["kept GB"]);
});

test("a choice that is made while the first copies come counts", async () => {
  /** @type {(() => void)[]} */
  const slow = [];
  const list = world.site.get("/offline/list.json");
  world.site.set("/offline/list.json", async (asked) => {
    await new Promise((resolve) => slow.push(resolve));
    return list(asked);
  });
  const told = world.tell({ keep: LONDON });
  while (!slow.length) await new Promise(setImmediate);
  world.site.set("/help/", leading());
  await world.open("/help/?country=CA");
  site();
  slow[0]();
  await told;
  await world.after;

  assert.deepEqual(names(), ["kept CA"]);
});

test("a device without room keeps no choice", async () => {
  world.full = true;
  assert.equal(await world.tell({ keep: LONDON }), "full");
  world.full = false;
  await choose("CA");

  assert.deepEqual(names(), []);
});

test("nothing is looked for on a device, and it says so", async () => {
  await world.tell({ keep: LONDON });
  world.online = false;

  const answer = await world.open("/skills/?q=panic");
  assert.equal(answer.headers.get("Location"), "https://site.example/skills/#find");
});
