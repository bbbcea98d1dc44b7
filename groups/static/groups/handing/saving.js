/* Sending what somebody wrote on a worksheet, and what waits of it on this device. */

import { drop, note, waiting } from "./device.js";

const TOKEN = "csrfmiddlewaretoken";
const JSON_TYPE = "application/json";

/**
 * What the site says of a form: "saved", "apart" (kept beside what was written elsewhere), "refused"
 * (with problems by field), "sign-in", "pin", "gone", or "off" where nobody answered.
 * @typedef {object} Told
 * @property {string} state
 * @property {string} words
 * @property {string} [mark]
 * @property {string} [url]
 * @property {Record<string, string>} [problems]
 */
/** @import { Entry } from "../../offline/waiting.js" */

/** @type {Told} */
const OFF = { state: "off", words: "" };
/** @type {Told} */
const GONE = { state: "gone", words: "" };

/**
 * Sends the fields to an address. A token that is old by now is asked for anew, once.
 * @param {string} url
 * @param {[string, string][]} fields
 * @param {string} token
 * @returns {Promise<Told>}
 */
export async function send(url, fields, token, { keepalive = false } = {}) {
  const first = await posted(url, fields, token, keepalive);
  if (first) return first;
  const fresh = await freshToken(url);
  return (fresh && (await posted(url, fields, fresh, false))) || OFF;
}

/**
 * @param {string} url
 * @param {[string, string][]} fields
 * @param {string} token
 * @param {boolean} keepalive
 * @returns {Promise<Told | undefined>} nothing where the token was refused
 */
async function posted(url, fields, token, keepalive) {
  const body = new URLSearchParams([...fields, [TOKEN, token]]);
  try {
    const headers = { Accept: JSON_TYPE };
    const answer = await fetch(url, { method: "POST", body, headers, keepalive });
    if (isJson(answer)) return await answer.json();
    if (answer.status === 404) return GONE;
    return answer.status === 403 ? undefined : OFF;
  } catch {
    return OFF;
  }
}

/** @param {Response} answer */
function isJson(answer) {
  return (answer.headers.get("Content-Type") ?? "").startsWith(JSON_TYPE);
}

/**
 * The token of a page as it is now; the cookie beside it is no script's to read.
 * @param {string} url
 */
async function freshToken(url) {
  try {
    const answer = await fetch(url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(`input[name="${TOKEN}"]`)?.getAttribute("value") ?? "";
  } catch {
    return "";
  }
}

/** @param {ParentNode} [part] */
export function tokenIn(part = document) {
  return part.querySelector(`input[name="${TOKEN}"]`)?.getAttribute("value") ?? "";
}

/**
 * Sends what waits of somebody, in its order, and drops what arrived; the rest stays. Stops where
 * nobody answers.
 * @param {string} account
 * @param {string} token
 * @param {(entry: Entry) => boolean} [which]
 * @returns {Promise<{ entry: Entry, told: Told }[]>}
 */
export async function sendWaiting(account, token, which = () => true) {
  const found = [];
  for (const entry of (await waiting(account)).filter(which)) {
    const told = await send(entry.url, entry.fields, token);
    found.push({ entry, told });
    if (told.state === "saved" || told.state === "apart") await drop(entry.id);
    else if (told.state === "off") break;
    else await note(entry.id, told);
  }
  return found;
}
