/* What stays on this device: a place in its storage for each exercise. Nothing here sends. */

import { isEmpty, read, written } from "./state.js";

const PLACE = "evenkeel.doing/";

/** @typedef {"kept" | "full" | "closed"} Keeping how the last try to keep something ended */

/**
 * The storage of that name; a browser may refuse even to be asked for it.
 * @param {"localStorage" | "sessionStorage"} name
 * @returns {Storage | undefined}
 */
export function storageOf(name) {
  try {
    return globalThis[name] ?? undefined;
  } catch {
    return undefined;
  }
}

export class Device {
  /**
   * @param {string} exercise its skill and key: another one has a place of its own
   * @param {Storage | undefined} storage
   */
  constructor(exercise, storage) {
    this.place = PLACE + exercise;
    this.storage = storage;
  }

  /** What is kept; nothing where there is none, or where it cannot be read. */
  answers() {
    return read(this.text());
  }

  /** A place of its own for what belongs to the exercise and is no answer. @param {string} name */
  part(name) {
    const part = new Device("", this.storage);
    part.place = `${this.place}#${name}`;
    return part;
  }

  /** @returns {string | null} */
  text() {
    try {
      return this.storage?.getItem(this.place) ?? null;
    } catch {
      return null;
    }
  }

  /** @returns {boolean} whether it can be read, and nothing is there: not even that all was erased */
  isEmpty() {
    try {
      return this.storage?.getItem(this.place) === null;
    } catch {
      return false;
    }
  }

  /**
   * Also where nothing is left: what is gone altogether was wiped.
   * @param {import("./state.js").Answers} answers
   */
  keep(answers) {
    return this.put(written(answers));
  }

  /**
   * @param {string} text
   * @returns {Keeping}
   */
  put(text) {
    if (!this.storage) return "closed";
    try {
      this.storage.setItem(this.place, text);
      return "kept";
    } catch (error) {
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      return isFull ? "full" : "closed";
    }
  }

  /** @returns {boolean} whether nothing of this exercise is there any more */
  wipe() {
    const parts = `${this.place}#`;
    return wiped(this.storage, (name) => name === this.place || name.startsWith(parts));
  }

  /** @returns {boolean} whether words of any exercise are there */
  hasAny() {
    try {
      return namesIn(this.storage).some((name) => {
        const isPlace = name.startsWith(PLACE) && !name.includes("#");
        return isPlace && !isEmpty(read(this.storage?.getItem(name)));
      });
    } catch {
      return false;
    }
  }

  /** @returns {boolean} whether nothing of any exercise is there any more */
  wipeAll() {
    return wiped(this.storage, (name) => name.startsWith(PLACE));
  }
}

/**
 * @param {Storage | undefined} storage
 * @param {(name: string) => boolean} goes
 */
function wiped(storage, goes) {
  try {
    for (const name of namesIn(storage)) if (goes(name)) storage?.removeItem(name);
    return !namesIn(storage).some(goes);
  } catch {
    return false;
  }
}

/**
 * @param {Storage | undefined} storage
 * @returns {string[]}
 */
function namesIn(storage) {
  const names = [];
  for (let index = 0; index < (storage?.length ?? 0); index += 1) {
    names.push(storage?.key(index) ?? "");
  }
  return names;
}
