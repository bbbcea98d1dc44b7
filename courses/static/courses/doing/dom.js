/* Small help with the page of an exercise. */

import { stretches } from "./timer.js";

/** @type {Record<string, string> | undefined} */
let sentences;

/**
 * The sentence of that name, with `#` for a number and `@` for other words.
 * @param {string} name
 * @param {{ number?: number, words?: string }} [filled]
 */
export function say(name, { number = 0, words = "" } = {}) {
  sentences ??= JSON.parse(document.getElementById("doing-words")?.textContent ?? "{}");
  return (sentences?.[name] ?? "").replace("#", () => numeral(number)).replace("@", () => words);
}

/** @param {number} number @param {Intl.NumberFormatOptions} [options] */
export function numeral(number, options) {
  return new Intl.NumberFormat(document.documentElement.dataset.locale, options).format(number);
}

/** @param {number} seconds */
export function lasting(seconds) {
  return stretches(seconds)
    .map(([count, unit]) => numeral(count, { style: "unit", unit, unitDisplay: "long" }))
    .join(" ");
}

/**
 * An element that the page has for certain.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {Kind}
 */
export function need(selector, root = document) {
  /** @type {Kind | null} */
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing on this page is ${selector}`);
  return found;
}

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {Kind[]}
 */
export function all(selector, root = document) {
  /** @type {NodeListOf<Kind>} */
  const found = root.querySelectorAll(selector);
  return [...found];
}

/**
 * A fresh copy of one of the page's templates.
 * @param {string} name
 */
export function piece(name) {
  /** @type {HTMLElement & HTMLTemplateElement} */
  const template = need(`#doing-${name}`);
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * Sets text only where it differs: a live region stays quiet.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
export function label(button, text) {
  write(need(".button__text", button), text);
}

let announced = 0;

/** For ears only; what was said before is gone. @param {string} text */
export function announce(text) {
  const region = need("[data-announce]");
  clearTimeout(announced);
  region.textContent = "";
  if (text) announced = setTimeout(() => write(region, text), 100);
}

/** Buttons that our scripts answer are asleep until then: a press is never lost. */
export function wake() {
  /** @type {HTMLButtonElement[]} */
  const asleep = all("[data-when-ready]");
  for (const button of asleep) button.disabled = false;
}
