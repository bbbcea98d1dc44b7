/* The diary card without a connection. The page is nobody's; what it asks of whom stands in this
   browser's own database, put there by the member's own page (card.js). What is filled in waits there
   too, under the member's key, until a page of theirs or this one can send it. */

import { device } from "../../offline/waiting.js";
import { answersOf, fieldsOf, fill } from "./answers.js";
import { before, dayAt, dayIn, written } from "./days.js";
import { KIND, Waits } from "./waits.js";

const SOME_URGE = "00000000-0000-0000-0000-000000000000";

/**
 * @typedef {object} Told
 * @property {string} zone
 * @property {string} query
 * @property {boolean} shared
 * @property {[string, string][]} urges
 * @property {[string, string][]} skills
 * @property {string[]} filled
 */

/** @param {string} name */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-shell-${name}]`));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-shell]"));
const choice = /** @type {HTMLSelectElement} */ (part("day"));
const place = /** @type {HTMLElement} */ (document.querySelector("[data-diary-waits]"));

device.knownLast(KIND).then(
  (known) => known && start(known.account, /** @type {Told} */ (known.told)),
  () => {}, // storage that is closed to us knows nobody
);

/**
 * @param {string} account
 * @param {Told} told
 */
function start(account, told) {
  const waits = new Waits(place, account);
  /** Whether something was changed since it was opened, or kept: no word of that is taken away. */
  let touched = false;
  addUrges(told.urges);
  addSkills(told.skills);
  offerDays(told.zone, dayAsked());
  part("nobody").hidden = true;
  form.hidden = false;

  /** The entry that waits for the chosen day. */
  const waiting = async () => {
    const entries = await device.waiting(account, KIND);
    return entries.findLast((entry) => dayIn(entry.url) === choice.value);
  };
  const openDay = async () => {
    const entry = await waiting();
    const { again, beside } = form.dataset;
    const words = entry ? again : told.filled.includes(choice.value) ? beside : "";
    part("of-day").textContent = words ?? "";
    // On a device of several people nobody can show a PIN now: what waits is not opened.
    if (touched) return;
    // On a device of several people nobody can show a PIN now: what waits is not opened.
    fill(form, entry && !told.shared ? entry.fields : []);
  };
  choice.addEventListener("change", openDay);
  addEventListener("hashchange", () => {
    const day = dayAsked();
    if (![...choice.options].some((option) => option.value === day)) return;
    choice.value = day;
    openDay();
    choice.focus();
  });
  form.addEventListener("input", (event) => {
    touched ||= event.target !== choice;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const id = crypto.randomUUID();
    const fields = fieldsOf(new FormData(form));
    if (!answersOf(fields).length) return say(form.dataset.empty);
    const url = (form.dataset.url ?? "").replace("/day/", `/${choice.value}/`) + told.query;
    const sent = [...fields, ["filling", id], ["day_by", "device"]];
    const entry = { id, account, kind: KIND, url, fields: sent, at: Date.now() };
    try {
      await device.keep(/** @type {any} */ (entry), told.shared ? "" : (await waiting())?.id);
    } catch {
      return say(place.dataset.full);
    }
    say("");
    touched = false;
    await openDay();
    await waits.show();
    waits.tell(place.dataset.kept ?? "");
    place.scrollIntoView({ block: "start" });
    if (navigator.onLine) await waits.send();
  });
  part("leave").addEventListener("click", () => {
    part("sure").hidden = false;
    part("wipe").focus();
  });
  part("wipe").addEventListener("click", async () => {
    await device.wipe(account);
    location.reload();
  });
  openDay();
  waits.show().then(() => (navigator.onLine ? waits.send() : undefined));
}

/** The day that the address names: that of the page which this one stands in for, or behind `#`. */
function dayAsked() {
  return dayIn(`${location.pathname}${location.hash.replace("#", "/on/")}/`);
}

/** @param {string} [words] */
function say(words) {
  part("told").textContent = words ?? "";
}

/**
 * Today by this device's clock where the member is, and the days before; the site looks once more.
 * @param {string} zone
 * @param {string} asked the day that the address names
 */
function offerDays(zone, asked) {
  const today = dayAt(Date.now(), zone);
  const locale = document.documentElement.dataset.locale ?? "";
  const near = [form.dataset.today, form.dataset.yesterday];
  for (let ago = 0; ago <= Number(form.dataset.back); ago += 1) {
    const day = before(today, ago);
    const words = near[ago] ? `${written(day, locale)} (${near[ago]})` : written(day, locale);
    choice.add(new Option(words, day, day === asked, day === asked));
  }
}

/** @param {[string, string][]} urges */
function addUrges(urges) {
  const template = /** @type {HTMLTemplateElement} */ (part("urge"));
  for (const [id, name] of urges) {
    const urge = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const element of urge.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes(SOME_URGE)) element.setAttribute(name, value.replace(SOME_URGE, id));
      }
    }
    const legend = urge.querySelector("legend");
    if (legend) legend.textContent = name;
    part("urges").append(urge);
  }
}

/** @param {[string, string][]} skills */
function addSkills(skills) {
  const row = part("skills");
  const pill = row.querySelector("label");
  if (!pill) return;
  skills.forEach(([id, name], at) => {
    const one = /** @type {HTMLElement} */ (pill.cloneNode(true));
    const input = one.querySelector("input");
    const words = one.querySelector("span");
    if (input) {
      input.value = id;
      input.id = `shell-skill-${at}`;
    }
    if (words) words.textContent = name;
    pill.before(one);
  });
  pill.remove();
  row.hidden = !skills.length;
}
