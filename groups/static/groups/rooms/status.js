/* What the status says to whoever does not look at the screen: one region, in which what happens at
   once is one breath, and nothing stands twice. Pure; `announce` in dom.js speaks it. */

/** @typedef {{ text: string, matter: string }} News */

export class Status {
  /** @type {Map<string, string>} how each matter was told last */
  said = new Map();
  /** @type {News[]} */
  waiting = [];

  /**
   * What is so now. Of a `matter` (the microphone, the stage) only the newest is told, and only where
   * it differs from what was told last; news without one is told each time.
   * @param {string} text
   * @param {string} [matter]
   */
  tell(text, matter = "") {
    if (!text) return;
    this.waiting = this.waiting.filter((one) =>
      matter ? one.matter !== matter : one.text !== text,
    );
    this.waiting.push({ text, matter });
  }

  /** All that has to be said now, once; nothing where all of it is known. */
  take() {
    const fresh = this.waiting.filter(
      ({ text, matter }) => !matter || this.said.get(matter) !== text,
    );
    for (const { text, matter } of fresh) if (matter) this.said.set(matter, text);
    this.waiting = [];
    return fresh.map(({ text }) => text).join(" ");
  }
}
