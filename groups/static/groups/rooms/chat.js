/* What people write to each other. */

import { find, keyed, label, mark, need, onClick, piece, say, write } from "./dom.js";
import { wall } from "./hours.js";
import { unread } from "./state.js";

/** @import { Message, Room } from "./state.js" */

const SETTLED_AFTER = 1000;

export class Chat {
  /** @type {Room | undefined} */
  room;
  /** @type {boolean | undefined} */
  inSight;
  /** @type {number | undefined} */
  settled;

  /** @param {{ send: (t: string, d: object) => void, ahead: number }} given */
  constructor({ send, ahead }) {
    this.send = send;
    this.hour = wall(document.documentElement.lang || "en-GB", ahead);
    this.read = 0;
    const list = need("[data-chat]");
    onClick("[data-to-chat]", () => {
      const panel = need("[data-panel=live]");
      panel.scrollTop = panel.scrollHeight;
      list.focus({ preventScroll: true });
    });
    new IntersectionObserver((sightings) => {
      this.inSight = sightings.at(-1)?.isIntersecting;
      if (this.room) this.#count(this.room);
    }).observe(list);
    list.addEventListener("keydown", (event) => this.#walk(event, list));
    /** @type {HTMLFormElement} */
    const form = need("[data-chat-form]");
    /** @type {HTMLTextAreaElement} */
    const field = need("[data-chat-text]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      field.value = "";
      field.focus();
      send("chat.say", { text });
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /** @param {Room} room */
  update(room) {
    this.room = room;
    const list = need("[data-chat]");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const before = list.childElementCount;
    keyed(
      list,
      room.chat,
      ({ seq }) => seq,
      (message) => this.#bubble(room, message),
      (bubble, message) => this.#fill(bubble, message),
    );
    this.#speakFromNowOn(list);
    this.#count(room);
    if (atEnd && list.childElementCount !== before) list.scrollTop = list.scrollHeight;
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
   * @param {Room} room
   */
  #count(room) {
    const quiet = need("[data-chat]").getAttribute("aria-live") === "off";
    if (this.inSight || quiet) this.read = room.chat.at(-1)?.seq ?? this.read;
    const number = unread(room, this.read);
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
   * @param {Room} room
   * @param {Message} message
   */
  #bubble(room, message) {
    const bubble = piece("bubble");
    const own = message.from === room.seat;
    bubble.classList.toggle("bubble--own", own);
    write(find("strong", bubble), own ? say("you") : message.name);
    const time = need("time", bubble);
    mark(time, "datetime", message.at);
    write(time, this.hour(message.at));
    if (room.leads) {
      const hide = piece("hide");
      hide.tabIndex = -1;
      mark(hide, "aria-label", say("hideMessage", { name: message.name }));
      hide.addEventListener("click", () => this.send("chat.hide", { seq: message.seq }));
      bubble.append(hide);
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
