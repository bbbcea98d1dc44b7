/* Somebody does an exercise: one screen for each step. Nothing here asks a server. */

import { parts, textOf } from "./aloud.js";
import { BreathAsk, TimerAsk } from "./clocks.js";
import { Device, storageOf } from "./device.js";
import { all, announce, label, need, piece, say, wake, write } from "./dom.js";
import { Fields, repliedTo } from "./fields.js";
import * as state from "./state.js";

const OURS = /^(#(choose|end|step-\d+))?$/;

const page = need("[data-doing]");
const exercise = {
  steps: Number(page.dataset.steps),
  choosing: page.dataset.choosing !== undefined,
};
const isScript = page.dataset.aloud !== undefined;
const name = page.dataset.doing ?? "";
const device = new Device(name, storageOf("localStorage"));
const here = new Device(name, storageOf("sessionStorage"));
const fields = new Fields(page, typedIn);
const timers = all("[data-kind=timer]").map(
  (ask) => new TimerAsk(ask, here.part(ask.dataset.ask ?? "")),
);
/** @type {HTMLFormElement[]} */
const keepForms = all("[data-keep]");
const breaths = all("[data-kind=breath]").map((ask) => new BreathAsk(ask));

/** @type {state.Place} */
let place = state.placeOf(location.hash, exercise);
/** What this tab and the device agree on. */
let base = fields.shaped(device.answers());
/** @type {state.Answers} what was typed in this tab */
let typed = {};
/** @type {import("./device.js").Keeping} */
let keeping = "kept";

/**
 * @param {string} key
 * @param {state.Given} value
 */
function typedIn(key, value) {
  typed = state.withAnswer(typed, key, value);
  keep();
  heed();
}

/** What somebody chose has its effect: what it leaves out stops, and help comes first. */
function heed() {
  for (const clock of [...timers, ...breaths]) if (isLeftOut(clock.ask)) clock.forget();
  const alarms = all("[data-help]:checked", page);
  const isAlarming = alarms.length > 0;
  for (const part of all("[data-alarm]", page)) part.hidden = !isAlarming;
  for (const part of all("[data-calm]", page)) part.hidden = isAlarming;
  for (const list of all("[data-alarms]", page)) list.replaceChildren(...alarms.map(alarmed));
  const leads = exercise.choosing ? [...alarms, ...all("[data-skips]:checked", page)] : alarms;
  const leadsElsewhere = leads.some((box) => box.closest("[data-shown]"));
  need("[data-next]").classList.toggle("button--primary", !leadsElsewhere);
  need("[data-next]").classList.toggle("button--secondary", leadsElsewhere);
}

/** @param {HTMLElement} ask */
function isLeftOut(ask) {
  const boxes = all("[data-skips]:checked", ask.closest("[data-step]") ?? page);
  return boxes.some((box) => box.compareDocumentPosition(ask) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** An answer that asks for help, with what was said to it. @param {HTMLElement} box */
function alarmed(box) {
  const item = piece("said");
  write(need("[data-asked]", item), /** @type {HTMLInputElement} */ (box).value);
  write(need("[data-said]", item), repliedTo(box));
  return item;
}

/** Keeps what stands here, together with what another tab has stored meanwhile. */
function keep() {
  const stored = device.text() === null ? base : fields.shaped(device.answers());
  const { answers, offered } = state.brought(base, fields.answers(), stored);
  fields.show(answers);
  offer(offered);
  keeping = device.keep(answers);
  if (keeping === "kept") base = answers;
  write(need("[data-device]"), keeping === "kept" ? "" : say(keeping));
}

/** @param {state.Answers} offered */
function offer(offered, why = say("otherTab")) {
  for (const [key, value] of Object.entries(offered)) fields.offer(key, value, why);
}

/** Goes on with a card: its words stand here, and those of the device beside them. */
function takeCard() {
  const given = document.getElementById("doing-card")?.textContent;
  if (!given) return;
  const card = { ...base, ...fields.shaped(state.answersOf(JSON.parse(given))) };
  fields.show(card);
  offer(state.replaced(base, card), say("onDevice"));
}

/** @param {SubmitEvent} event a member keeps it: the one time that anything is sent */
function send(event) {
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const trouble = fields.tooMuch() || (navigator.onLine ? "" : say("keepLater"));
  write(need("[data-keep-told]", form), trouble);
  if (trouble) {
    event.preventDefault();
    return;
  }
  // What was emptied though nothing asks for it any more is told, or a card would hold on to it.
  const emptied = Object.fromEntries(fields.earlier().map((key) => [key, ""]));
  field(form, "answers").value = JSON.stringify({ ...emptied, ...fields.answers() });
  keeping = "kept";
}

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** Another tab has stored something. @param {state.Answers} stored */
function takeIn(stored) {
  const theirs = fields.shaped(stored);
  const { answers, offered } = state.brought(base, fields.answers(), theirs);
  const lost = state.replaced(typed, answers);
  base = theirs;
  for (const key of Object.keys(lost)) typed = state.withAnswer(typed, key, undefined);
  const differs = fields.show(answers);
  offer(lost);
  offer(offered);
  if (differs || !state.isEmpty(offered)) announce(say("otherTab"));
  heed();
  if (place === "end") sumUp();
}

/**
 * Nothing of it is on the device any more; nor is it on this page. What is written from now on is
 * a card of its own: the one that somebody went on with stays as it is.
 */
function forget() {
  base = {};
  typed = {};
  keeping = "kept";
  fields.settle();
  fields.show({});
  for (const clock of [...timers, ...breaths]) clock.forget();
  for (const form of keepForms)
    for (const name of ["card", "title", "titled"]) field(form, name).value = "";
  announce("");
  write(need("[data-device]"), "");
  write(need("[data-earlier]"), "");
  heed();
  sumUp();
}

/** @param {boolean} everywhere in all exercises */
function wipe(everywhere) {
  const done = [device, here].map((one) => (everywhere ? one.wipeAll() : one.wipe()));
  forget();
  const told = say(done.every(Boolean) ? (everywhere ? "wipedAll" : "wiped") : "notWiped");
  write(need("[data-device]"), told);
}

/** What was written, together. */
function sumUp() {
  const steps = all("[data-step]").map((step) => ({
    letter: step.querySelector("h2 .doing__letter")?.textContent ?? "",
    asks: all("[data-writes]", step).map((ask) => ({
      key: ask.dataset.ask ?? "",
      prompt: need("[data-prompt]", ask).textContent?.trim() ?? "",
      isSaid: ask.dataset.kind !== "choice",
    })),
  }));
  const found = parts(steps, fields.answers(), isScript);
  need("[data-sum]").hidden = found.length === 0;
  need("[data-nothing]").hidden = found.length > 0;
  const list = found.flatMap((part) =>
    part.said.map(({ prompt, lines }, index) => {
      const item = piece("said");
      write(need("[data-letter]", item), index ? "" : part.letter);
      write(need("[data-asked]", item), prompt);
      write(need("[data-said]", item), lines.join("\n"));
      return item;
    }),
  );
  need("[data-all-said]").replaceChildren(...list);
  return textOf(found, isScript);
}

/** Shows where somebody is. */
function show() {
  page.dataset.at = String(place);
  const id = state.hashOf(place).slice(1);
  for (const screen of all(".doing__screen"))
    screen.toggleAttribute("data-shown", screen.id === id);
  for (const [index, letter] of all("[data-letters] li").entries()) {
    letter.toggleAttribute("data-now", index + 1 === place);
  }
  const [back, next] = [need("[data-back]"), need("[data-next]")];
  const isLast = state.after(place, exercise) === "end";
  back.hidden = state.before(place, exercise) === undefined;
  next.hidden = place === "choose" || place === "end";
  label(back, say(exercise.choosing && place !== "end" ? "another" : "back"));
  label(next, say(exercise.choosing ? "enough" : isLast ? "finish" : "next"));
  for (const breath of breaths) breath.stop();
  announce("");
  heed();
  if (place === "end") sumUp();
}

/** Goes there by the page's own address, so that the browser's way back goes back as well. */
function go(/** @type {state.Place | undefined} */ to) {
  if (to !== undefined) location.hash = state.hashOf(to);
}

addEventListener("hashchange", () => {
  if (!OURS.test(location.hash)) return;
  place = state.placeOf(location.hash, exercise);
  show();
  page.scrollIntoView();
  need("[data-shown] h2").focus({ preventScroll: true });
});

addEventListener("storage", (event) => {
  if (event.storageArea !== device.storage) return;
  if (event.key === null || (event.key === device.place && event.newValue === null)) {
    forget();
    announce(say("wiped"));
  } else if (event.key === device.place) takeIn(state.read(event.newValue));
});

// Back on a page as it was left. Nothing there is a wipe only where something was.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (device.text() !== null) takeIn(device.answers());
  else if (device.isEmpty() && !state.isEmpty(base)) forget();
});

addEventListener("beforeunload", (event) => {
  const isLost = keeping !== "kept" && !state.isEmpty(fields.answers());
  if (isLost) event.preventDefault();
});

need("[data-next]").addEventListener("click", () => go(state.after(place, exercise)));
need("[data-back]").addEventListener("click", () => go(state.before(place, exercise)));
need("[data-print]").addEventListener("click", () => print());
need("[data-copy-all]").addEventListener("click", async () => {
  const text = sumUp();
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  write(need("[data-copy-told]"), isCopied ? "" : say("notCopied"));
  if (!isCopied) getSelection()?.selectAllChildren(need("[data-all-said]"));
  else document.dispatchEvent(new CustomEvent("evenkeel:toast", { detail: say("copied") }));
});
need("[data-copy-all]").hidden = !navigator.clipboard;
for (const button of all("[data-wipe]")) {
  button.addEventListener("click", () => wipe(button.dataset.wipe === "all"));
}

for (const form of keepForms) form.addEventListener("submit", send);
fields.show(base);
takeCard();
if (!state.isEmpty(base)) write(need("[data-earlier]"), say("earlier"));
show();
page.dataset.ready = "";
wake();
