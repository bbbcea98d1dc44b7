/* The door: what leaders see of those who wait. */

import { announce, drawAvatar, find, keyed, mark, onClick, piece, say, show, write } from "./dom.js";

const LINGER = 15_000;

export class Door {
  constructor(send) {
    this.send = send;
    this.known = new Set();
    setInterval(() => this.room && this.update(this.room), LINGER);
    onClick("[data-admit-all]", () => {
      for (const { seat } of this.waiting ?? []) send("lobby.admit", { seat });
    });
  }

  update(room) {
    this.room = room;
    const box = find("[data-door]");
    if (!box) return;
    this.waiting = room.lobby;
    show(box, room.lobby.length > 0);
    for (const { seat, name } of room.lobby) {
      if (!this.known.has(seat)) announce(say("someoneWaits", { name }));
    }
    this.known = new Set(room.lobby.map(({ seat }) => seat));
    keyed(
      find("[data-door-list]"),
      room.lobby,
      ({ seat }) => seat,
      (person) => this.#row(person),
      (row, person) => this.#fill(row, person),
    );
    show(find("[data-admit-all]"), room.lobby.length > 1);
  }

  #row({ seat, name }) {
    const row = piece("door");
    mark(row, "data-seat", seat);
    drawAvatar(find(".avatar", row), name);
    const admit = find("[data-lobby=admit]", row);
    mark(admit, "aria-label", say("letIn", { name }));
    admit.addEventListener("click", () => this.send("lobby.admit", { seat }));
    const deny = find("[data-lobby=deny]", row);
    mark(deny, "aria-label", say("notNow", { name }));
    deny.addEventListener("click", () => this.send("lobby.deny", { seat }));
    return row;
  }

  #fill(row, { name, since, denied }) {
    const box = find(".lobby-row__name", row);
    const minutes = Math.max(0, Math.floor((Date.now() + this.room.realClock - Date.parse(since)) / 60_000));
    const note = find(".lobby-row__waited", box);
    write(note, denied ? say("askedToWait") : say("waited", { number: minutes }));
    if (box.firstChild !== note) box.firstChild.nodeValue = name;
    find("[data-lobby=deny]", row).hidden = denied;
  }
}
