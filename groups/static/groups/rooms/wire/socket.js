/* The room's wire: one socket that comes back by itself, numbered events, nothing lost or doubled.

   Events reach `onEvent` exactly once and in order: number by number, anything else waits for a
   replay. A frame given to `send` goes out again with the same id until the server acknowledges. */

import { pause, staysAway } from "./coming-back.js";
import { Numbers } from "./numbers.js";

/** @import { RoomEvent } from "../state.js" */
/** @typedef {{ code: number, reason: string }} Closing */
/** @typedef {{ t: string, id: string, d?: any }} Frame */

/**
 * @typedef {object} Hooks
 * @property {(t: string, d: any) => void} onFrame
 * @property {(event: RoomEvent) => void} onEvent
 * @property {(state: "open" | "reconnecting" | "over", closing: Closing) => void} onState
 */

/**
 * A frame that the server has not acknowledged yet.
 * @typedef {object} Pending
 * @property {string} t
 * @property {object} d
 * @property {(d: any) => void} resolve
 * @property {(refusal: Refusal) => void} reject
 */

const PROTOCOL = "room.v1";
const HEARTBEAT = 10_000;
const LOOK_EVERY = 2000;
const SILENCE = 16_000;
const GREETED_WITHIN = 16_000;
const TRY_AGAIN_AFTER = 1000;
const OPEN = { code: 0, reason: "" };

export class Refusal extends Error {
  /** @param {{ code: string, sentence: string }} said */
  constructor({ code, sentence }) {
    super(sentence);
    this.code = code;
  }
}

export class RoomSocket {
  /** @type {WebSocket | null} */
  wire = null;
  /** @type {WebSocket | null} the wire on which the server has welcomed us, or let us wait */
  greeted = null;
  /** @type {Map<string, Pending>} */
  pending = new Map();
  /** @type {number | undefined} */
  heart;
  /** @type {number | undefined} */
  retry;
  page = crypto.randomUUID();
  wanted = false;
  welcomed = false;
  asked = false;
  over = false;
  attempt = 0;
  frame = 0;
  heardAt = 0;
  saidAt = 0;

  /**
   * @param {string} path
   * @param {Hooks} hooks
   */
  constructor(path, hooks) {
    this.url = new URL(path, location.href.replace(/^http/, "ws"));
    this.hooks = hooks;
    /** @type {Numbers<RoomEvent>} */
    this.numbers = new Numbers((event) => hooks.onEvent(event));
    addEventListener("offline", () => this.#lost(0, ""));
    addEventListener("online", () => this.wanted && this.#soon(0));
  }

  connect() {
    if (this.over || this.wire) return;
    this.wanted = true;
    const wire = new WebSocket(this.url, PROTOCOL);
    this.wire = wire;
    wire.onopen = () => {
      const seq = this.numbers.last === null ? {} : { seq: this.numbers.last };
      this.#write("hello", "", { v: 1, page: this.page, again: this.welcomed, ...seq });
      this.#beat();
    };
    wire.onmessage = (message) => {
      if (this.wire === wire) this.#hear(JSON.parse(message.data));
    };
    wire.onclose = (end) => {
      if (this.wire === wire) this.#lost(end.code, end.reason);
    };
    // A network that swallows everything never says that it failed.
    setTimeout(() => {
      if (this.wire === wire && this.greeted !== wire) this.#lost(0, "");
    }, GREETED_WITHIN);
  }

  /**
   * Sends a frame that must arrive. Resolves with the acknowledgement, rejects with a Refusal.
   * @param {string} t
   * @param {object} [d]
   * @param {string} [id] of a frame that an earlier page may have sent already
   */
  send(t, d = {}, id = this.#nextId()) {
    return new Promise((resolve, reject) => {
      this.pending.set(id, { t, d, resolve, reject });
      if (this.ready) this.#write(t, id, d);
    });
  }

  #nextId() {
    this.frame += 1;
    return `${this.page.slice(0, 8)}-${this.frame}`;
  }

  /**
   * Sends a frame that is of use only now; false when there is no connection.
   * @param {string} t
   * @param {object} [d]
   */
  tell(t, d = {}) {
    if (!this.ready) return false;
    this.#write(t, "", d);
    return true;
  }

  leave() {
    this.tell("bye");
    this.#finish({ code: 1000, reason: "left" });
  }

  get ready() {
    return this.wire?.readyState === WebSocket.OPEN && this.greeted === this.wire;
  }

  /**
   * @param {string} t
   * @param {string} id
   * @param {object} d
   */
  #write(t, id, d) {
    this.saidAt = Date.now();
    this.wire?.send(JSON.stringify({ t, id, d }));
  }

