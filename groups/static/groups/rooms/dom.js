/* Small help with the page: words, templates, and lists that keep focus while they change. */

import { Status } from "./status.js";

const TOGETHER = 200;
/** @type {Record<string, string> | undefined} */
let words;

/**
 * The sentence of that name, with `@` for a name and `#` for a number.
 * @param {string} key
 * @param {{ name?: string, number?: string | number }} [filled]
 */
export function say(key, { name = "", number = "" } = {}) {
  words ??= JSON.parse(document.getElementById("room-words")?.textContent ?? "{}");
  const filled = apart(name);
  return (words?.[key] ?? "").replace("@", () => filled).replace("#", () => String(number));
}

const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * A name written from the right turns round nothing of the sentence that it stands in.
 * @param {string} name
 */
function apart(name) {
  return FROM_THE_RIGHT.test(name) ? `\u2068${name}\u2069` : name;
}

/**
 * The first element that matches, if the page has one: leaders and members see different parts.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export function find(selector, root = document) {
  return root.querySelector(selector);
}

/**
 * An element that every page of the room has; without it the page is not ours.
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
 * A fresh copy of one of the page's templates.
 * @param {string} name
 */
export function piece(name) {
  /** @type {HTMLElement & HTMLTemplateElement} */
  const template = need(`#piece-${name}`);
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * @param {string} selector
 * @param {(event: MouseEvent) => void} act
 * @param {ParentNode} [root]
 */
export function onClick(selector, act, root = document) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = root.querySelectorAll(selector);
  for (const element of found) element.addEventListener("click", act);
}

/** Buttons that our scripts answer are asleep until then: a press is never lost. */
export function wake(root = document) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const asleep = root.querySelectorAll("[data-when-ready]");
  for (const button of asleep) button.disabled = false;
  show(find("[data-wait]", root), false);
}

/**
 * Sets text only where it differs: a live region stays quiet and a selection survives.
 * @param {Element | null} element
 * @param {string} text
 */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement | null} element
 * @param {boolean} visible
 */
export function show(element, visible) {
  if (element && element.hidden === visible) element.hidden = !visible;
}

/**
 * @param {Element | null} element
 * @param {string} name
 * @param {string} value
 */
export function mark(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * A button that would do nothing now. It keeps the focus of whoever pressed it last.
 * @param {HTMLElement | null} button
 * @param {boolean} nothing
 */
export function idle(button, nothing) {
  mark(button, "aria-disabled", String(nothing));
}

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
export function label(button, text) {
  write(find(".button__text", button), text);
}

const status = new Status();
/** @type {number | undefined} */
let breath;

/**
 * For ears only, in the room's one status. What happens at once is said in one breath, so that nothing
 * is talked over; of a `matter` only what is new.
 * @param {string} text
 * @param {string} [matter]
 */
export function announce(text, matter = "") {
  status.tell(text, matter);
  if (!breath) breath = setTimeout(speak, TOGETHER);
}

function speak() {
  breath = undefined;
  const text = status.take();
  const region = find("[data-announce]");
  if (!region || !text) return;
  // Words that stand there already would not be heard again.
  if (region.textContent === text) region.textContent = "";
  region.textContent = text;
}

/**
 * Takes somebody to a place of the room: its beginning into sight, and the focus there.
 * @param {HTMLElement} place
 * @param {HTMLElement} [focused]
 */
export function goTo(place, focused = place) {
  place.scrollIntoView({ block: "start" });
  focused.focus({ preventScroll: true });
}

/**
 * Makes `list` show `items` in order: elements are made once, moved when they must, filled anew.
 * @template Item
 * @param {HTMLElement} list
 * @param {Item[]} items
 * @param {(item: Item) => string | number} key
 * @param {(item: Item) => HTMLElement} make
 * @param {(child: HTMLElement, item: Item) => void} fill
 */
export function keyed(list, items, key, make, fill) {
  const children = /** @type {HTMLElement[]} */ ([...list.children]);
  const known = new Map(children.map((child) => [child.dataset.key, child]));
  /** @type {HTMLElement | null} */
  let after = null;
  for (const item of items) {
    const id = String(key(item));
    let child = known.get(id);
    if (child) known.delete(id);
    else {
      child = make(item);
      child.dataset.key = id;
    }
    /** @type {Element | null} */
    const next = after ? after.nextElementSibling : list.firstElementChild;
    if (next !== child) list.insertBefore(child, next);
    fill(child, item);
    after = child;
  }
  for (const gone of known.values()) gone.remove();
}

const TONES = 6;

const characters = globalThis.Intl?.Segmenter && new Intl.Segmenter();

/**
 * The first character of a word, whole as it is written: a letter with its marks, an emoji.
 * @param {string} word
 */
function firstOf(word) {
  if (!characters) return [...word][0] ?? "";
  return characters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
}

/**
 * At most two characters: of the first and of the last word.
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const first = words.at(0) ?? "–";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return (firstOf(first) + firstOf(last)).toUpperCase();
}

/**
 * Initials and tint of a person, as the design system draws them.
 * @param {HTMLElement | null} avatar
 * @param {string} name
 */
export function drawAvatar(avatar, name) {
  if (!avatar) return;
  write(avatar, initials(name));
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  for (let tone = 1; tone <= TONES; tone += 1) {
    avatar.classList.toggle(`avatar--tone-${tone}`, tone === (sum % TONES) + 1);
  }
}
