/* Everybody on the same step: the agenda, its clock, and the slides that follow it. */

import {
  announce,
  find,
  goTo,
  idle,
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
import { part } from "../wire/parts.js";

/** @import { RoomEvent } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */

/** @typedef {{ stage: string, title: string, minutes: number }} Line one line of the agenda */
/** @typedef {{ stage: string, title: string, points: string[] }} Slide */
/** @typedef {{ stage: string, started_at: string | null, slide: number }} Place */

const LINGER = 15_000;
/* What somebody asked for on this device: slides that are larger than faces. */
const LARGE = "room-large-slides";

/** Where the group is, and the plan. Pure. */
export class Plan {
  stage = "";
  startedAt = /** @type {string | null} */ (null);
  slide = 0;
  agenda = /** @type {Line[]} */ ([]);
  slides = /** @type {Slide[]} */ ([]);
  events = {
    /** @param {RoomEvent} event */
    "agenda.go": ({ d }) => this.state(d),
    /** @param {RoomEvent} event */
    "slide.go": ({ d }) => {
      this.slide = d.slide;
    },
  };

  /** @param {{ agenda: Line[], slides: Slide[] }} d */
  welcome({ agenda, slides }) {
    this.agenda = agenda;
    this.slides = slides;
  }

  /** @param {Place} state */
  state(state) {
    this.stage = state.stage;
    this.startedAt = state.started_at;
    this.slide = state.slide;
  }

  /**
   * Minutes that a stage still has, below zero when it is over; null before it began.
   * @param {Line} line
   * @param {number} clock the session's clock minus ours, in milliseconds
   */
  minutesLeft(line, clock, now = Date.now()) {
    if (!this.startedAt) return null;
    return line.minutes - (now + clock - Date.parse(this.startedAt)) / 60_000;
  }
}

class Agenda {
  /** @type {number | null} the slide somebody looks at by themselves; null: with the group */
  browsing = null;
  /** @type {{ stage?: string, slide?: number }} where a leader is on the way to: keys are fast */
  heading = {};
  plan = new Plan();
  events = this.plan.events;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    onClick("[data-stage-on]", () => this.#step(1));
    onClick("[data-stage-back]", () => this.#step(-1));
    onClick("[data-slide-on]", () => this.#turn(1));
    onClick("[data-slide-back]", () => this.#turn(-1));
    onClick("[data-slide-follow]", () => {
      this.browsing = null;
      if (host.live()) this.update();
      find("#slide-title")?.focus();
    });
    onClick("[data-to-agenda]", () => goTo(need(".room-agenda"), need("#agenda-title")));
    onClick("[data-larger]", () => this.#enlarge(host.app.dataset.view !== "slides"));
    this.#enlarge(kept());
    document.addEventListener("keydown", (event) => this.#key(event));
    setInterval(() => host.live() && this.#tell(), LINGER);
  }

  /** @param {Place} state */
  state(state) {
    this.plan.state(state);
  }

  /** @param {{ agenda: Line[], slides: Slide[] }} d */
  welcome(d) {
    this.plan.welcome(d);
  }

  update() {
    const name = this.#line()?.title ?? "";
    if (name) announce(say("nowStage", { name }), "stage");
    this.#list();
    this.#next();
    this.#tell();
    this.#slide();
  }

  /** @param {boolean} slides whether they are larger than faces */
  #enlarge(slides) {
    mark(this.host.app, "data-view", slides ? "slides" : "faces");
    label(need("[data-larger]"), say(slides ? "largerFaces" : "largerSlides"));
    keep(slides);
  }

  /* Where there is no slide to show the stage has what is on now, and what comes then. */
  #next() {
    const { agenda, slides, stage } = this.plan;
    const at = agenda.findIndex((line) => line.stage === stage);
    const bare = slides.length === 0 && at >= 0;
    show(find("[data-plan]"), bare);
    write(find("[data-plan-title]"), agenda[at]?.title ?? "");
    const coming = bare ? agenda.slice(at + 1) : [];
    show(find("[data-plan-then]"), coming.length > 0);
    keyed(
      need("[data-plan-list]"),
      coming,
      (line) => line.stage,
      () => piece("next"),
      (item, line) => {
        write(find(".plan__title", item), line.title);
        write(find(".plan__minutes", item), say("minutes", { number: line.minutes }));
      },
    );
  }

  #line() {
    return this.plan.agenda.find(({ stage }) => stage === this.plan.stage);
  }

  #list() {
    const { agenda } = this.plan;
    const at = agenda.findIndex(({ stage }) => stage === this.plan.stage);
    keyed(
      need("[data-stages]"),
      agenda.map((line, place) => ({ ...line, place })),
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
    if (!this.host.room.leads) return;
    idle(find("[data-stage-back]"), at <= 0);
    idle(find("[data-stage-on]"), at >= agenda.length - 1);
  }

  #tell() {
    const line = this.#line();
    show(find("[data-now]"), Boolean(line));
    if (!line) return;
    write(find("[data-now-title]"), line.title);
    write(find("[data-now-left]"), this.#left(line));
    write(find("[data-plan-left]"), this.#left(line));
  }

  /** @param {Line} line */
  #left(line) {
    const left = this.plan.minutesLeft(line, this.host.room.clock);
    if (left === null) return "";
    return Math.ceil(left) >= 0
      ? say("minutesLeft", { number: Math.ceil(left) })
      : say("minutesOver", { number: Math.floor(-left) });
  }

  #slide() {
    const { plan } = this;
    const box = find("[data-slide]");
    if (this.browsing === plan.slide) this.browsing = null;
    const at = this.browsing ?? plan.slide;
    const slide = plan.slides[at];
    show(box, Boolean(slide));
    if (!slide) return;
    const place = say("slideOf", { number: at + 1, name: String(plan.slides.length) });
    const alone = this.browsing !== null;
    write(find("[data-slide-where]"), alone ? `${place}. ${say("browsing")}` : place);
    write(find("[data-slide-title]"), slide.title);
    announce(`${place}. ${slide.title}`, "slide");
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
    idle(find("[data-slide-on]"), at >= plan.slides.length - 1);
  }

  /**
   * A leader takes everybody along; anybody else looks around by themselves.
   * @param {1 | -1} step
   */
  #turn(step) {
    const { plan } = this;
    if (!this.host.live()) return;
    const to = (this.browsing ?? this.heading.slide ?? plan.slide) + step;
    if (to < 0 || to >= plan.slides.length) return;
    if (this.host.room.leads) this.#go("slide.go", "slide", to);
    else {
      this.browsing = to;
      this.update();
    }
  }

  /** @param {1 | -1} step */
  #step(step) {
    if (!this.host.live() || !this.host.room.leads) return;
    const { agenda } = this.plan;
    const from = this.heading.stage ?? this.plan.stage;
    const at = agenda.findIndex(({ stage }) => stage === from);
    const line = agenda[at + step];
    if (line) this.#go("agenda.go", "stage", line.stage);
  }

  /**
   * @param {string} name
   * @param {"stage" | "slide"} what
   * @param {string | number} to
   */
  async #go(name, what, to) {
    Object.assign(this.heading, { [what]: to });
    await this.host.send(name, { [what]: to });
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
    if (!this.host.live() || modified || writing) return;
    const { leads } = this.host.room;
    const act = {
      PageDown: leads && (() => this.#step(1)),
      PageUp: leads && (() => this.#step(-1)),
      ArrowRight: () => this.#turn(1),
      ArrowLeft: () => this.#turn(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

function kept() {
  try {
    return localStorage.getItem(LARGE) !== null;
  } catch {
    return false; // a device that keeps nothing
  }
}

/** @param {boolean} large */
function keep(large) {
  try {
    if (large) localStorage.setItem(LARGE, "yes");
    else localStorage.removeItem(LARGE);
  } catch {
    // Without storage it lasts for this page.
  }
}

part((host) => new Agenda(host));