  /** @param {Frame} frame */
  #hear({ t, id, d = {} }) {
    this.heardAt = Date.now();
    if (t === "ev") this.#take(d);
    else if (t === "ack") this.#settle(id, (waiting) => waiting.resolve(d));
    else if (t === "error") this.#refused(id, d);
    else if (t === "pong") this.#compare(d);
    else if (t === "replay") this.#replay(d);
    else if (t === "beat") this.#answer(d);
    else {
      if (t === "welcome" || t === "waiting") this.#greet(t);
      if (t === "snapshot") this.#restart(d);
      this.hooks.onFrame(t, d);
    }
  }

  /** @param {"welcome" | "waiting"} t */
  #greet(t) {
    this.welcomed = true;
    this.attempt = 0;
    this.greeted = this.wire;
    this.hooks.onState("open", OPEN);
    if (t !== "welcome") return;
    for (const [id, { t: type, d }] of this.pending) this.#write(type, id, d);
  }

  /**
   * @param {string} id
   * @param {(waiting: Pending) => void} how
   */
  #settle(id, how) {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    how(waiting);
  }

  /**
   * @param {string} id
   * @param {{ code: string, sentence: string }} d
   */
  #refused(id, d) {
    const waiting = this.pending.get(id);
    if (waiting && d.code === "try-again") {
      setTimeout(() => {
        if (this.ready && this.pending.has(id)) this.#write(waiting.t, id, waiting.d);
      }, TRY_AGAIN_AFTER);
      return;
    }
    this.#settle(id, ({ reject }) => reject(new Refusal(d)));
  }

  // --- numbers -----------------------------------------------------------------------------------
  /** @param {RoomEvent} event */
  #take(event) {
    if (this.numbers.take(event)) this.#ask();
  }

  /** @param {{ events: RoomEvent[] }} d */
  #replay({ events }) {
    this.asked = false;
    this.numbers.fill(events);
  }

  /** @param {{ seq: number }} d */
  #restart({ seq }) {
    this.asked = false;
    this.numbers.restart(seq);
  }

  /** @param {{ seq: number | null }} d */
  #compare({ seq }) {
    this.hooks.onFrame("pong", {});
    if (this.numbers.behind(seq)) this.#ask();
  }

  /**
   * A beat says what a pong says, and nothing is said to its answer.
   *
   * @param {{ seq: number | null }} d
   */
  #answer(d) {
    this.tell("here");
    this.#compare(d);
  }

  #ask() {
    if (this.asked || !this.ready) return;
    this.asked = true;
    this.#write("sync", "", { seq: this.numbers.last });
  }

  // --- staying, losing, coming back ---------------------------------------------------------------
  /* The server asks before we have to say something by ourselves; a silent one is asked by us. */
  #beat() {
    clearInterval(this.heart);
    this.heardAt = Date.now();
    this.heart = setInterval(() => {
      if (Date.now() - this.heardAt > SILENCE) this.#lost(0, "");
      else if (Date.now() - this.saidAt >= HEARTBEAT) this.tell("ping");
    }, LOOK_EVERY);
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #lost(code, reason) {
    if (!this.wire) return;
    const wire = this.wire;
    this.wire = null;
    this.greeted = null;
    this.asked = false;
    clearInterval(this.heart);
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
    if (staysAway(code)) {
      this.#finish({ code, reason });
      return;
    }
    this.hooks.onState("reconnecting", { code, reason });
    this.#soon(pause(this.attempt));
    this.attempt += 1;
  }

  /** @param {number} wait */
  #soon(wait) {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  /** @param {Closing} closing */
  #finish(closing) {
    this.over = true;
    clearTimeout(this.retry);
    clearInterval(this.heart);
    const wire = this.wire;
    this.wire = null;
    if (wire) {
      wire.onmessage = wire.onclose = null;
      wire.close();
    }
    this.hooks.onState("over", closing);
  }
}
