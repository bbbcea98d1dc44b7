/* The site's one service worker: pages that somebody may need in a bad hour work without a
   connection. It keeps copies that are made for nobody (offline/copies.py), and nothing else: what a
   signed-in reader sees comes from the network and is never put aside. What it does not keep it does
   not touch. `SITE` is said before this text: offline/views.py. */

/** Begins the names of our caches; behind it stands the version. */
const OURS = "kept ";
/** What a cache holds once it has everything. */
const MARK = "/offline/complete";
/** As long somebody waits for the network where a copy, or a page that stands in, is at hand. */
const PATIENCE = 3_000;
/** A phone's line has other things to do. */
const AT_ONCE = 3;
const MOST_TRIES = 3;
const NOBODY = { country: "", words: "", at: 0 };

/**
 * @typedef {object} Site
 * @property {string} worker
 * @property {string} list
 * @property {string} page
 * @property {string} numbers
 * @property {string} help
 * @property {string} header
 * @property {string[]} places
 * @property {{ below: string, page: string }[]} standIns
 * @property {string[]} files
 */
/**
 * Without one of its `files` a page does not work; without a picture it does.
 * @typedef {{ version: string, country: string, pages: string[], files: string[], pictures: string[] }} Listing
 */

/** No list, no page: the network or the server is away. It goes on where it stopped. */
class Interrupted extends Error {}
/** The site has no worker any more. */
class Gone extends Error {}

const worker = /** @type {ServiceWorkerGlobalScope & { SITE: Site }} */ (
  /** @type {unknown} */ (self)
);
const { SITE } = worker;
/** One keeping at a time, from whichever window it was asked for. */
let keeping = Promise.resolve("");
/** Whether copies are wished for, as far as was said in this worker's life. */
let wanted = /** @type {boolean | undefined} */ (undefined);
let asked = false;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const { keep, copy, forget } = event.data ?? {};
  // A copy says for whom it was made; that tells nothing of now.
  const saidAt = copy === true ? 0 : Date.now();
  const isWish = typeof keep === "string";
  const work = isWish ? () => keepAll(keep, saidAt) : forget === true ? forgetAll : null;
  if (!work) return;
  wanted = isWish;
  event.waitUntil(inTurn(work).then((state) => reply(event.source, state, !isWish)));
});

/**
 * Says how it ended, and whether there is a set that serves.
 * @param {ExtendableMessageEvent["source"]} window
 * @param {string} state
 * @param {boolean} forgot
 */
async function reply(window, state, forgot) {
  window?.postMessage({ offline: state, kept: (await wholeSet()) !== undefined, forgot });
}

/** @param {() => Promise<string>} work */
function inTurn(work) {
  keeping = keeping.then(work).catch(() => "later");
  return keeping;
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (SITE.places.some((place) => url.pathname.startsWith(place))) {
      const shown = page(request);
      event.respondWith(shown);
      event.waitUntil(shown.then(askOnce, askOnce).then(() => inTurn(keepUp)));
    } else if (standIn(url)) {
      event.respondWith(own(request, standIn(url)));
    } else if (!worker.navigator.onLine) {
      event.respondWith(elsewhere(request));
    }
  } else if (isFile(url) && isOfOurPages(request)) {
    event.respondWith(file(request));
  }
});

/** @param {URL} url */
function isFile(url) {
  return SITE.files.some((place) => url.pathname.startsWith(place));
}

/**
 * Whether a page that is kept asks, or one of its own files.
 * @param {Request} request
 */
function isOfOurPages(request) {
  if (!request.referrer) return false;
  const from = new URL(request.referrer);
  const isPlace = SITE.places.some((place) => from.pathname.startsWith(place));
  return isFile(from) || isPlace || standIn(from) !== "";
}

/**
 * A page that may be kept: the network's, else the copy; else what there is instead.
 * @param {Request} request
 */
async function page(request) {
  const url = new URL(request.url);
  const country = countryAsked(url);
  if (country && url.searchParams.has("country")) return choose(request, country);
  const copy = url.searchParams.get("q") ? await withoutSearch(url) : await copyFor(url);
  return copy ? newest(request, copy) : fetch(request).catch(instead);
}

