/* Sends what waited on this device, each entry as its form would have been sent, and hears how it
   ended. The site knows an entry by its id: sent ten times, or by two windows, it is stored once. */

/** @import { Entry, Said, Waiting } from "./waiting.js" */

/** Stored now, stored before, stored beside another one: it waits no more. */
const DONE = ["stored", "already", "beside"];
/** Whoever reads the site's words can mend it; until then it stays. */
const TO_MEND = ["refused", "no-day", "which-day"];
/** A line that takes longer is as good as none. */
const PATIENCE = 30_000;

/** @typedef {{ entry: Entry, said: Said }} Result how one entry ended */
/**
 * `state`: "done" (each entry was answered), "away" (no connection, or no site), "signed-out", "pin",
 * "other" (somebody else is signed in). `url` leads to what helps.
 * @typedef {{ state: string, results: Result[], url?: string, words?: string }} Sent
 */
/**
 * @typedef {object} Means
 * @property {Waiting} device
 * @property {string} tokenUrl
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]
 * @property {number} [patience] in milliseconds
 * @property {{ request: (name: string, run: () => Promise<Sent>) => Promise<Sent> }} [locks]
 */

/**
 * Sends everything of one kind that waits for somebody, one after the other, in their order. One
 * window at a time does so where the browser can tell.
 * @param {string} account
 * @param {string} kind
 * @param {Means} means
 * @returns {Promise<Sent>}
 */
export function sendWaiting(account, kind, means) {
  const locks = means.locks ?? globalThis.navigator?.locks;
  const run = () => sendEach(account, kind, means);
  return locks ? locks.request(`sending ${account}`, run) : run();
}

/**
 * @param {string} account
 * @param {string} kind
 * @param {Means} means
 * @returns {Promise<Sent>}
 */
async function sendEach(account, kind, means) {
  const { device, tokenUrl } = means;
  const entries = await device.waiting(account, kind);
  /** @type {Result[]} */
  const results = [];
  if (!entries.length) return { state: "done", results };
  const told = await tokenFrom(tokenUrl, means.fetch ?? fetch);
  if (!told) return { state: "away", results };
  if (!told.keys.includes(account)) {
    return { state: told.keys.length ? "other" : "signed-out", results };
  }
  for (const entry of entries) {
    const said = await send(entry, told.token, means);
    if (DONE.includes(said.state)) await device.drop(entry.id);
    else if (TO_MEND.includes(said.state)) await device.note(entry.id, said);
    else return { state: said.state, results, url: said.url, words: said.words };
    results.push({ entry, said });
  }
  return { state: "done", results };
}

/**
 * A fresh token, and who is signed in. Undefined where the site did not answer.
 * @param {string} url
 * @param {typeof fetch} ask
 * @returns {Promise<{ token: string, keys: string[] } | undefined>}
 */
async function tokenFrom(url, ask) {
  try {
    const answer = await ask(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const told = await answer.json();
    return answer.ok && typeof told.token === "string" && Array.isArray(told.keys)
      ? told
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sends one form, and says how it ended: in the site's own words, or "away". `token` may be left to
 * the form's own field.
 * @param {{ url: string, fields: [string, string][], account: string, at?: number }} entry
 * @param {string} token
 * @param {Omit<Means, "device" | "tokenUrl">} means
 * @returns {Promise<Said>}
 */
export async function send(entry, token, means = {}) {
  const { fetch: ask = fetch, now = Date.now, patience = PATIENCE } = means;
  const body = new URLSearchParams(entry.fields.filter(([name]) => !SENT_ALONG.includes(name)));
  body.set("whose", entry.account);
  body.set("device_at", String(now()));
  if (entry.at !== undefined) body.set("waited", String(now() - entry.at));
  const headers = { Accept: "application/json", ...(token && { "X-CSRFToken": token }) };
  try {
    const answer = await ask(entry.url, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    if (isJson(answer)) return await answer.json();
    // A page: what is sent there belongs to nobody who is signed in here; or the site is not well.
    return { state: answer.status === 404 ? "other" : "away", words: "" };
  } catch {
    return { state: "away", words: "" };
  }
}

/** Said anew each time. */
const SENT_ALONG = ["whose", "device_at", "waited"];

/** @param {Response} answer */
function isJson(answer) {
  return answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
}
