/* The answers together: to look back on, to copy, to read aloud. Pure. */

import { tidy } from "./state.js";

/** @typedef {{ key: string, prompt: string, isSaid: boolean }} Ask `isSaid`: in one's own words */
/** @typedef {{ letter: string, asks: Ask[] }} Step */
/** @typedef {{ letter: string, said: { prompt: string, lines: string[] }[] }} Part */

/**
 * The steps in which something was written; of a script only what is said in one's own words.
 * @param {Step[]} steps
 * @param {import("./state.js").Answers} answers
 * @param {boolean} asScript
 * @returns {Part[]}
 */
export function parts(steps, answers, asScript) {
  return steps
    .map(({ letter, asks }) => {
      const heard = asks.filter((ask) => ask.isSaid || !asScript);
      return { letter, said: said(heard, answers) };
    })
    .filter((part) => part.said.length > 0);
}

/**
 * What is copied: as a script only the words that are said, else with what was asked.
 * @param {Part[]} found
 * @param {boolean} asScript
 */
export function textOf(found, asScript) {
  const blocks = found.flatMap((part) =>
    part.said.map(({ prompt, lines }) => (asScript ? lines : [prompt, ...lines]).join("\n")),
  );
  return blocks.join("\n\n");
}

/**
 * @param {Ask[]} asks
 * @param {import("./state.js").Answers} answers
 */
function said(asks, answers) {
  /** @type {Part["said"]} */
  const found = [];
  for (const { key, prompt } of asks) {
    const value = tidy(answers[key]);
    if (value !== undefined) {
      found.push({ prompt, lines: typeof value === "string" ? [value.trim()] : value });
    }
  }
  return found;
}
