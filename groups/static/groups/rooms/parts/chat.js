/* What people write to each other. */

import { find, goTo, keyed, label, mark, need, onClick, piece, say, write } from "../dom.js";
import { wall } from "../hours.js";
import { part } from "../wire/parts.js";
import { WaitingWords } from "./chat/waiting.js";

/** @import { RoomEvent } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */

/**
 * @typedef {object} Message
 * @property {number} seq
 * @property {string} from the writer's seat
 * @property {string} name
 * @property {boolean} leads
 * @property {string} at
 * @property {string} text
 * @property {boolean} hidden
 * @property {string} [id] of its frame, where it is not known to have arrived
 */

const SETTLED_AFTER = 1000;
/* So near to its end, in pixels, somebody reads what comes. */
const NEAR = 60;
/* Anything that can be seen; the server takes out what cannot. */
const SHOWS = /[^\p{C}\p{M}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/u;

/** What was said, in order. Pure. */
export class Messages {
  list = /** @type {Message[]} */ ([]);
  events = {
    /** @param {RoomEvent} event */
    "chat.say": (event) => {
      if (!this.list.some(({ seq }) => seq === event.seq)) this.list.push(message(event));
    },
    /** @param {RoomEvent} event */
    "chat.hide": ({ d }) => {
      const found = this.list.find(({ seq }) => seq === d.seq);
      if (found) Object.assign(found, { hidden: true, text: "" });
    },
  };

  /** @param {{ chat: RoomEvent[] }} d */
  snapshot({ chat }) {
    this.list = chat.map(message);
  }

  /**
   * What others have written that has not been read.
   * @param {string} own our seat
   * @param {number} read the last number that was in sight
   */
  unread(own, read) {
    return this.list.filter(({ seq, from }) => seq > read && from !== own).length;
  }
}

/**
 * @param {RoomEvent} event
 * @returns {Message}
 */
function message(event) {
  return {
    seq: event.seq,
    from: event.from,
    name: event.name,
    leads: event.leads,
    at: event.at,
    text: event.d.text ?? "",
    hidden: Boolean(event.d.hidden),
  };
}

class Chat {
  messages = new Messages();
  events = this.messages.events;
  /** @type {boolean | undefined} */
  inSight;
  atEnd = true;
  height = 0;
  /** @type {number | undefined} */
  settled;
  /** @type {number | undefined} the message that a leader is asked about */
  hiding;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    const { socket, name } = host.app.dataset; // whose words they are: nobody else may send them
    this.waiting = new WaitingWords(`${socket}:${name}`);
    const ahead = Number(host.app.dataset.ahead);
    this.hour = wall(document.documentElement.dataset.locale || "en-GB", ahead);
    this.read = 0;
    const list = need("[data-chat]");
    onClick("[data-to-chat]", () => goTo(need(".room-chat"), list));
    list.addEventListener("scroll", () => {
      if (list.clientHeight !== this.height) return; // nobody scrolled: something takes room
      this.atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    });
    // Whoever reads at the end stays there, also where a hand, a keyboard or a long line takes room.
    new ResizeObserver(() => {
      this.height = list.clientHeight;
      this.#toEnd(list);
    }).observe(list);
    new IntersectionObserver((sightings) => {
      this.inSight = sightings.at(-1)?.isIntersecting;
      if (host.live()) this.#count();
    }).observe(list);
    onClick("[data-hide-now]", () => this.#hide());
    list.addEventListener("keydown", (event) => this.#walk(event, list));
    /** @type {HTMLFormElement} */
    const form = need("[data-chat-form]");
    /** @type {HTMLTextAreaElement} */
    const field = need("[data-chat-text]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!SHOWS.test(text)) return;
      field.value = "";
      field.focus();
      const id = crypto.randomUUID();
      this.waiting.add(text, id);
      this.atEnd = true;
      this.update();
      this.#say(id, text);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /**
   * A refused message goes back to where it was written.
   * @param {string} id
   * @param {string} text
   */
  async #say(id, text) {
    const told = await this.host.send("chat.say", { text }, id);
    if (told) this.waiting.arrived(id, told.seq);
    else {
      /** @type {HTMLTextAreaElement} */
      const field = need("[data-chat-text]");
      field.value = [this.waiting.takeBack(id), field.value].filter(Boolean).join("\n");
    }
    this.update();
  }

  /** What the page before this one said, and never heard of. */
  welcome(/** @type {unknown} */ _, /** @type {boolean} */ again) {
    if (again) return;
    for (const { id, text } of this.waiting.list) this.#say(id, text);
  }

  /** @param {boolean} comesBack */
  leaves(comesBack) {
    if (!comesBack) this.waiting.forget();
  }

  /** @param {{ chat: RoomEvent[] }} d */
  snapshot(d) {
    this.messages.snapshot(d);
  }

  /** @returns {Message[]} */
  #all() {
    const { room } = this.host;
    const { list } = this.messages;
    this.waiting.settle(list.at(-1)?.seq ?? 0);
    const own = { from: room.seat, name: room.name, leads: room.leads, hidden: false };
    const waiting = this.waiting.list.map(({ id, text, at }) => ({ ...own, seq: 0, id, text, at }));
    return [...list, ...waiting];
  }

  update() {
    const list = need("[data-chat]");
    keyed(
      list,
      this.#all(),
      ({ seq, id }) => id ?? seq,
      (message) => this.#bubble(message),
      (bubble, message) => this.#fill(bubble, message),
    );
    this.#speakFromNowOn(list);
    this.#count();
    this.#toEnd(list);
  }

  /** @param {HTMLElement} list */
  #toEnd(list) {
    if (this.atEnd) list.scrollTop = list.scrollHeight;
  }

  /**
   * What was written before somebody came in is there to read, and not read out to them.
   * @param {HTMLElement} list
   */
  #speakFromNowOn(list) {
    this.settled ??= setTimeout(() => mark(list, "aria-live", "polite"), SETTLED_AFTER);
  }

  /**
   * On a phone the chat may be out of sight: the button that leads there counts what is new.
   */
  #count() {
    const { messages } = this;
    const quiet = need("[data-chat]").getAttribute("aria-live") === "off";
    if (this.inSight || quiet) this.read = messages.list.at(-1)?.seq ?? this.read;
    const number = messages.unread(this.host.room.seat, this.read);
    label(need("[data-to-chat]"), number ? say("chatNew", { number }) : say("chat"));
  }

  /**
   * Leaders reach a message to hide by the arrows; Tab goes past two hundred of them.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} list
   */
  #walk(event, list) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    /** @type {NodeListOf<HTMLElement>} */
    const found = list.querySelectorAll("[data-hide]:not([hidden])");
    const hides = [...found];
    if (!step || hides.length === 0) return;
    const at = hides.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = at === -1 ? hides.at(-1) : hides[at + step];
    event.preventDefault();
    to?.focus();
  }

  /**
   * Hiding cannot be undone, so it asks.
   * @param {Message} message
   */
  #ask({ seq, name, text }) {
    this.hiding = seq;
    write(find("[data-hide-name]"), name);
    write(find("[data-hide-text]"), text);
    /** @type {HTMLDialogElement} */
    const dialog = need("#hide-dialog");
    dialog.showModal();
  }

  #hide() {
    /** @type {HTMLDialogElement} */
    const dialog = need("#hide-dialog");
    dialog.close();
    this.host.send("chat.hide", { seq: this.hiding });
  }

  /** @param {Message} message */
  #bubble(message) {
    const { room } = this.host;
    const bubble = piece("bubble");
    const own = message.from === room.seat;
    bubble.classList.toggle("bubble--own", own);
    write(find("strong", bubble), own ? say("you") : message.name);
    const role = need(".bubble__role", bubble);
    write(role, say(message.leads ? "leader" : "member"));
    role.classList.toggle("bubble__role--leads", message.leads);
    const time = need("time", bubble);
    mark(time, "datetime", message.at);
    write(time, this.hour(message.at));
    if (message.id) {
      bubble.classList.add("bubble--waiting");
      mark(bubble, "aria-live", "off"); // it is read out when it has arrived
      write(time, say("notSentYet"));
    } else if (room.leads) {
      const hide = piece("hide");
      hide.tabIndex = -1;
      mark(hide, "aria-label", say("hideMessage", { name: message.name }));
      hide.addEventListener("click", () => this.#ask(message));
      need(".bubble__who", bubble).append(hide);
    }
    return bubble;
  }

  /**
   * @param {HTMLElement} bubble
   * @param {Message} message
   */
  #fill(bubble, message) {
    write(find(".bubble__text p", bubble), message.hidden ? say("hidden") : message.text);
    bubble.classList.toggle("bubble--hidden", message.hidden);
    const hide = find("[data-hide]", bubble);
    if (hide) hide.hidden = message.hidden;
  }
}

part((host) => new Chat(host));
