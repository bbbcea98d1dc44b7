/* The diary's own pages. What waits on this device is sent; the device is told what the page without
   a connection has to know; and a card that is saved while the line is gone waits instead of being
   lost. Without this script a card is a form like any other. */

import { send } from "../../offline/sending.js";
import { device } from "../../offline/waiting.js";
import { fieldsOf } from "./answers.js";
import { dayIn } from "./days.js";
import { KIND, Waits } from "./waits.js";

/** @import { Result } from "../../offline/sending.js" */

/** Of the site's answers: stored, whichever way. */
const STORED = ["stored", "already", "beside"];
/** Somebody waits before the page: a line that takes longer is as good as none. */
const PATIENCE = 10_000;
/** Said by who removed what is kept from this device: then nothing is kept, either. */
const OFF = "offline-off";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-diary-waits]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-diary]"));

/**
 * @param {HTMLElement} place
 * @param {string} account
 */
function start(place, account) {
  const waits = new Waits(place, account);
  // Switched off by the clinic, or by who uses the device: what waits is sent, and nothing is kept.
  const keeps = place.hasAttribute("data-keeps") && !isOff();
  tellDevice(account, keeps).catch(() => {});
  if (!keeps) form?.addEventListener("submit", () => sayWhen(form));
  const card = form && keeps ? new Card(form, account, waits) : null;
  waits.onSent = (results) => card?.meet(results);
  waits.show().then(() => waits.send());
}

/** When it was sent, by this device's clock: a wrong one can be told. @param {HTMLFormElement} form */
function sayWhen(form) {
  const field = form.elements.namedItem("device_at");
  if (field instanceof HTMLInputElement) field.value = String(Date.now());
}

/**
 * @param {string} account
 * @param {boolean} keeps
 */
async function tellDevice(account, keeps) {
  const shape = document.getElementById("diary-shape")?.textContent;
  if (!keeps) await device.forget(account);
  else if (shape) await device.know(account, KIND, JSON.parse(shape));
}

function isOff() {
  try {
    return Boolean(localStorage.getItem(OFF));
  } catch {
    return true;
  }
}

/** The form of a day. */
class Card {
  #busy = false;
  /** Whether something was changed since it was opened, or kept. */
  #touched = false;
  /** The entry that this form left on the device. */
  #kept = "";

  /**
   * @param {HTMLFormElement} form
   * @param {string} account
   * @param {Waits} waits
   */
  constructor(form, account, waits) {
    this.form = form;
    this.account = account;
    this.waits = waits;
    form.addEventListener("input", () => {
      this.#touched = true;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Whatever goes wrong here: a card is a form like any other.
      if (!this.#busy) this.#save().catch(() => this.#sendPlainly());
    });
  }

  async #save() {
    this.#busy = true;
    const token = this.#field("csrfmiddlewaretoken").value;
    const entry = {
      id: this.#field("filling").value,
      account: this.account,
      kind: KIND,
      url: this.form.getAttribute("action") ?? location.pathname,
      fields: fieldsOf(new FormData(this.form)),
    };
    const said = await send(entry, token, { patience: PATIENCE });
    this.#busy = false;
    if (STORED.includes(said.state)) return this.#leave(said.url ?? entry.url);
    if (said.state === "away" || said.state === "other") return this.#keep(entry, said.words);
    // The page itself knows best what to say, and hands every word back.
    this.#sendPlainly();
  }

  #sendPlainly() {
    sayWhen(this.form);
    this.form.submit();
  }

  /**
   * @param {{ id: string, account: string, kind: string, url: string, fields: [string, string][] }} entry
   * @param {string} words
   */
  async #keep(entry, words) {
    const { kept, full } = this.waits.place.dataset;
    try {
      await device.keep({ ...entry, at: Date.now() }, this.#kept);
    } catch {
      this.waits.tell(full ?? "");
      return;
    }
    this.#kept = entry.id;
    this.#touched = false;
    // Perhaps it came through and only the answer did not: what is saved from now on is another one.
    this.#field("filling").value = crypto.randomUUID();
    await this.waits.show();
    this.waits.tell(words || (kept ?? ""));
    this.waits.place.scrollIntoView({ block: "nearest" });
  }

  /**
   * Cards were sent meanwhile; the page shows its day as it is now, unless somebody is writing.
   * @param {Result[]} results
   */
  meet(results) {
    const own = dayIn(this.form.getAttribute("action") ?? "");
    if (this.#touched || !results.some(({ entry }) => dayIn(entry.url) === own)) return;
    this.waits.remember();
    location.reload();
  }

  /** @param {string} url */
  async #leave(url) {
    if (this.#kept) await device.drop(this.#kept).catch(() => {});
    location.assign(url);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }
}

if (place?.dataset.key) start(place, place.dataset.key);
