/* What stands on this device after an exercise: pages beside it say so, and wipe it. */

import { Device, storageOf } from "./device.js";
import { all, need } from "./dom.js";
import { answersOf, isOn } from "./state.js";

const storages = /** @type {const} */ (["localStorage", "sessionStorage"]);

/** The page of a card: its words may also stand in the exercise. @param {HTMLElement} part */
function offerBesideCard(part) {
  const place = part.dataset.left ?? "";
  if (!isHere(place)) return;
  part.hidden = false;
  const devices = storages.map((name) => new Device(place, storageOf(name)));
  answer(part, () => devices.map((device) => device.wipe()).every(Boolean));
}

/** Deleting a card takes its words from this device, too. @param {HTMLFormElement} form */
function deleteBoth(form) {
  const place = form.dataset.leftDeletes ?? "";
  need("[data-left-same]").hidden = !isHere(place);
  form.addEventListener("submit", () => {
    if (!isHere(place)) return;
    const done = storages.map((name) => new Device(place, storageOf(name)).wipe()).every(Boolean);
    /** @type {HTMLInputElement} */
    const told = need("[name=device]", form);
    told.value = done ? "wiped" : "stays";
  });
}

/** After signing out: words of any exercise. @param {HTMLElement} part */
function offerAll(part) {
  const devices = storages.map((name) => new Device("", storageOf(name)));
  if (!devices[0]?.hasAny()) return;
  part.hidden = false;
  answer(part, () => devices.map((device) => device.wipeAll()).every(Boolean));
}

/**
 * Whether this device holds words of the exercise, and the card has every one of them: other words
 * would be lost, and nobody asked for that.
 * @param {string} place
 */
function isHere(place) {
  const card = JSON.parse(document.getElementById("left-card")?.textContent ?? "{}");
  return isOn(new Device(place, storageOf("localStorage")).answers(), answersOf(card));
}

/**
 * @param {HTMLElement} part
 * @param {() => boolean} wipe
 */
function answer(part, wipe) {
  const button = need("[data-left-wipe]", part);
  button.addEventListener("click", () => {
    const told = need(wipe() ? "[data-left-done]" : "[data-left-stays]", part);
    for (const one of all("[data-left-before]", part)) one.hidden = true;
    told.hidden = false;
    told.focus();
  });
}

for (const part of all("[data-left]")) offerBesideCard(part);
/** @type {HTMLFormElement[]} */
const forms = all("[data-left-deletes]");
for (const form of forms) deleteBoth(form);
for (const part of all("[data-left-all]")) offerAll(part);

// Whoever comes from keeping it begins where the page does.
if (location.hash === "#kept") {
  const heading = need("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
