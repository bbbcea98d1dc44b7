/* Everybody on the same step: the agenda, its clock, and the slides that follow it. */

import { announce, find, idle, keyed, mark, onClick, piece, say, show, write } from "./dom.js";

const LINGER = 15_000;

export class Agenda {
  constructor(send) {
    this.send = send;
    this.browsing = null; // the slide somebody looks at by themselves; null: with the group
    this.shown = "";
    this.heading = {}; // where a leader is already on the way to: keys may come faster than news
    onClick("[data-stage-on]", () => this.#step(1));
    onClick("[data-stage-back]", () => this.#step(-1));
    onClick("[data-slide-on]", () => this.#turn(1));
    onClick("[data-slide-back]", () => this.#turn(-1));
    onClick("[data-slide-follow]", () => {
      this.browsing = null;
      this.update(this.room);
      find("#slide-title")?.focus();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    setInterval(() => this.room && this.#tell(this.room), LINGER);
  }

  update(room) {
    this.room = room;
    if (this.shown && this.shown !== room.stage) {
      const line = room.agenda.find(({ stage }) => stage === room.stage);
      announce(say("nowStage", { name: line?.title ?? "" }));
    }
    this.shown = room.stage;
    this.#list(room);
    this.#tell(room);
    this.#slide(room);
  }

  #list(room) {
    const list = find("[data-stages]");
    const at = room.agenda.findIndex(({ stage }) => stage === room.stage);
    keyed(
      list,
      room.agenda.map((line, place) => ({ ...line, place })),
      ({ stage }) => stage,
      () => piece("stage"),
      (item, line) => {
        const state = line.place < at ? "done" : line.place === at ? "current" : "next";
        mark(item, "data-state", state);
        mark(item, "data-stage", line.stage);
        if (state === "current") mark(item, "aria-current", "step");
        else item.removeAttribute("aria-current");
        write(find(".stage__title", item), line.title);
        write(find(".stage__minutes", item), say("minutes", { number: line.minutes }));
      },
    );
    if (!room.leads) return;
    idle(find("[data-stage-back]"), at <= 0);
    idle(find("[data-stage-on]"), at >= room.agenda.length - 1);
  }

  #tell(room) {
    const line = room.agenda.find(({ stage }) => stage === room.stage);
    show(find("[data-now]"), Boolean(line));
    if (!line) return;
    write(find("[data-now-title]"), line.title);
    write(find("[data-now-left]"), this.#left(room, line));
  }

  #left(room, line) {
    if (!room.startedAt) return "";
    const passed = (Date.now() + room.clock - Date.parse(room.startedAt)) / 60_000;
    const left = Math.ceil(line.minutes - passed);
    return left >= 0
      ? say("minutesLeft", { number: left })
      : say("minutesOver", { number: Math.floor(passed - line.minutes) });
  }

  #slide(room) {
    const box = find("[data-slide]");
    if (this.browsing === room.slide) this.browsing = null;
    const at = this.browsing ?? room.slide;
    const slide = room.slides[at];
    show(box, Boolean(slide));
    if (!slide) return;
    const place = say("slideOf", { number: at + 1, name: room.slides.length });
    const alone = this.browsing !== null;
    write(find("[data-slide-where]"), alone ? `${place}. ${say("browsing")}` : place);
    write(find("[data-slide-title]"), slide.title);
    mark(box, "data-slide", String(at));
    keyed(
      find("[data-slide-points]"),
      slide.points.map((text, place) => ({ text, id: `${at}.${place}` })),
      ({ id }) => id,
      () => document.createElement("li"),
      (item, { text }) => write(item, text),
    );
    show(find("[data-slide-follow]"), alone);
    idle(find("[data-slide-back]"), at === 0);
    idle(find("[data-slide-on]"), at >= room.slides.length - 1);
  }

  /* A leader takes everybody along; anybody else looks around by themselves. */
  #turn(step) {
    const room = this.room;
    if (!room) return;
    const to = (this.browsing ?? this.heading.slide ?? room.slide) + step;
    if (to < 0 || to >= room.slides.length) return;
    if (room.leads) this.#go("slide.go", "slide", to);
    else {
      this.browsing = to;
      this.update(room);
    }
  }

  #step(step) {
    const room = this.room;
    if (!room?.leads) return;
    const from = this.heading.stage ?? room.stage;
    const at = room.agenda.findIndex(({ stage }) => stage === from);
    const line = room.agenda[at + step];
    if (line) this.#go("agenda.go", "stage", line.stage);
  }

  async #go(name, what, to) {
    this.heading[what] = to;
    await this.send(name, { [what]: to });
    // The event comes right behind the acknowledgement.
    setTimeout(() => {
      if (this.heading[what] === to) delete this.heading[what];
    }, 200);
  }

  #key(event) {
    const writing = event.target.closest?.("input, textarea, select, dialog[open]");
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!this.room || modified || writing) return;
    const act = {
      PageDown: this.room.leads && (() => this.#step(1)),
      PageUp: this.room.leads && (() => this.#step(-1)),
      ArrowRight: () => this.#turn(1),
      ArrowLeft: () => this.#turn(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
