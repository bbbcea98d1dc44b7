/* Raised hands: our own, the queue, and what leaders may lower. */

import {
  announce,
  drawAvatar,
  find,
  goTo,
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
import { answered, stands, toast } from "../toasts.js";
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

/**
 * The names of those who are still here and whose hand is not up any more.
 * @param {Map<string, string | null>} before each seat's hand
 * @param {Member[]} now
 */
export function justLowered(before, now) {
  return now.filter(({ seat, hand }) => !hand && before.get(seat)).map(({ name }) => name);
}

class Hands {
  /** @type {boolean | undefined} whether our own was up when we last looked */
  own;
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
    if (up || this.own) announce(say(up ? "ownHandUp" : "ownHandDown"), "hand");
    this.own = up;
    const button = need("[data-switch=hand]");
    mark(button, "aria-pressed", String(up));
    label(button, say(up ? "lowerHand" : "raiseHand"));
  }

  /** @param {Room} room */
  #tellNews(room) {
    const now = /** @type {Member[]} */ (others(room));
    const raised = justRaised(this.known, now);
    for (const name of raised) announce(say("handRaised", { name }));
    for (const name of justLowered(this.known, now)) announce(say("handLowered", { name }));
    this.known = new Map(now.map(({ seat, hand }) => [seat, hand]));
    if (room.leads) this.#tellLeader(now, raised.length > 0);
  }

  /**
   * Where the queue is out of a leader's sight. It goes when every hand is down, whoever lowered it.
   * @param {Member[]} now
   * @param {boolean} more
   */
  #tellLeader(now, more) {
    const up = now.filter(({ hand }) => hand);
    if (up.length === 0) answered("hands");
    else if (more || stands("hands")) {
      const [{ name }] = up;
      const text = up.length > 1 ? say("handsUp", { number: up.length }) : say("handUp", { name });
      const act = () => goTo(need("[data-hands]"), need("#hands-title"));
      const answer = { text: say("showThem"), act };
      toast(text, { matter: "hands", stays: true, quiet: true, answer });
    }
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
