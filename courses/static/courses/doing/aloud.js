/* The answers together: to look back on, to copy, to read aloud. Pure. */

import { tidy } from "./state.js";

/** @typedef {{ letter: string, name: string, asks: { key: string, prompt: string }[] }} Step */
/** @typedef {{ letter: string, name: string, said: { prompt: string, lines: string[] }[] }} Part */

/**
 * The steps in which something was written.
 * @param {Step[]} steps
 * @param {import("./state.js").Answers} answers
 * @returns {Part[]}
 */
export function parts(steps, answers) {
  return steps
    .map(({ letter, name, asks }) => ({ letter, name, said: said(asks, answers) }))
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
 * @param {Step["asks"]} asks
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
