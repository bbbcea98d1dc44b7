/* The two kinds of answer that take time: a timer, and breathing at a pace. */

import { breathAt, paced } from "./breath.js";
import { Chime } from "./chime.js";
import { all, label, lasting, need, piece, say, write } from "./dom.js";
import * as timers from "./timer.js";

const TIMER_TICK = 250;
const BREATH_TICK = 100;

/** @returns {timers.Moment} */
const now = () => ({ steady: performance.now(), wall: Date.now() });

/** How long it lasts: longer or shorter until it starts. */
class Length {
  seconds = 0;

  /**
   * @param {HTMLElement} ask
   * @param {() => void} changed
   */
  constructor(ask, changed) {
    this.root = piece("length");
    need("[data-length]", ask).replaceWith(this.root);
    for (const button of all("button", this.root)) {
      button.addEventListener("click", () => {
        this.set(timers.another(this.seconds, Number(button.dataset.by)));
        changed();
      });
    }
    this.seconds = Number(ask.dataset.seconds);
    write(need("output", this.root), ask.dataset.lasts ?? "");
  }

  /** @param {number} seconds */
  set(seconds) {
    this.seconds = seconds;
    write(need("output", this.root), lasting(seconds));
  }
}

export class TimerAsk {
  /**
   * @param {HTMLElement} ask
   * @param {import("./device.js").Device} place where it waits while the page is loaded anew
   */
  constructor(ask, place) {
    this.ask = ask;
    this.place = place;
    ask.append(piece("timer"));
    this.length = new Length(ask, () => this.#set(timers.resting(this.length.seconds)));
    this.timer = timers.resting(this.length.seconds);
    this.ticking = 0;
    this.chime = new Chime();
    /** @type {HTMLInputElement} */
    this.isHeard = need("[data-sound]", ask);
    this.isHeard.id = `${ask.getAttribute("aria-labelledby")}-sound`;
    this.isHeard.nextElementSibling?.setAttribute("for", this.isHeard.id);
    this.isHeard.addEventListener("change", () => this.#tune());
    need("[data-start]", ask).addEventListener("click", () => this.#press());
    need("[data-stop]", ask).addEventListener("click", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      const isHidden = document.visibilityState === "hidden";
      this.#set(isHidden ? timers.hidden(this.timer, now()) : timers.seen(this.timer, now()));
    });
    const kept = timers.restored(place.text(), now());
    if (kept) this.length.set(Math.round(kept.length / 1000));
    this.#set(kept ?? this.timer);
  }

  /** Back to its beginning. */
  stop() {
    this.forget();
    need("[data-start]", this.ask).focus({ preventScroll: true });
  }

  /** As if it had never run. */
  forget() {
    write(need("[data-told]", this.ask), "");
    this.#set(timers.resting(this.length.seconds));
  }

  #press() {
    const isRunning = timers.isRunning(this.timer);
    write(need("[data-told]", this.ask), "");
    this.#set(isRunning ? timers.paused(this.timer, now()) : timers.started(this.timer, now()));
  }

  /** @param {timers.Timer} timer */
  #set(timer) {
    this.timer = timer;
    const isNew = timer.spent === 0 && !timers.isRunning(timer);
    clearInterval(this.ticking);
    if (timers.isRunning(timer)) this.ticking = setInterval(() => this.#tick(), TIMER_TICK);
    label(
      need("[data-start]", this.ask),
      say(timers.isRunning(timer) ? "pause" : isNew ? "start" : "goOn"),
    );
    this.#rests(isNew);
    this.#tune();
    this.#tick();
  }

  /** Its sound is ready while it runs and its box is ticked, and no longer. */
  #tune() {
    if (timers.isRunning(this.timer) && this.isHeard.checked) this.chime.open();
    else this.chime.close();
  }

  /** @param {boolean} isResting its length can be chosen, and nothing runs out */
  #rests(isResting) {
    this.ask.toggleAttribute("data-going", !isResting);
    need("[data-stop]", this.ask).hidden = isResting;
    this.length.root.hidden = !isResting;
  }

  #tick() {
    const left = timers.left(this.timer, now());
    write(need("[data-time]", this.ask), timers.face(left));
    /** @type {HTMLProgressElement} */
    const bar = need("progress", this.ask);
    bar.value = 1 - left / this.timer.length;
    if (left <= 0) this.#end();
    else if (this.timer.spent || timers.isRunning(this.timer)) {
      this.place.put(timers.stored(this.timer, now()));
    } else this.place.wipe();
  }

  #end() {
    clearInterval(this.ticking);
    this.place.wipe();
    this.timer = timers.resting(this.length.seconds);
    label(need("[data-start]", this.ask), say("start"));
    this.#rests(true);
    write(need("[data-told]", this.ask), say("timeOver"));
    this.chime.play();
  }
}