/**
 * Nothing is looked for on a device: the page says so where its search stands.
 * @param {URL} url
 */
async function withoutSearch(url) {
  return (await kept(url.href)) && Response.redirect(`${url.pathname}#find`);
}

/**
 * A page that is not kept, while the device has no connection.
 * @param {Request} request
 */
async function elsewhere(request) {
  return (await ownPage()) ?? fetch(request);
}

async function instead() {
  return (await ownPage()) ?? Response.error();
}

function ownPage() {
  return copyFor(new URL(SITE.page, worker.location.origin));
}

/**
 * A file has another address whenever it changes; one that has not is asked for again.
 * @param {Request} request
 */
async function file(request) {
  const copy = await kept(request.url);
  if (copy?.headers.get("Cache-Control")?.includes("immutable")) return copy;
  return copy ? newest(request, copy) : fetch(request);
}

/**
 * What the network has, if it answers in time and well; else the copy.
 * @param {Request} request
 * @param {Response} copy
 */
async function newest(request, copy, patience = PATIENCE) {
  const late = new Promise((resolve) => setTimeout(resolve, patience, copy));
  const network = fetch(request).then((answer) => (answer.status < 500 ? answer : copy));
  return /** @type {Promise<Response>} */ (Promise.race([network.catch(() => copy), late]));
}

/**
 * What is kept under an address, `loosely` whatever was asked behind it; only of a set that is whole.
 * @param {string} address
 */
async function kept(address, loosely = true) {
  const cache = (await wholeSet())?.cache;
  const exactly = await cache?.match(address, { ignoreVary: true });
  if (exactly || !loosely) return exactly;
  return cache?.match(address, { ignoreVary: true, ignoreSearch: true });
}

/**
 * The newest set that is whole, and for whom it was made.
 * @returns {Promise<{ cache: Cache, made: Made } | undefined>}
 */
async function wholeSet() {
  const names = (await ourCaches()).reverse();
  for (const name of names) {
    const cache = await caches.open(name);
    const mark = await cache.match(MARK);
    if (mark) return { cache, made: await mark.json().catch(() => NOBODY) };
  }
  return undefined;
}

/** Their names, the oldest first. */
async function ourCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS));
}

/**
 * Has everything kept for one kind of reader, and says how that ended: `whole` (perhaps renewed),
 * `now` (for the first time), `full` (no room), `later`, `off`.
 * @param {string} said
 * @param {number} saidAt
 */
async function keepAll(said, saidAt) {
  const startedAt = Date.now();
  try {
    const whom = await forChosen(said, saidAt);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const list = await listFor(whom.words);
      const before = await isWhole(list.version);
      await settle(list.country, whom.at, startedAt);
      if (before) return "whole";
      await keep(list, whom.words);
      // Whatever changed meanwhile would make a set of two halves.
      if ((await listFor(whom.words)).version === list.version) return await finish(list, whom);
    }
    return "later";
  } catch (error) {
    if (error instanceof Gone) return farewell();
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    return isFull ? makeRoom() : "later";
  }
}

/** @param {string} version */
async function isWhole(version) {
  const names = await ourCaches();
  return names.includes(OURS + version) && has(await caches.open(OURS + version), MARK);
}

/**
 * @param {Cache} cache
 * @param {string} address
 */
async function has(cache, address) {
  return (await cache.match(address, { ignoreVary: true })) !== undefined;
}

/**
 * @param {string} words
 * @returns {Promise<Listing>}
 */
async function listFor(words) {
  const answer = await copyOf(SITE.list, words);
  if (!answer.ok) throw new Interrupted();
  return answer.json();
}

/**
 * A page as it is made for nobody: without cookies, and past the browser's own cache.
 * @param {string} address
 * @param {string} words
 */
