/* The place of a page that tells which cards wait on this device, and has them sent. */

import { sendWaiting } from "../../offline/sending.js";
import { device, onChange } from "../../offline/waiting.js";
import { withFields } from "./answers.js";
import { dayIn, written } from "./days.js";

/** @import { Result } from "../../offline/sending.js" */
/** @import { Entry, Said } from "../../offline/waiting.js" */

export const KIND = "diary";
/** A site that is away while the device has a line is tried again after so long. */
const AGAIN = 30_000;
/** What was sent just before a page was shown anew; days alone, for this window. */
const JUST_SENT = "diary-sent";

/** @typedef {{ day: string, words: string, url: string }} Told */

export class Waits {
  /** @type {Told[]} */
  #sent = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Called with what was stored. @type {(results: Result[]) => void} */
  onSent = () => {};

  /**
   * @param {HTMLElement} place
   * @param {string} account whose
   */
  constructor(place, account) {
    this.place = place;
    this.account = account;
    this.#sent = recall();
    onChange(() => this.show());
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.send();
    });
  }

  /** Says something to who reads and to who hears. @param {string} words */
  tell(words) {
    this.place.hidden = false;
    this.#part("told").textContent = words;
  }

  /** Sends what waits, as far as there is a line, and shows what became of it. */
  async send() {
    clearTimeout(this.#timer);
    const means = { device, tokenUrl: this.place.dataset.token ?? "" };
    const sent = await sendWaiting(this.account, KIND, means).catch(() => undefined);
    if (!sent) return;
    this.#way(sent.state, sent.url);
    const stored = sent.results.filter(({ said }) => said.url);
    this.#sent.push(...stored.map(told));
    await this.show();
    if (sent.state === "away") this.#timer = setTimeout(() => this.send(), AGAIN);
    if (stored.length) this.onSent(stored);
  }

  /** What was sent is told once more when the page is shown anew. */
  remember() {
    try {
      sessionStorage.setItem(JUST_SENT, JSON.stringify(this.#sent));
    } catch {
      // Then it is not told a second time.
    }
  }

  async show() {
    const entries = await device.waiting(this.account, KIND).catch(() => []);
    const rows = [
      ...this.#sent.map((one) => this.#row(one.day, one.words, { show: one.url })),
      ...entries.map((entry) => this.#waiting(entry)),
    ];
    const list = this.#part("list");
    const at = at_(list);
    list.replaceChildren(...rows);
    at?.();
    this.place.hidden = !rows.length && !this.#part("told").textContent;
    return entries;
  }

  /** @param {Entry} entry */
  #waiting(entry) {
    const words = entry.said?.words || (this.place.dataset.waits ?? "");
    return this.#row(dayIn(entry.url), words, { entry });
  }

  /**
   * @param {string} day
   * @param {string} words
   * @param {{ show?: string, entry?: Entry }} ways
   */
  #row(day, words, { show, entry }) {
    const template = /** @type {HTMLTemplateElement} */ (this.#part("row"));
    const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const part = (/** @type {string} */ name) => find(row, name);
    part("day").textContent = written(day, document.documentElement.dataset.locale ?? "");
    part("words").textContent = words;
    const link = /** @type {HTMLAnchorElement} */ (part("show"));
    link.hidden = !show;
    if (show) link.href = show;
    const mend = /** @type {HTMLAnchorElement} */ (part("mend"));
    mend.hidden = entry?.said?.state !== "refused";
    mend.href = `${this.place.dataset.mend}#${day}`;
    const choose = part("choose");
    for (const way of entry?.said?.days ?? []) {
      const button = /** @type {HTMLElement} */ (choose.cloneNode(true));
      button.textContent = way.title;
      button.addEventListener("click", () => entry && this.#forDay(entry, way.url));
      choose.before(button);
    }
    choose.remove();
    const drop = part("drop");
    if (entry) this.#asks(drop, entry);
    else drop.remove();
    return row;
  }

  /**
   * The day was chosen by who filled it: no device's clock is asked any more.
   * @param {Entry} entry
   * @param {string} url
   */
  async #forDay(entry, url) {
    const fields = withFields(entry.fields, { day_by: undefined });
    await device.keep({ ...entry, url, fields, said: undefined });
    await this.send();
    this.place.focus();
  }

  /**
   * Pressed twice it is gone.
   * @param {HTMLElement} drop
   * @param {Entry} entry
   */
  #asks(drop, entry) {
    let asked = false;
    drop.addEventListener("click", async () => {
      if (asked) {
        await device.drop(entry.id);
        this.place.focus();
        return;
      }
      asked = true;
      drop.textContent = this.place.dataset.sure ?? "";
    });
  }

  /**
   * What stands between an entry and the site.
   * @param {string} state
   * @param {string} [url]
   */
  #way(state, url) {
    const words = { "signed-out": "signedOut", pin: "pin", other: "other" }[state];
    if (words) this.tell(this.place.dataset[words] ?? "");
    else if (state === "done") this.#part("told").textContent = "";
    const pin = /** @type {HTMLAnchorElement} */ (this.#part("pin"));
    this.#part("way").hidden = !words;
    this.#part("login").hidden = state === "pin";
    pin.hidden = state !== "pin";
    if (url && state === "pin")
      pin.href = `${url}?next=${encodeURIComponent(location.pathname + location.search)}`;
  }

  /** @param {string} name */
  #part(name) {
    return find(this.place, name);
  }
}

/** @param {Result} result */
function told({ entry, said }) {
  return { day: dayIn(entry.url), words: said.words, url: said.url ?? "" };
}

/** @returns {Told[]} */
function recall() {
  try {
    const found = sessionStorage.getItem(JUST_SENT);
    sessionStorage.removeItem(JUST_SENT);
    return JSON.parse(found ?? "[]");
  } catch {
    return [];
  }
}

/**
 * Where the focus was in a list that is made anew, it is again: at the same place of its order.
 * @param {HTMLElement} list
 */
function at_(list) {
  const focused = [...list.querySelectorAll("a, button")].indexOf(
    /** @type {Element} */ (document.activeElement),
  );
  if (focused < 0) return undefined;
  return () => {
    const ways = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("a, button"));
    ways[Math.min(focused, ways.length - 1)]?.focus();
  };
}

/**
 * @param {ParentNode} where
 * @param {string} name
 */
function find(where, name) {
  return /** @type {HTMLElement} */ (where.querySelector(`[data-waits-${name}]`));
}
