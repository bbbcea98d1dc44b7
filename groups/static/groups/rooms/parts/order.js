/* The order of the room, for leaders: everybody's row, removing, the lock, and the end. */

import { find, keyed, label, mark, need, onClick, piece, say, show, write } from "../dom.js";
import { others } from "../state.js";
import { part } from "../wire/parts.js";

/** @import { Member, RoomEvent } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */

export class Order {
  locked = false;
  /** @type {string | undefined} the seat that a leader is asked about */
  removing;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.events = {
      /** @param {RoomEvent} event */
      "mod.lock": ({ d }) => this.state(d),
      /** @param {RoomEvent} event */
      "mod.remove": ({ d }) => {
        host.room.members.delete(d.seat);
      },
    };
  }

  /** Answers the leaders' buttons. */
  listen() {
    const { send } = this.host;
    onClick("[data-lock]", () => send("mod.lock", { locked: !this.locked }));
    onClick("[data-remove]", () => {
      dialog("#remove-dialog").close();
      send("mod.remove", { seat: this.removing });
    });
    onClick("[data-dialog=end-dialog]", () => this.#sayWhatItDoes());
    onClick("[data-end]", () => {
      dialog("#end-dialog").close();
      send("mod.end");
    });
    return this;
  }

  /** Before its hour a session ends in another way than after it. */
  #sayWhatItDoes() {
    const early = need("[data-end-early]");
    const now = Date.now() + this.host.room.clock;
    const begun = now >= Date.parse(early.dataset.starts ?? "");
    show(early, !begun);
    show(need("[data-end-begun]"), begun);
  }

  /** @param {{ locked: boolean }} state */
  state({ locked }) {
    this.locked = locked;
  }

  update() {
    const { room } = this.host;
    if (!room.leads) return;
    keyed(
      need("[data-people-list]"),
      others(room),
      ({ seat }) => seat,
      (member) => this.#person(member),
      (row, member) => this.host.person(row, member),
    );
    const lock = need("[data-lock]");
    mark(lock, "aria-pressed", String(this.locked));
    label(lock, say(this.locked ? "locked" : "unlocked"));
  }

  /** @param {Member} member */
  #person({ seat, name, leads }) {
    const row = piece("person");
    write(find("[data-person-name]", row), name);
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = row.querySelectorAll("[data-mod]");
    for (const button of buttons) {
      const { mod = "", of } = button.dataset;
      mark(button, "aria-label", `${need(".button__text", button).textContent.trim()}: ${name}`);
      if (leads && of === "members") button.remove();
      else button.addEventListener("click", () => this.#act(mod, seat, name));
    }
    return row;
  }

  /**
   * @param {string} mod the frame that does it
   * @param {string} seat
   * @param {string} name
   */
  #act(mod, seat, name) {
    if (mod !== "remove") {
      this.host.send(mod, { seat });
      return;
    }
    this.removing = seat;
    write(find("[data-remove-name]"), name);
    dialog("#remove-dialog").showModal();
  }
}

/**
 * @param {string} selector
 * @returns {HTMLDialogElement}
 */
function dialog(selector) {
  return need(selector);
}

part((host) => new Order(host).listen());
