/* What somebody wrote in an exercise, and where in it they are: plain values. Pure. */

/** @typedef {string | string[]} Given text; or lines, or the words that were chosen */
/** @typedef {Record<string, Given>} Answers by the key of what was asked; nothing empty */

const VERSION = 1;
export const LONGEST = 4000;
export const MOST_LINES = 30;

/**
 * @param {Given | undefined} value
 * @returns {Given | undefined} without empty lines; undefined where nothing is left
 */
export function tidy(value) {
  if (typeof value === "string") return value.trim() ? value : undefined;
  const lines = (value ?? []).filter((line) => line.trim());
  return lines.length ? lines : undefined;
}

/** @typedef {"text" | "list" | "one" | "several"} Shape what a field takes: words or choices */

/**
 * The same words as a field takes them; a question may be asked in another way than it was.
 * @param {Given} value
 * @param {Shape} shape
 * @returns {Given}
 */
export function shaped(value, shape) {
  if (shape === "text") return typeof value === "string" ? value : value.join("\n");
  if (shape === "list") return [value].flat().flatMap((line) => line.split("\n"));
  const chosen = tidy([value].flat()) ?? [];
  return shape === "one" && chosen.length > 1 ? [[...chosen].join(", ")] : chosen;
}

/**
 * @param {Answers} answers
 * @param {string} key
 * @param {Given | undefined} value
 * @returns {Answers}
 */
export function withAnswer(answers, key, value) {
  const { [key]: _, ...others } = answers;
  const kept = tidy(value);
  return kept === undefined ? others : { ...others, [key]: kept };
}

/** @param {Answers} answers */
export function isEmpty(answers) {
  return Object.keys(answers).length === 0;
}

/**
 * @param {Given | undefined} one
 * @param {Given | undefined} other
 */
export function isSame(one, other) {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
}

/**
 * Whether there are words, and a card has every one of them as it stands.
 * @param {Answers} answers
 * @param {Answers} card blanks around its words went when it was kept
 */
export function isOn(answers, card) {
  return (
    !isEmpty(answers) &&
    Object.entries(answers).every(([key, value]) => isSame(trimmed(value), trimmed(card[key])))
  );
}

/**
 * @param {Given | undefined} value
 * @returns {Given | undefined}
 */
function trimmed(value) {
  return typeof value === "string" ? value.trim() : value?.map((line) => line.trim());
}

/** @param {Answers} answers */
export function written(answers) {
  return JSON.stringify({ v: VERSION, answers });
}

/**
 * What was stored, without anything that is no answer. Never throws.
 * @param {string | null | undefined} text
 * @returns {Answers}
 */
export function read(text) {
  try {
    const stored = JSON.parse(text ?? "null");
    return stored?.v === VERSION ? answersOf(stored.answers) : {};
  } catch {
    return {};
  }
}

/**
 * @param {unknown} found
 * @returns {Answers}
 */
export function answersOf(found) {
  /** @type {Answers} */
  let answers = {};
  if (typeof found !== "object" || found === null || Array.isArray(found)) return answers;
  for (const [key, value] of Object.entries(found)) {
    const isList = Array.isArray(value) && value.every((line) => typeof line === "string");
    if (typeof value === "string" || isList) answers = withAnswer(answers, key, value);
  }
  return answers;
}

/**
 * How many letters of an answer are more than fit; each line counts for itself.
 * @param {Given | undefined} value
 */
export function tooMany(value) {
  const lines = typeof value === "string" ? [value] : (value ?? []);
  return Math.max(0, ...lines.map((line) => [...line].length - LONGEST));
}

/**
 * How many lines of a list have words.
 * @param {Given | undefined} value
 */
export function linesIn(value) {
  const kept = tidy(value);
  return Array.isArray(kept) ? kept.length : 0;
}

/**
 * Whether everything that `lost` said is still said by `now`.
 * @param {Given | undefined} lost
 * @param {Given | undefined} now
 */
function holds(lost, now) {
  if (typeof lost === "string") return typeof now === "string" && now.includes(lost.trim());
  return (lost ?? []).every((line) => (now ?? []).includes(line));
}

/**
 * Two tabs brought together. What only one of them changed is taken from it; where both did, the
 * words of this tab stay, and the others are offered.
 * @param {Answers} base as both last knew it
 * @param {Answers} mine as it stands in this tab
 * @param {Answers} theirs as another tab stored it
 * @returns {{ answers: Answers, offered: Answers }} `offered`: what would be lost otherwise
 */
export function brought(base, mine, theirs) {
  /** @type {Answers} */
  let answers = {};
  /** @type {Answers} */
  let offered = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, own, other] = [base[key], mine[key], theirs[key]];
    const both = !isSame(own, was) && !isSame(other, was) && !isSame(own, other);
    answers = withAnswer(answers, key, isSame(own, was) ? other : own);
    if (both && !holds(other, own)) offered = withAnswer(offered, key, other);
  }
  return { answers, offered };
}

/**
 * What stands here by another tab's word and is lost by it, though somebody typed it here.
 * @param {Answers} typed what was typed in this tab
 * @param {Answers} now
 * @returns {Answers}
 */
export function replaced(typed, now) {
  /** @type {Answers} */
  let lost = {};
  for (const [key, value] of Object.entries(typed)) {
    if (!holds(value, now[key])) lost = withAnswer(lost, key, value);
  }
  return lost;
}

/**
 * Both, one after the other.
 * @param {Given | undefined} one
 * @param {Given | undefined} other
 * @returns {Given}
 */
export function joined(one, other) {
  if (typeof one === "string" || typeof other === "string") {
    return [one, other].filter(Boolean).join("\n\n");
  }
  return [...new Set([...(one ?? []), ...(other ?? [])])];
}

/** @typedef {"choose" | "end" | number} Place a number is that of a step, from 1 on */

/**
 * The place that an address names; one that names none is the beginning.
 * @param {string} hash
 * @param {{ steps: number, choosing: boolean }} exercise
 * @returns {Place}
 */
export function placeOf(hash, { steps, choosing }) {
  if (hash === "#end") return "end";
  const number = Number(/^#step-(\d+)$/.exec(hash)?.[1] ?? 0);
  if (number >= 1 && number <= steps) return number;
  return choosing ? "choose" : 1;
}

/**
 * @param {Place} place
 * @param {{ steps: number, choosing: boolean }} exercise
 * @returns {Place}
 */
export function after(place, { steps, choosing }) {
  return typeof place !== "number" || choosing || place >= steps ? "end" : place + 1;
}

/**
 * @param {Place} place
 * @param {{ steps: number, choosing: boolean }} exercise
 * @returns {Place | undefined} nothing where it begins
 */
export function before(place, { steps, choosing }) {
  if (choosing) return place === "choose" ? undefined : "choose";
  if (place === "end") return steps;
  return place === 1 || typeof place !== "number" ? undefined : place - 1;
}

/** @param {Place} place */
export function hashOf(place) {
  return typeof place === "number" ? `#step-${place}` : `#${place}`;
}