export class BreathAsk {
  /** @param {HTMLElement} ask */
  constructor(ask) {
    this.ask = ask;
    this.pace = { inhale: Number(ask.dataset.inhale), exhale: Number(ask.dataset.exhale) };
    this.length = new Length(ask, () => {});
    this.timer = timers.resting(this.length.seconds);
    this.ticking = 0;
    this.breathSince = 0;
    this.stage = need("[data-stage]", ask);
    need("[data-start]", ask).addEventListener("click", () => this.#press());
    for (const button of all("[data-part]", ask)) {
      const part = /** @type {keyof import("./breath.js").Pace} */ (button.dataset.part);
      button.addEventListener("click", () => this.#changePace(part, Number(button.dataset.by)));
    }
  }

  /** At once, and gently. */
  stop() {
    if (timers.isRunning(this.timer)) this.#rest("breathStopped");
  }

  /** As if it had never run. */
  forget() {
    this.stop();
    write(need("[data-told]", this.ask), "");
  }

  #press() {
    if (timers.isRunning(this.timer)) {
      this.stop();
      return;
    }
    this.timer = timers.started(timers.resting(this.length.seconds), now());
    this.breathSince = now().steady;
    this.length.root.hidden = true;
    write(need("[data-told]", this.ask), "");
    label(need("[data-start]", this.ask), need("[data-start]", this.ask).dataset.stopping ?? "");
    this.#stayAwake();
    this.ticking = setInterval(() => this.#tick(), BREATH_TICK);
    this.#tick();
  }

  /**
   * @param {keyof import("./breath.js").Pace} part
   * @param {number} by
   */
  #changePace(part, by) {
    this.pace = paced(this.pace, part, by);
    const words = lasting(this.pace[part]);
    const told = part === "inhale" ? say("paceIn", { words }) : say("paceOut", { words });
    write(need(`[data-pace=${part}]`, this.ask), told);
    this.breathSince = now().steady;
    delete this.stage.dataset.phase;
    if (timers.isRunning(this.timer)) this.#tick();
  }

  #tick() {
    const left = timers.left(this.timer, now());
    if (left <= 0) {
      this.#rest("breathOver");
      return;
    }
    const breath = breathAt(now().steady - this.breathSince, this.pace);
    if (this.stage.dataset.phase !== breath.phase) {
      this.stage.style.setProperty("--breath", `${breath.of}s`);
      this.stage.dataset.phase = breath.phase;
      write(need("[data-word]", this.ask), say(breath.phase === "in" ? "breatheIn" : "breatheOut"));
      const beats = Array.from({ length: breath.of }, () => document.createElement("li"));
      need("[data-beats]", this.ask).replaceChildren(...beats);
    }
    write(need("[data-count]", this.ask), String(breath.second));
    for (const [index, beat] of all("[data-beats] li", this.ask).entries()) {
      beat.toggleAttribute("data-on", index < breath.second);
    }
    write(need("[data-left]", this.ask), say("timeLeft", { words: timers.face(left) }));
  }

  /** @param {"breathStopped" | "breathOver"} why */
  #rest(why) {
    clearInterval(this.ticking);
    this.timer = timers.resting(this.length.seconds);
    this.length.root.hidden = false;
    delete this.stage.dataset.phase;
    for (const name of ["word", "count", "left"]) write(need(`[data-${name}]`, this.ask), "");
    need("[data-beats]", this.ask).replaceChildren();
    write(need("[data-told]", this.ask), say(why, { words: lasting(this.length.seconds) }));
    label(need("[data-start]", this.ask), say("start"));
    this.awake?.release().catch(() => {});
    this.awake = undefined;
  }

  /** A screen that goes dark cannot be followed; where the browser refuses, it goes dark. */
  async #stayAwake() {
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (timers.isRunning(this.timer)) this.awake = lock;
      else await lock?.release();
    } catch {
      this.awake = undefined;
    }
  }
}
