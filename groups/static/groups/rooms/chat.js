/* What people write to each other. */

import { find, keyed, mark, piece, say, write } from "./dom.js";

export class Chat {
  constructor({ send, zone }) {
    this.send = send;
    this.clock = new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone || undefined,
    });
    const form = find("[data-chat-form]");
    const field = find("[data-chat-text]");
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

  update(room) {
    const list = find("[data-chat]");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const before = list.childElementCount;
    keyed(
      list,
      room.chat,
      ({ seq }) => seq,
      (message) => this.#bubble(room, message),
      (bubble, message) => this.#fill(bubble, message),
    );
    if (atEnd && list.childElementCount !== before) list.scrollTop = list.scrollHeight;
  }

  #bubble(room, message) {
    const bubble = piece("bubble");
    const own = message.from === room.seat;
    bubble.classList.toggle("bubble--own", own);
    write(find("strong", bubble), own ? say("you") : message.name);
    const time = find("time", bubble);
    mark(time, "datetime", message.at);
    write(time, this.clock.format(new Date(message.at)));
    if (room.leads) {
      const hide = piece("hide");
      mark(hide, "aria-label", say("hideMessage", { name: message.name }));
      hide.addEventListener("click", () => this.send("chat.hide", { seq: message.seq }));
      bubble.append(hide);
    }
    return bubble;
  }

  #fill(bubble, message) {
    write(find(".bubble__text p", bubble), message.hidden ? say("hidden") : message.text);
    bubble.classList.toggle("bubble--hidden", message.hidden);
    const hide = find("[data-hide]", bubble);
    if (hide) hide.hidden = message.hidden;
  }
}
