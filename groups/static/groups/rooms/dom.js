/* Small help with the page: words, templates, and lists that keep focus while they change. */

const told = document.getElementById("room-words");
const TOGETHER = 200;
const WORDS = told ? JSON.parse(told.textContent) : {};

/* The sentence of that name, with `@` for a name and `#` for a number. */
export function say(key, { name = "", number = "" } = {}) {
  return (WORDS[key] ?? "").replace("@", () => name).replace("#", () => String(number));
}

export function find(selector, root = document) {
  return root.querySelector(selector);
}

export function piece(name) {
  return document.getElementById(`piece-${name}`).content.firstElementChild.cloneNode(true);
}

export function onClick(selector, act, root = document) {
  for (const element of root.querySelectorAll(selector)) element.addEventListener("click", act);
}

/* Buttons that our scripts answer are asleep until then: a press is never lost. */
export function wake(root = document) {
  for (const button of root.querySelectorAll("[data-when-ready]")) button.disabled = false;
  show(find("[data-wait]", root), false);
}

/* Sets text only where it differs: a live region stays quiet and a selection survives. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function show(element, visible) {
  if (element && element.hidden === visible) element.hidden = !visible;
}

export function mark(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/* A button that would do nothing now. It keeps the focus of whoever pressed it last. */
export function idle(button, nothing) {
  mark(button, "aria-disabled", String(nothing));
}

export function label(button, text) {
  write(find(".button__text", button), text);
}

export function toast(text) {
  if (text) document.dispatchEvent(new CustomEvent("evenkeel:toast", { detail: text }));
}

/* For ears only. What happens at once is said in one breath, so that nothing is talked over. */
let news = [];
export function announce(text) {
  const region = find("[data-announce]");
  if (!region || !text) return;
  if (news.push(text) > 1) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = news.join(" ");
    news = [];
  }, TOGETHER);
}

/* Makes `list` show `items` in order: elements are made once, moved when they must, filled anew. */
export function keyed(list, items, key, make, fill) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let after = null;
  for (const item of items) {
    const id = String(key(item));
    let child = known.get(id);
    if (child) known.delete(id);
    else {
      child = make(item);
      child.dataset.key = id;
    }
    const next = after ? after.nextElementSibling : list.firstElementChild;
    if (next !== child) list.insertBefore(child, next);
    fill(child, item);
    after = child;
  }
  for (const gone of known.values()) gone.remove();
}

const TONES = 6;

/* Initials and tint of a person, as the design system draws them. */
export function drawAvatar(avatar, name) {
  const words = name.split(/\s+/).filter(Boolean);
  const first = words.at(0)?.[0] ?? "–";
  write(avatar, (words.length > 1 ? first + words.at(-1)[0] : first).toUpperCase());
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  for (let tone = 1; tone <= TONES; tone += 1) {
    avatar.classList.toggle(`avatar--tone-${tone}`, tone === (sum % TONES) + 1);
  }
}