async function copyOf(address, words) {
  const headers = { [SITE.header]: words };
  const answer = await fetch(address, { headers, credentials: "omit", cache: "no-store" });
  const isGone = address === SITE.list && (answer.status === 404 || answer.status === 410);
  if (isGone) throw new Gone();
  // Whoever answered without it is not this site, or made the page for somebody.
  if (answer.ok && answer.headers.get(SITE.header) === null) throw new Interrupted();
  if (answer.status >= 500 || answer.status === 429) throw new Interrupted();
  return answer;
}

/**
 * Adds what is still missing, a few at a time.
 * @param {Listing} list
 * @param {string} words
 */
async function keep(list, words) {
  await dropHalves(list.version);
  const cache = await caches.open(OURS + list.version);
  const todo = [
    ...list.files.map((address) => () => keepFile(cache, address)),
    ...list.pictures.map((address) => () => keepFile(cache, address, false)),
    ...list.pages.map((address) => () => keepPage(cache, address, words)),
  ];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      await next().catch((error) => {
        todo.length = 0;
        throw error;
      });
    }
  });
  // Nothing may go on in the background: what comes next tidies up, or begins again.
  const ended = await Promise.allSettled(workers);
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

/**
 * A page that is gone, or leads elsewhere, is left out: the others are worth keeping without it.
 * @param {Cache} cache
 * @param {string} address
 * @param {string} words
 */
async function keepPage(cache, address, words) {
  if (await has(cache, address)) return;
  const answer = await copyOf(address, words);
  if (answer.ok && !answer.redirected) await cache.put(address, answer);
}

/**
 * A file that has not changed is taken from the set before. One that is not there leaves the set
 * unfinished: a page without its script looks whole and does nothing.
 * @param {Cache} cache
 * @param {string} address
 * @param {boolean} isNeeded
 */
async function keepFile(cache, address, isNeeded = true) {
  if (await has(cache, address)) return;
  const before = await kept(new URL(address, worker.location.origin).href);
  const lasts = before?.headers.get("Cache-Control")?.includes("immutable");
  const answer = before && lasts ? before : await fetch(address, { credentials: "omit" });
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
  const isThere = answer.ok && !answer.redirected && !isPage;
  if (isThere) await cache.put(address, answer);
  else if (isNeeded || answer.status >= 500) throw new Interrupted();
}

/**
 * @param {Listing} list
 * @param {Words} whom
 */
async function finish({ version, country }, { words, at }) {
  const cache = await caches.open(OURS + version);
  await cache.put(MARK, new Response(JSON.stringify({ country, words, at })));
  const others = (await ourCaches()).filter((name) => name !== OURS + version);
  await Promise.all(others.map((name) => caches.delete(name)));
  const chosen = await choice();
  if (chosen && chosen.country === country) await remember(country, chosen.told);
  return others.length ? "whole" : "now";
}

/**
 * Sets that were begun for a version of before go; the one that is whole stays until the next is.
 * @param {string} [version]
 */
async function dropHalves(version) {
  for (const name of await ourCaches()) {
    const isWhole = await has(await caches.open(name), MARK);
    if (!isWhole && name !== OURS + version) await caches.delete(name);
  }
}

/** The storage is full: what was begun goes, and what was whole goes on working. */
async function makeRoom() {
  await dropHalves();
  if (await kept(SITE.page)) return "whole";
  wanted = false;
  return "full";
}

async function forgetAll() {
  const names = [CHOICE, ...(await ourCaches())];
  await Promise.all(names.map((name) => caches.delete(name)));
  return "gone";
}

/** Once in a worker's short life: is there still to be one? An empty answer says no as well. */
async function askOnce() {
  if (asked) return;
  asked = true;
  try {
    const answer = await fetch(SITE.worker, { cache: "no-store", credentials: "omit" });
    const isGone = answer.status === 404 || answer.status === 410;
    if (isGone || (answer.ok && !(await answer.text()).trim())) await farewell();
  } catch {
    asked = false;
  }
}

/** Leaves nothing behind: from the next page on the site is as it would be without us. */
async function farewell() {
  wanted = false;
  await forgetAll();
  await worker.registration.unregister();
  return "off";
}
