/* The room's wire: one socket that comes back by itself, numbered events, nothing lost or doubled.

   Events reach `onEvent` exactly once and in order: number by number, anything else waits for a
   replay. A frame given to `send` goes out again with the same id until the server acknowledges. */

const PROTOCOL = "room.v1";
const STAY_AWAY = new Set([4401, 4402, 4403, 4404, 4409, 4410, 4426]);
const FIRST_WAIT = 300;
const LONGEST_WAIT = 8000;
const HEARTBEAT = 10_000;
const SILENCE = 16_000;
const GREETED_WITHIN = 16_000;
const TRY_AGAIN_AFTER = 1000;

export class Refusal extends Error {
  constructor({ code, sentence }) {
    super(sentence);
    this.code = code;
  }
}

export class RoomSocket {
  /* `hooks`: onFrame(t, d), onEvent(event), onState("open" | "reconnecting" | "over", closing) */
  constructor(path, hooks) {
    this.url = new URL(path, location.href.replace(/^http/, "ws"));
    this.hooks = hooks;
    this.page = crypto.randomUUID();
    this.wanted = false;
    this.last = null;
    this.welcomed = false;
    this.pending = new Map();
    this.ahead = new Map();
    this.attempt = 0;
    this.frame = 0;
    this.over = false;
    addEventListener("offline", () => this.#lost(0, ""));
    addEventListener("online", () => this.wanted && this.#soon(0));
  }

  connect() {
    if (this.over || this.wire) return;
    this.wanted = true;
    const wire = new WebSocket(this.url, PROTOCOL);
    this.wire = wire;
    wire.onopen = () => {
      const hello = { v: 1, page: this.page, again: this.welcomed };
      if (this.last !== null) hello.seq = this.last;
      this.#write("hello", "", hello);
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

  /* Sends a frame that must arrive. Resolves with the acknowledgement, rejects with a Refusal. */
  send(t, d = {}) {
    const id = `${this.page.slice(0, 8)}-${(this.frame += 1)}`;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { t, d, resolve, reject });
      if (this.ready) this.#write(t, id, d);
    });
  }

  /* Sends a frame that is of use only now; false when there is no connection. */
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

  #write(t, id, d) {
    this.wire.send(JSON.stringify({ t, id, d }));
  }

  #hear({ t, id, d = {} }) {
    this.heardAt = Date.now();
    if (t === "ev") this.#take(d);
    else if (t === "ack") this.#settle(id, (waiting) => waiting.resolve(d));
    else if (t === "error") this.#refused(id, d);
    else if (t === "pong") this.#compare(d);
    else if (t === "replay") this.#replay(d);
    else if (t === "beat") this.tell("ping");
    else {
      if (t === "welcome" || t === "waiting") this.#greet(t);
      if (t === "snapshot") this.#restart(d);
      this.hooks.onFrame(t, d);
    }
  }

  #greet(t) {
    this.welcomed = true;
    this.attempt = 0;
    this.greeted = this.wire;
    this.hooks.onState("open");
    if (t !== "welcome") return;
    for (const [id, { t: type, d }] of this.pending) this.#write(type, id, d);
  }

  #settle(id, how) {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    how(waiting);
  }

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
  #take(event) {
    if (this.last === null || event.seq <= this.last) return;
    if (event.seq !== this.last + 1) {
      this.ahead.set(event.seq, event);
      this.#ask();
      return;
    }
    this.#apply(event);
    this.#drain();
  }

  #apply(event) {
    this.last = event.seq;
    this.hooks.onEvent(event);
  }

  #drain() {
    for (;;) {
      const next = this.ahead.get(this.last + 1);
      if (!next) break;
      this.ahead.delete(next.seq);
      this.#apply(next);
    }
    for (const seq of this.ahead.keys()) if (seq <= this.last) this.ahead.delete(seq);
  }

  #replay({ events }) {
    this.asked = false;
    for (const event of events) if (event.seq === this.last + 1) this.#apply(event);
    this.#drain();
  }

  #restart({ seq }) {
    this.asked = false;
    this.last = seq;
    this.#drain();
  }

  #compare({ seq }) {
    this.hooks.onFrame("pong", {});
    if (seq !== null && this.last !== null && seq > this.last) this.#ask();
  }

  #ask() {
    if (this.asked || !this.ready) return;
    this.asked = true;
    this.#write("sync", "", { seq: this.last });
  }

  // --- staying, losing, coming back ---------------------------------------------------------------
  #beat() {
    clearInterval(this.heart);
    this.heardAt = Date.now();
    this.heart = setInterval(() => {
      if (Date.now() - this.heardAt > SILENCE) this.#lost(0, "");
      else this.tell("ping");
    }, HEARTBEAT);
  }

  #lost(code, reason) {
    if (!this.wire) return;
    const wire = this.wire;
    this.wire = null;
    this.greeted = null;
    this.asked = false;
    clearInterval(this.heart);
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
    if (STAY_AWAY.has(code)) {
      this.#finish({ code, reason });
      return;
    }
    this.hooks.onState("reconnecting", { code, reason });
    const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempt);
    this.attempt += 1;
    this.#soon(most * (0.5 + Math.random() / 2));
  }

  #soon(wait) {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
  }

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
