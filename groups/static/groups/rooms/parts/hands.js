/* Raised hands: our own, the queue, and what leaders may lower. */

import {
  announce,
  drawAvatar,
  find,
  keyed,
  label,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "../dom.js";
import { others } from "../state.js";
import { part } from "../wire/parts.js";

/** @import { Member as Person, Room, RoomEvent } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */

/** @typedef {Person & { hand: string | null }} Member `hand`: the moment it was raised */

/** @param {Room} room */
function members(room) {
  return /** @type {Map<string, Member>} */ (room.members);
}

/**
 * Raised hands, the longest first.
 * @param {Room} room
 */
export function hands(room) {
  return [...members(room).values()]
    .filter((member) => member.hand)
    .sort((one, other) => (one.hand ?? "").localeCompare(other.hand ?? ""));
}

/**
 * A hand went up, or down.
 * @param {Room} room
 * @param {RoomEvent} event
 */
export function raise(room, { d }) {
  const member = members(room).get(d.seat);
  if (member) member.hand = d.up ? d.at : null;
}

/**
 * The names of those whose hand was not up before; whoever was not here does not count.
 * @param {Map<string, string | null>} before each seat's hand
 * @param {Member[]} now
 */
export function justRaised(before, now) {
  return now
    .filter(({ seat, hand }) => hand && before.has(seat) && !before.get(seat))
    .map(({ name }) => name);
}

class Hands {
  /** @type {Map<string, string | null>} the others' hands when we last looked */
  known = new Map();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.events = {
      /** @param {RoomEvent} event */
      hand: (event) => raise(host.room, event),
    };
    onClick("[data-switch=hand]", () => host.send("hand", { up: !this.#up() }));
  }

  #up() {
    const { room } = this.host;
    return Boolean(members(room).get(room.seat)?.hand);
  }

  update() {
    const { room } = this.host;
    this.#tellNews(room);
    for (const { seat, hand } of members(room).values()) {
      find(`.tile[data-seat="${seat}"]`)?.toggleAttribute("data-hand", Boolean(hand));
    }
    const queue = hands(room);
    show(find("[data-hands]"), queue.length > 0);
    keyed(
      need("[data-hands-list]"),
      queue.map((member, place) => ({ ...member, place: place + 1 })),
      ({ seat }) => seat,
      (member) => this.#hand(room, member),
      (row, { place }) => write(find(".hand__place", row), String(place)),
    );
    const up = this.#up();
    const button = need("[data-switch=hand]");
    mark(button, "aria-pressed", String(up));
    label(button, say(up ? "lowerHand" : "raiseHand"));
  }

  /** @param {Room} room */
  #tellNews(room) {
    const now = /** @type {Member[]} */ (others(room));
    for (const name of justRaised(this.known, now)) announce(say("handRaised", { name }));
    this.known = new Map(now.map(({ seat, hand }) => [seat, hand]));
  }

  /**
   * @param {Room} room
   * @param {Member} member
   */
  #hand(room, { seat, name }) {
    const row = piece("hand");
    drawAvatar(find(".avatar", row), name);
    write(find(".hand__name", row), name);
    if (room.leads) {
      const lower = piece("lower");
      mark(lower, "aria-label", say("lowerTheirs", { name }));
      lower.addEventListener("click", () => this.host.send("hand", { up: false, seat }));
      row.append(lower);
    }
    return row;
  }
}

part((host) => new Hands(host));
