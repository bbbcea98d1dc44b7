/* Passing messages of the room: in a row of their own above it, so that they cover nothing, and gone
   as soon as what they tell of is answered, by whomever. */

import { announce, find, keyed, label, mark, need, piece, say, show, write } from "./dom.js";

const STAY = 8000;

/**
 * @typedef {object} Note
 * @property {string} text
 * @property {number} until when it goes by itself, in milliseconds; Infinity: when it is answered
 * @property {Answer} [answer]
 */

/**
 * A button beside the words.
 * @typedef {{ text: string, act: () => void }} Answer
 */

/** Which messages stand, the newest last; one for each matter. Pure. */
export class Standing {
  /** @type {Map<string, Note>} */
  notes = new Map();

  /**
   * @param {string} matter
   * @param {Note} note
   */
  put(matter, note) {
    this.notes.delete(matter);
    this.notes.set(matter, note);
  }

  /**
   * What it told of is answered; false where nothing stood.
   * @param {string} matter
   */
  answered(matter) {
    return this.notes.delete(matter);
  }

  /** @param {number} now in milliseconds */
  pass(now) {
    for (const [matter, { until }] of this.notes) if (until <= now) this.notes.delete(matter);
  }

  /** When the next one goes by itself; Infinity: none does. */
  get next() {
    return Math.min(...[...this.notes.values()].map(({ until }) => until));
  }
}

const standing = new Standing();
/** @type {number | undefined} */
let timer;
let count = 0;

/**
 * Shows a message, and has it read out unless it is `quiet`. It passes after some seconds, or when its
 * `matter` is `answered`; if it `stays`, only then.
 * @param {string | null} text
 * @param {{ matter?: string, stays?: boolean, quiet?: boolean, answer?: Answer }} [more]
 */
export function toast(text, { matter = "", stays = false, quiet = false, answer } = {}) {
  if (!text) return;
  count += 1;
  const until = stays ? Number.POSITIVE_INFINITY : Date.now() + STAY;
  standing.put(matter || `message-${count}`, { text, until, answer });
  if (!quiet) announce(text, matter);
  draw();
}

/** @param {string} matter */
export function stands(matter) {
  return standing.notes.has(matter);
}

/** @param {string} matter */
export function answered(matter) {
  if (standing.answered(matter)) draw();
}

/** The room is left: nothing can be answered any more. */
export function clearToasts() {
  standing.notes.clear();
  draw();
}

function draw() {
  clearTimeout(timer);
  standing.pass(Date.now());
  if (Number.isFinite(standing.next)) timer = setTimeout(draw, standing.next - Date.now());
  const list = need("[data-room-toasts]");
  const held = list.contains(document.activeElement);
  keyed(
    list,
    [...standing.notes],
    ([matter]) => matter,
    ([matter]) => make(matter),
    (row, [, { text, answer }]) => {
      write(find("[data-toast-text]", row), text);
      const button = need("[data-toast-answer]", row);
      show(button, Boolean(answer));
      label(button, answer?.text ?? "");
    },
  );
  show(list, standing.notes.size > 0);
  if (held && !list.contains(document.activeElement)) find("[data-panel=live]")?.focus();
}

/** @param {string} matter */
function make(matter) {
  const row = piece("toast");
  mark(row, "data-matter", matter);
  need("[data-toast-answer]", row).addEventListener("click", () => {
    const { answer } = standing.notes.get(matter) ?? {};
    answered(matter);
    answer?.act();
  });
  const close = need("[data-toast-close]", row);
  mark(close, "aria-label", say("closeToast"));
  close.addEventListener("click", () => answered(matter));
  return row;
}
