/* The fields of an exercise: what stands in them, and what is to be said about it. */

import { all, announce, need, piece, say, write } from "./dom.js";
import { isSame, joined, LONGEST, MOST_LINES, tooMany, withAnswer } from "./state.js";

/** @typedef {import("./state.js").Answers} Answers */
/** @typedef {import("./state.js").Given} Given */

const SPARE_LINES = 3;
const LONGEST_FALLBACK = 24;

export class Fields {
  /**
   * @param {HTMLElement} root
   * @param {(key: string, value: Given) => void} changed somebody typed or chose
   */
  constructor(root, changed) {
    this.changed = changed;
    /** @type {Map<string, HTMLElement>} */
    this.asks = new Map();
    for (const ask of all("[data-writes]", root)) this.asks.set(ask.dataset.ask ?? "", ask);
    root.addEventListener("input", (event) => this.#heard(event.target));
    root.addEventListener("keydown", (event) => this.#pressed(event));
    for (const button of all("[data-add-line]", root)) {
      button.addEventListener("click", () => this.#addLine(askOf(button))?.focus());
    }
  }

  /** Everything that stands in them. @returns {Answers} */
  answers() {
    /** @type {Answers} */
    let answers = {};
    for (const [key, ask] of this.asks) answers = withAnswer(answers, key, givenIn(ask));
    return answers;
  }

  /**
   * Fills in what differs, also with nothing.
   * @param {Answers} answers
   * @returns {boolean} whether anything did
   */
  show(answers) {
    let differs = false;
    for (const [key, ask] of this.asks) {
      if (!isSame(givenIn(ask), answers[key])) {
        differs = true;
        this.#fill(ask, answers[key]);
      }
      this.#look(ask);
    }
    return differs;
  }

  /** What the first one asks whose answer is too long to be kept elsewhere. */
  tooLong() {
    const ask = [...this.asks.values()].find((one) => tooMany(givenIn(one)) > 0);
    return ask ? (need("[data-prompt]", ask).textContent ?? "").trim() : undefined;
  }

  /**
   * Other words for one field, which somebody may take or leave.
   * @param {string} key
   * @param {Given} value
   * @param {string} why
   */
  offer(key, value, why) {
    const ask = this.asks.get(key);
    if (!ask) return;
    need("[data-offer]", ask).replaceChildren(this.#offered(ask, key, value));
    write(need("[data-why]", ask), why);
  }

  /** Nothing is offered any more. */
  settle() {
    for (const ask of this.asks.values()) need("[data-offer]", ask).replaceChildren();
  }

  /**
   * @param {HTMLElement} ask
   * @param {string} key
   * @param {Given} value
   */
  #offered(ask, key, value) {
    const offer = piece("offer");
    write(need("[data-words]", offer), typeof value === "string" ? value : value.join("\n"));
    /** @param {Given} taken */
    const take = (taken) => {
      this.#fill(ask, taken);
      this.#look(ask);
      this.changed(key, taken);
    };
    for (const button of all("button", offer)) {
      button.addEventListener("click", () => {
        if (button.dataset.take === "these") take(value);
        if (button.dataset.take === "both") take(joined(givenIn(ask), value));
        offer.remove();
        need("textarea, input", ask).focus();
      });
    }
    const isOne = ask.dataset.kind === "choice" && ask.dataset.several === undefined;
    need("[data-take=both]", offer).hidden = isOne;
    return offer;
  }

  /** @param {EventTarget | null} target */
  #heard(target) {
    const ask = /** @type {Element | null} */ (target)?.closest("[data-writes]");
    if (!(ask instanceof HTMLElement)) return;
    this.#look(ask);
    if (ask.dataset.kind === "choice") reply(/** @type {HTMLInputElement} */ (target));
    this.changed(ask.dataset.ask ?? "", givenIn(ask));
  }

  /**
   * Enter in a list goes on to the next line, as on paper; everywhere else it is the browser's.
   * @param {KeyboardEvent} event
   */
  #pressed(event) {
    const line = /** @type {HTMLInputElement} */ (event.target);
    const isLine = event.key === "Enter" && line.matches("[data-line]");
    if (!isLine) return;
    event.preventDefault();
    const ask = askOf(line);
    const lines = linesOf(ask);
    const next = lines[lines.indexOf(line) + 1] ?? (line.value.trim() ? this.#addLine(ask) : null);
    next?.focus();
  }

  /**
   * @param {HTMLElement} ask
   * @returns {HTMLInputElement | undefined} the new line, unless there are as many as fit
   */
  #addLine(ask) {
    const lines = linesOf(ask);
    if (lines.length >= MOST_LINES) return undefined;
    const item = piece("line");
    /** @type {HTMLInputElement} */
    const line = need("input", item);
    line.ariaLabel = say("line", { number: lines.length + 1 });
    need("[data-lines]", ask).append(item);
    this.#look(ask);
    return line;
  }

  /**
   * @param {HTMLElement} ask
   * @param {Given | undefined} value
   */
  #fill(ask, value) {
    if (ask.dataset.kind === "text") {
      areaOf(ask).value = String(value ?? "");
      return;
    }
    const given = typeof value === "string" ? [value] : (value ?? []);
    if (ask.dataset.kind === "choice") {
      for (const box of boxesOf(ask)) box.checked = given.includes(box.value);
      return;
    }
    const wanted = Math.min(MOST_LINES, Math.max(SPARE_LINES, given.length));
    while (linesOf(ask).length < wanted) this.#addLine(ask);
    for (const [index, line] of linesOf(ask).entries()) line.value = given[index] ?? "";
  }

