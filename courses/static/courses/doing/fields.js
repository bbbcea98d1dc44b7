/* The fields of an exercise: what stands in them, and what is to be said about it. */

import { all, announce, need, numeral, piece, say, write } from "./dom.js";
import * as state from "./state.js";

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
    this.root = root;
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
    for (const [key, ask] of this.asks) answers = state.withAnswer(answers, key, givenIn(ask));
    return answers;
  }

  /**
   * As the fields take them.
   * @param {Answers} answers
   */
  shaped(answers) {
    const each = Object.entries(answers).map(([key, value]) => {
      const ask = this.asks.get(key);
      return [key, state.shaped(value, ask ? shapeOf(ask) : "text")];
    });
    return /** @type {Answers} */ (Object.fromEntries(each));
  }

  /** The keys of what is not asked any more, and was answered. */
  earlier() {
    return [...this.asks].filter(([, ask]) => isEarlier(ask)).map(([key]) => key);
  }

  /**
   * Fills in what differs, also with nothing. What is not asked any more gets a field, too.
   * @param {Answers} answers
   * @returns {boolean} whether anything did
   */
  show(answers) {
    let differs = false;
    for (const key of Object.keys(answers)) if (!this.asks.has(key)) this.#askEarlier(key);
    for (const [key, ask] of this.asks) {
      if (!state.isSame(givenIn(ask), answers[key])) {
        differs = true;
        this.#fill(ask, answers[key]);
      }
      this.#look(ask);
    }
    return differs;
  }

  /** What keeps the first answer that is too much from being kept on a card; "" for none. */
  tooMuch() {
    for (const ask of this.asks.values()) {
      const words = (need("[data-prompt]", ask).textContent ?? "").trim();
      const given = givenIn(ask);
      if (state.tooMany(given)) return say("shorten", { number: state.LONGEST, words });
      if (state.linesIn(given) > state.MOST_LINES)
        return say("shortenList", { number: state.MOST_LINES, words });
    }
    return "";
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
    unoffer(ask);
    ask.append(this.#offered(ask, key, value));
    write(need("[data-why]", ask), why);
  }

  /** Nothing is offered any more, and nothing stands there whose question is gone. */
  settle() {
    for (const [key, ask] of this.asks) {
      unoffer(ask);
      if (!isEarlier(ask)) continue;
      ask.remove();
      this.asks.delete(key);
    }
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
        if (button.dataset.take === "both") take(state.joined(givenIn(ask), value));
        offer.remove();
        need("textarea, input", ask).focus();
      });
    }
    need("[data-take=both]", offer).hidden = shapeOf(ask) === "one";
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
    return lines.length < state.MOST_LINES ? this.#makeLine(ask) : undefined;
  }

  /** @param {HTMLElement} ask */
  #makeLine(ask) {
    const item = piece("line");
    /** @type {HTMLInputElement} */
    const line = need("input", item);
    line.ariaLabel = say("line", { number: linesOf(ask).length + 1 });
    need("[data-lines]", ask).append(item);
    this.#look(ask);
    return line;
  }

  /**
   * A choice that was made and is offered no more, or is worded anew: it can be taken back. Where an
   * answer may say that somebody is in danger, this one is taken to say so.
   * @param {HTMLElement} ask
   * @param {string} words
   */
  #makeBox(ask, words) {
    const option = /** @type {HTMLElement} */ (need(".field__option", ask).cloneNode(true));
    /** @type {HTMLInputElement} */
    const box = need("input", option);
    const told = need("label", option);
    box.id += `-was-${boxesOf(ask).length}`;
    box.value = words;
    const help = /** @type {HTMLElement | undefined} */ (
      ask.querySelector(".doing__help")?.cloneNode(true)
    );
    if (help) box.dataset.help = "";
    delete box.dataset.skips;
    told.setAttribute("for", box.id);
    write(told, say("choseEarlier", { words }));
    for (const part of help ? [option, help] : [option]) {
      part.dataset.gone = "";
      ask.append(part);
    }
  }

  /** A field for words whose question is gone. @param {string} key */
  #askEarlier(key) {
    const ask = piece("earlier");
    const [area, told, id] = [areaOf(ask), need("[data-prompt]", ask), `earlier-${this.asks.size}`];
    ask.dataset.ask = key;
    area.id = id;
    told.setAttribute("for", id);
    need("[data-note]", ask).id = `${id}-note`;
    area.setAttribute("aria-describedby", `${id}-note`);
    write(told, say("askedEarlier", { words: key.replaceAll("-", " ") }));
    this.asks.set(key, ask);
    all("[data-step]", this.root).at(-1)?.append(ask);
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
      for (const was of all("[data-gone]", ask)) was.remove();
      const offered = boxesOf(ask).map((box) => box.value);
      for (const words of given) if (!offered.includes(words)) this.#makeBox(ask, words);
      for (const box of boxesOf(ask)) box.checked = given.includes(box.value);
      return;
    }
    const wanted = Math.max(SPARE_LINES, given.length);
    while (linesOf(ask).length < wanted) this.#makeLine(ask);
    for (const [index, line] of linesOf(ask).entries()) line.value = given[index] ?? "";
  }

  /** What is to be said about what stands there. @param {HTMLElement} ask */
  #look(ask) {
    const given = givenIn(ask);
    const more = state.tooMany(given);
    const [lines, written] = [linesOf(ask).length, state.linesIn(given)];
    let told = "";
    if (more > 0) told = say("tooLong", { number: more, words: numeral(state.LONGEST) });
    else if (written > state.MOST_LINES) {
      told = say("tooManyLines", { number: written, words: numeral(state.MOST_LINES) });
    } else if (lines >= state.MOST_LINES) told = say("linesFull", { number: state.MOST_LINES });
    const note = ask.querySelector("[data-note]");
    if (note instanceof HTMLElement) write(note, told);
    for (const button of all("[data-add-line]", ask)) button.hidden = lines >= state.MOST_LINES;
    if (ask.dataset.kind === "text") grow(areaOf(ask));
  }
}

/** @param {HTMLElement} ask @returns {state.Shape} */
function shapeOf(ask) {
  const { kind, several } = ask.dataset;
  if (kind === "choice") return several === undefined ? "one" : "several";
  return kind === "list" ? "list" : "text";
}

/** @param {HTMLElement} ask */
function isEarlier(ask) {
  return ask.dataset.gone !== undefined;
}

/** @param {HTMLElement} ask */
function unoffer(ask) {
  ask.querySelector(".doing__offer")?.remove();
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
