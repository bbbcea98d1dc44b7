/* For leaders: a note beside those whose name could be taken for a leader's. */

import { say } from "../dom.js";
import { part } from "../wire/parts.js";

/** @import { Host } from "../wire/parts.js" */

class Names {
  /** @type {Set<string>} */
  alike = new Set();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.frames = {
      /** @param {{ alike: string[] }} d */
      names: (d) => {
        this.welcome(d);
        this.update();
      },
    };
  }

  /** @param {{ alike?: string[] }} d */
  welcome({ alike = [] }) {
    this.alike = new Set(alike);
  }

  /** The rows are those of the door and of the people in the room, each by its seat. */
  update() {
    if (!this.host.room.leads) return;
    /** @type {NodeListOf<HTMLElement>} */
    const rows = document.querySelectorAll("[data-door-list] > *, [data-people-list] > *");
    for (const row of rows) this.#note(row, this.alike.has(row.dataset.key ?? ""));
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} alike
   */
  #note(row, alike) {
    const note = row.querySelector("[data-alike]");
    if (Boolean(note) === alike) return;
    if (note) {
      note.remove();
      return;
    }
    const made = document.createElement("span");
    made.dataset.alike = "";
    made.className = "room-alike";
    made.textContent = say("nameAlike");
    row.querySelector(".lobby-row__name, summary")?.append(made);
  }
}

part((host) => new Names(host));
