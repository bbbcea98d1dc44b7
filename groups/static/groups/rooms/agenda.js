/* Everybody on the same step: the agenda, its clock, and the slides that follow it. */

import {
  announce,
  find,
  idle,
  keyed,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "./dom.js";
import { minutesLeft } from "./state.js";

/** @import { Line, Room } from "./state.js" */

const LINGER = 15_000;

export class Agenda {
  /** @type {number | null} the slide somebody looks at by themselves; null: with the group */
  browsing = null;
  /** @type {{ stage?: string, slide?: number }} where a leader is on the way to: keys are fast */
  heading = {};
  /** @type {Room | undefined} */
  room;
  shown = "";

  /** @param {(t: string, d: object) => Promise<unknown>} send */
  constructor(send) {
    this.send = send;
    onClick("[data-stage-on]", () => this.#step(1));
    onClick("[data-stage-back]", () => this.#step(-1));
    onClick("[data-slide-on]", () => this.#turn(1));
    onClick("[data-slide-back]", () => this.#turn(-1));
    onClick("[data-slide-follow]", () => {
      this.browsing = null;
      if (this.room) this.update(this.room);
      find("#slide-title")?.focus();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    setInterval(() => this.room && this.#tell(this.room), LINGER);
  }

  /** @param {Room} room */
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

  /** @param {Room} room */
  #list(room) {
    const at = room.agenda.findIndex(({ stage }) => stage === room.stage);
    keyed(
      need("[data-stages]"),
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

  /** @param {Room} room */
  #tell(room) {
    const line = room.agenda.find(({ stage }) => stage === room.stage);
    show(find("[data-now]"), Boolean(line));
    if (!line) return;
    write(find("[data-now-title]"), line.title);
    write(find("[data-now-left]"), this.#left(room, line));
  }

  /**
   * @param {Room} room
   * @param {Line} line
   */
  #left(room, line) {
    const left = minutesLeft(room, line);
    if (left === null) return "";
    return Math.ceil(left) >= 0
      ? say("minutesLeft", { number: Math.ceil(left) })
      : say("minutesOver", { number: Math.floor(-left) });
  }

  /** @param {Room} room */
  #slide(room) {
    const box = find("[data-slide]");
    if (this.browsing === room.slide) this.browsing = null;
    const at = this.browsing ?? room.slide;
    const slide = room.slides[at];
    show(box, Boolean(slide));
    if (!slide) return;
    const place = say("slideOf", { number: at + 1, name: String(room.slides.length) });
    const alone = this.browsing !== null;
    write(find("[data-slide-where]"), alone ? `${place}. ${say("browsing")}` : place);
    write(find("[data-slide-title]"), slide.title);
    mark(box, "data-slide", String(at));
    keyed(
      need("[data-slide-points]"),
      slide.points.map((text, place) => ({ text, id: `${at}.${place}` })),
      ({ id }) => id,
      () => document.createElement("li"),
      (item, { text }) => write(item, text),
    );
    show(find("[data-slide-follow]"), alone);
    idle(find("[data-slide-back]"), at === 0);
    idle(find("[data-slide-on]"), at >= room.slides.length - 1);
  }

  /**
   * A leader takes everybody along; anybody else looks around by themselves.
   * @param {1 | -1} step
   */
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

  /** @param {1 | -1} step */
  #step(step) {
    const room = this.room;
    if (!room?.leads) return;
    const from = this.heading.stage ?? room.stage;
    const at = room.agenda.findIndex(({ stage }) => stage === from);
    const line = room.agenda[at + step];
    if (line) this.#go("agenda.go", "stage", line.stage);
  }

  /**
   * @param {string} name
   * @param {"stage" | "slide"} what
   * @param {string | number} to
   */
  async #go(name, what, to) {
    Object.assign(this.heading, { [what]: to });
    await this.send(name, { [what]: to });
    // The event comes right behind the acknowledgement.
    setTimeout(() => {
      if (this.heading[what] === to) delete this.heading[what];
    }, 200);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = event.target instanceof Element ? event.target : null;
    const writing = target?.closest("input, textarea, select, dialog[open]");
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