  /** What is to be said about what stands there. @param {HTMLElement} ask */
  #look(ask) {
    const more = tooMany(givenIn(ask));
    const lines = linesOf(ask).length;
    const limit = new Intl.NumberFormat(document.documentElement.dataset.locale).format(LONGEST);
    let told = "";
    if (more > 0) told = say("tooLong", { number: more, words: limit });
    else if (lines >= MOST_LINES) told = say("linesFull", { number: MOST_LINES });
    const note = ask.querySelector("[data-note]");
    if (note instanceof HTMLElement) write(note, told);
    for (const button of all("[data-add-line]", ask)) button.hidden = lines >= MOST_LINES;
    if (ask.dataset.kind === "text") grow(areaOf(ask));
  }
}

/** @param {HTMLElement} ask @returns {Given} */
function givenIn(ask) {
  if (ask.dataset.kind === "text") return areaOf(ask).value;
  if (ask.dataset.kind === "list") return linesOf(ask).map((line) => line.value);
  return boxesOf(ask)
    .filter((box) => box.checked)
    .map((box) => box.value);
}

/** @param {HTMLElement} element @returns {HTMLElement} */
function askOf(element) {
  return /** @type {HTMLElement} */ (element.closest("[data-ask]"));
}

/** @param {HTMLElement} ask @returns {HTMLTextAreaElement} */
function areaOf(ask) {
  return need("textarea", ask);
}

/** @param {HTMLElement} ask @returns {HTMLInputElement[]} */
function linesOf(ask) {
  return all("[data-line]", ask);
}

/** @param {HTMLElement} ask @returns {HTMLInputElement[]} */
function boxesOf(ask) {
  return all("input", ask);
}

/** The page shows the reply by itself; whoever listens hears it. @param {HTMLInputElement} box */
function reply(box) {
  if (!box.checked) return;
  const numbers = box.dataset.help === undefined ? "" : say("numbers");
  announce([repliedTo(box), numbers].join(" ").trim());
}

/** What is said to an answer. @param {HTMLElement} box */
export function repliedTo(box) {
  const next = box.parentElement?.nextElementSibling;
  return next?.matches(".doing__reply") ? (next.textContent ?? "") : "";
}

/** Where the browser does not let a field grow by itself. @param {HTMLTextAreaElement} area */
function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  while (area.scrollHeight > area.clientHeight && area.rows < LONGEST_FALLBACK) area.rows += 1;
}
