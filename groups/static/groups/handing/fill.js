/* A worksheet saves itself while somebody writes. What cannot be sent now is kept on this device, and
   sent when a page of worksheets is open again, however many times: the site stores it once. */

import { drop, keep } from "./device.js";
import { send, sendWaiting, tokenIn } from "./saving.js";

const KEEP_AFTER = 250; // milliseconds without a key
const SEND_AFTER = 1200;
const TRY_AGAIN = 20_000;
const BROUGHT = "evenkeel.sheet.brought";

/** @import { Entry } from "../../offline/waiting.js" */
/** @import { Told } from "./saving.js" */

class Sheet {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.status = /** @type {HTMLElement} */ (document.querySelector("[data-sheet-status]"));
    this.says = /** @type {HTMLElement} */ (document.querySelector("[data-sheet-says]")).dataset;
    this.account = form.dataset.account ?? "";
    this.kept = "";
    this.isKept = true;
    this.sent = this.stroke;
    this.isSending = false;
    this.keepTimer = 0;
    this.sendTimer = 0;
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
      else this.send();
    });
  }

  /** What waited of this sheet goes first: it is older than anything that is written now. */
  async bring() {
    if (wasBrought()) this.say(this.says.brought ?? "");
    const url = this.url;
    const found = await sendWaiting(this.account, tokenIn(this.form), (one) => one.url === url);
    if (!found.length) return;
    const last = /** @type {{ entry: Entry, told: Told }} */ (found.at(-1));
    if (this.isClean && found.some(({ told }) => ["saved", "apart"].includes(told.state))) {
      noteBrought();
      location.reload();
    } else if (this.isClean && last.told.state === "refused" && this.isOlder(last.entry)) {
      this.kept = last.entry.id; // what this page shows was typed after it, and takes its place
      await this.keep();
    } else if (this.isClean && last.told.state === "refused") {
      this.restore(last.entry);
    } else {
      this.show(last.told);
    }
  }

  /**
   * Whether it was kept by this page before it was sent by its button.
   * @param {Entry} entry
   */
  isOlder(entry) {
    const pen = entry.fields.find(([name]) => name === "pen")?.[1];
    return pen === this.hidden("pen").value;
  }

  /**
   * What the site did not take stands in its fields again, to be mended. It goes on with what it went
   * on with, so that nothing that was written since is written over.
   * @param {Entry} entry
   */
  restore(entry) {
    for (const field of this.form.elements) {
      const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
      if (!isField || !(field.name.startsWith("a") || field.name === "goes_on")) continue;
      const values = entry.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      const isBox = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
      if (isBox) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    this.kept = entry.id;
    this.changed();
  }

  get url() {
    return new URL(this.form.action).pathname;
  }

  get isClean() {
    return this.sent === this.stroke;
  }

  get stroke() {
    return Number(this.hidden("stroke").value);
  }

  /** @param {string} name */
  hidden(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @returns {[string, string][]} */
  fields() {
    const found = [...new FormData(this.form)];
    return found
      .filter(([name]) => name !== "csrfmiddlewaretoken")
      .map(([name, value]) => [name, String(value)]);
  }

  changed() {
    this.hidden("stroke").value = String(this.stroke + 1);
    this.say(this.says.writing ?? "");
    clearTimeout(this.keepTimer);
    clearTimeout(this.sendTimer);
    this.keepTimer = window.setTimeout(() => this.keep(), KEEP_AFTER);
    this.sendTimer = window.setTimeout(() => this.send(), SEND_AFTER);
  }

  async keep() {
    const id = `${this.form.dataset.answer} ${this.hidden("pen").value} ${this.stroke}`;
    const entry = { id, account: this.account, url: this.url, fields: this.fields() };
    const before = this.kept;
    this.kept = id;
    this.isKept = await keep(entry, before);
  }

  async send({ keepalive = false } = {}) {
    if (this.isClean || this.isSending) return;
    this.isSending = true;
    clearTimeout(this.sendTimer);
    const stroke = this.stroke;
    const told = await send(this.url, this.fields(), tokenIn(this.form), { keepalive });
    this.isSending = false;
    const arrived = told.state === "saved" || told.state === "apart";
    if (arrived) await this.arrived(told, stroke);
    this.show(told);
    if (arrived && !this.isClean) this.sendTimer = window.setTimeout(() => this.send(), SEND_AFTER);
    if (told.state === "off") this.sendTimer = window.setTimeout(() => this.send(), TRY_AGAIN);
  }

  /**
   * What was written elsewhere meanwhile stands beside it from now on, and this page goes on with its
   * own.
   * @param {Told} told
   * @param {number} stroke
   */
  async arrived(told, stroke) {
    this.sent = Math.max(this.sent, stroke);
    this.hidden("goes_on").value = told.mark ?? "";
    if (told.url) this.form.action = told.url;
    if (this.isClean && this.kept) {
      clearTimeout(this.keepTimer);
      await drop(this.kept);
      this.kept = "";
    }
  }

  /** @param {Told} told */
  show(told) {
    this.mark(told.problems ?? {});
    if (told.state === "off") this.say(this.isKept ? this.says.waits : this.says.open);
    else if (told.state === "saved" && !this.isClean) return;
    else this.say(told.words, told.state === "saved" ? "" : told.url);
  }

  /** @param {string} [words] @param {string} [url] */
  say(words = "", url = "") {
    if (!url) {
      // The same words again would be read aloud at every key.
      if (this.status.textContent !== words) this.status.textContent = words;
      return;
    }
    const link = document.createElement("a");
    link.href = url;
    link.textContent = words;
    if (url !== this.url) link.target = "_blank";
    this.status.replaceChildren(link);
  }

  /** @param {Record<string, string>} problems */
  mark(problems) {
    for (const part of this.form.querySelectorAll("[data-question]")) {
      const said = problems[/** @type {HTMLElement} */ (part).dataset.question ?? ""] ?? "";
      const told = /** @type {HTMLElement} */ (part.querySelector("[data-problem]"));
      part.classList.toggle("sheet__question--wrong", Boolean(said));
      told.textContent = said;
      told.hidden = !said;
    }
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    clearTimeout(this.sendTimer);
    if (navigator.onLine) return;
    // A page that nobody can load would take the words with it.
    event.preventDefault();
    this.keep().then(() => this.show({ state: "off", words: "" }));
  }

  leave() {
    if (this.isClean) return;
    clearTimeout(this.keepTimer);
    this.keep();
    this.send({ keepalive: true });
  }
}

function wasBrought() {
  try {
    const was = sessionStorage.getItem(BROUGHT) !== null;
    sessionStorage.removeItem(BROUGHT);
    return was;
  } catch {
    return false;
  }
}

function noteBrought() {
  try {
    sessionStorage.setItem(BROUGHT, "yes");
  } catch {
    // It is said nowhere then, and is so all the same.
  }
}

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-sheet]");
if (form) {
  const sheet = new Sheet(form);
  sheet.start();
  sheet.bring();
}
