/* The door: what leaders see of those who wait. */

import {
  announce,
  drawAvatar,
  find,
  keyed,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "./dom.js";

/** @import { Room, Waiting } from "./state.js" */

const LINGER = 15_000;

export class Door {
  /** @type {Set<string>} the seats whose waiting has been announced */
  known = new Set();
  /** @type {Room | undefined} */
  room;

  /** @param {(t: string, d: object) => void} send */
  constructor(send) {
    this.send = send;
    setInterval(() => this.room && this.update(this.room), LINGER);
    onClick("[data-admit-all]", () => {
      for (const { seat } of this.room?.lobby ?? []) send("lobby.admit", { seat });
    });
  }

  /** @param {Room} room */
  update(room) {
    this.room = room;
    const box = find("[data-door]");
    if (!box) return;
    show(box, room.lobby.length > 0);
    for (const { seat, name } of room.lobby) {
      if (!this.known.has(seat)) announce(say("someoneWaits", { name }));
    }
    this.known = new Set(room.lobby.map(({ seat }) => seat));
    keyed(
      need("[data-door-list]"),
      room.lobby,
      ({ seat }) => seat,
      (person) => this.#row(person),
      (row, person) => this.#fill(row, room, person),
    );
    show(find("[data-admit-all]"), room.lobby.length > 1);
  }

  /** @param {Waiting} person */
  #row({ seat, name }) {
    const row = piece("door");
    mark(row, "data-seat", seat);
    drawAvatar(find(".avatar", row), name);
    const admit = need("[data-lobby=admit]", row);
    mark(admit, "aria-label", say("letIn", { name }));
    admit.addEventListener("click", () => this.send("lobby.admit", { seat }));
    const deny = need("[data-lobby=deny]", row);
    mark(deny, "aria-label", say("notNow", { name }));
    deny.addEventListener("click", () => this.send("lobby.deny", { seat }));
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Room} room
   * @param {Waiting} person
   */
  #fill(row, room, { name, since, denied }) {
    const box = need(".lobby-row__name", row);
    const minutes = Math.floor((Date.now() + room.realClock - Date.parse(since)) / 60_000);
    const note = need(".lobby-row__waited", box);
    write(note, denied ? say("askedToWait") : say("waited", { number: Math.max(0, minutes) }));
    if (box.firstChild && box.firstChild !== note) box.firstChild.nodeValue = name;
    need("[data-lobby=deny]", row).hidden = denied;
  }
}
