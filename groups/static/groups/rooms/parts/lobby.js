/* The door: what leaders see of those who wait. */

import {
  announce,
  drawAvatar,
  find,
  goTo,
  keyed,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "../dom.js";
import { answered, stands, toast } from "../toasts.js";
import { part } from "../wire/parts.js";

/** @import { RoomEvent } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */

/** @typedef {{ seat: string, name: string, since: string, denied: boolean }} Waiting */

const LINGER = 15_000;

/**
 * Who waits for an answer, and who of them was not there before; whoever was asked to wait has one.
 * @param {Waiting[]} waiting
 * @param {Set<string>} known the seats that were at the door before
 */
export function unanswered(waiting, known) {
  const asking = waiting.filter(({ denied }) => !denied);
  return { asking, fresh: asking.filter(({ seat }) => !known.has(seat)) };
}

export class Door {
  /** @type {Set<string>} the seats whose waiting has been announced */
  known = new Set();
  /** @type {Waiting[]} */
  waiting = [];

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.events = {
      /** @param {RoomEvent} event */
      "lobby.back": ({ d }) => {
        host.room.members.delete(d.seat);
      },
    };
    this.frames = {
      /** @param {{ waiting: Waiting[] }} d */
      lobby: ({ waiting }) => {
        this.waiting = waiting;
        this.update();
      },
    };
  }

  /** Answers the leaders' buttons, and keeps the minutes of waiting true. */
  listen() {
    setInterval(() => this.host.live() && this.update(), LINGER);
    onClick("[data-admit-all]", () => {
      for (const { seat } of this.waiting) this.host.send("lobby.admit", { seat });
    });
    return this;
  }

  /** @param {{ lobby?: Waiting[] }} d */
  welcome({ lobby = [] }) {
    this.waiting = lobby;
  }

  update() {
    const box = find("[data-door]");
    if (!box) return;
    show(box, this.waiting.length > 0);
    this.#tellNews();
    keyed(
      need("[data-door-list]"),
      this.waiting,
      ({ seat }) => seat,
      (person) => this.#row(person),
      (row, person) => this.#fill(row, person),
    );
    show(find("[data-admit-all]"), this.waiting.length > 1);
  }

  /* Where the door is out of a leader's sight. It goes when nobody waits for an answer any more,
     whoever gave it, and when they went away. */
  #tellNews() {
    const { asking, fresh } = unanswered(this.waiting, this.known);
    for (const { name } of fresh) announce(say("someoneWaits", { name }));
    this.known = new Set(this.waiting.map(({ seat }) => seat));
    if (asking.length === 0) answered("door");
    else if (fresh.length > 0 || stands("door")) {
      const [{ name }] = asking;
      const number = asking.length;
      const text = number > 1 ? say("someWait", { number }) : say("someoneWaits", { name });
      const act = () => goTo(need("[data-door]"), need("#door-title"));
      const answer = { text: say("showDoor"), act };
      toast(text, { matter: "door", stays: true, quiet: true, answer });
    }
  }

  /** @param {Waiting} person */
  #row({ seat, name }) {
    const row = piece("door");
    mark(row, "data-seat", seat);
    drawAvatar(find(".avatar", row), name);
    const admit = need("[data-lobby=admit]", row);
    mark(admit, "aria-label", say("letIn", { name }));
    admit.addEventListener("click", () => this.host.send("lobby.admit", { seat }));
    const deny = need("[data-lobby=deny]", row);
    mark(deny, "aria-label", say("notNow", { name }));
    deny.addEventListener("click", () => this.host.send("lobby.deny", { seat }));
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Waiting} person
   */
  #fill(row, { name, since, denied }) {
    const box = need(".lobby-row__name", row);
    const minutes = Math.floor(
      (Date.now() + this.host.room.realClock - Date.parse(since)) / 60_000,
    );
    const note = need(".lobby-row__waited", box);
    write(note, denied ? say("askedToWait") : say("waited", { number: Math.max(0, minutes) }));
    if (box.firstChild && box.firstChild !== note) box.firstChild.nodeValue = name;
    need("[data-lobby=deny]", row).hidden = denied;
  }
}

part((host) => new Door(host).listen());
