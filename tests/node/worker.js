/* A world for the service worker: caches, a network and a clock that a test holds in its hand. */

import { readFileSync } from "node:fs";
import vm from "node:vm";

const SCRIPT = ["chosen", "own", "sw"]
  .map((name) => new URL(`../../site/offline/worker/${name}.js`, import.meta.url))
  .map((path) => readFileSync(path, "utf-8"))
  .join("\n");
const ORIGIN = "https://site.example";
const SITE = {
  worker: "/sw.js",
  list: "/offline/list.json",
  page: "/offline/",
  numbers: "/offline/numbers/",
  help: "/help/",
  header: "Kept-For",
  places: ["/help/", "/offline/", "/skills/", "/diary/offline/"],
  standIns: [{ below: "/diary/", page: "/diary/offline/" }],
  files: ["/static/"],
};

class FakeCache {
  /** @type {Map<string, Response>} */
  held = new Map();
  /** @param {World} world */
  constructor(world) {
    this.world = world;
  }
  async match(address, { ignoreSearch = false } = {}) {
    const url = new URL(address, ORIGIN);
    if (ignoreSearch) url.search = "";
    return this.held.get(url.href)?.clone();
  }
  async put(address, answer) {
    if (this.world.full) throw new DOMException("no room", "QuotaExceededError");
    this.held.set(new URL(address, ORIGIN).href, answer);
  }
}

/** One browser with one worker; `online` and `full` are set by the test, `pages` is the site. */
export class World {
  online = true;
  full = false;
  registered = true;
  /** @type {string[]} */
  asked = [];
  /** @type {{ address: string, credentials: string, words: string | null }[]} */
  asking = [];
  mostAtOnce = 0;
  /** Countries that the site was told of. @type {string[]} */
  chosen = [];
  /** @type {Map<string, FakeCache>} */
  stored = new Map();
  /** @type {Map<string, (asked: { headers: Headers }) => Response | Promise<Response>>} */
  site = new Map();
  /** @type {(() => void)[]} */
  timers = [];
  listeners = new Map();

  constructor() {
    this.start();
  }

  /** A worker that begins, as browsers let them end and begin at any time. */
  start() {
    const self = {
      SITE,
      location: { origin: ORIGIN },
      navigator: { onLine: true },
      clients: { claim: async () => {} },
      registration: {
        unregister: async () => {
          this.registered = false;
        },
      },
      skipWaiting: async () => {},
      addEventListener: (name, listener) => this.listeners.set(name, listener),
    };
    this.self = self;
    const caches = {
      keys: async () => [...this.stored.keys()],
      open: async (name) => {
        if (!this.stored.has(name)) this.stored.set(name, new FakeCache(this));
        return this.stored.get(name);
      },
      delete: async (name) => this.stored.delete(name),
    };
    const setTimeout = (run, _after, value) => this.timers.push(() => run(value));
    const fetch = (asked, options) => this.fetch(asked, options);
    const Answer = class extends Response {
      static redirect(address) {
        return Response.redirect(new URL(address, ORIGIN), 302);
      }
    };
    vm.runInNewContext(SCRIPT, {
      self, caches, fetch, setTimeout, URL, URLSearchParams, Headers, Response: Answer, DOMException,
      Promise, Error,
    }); // biome-ignore format: two lines say it
  }

  under = 0;
  async fetch(asked, options = {}) {
    const address = typeof asked === "string" ? asked : asked.url;
    const path = new URL(address, ORIGIN).pathname;
    const headers = new Headers(options.headers);
    this.asked.push(path);
    const country = new URL(address, ORIGIN).searchParams.get("country");
    if (country && options.credentials !== "omit") this.chosen.push(country);
    this.asking.push({
      address: path,
      credentials: options.credentials ?? "same-origin",
      words: headers.get(SITE.header),
    });
    if (!this.online) throw new TypeError("Failed to fetch");
    this.under += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.under);
    await new Promise(setImmediate);
    try {
      const answer = this.site.get(path);
      return answer ? await answer({ headers }) : new Response("none", { status: 404 });
    } finally {
      this.under -= 1;
    }
  }

  /** What the page hears when everything is kept, or not: the state, or `all` of it. */
  async tell(data, all = false) {
    let heard;
    const waits = [];
    this.listeners.get("message")({
      data,
      source: { postMessage: (said) => { heard = all ? { ...said } : said.offline; } },
      waitUntil: (work) => waits.push(work),
    }); // biome-ignore format: a small event
    await Promise.all(waits);
    return heard;
  }

  /** What the browser shows; null where the worker leaves it to the browser. */
  open(path, { mode = "navigate", method = "GET", referrer = "" } = {}) {
    let answer = null;
    this.self.navigator.onLine = this.online;
    this.listeners.get("fetch")({
      request: { url: new URL(path, ORIGIN).href, mode, method, referrer: referrer && ORIGIN + referrer },
      respondWith: (work) => { answer = work; },
      waitUntil: (work) => { this.after = work; },
    }); // biome-ignore format: a small event
    return answer;
  }

  kept() {
    return [...this.stored].map(([name, cache]) => [
      name,
      [...cache.held.keys()].map((address) => new URL(address).pathname).sort(),
    ]);
  }
}

/** A page as the site makes it: for the one who asks, or for nobody where the header asks so. */
export function page(text, { status = 200 } = {}) {
  return ({ headers }) => {
    const words = headers.get(SITE.header);
    const kept = words === null ? {} : { [SITE.header]: words };
    const body = words === null ? `${text} for Ana` : text;
    return new Response(body, { status, headers: { "Content-Type": "text/html", ...kept } });
  };
}

/** How a browser sees an answer that leads a window elsewhere. */
export function leading() {
  return () => Object.defineProperty(new Response(""), "type", { value: "opaqueredirect" });
}

export function file(text, { lasts = true } = {}) {
  const caching = lasts ? "public, max-age=31536000, immutable" : "no-cache";
  return () => new Response(text, { headers: { "Cache-Control": caching } });
}
