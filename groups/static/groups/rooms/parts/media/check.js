/* The device check: see yourself, see your microphone move, hear a test sound. */

import { find, mark, need, onClick, say, show, write } from "../../dom.js";

/** @import { Devices, Kind } from "./devices.js" */
/** @typedef {"microphone" | "camera"} Switch */

const LEVEL_EVERY = 100;

export class DeviceCheck {
  /** @type {AudioContext | null} */
  context = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  source = null;
  /** @type {AnalyserNode | null} */
  analyser = null;
  /** @type {MediaStreamTrack | null | undefined} the track whose level is shown */
  heard;

  /**
   * @param {Devices} devices
   * @param {HTMLElement} root
   */
  constructor(devices, root) {
    this.devices = devices;
    this.root = root;
    onClick("[data-check-microphone]", () => this.#flip("microphone"), root);
    onClick("[data-check-camera]", () => this.#flip("camera"), root);
    onClick("[data-check-sound]", () => chime(), root);
    this.#chooser("#check-microphone", "audio");
    this.#chooser("#check-camera", "video");
    devices.addEventListener("change", () => this.update());
    this.meter = setInterval(() => this.#level(), LEVEL_EVERY);
    this.update();
  }

  close() {
    clearInterval(this.meter);
    this.context?.close();
    this.context = null;
  }

  /** @param {Switch} what */
  async #flip(what) {
    const { devices } = this;
    if (what === "microphone") await devices.switchMicrophone(!devices.microphoneOn);
    else await devices.switchCamera(!devices.cameraOn);
    await this.#offerChoice("[data-check-microphones]", "audioinput");
    await this.#offerChoice("[data-check-cameras]", "videoinput");
  }

  update() {
    const { devices, root } = this;
    /** @type {HTMLVideoElement} */
    const video = need("[data-check-video]", root);
    show(video, devices.cameraOn);
    show(find("[data-check-blank]", root), !devices.cameraOn);
    const stream = /** @type {MediaStream | null} */ (video.srcObject);
    const shown = stream?.getVideoTracks()[0] ?? null;
    if (shown !== devices.video) {
      video.srcObject = devices.video ? new MediaStream([devices.video]) : null;
      if (devices.video) video.play().catch(() => {});
    }
    press(need("[data-check-microphone]", root), devices.microphoneOn, "microphone");
    press(need("[data-check-camera]", root), devices.cameraOn, "camera");
    const problem = find("[data-check-problem]", root);
    write(problem, devices.problem);
    show(problem, Boolean(devices.problem));
    if (this.heard !== devices.audio) this.#listen(devices.audio);
  }

  /** @param {MediaStreamTrack | null} track */
  #listen(track) {
    this.heard = track;
    this.source?.disconnect();
    this.source = null;
    if (!track) return;
    this.context ??= new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
  }

  #level() {
    /** @type {HTMLMeterElement} */
    const meter = need("[data-check-level]", this.root);
    if (!this.analyser || !this.source || !this.devices.microphoneOn) {
      meter.value = 0;
      return;
    }
    const samples = new Uint8Array(this.analyser.fftSize);
    this.analyser.getByteTimeDomainData(samples);
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
    meter.value = Math.min(1, peak / 96);
  }

  /**
   * @param {string} selector
   * @param {Kind} kind
   */
  #chooser(selector, kind) {
    /** @type {HTMLSelectElement} */
    const select = need(selector, this.root);
    select.addEventListener("change", () => this.devices.choose(kind, select.value));
  }

  /**
   * @param {string} selector
   * @param {MediaDeviceKind} kind
   */
  async #offerChoice(selector, kind) {
    const box = need(selector, this.root);
    const found = await this.devices.list(kind);
    /** @type {HTMLSelectElement} */
    const select = need("select", box);
    show(box, found.length > 1);
    if (select.childElementCount === found.length) return;
    select.replaceChildren(...found.map((device) => new Option(device.label, device.deviceId)));
  }
}

/**
 * A switch shows its state in words, in its symbol's colour and to screen readers.
 * @param {HTMLElement} button
 * @param {boolean} on
 * @param {Switch} what
 */
export function press(button, on, what) {
  mark(button, "aria-pressed", String(on));
  const names = {
    microphone: ["microphoneOff", "microphoneOn"],
    camera: ["cameraIsOff", "cameraOn"],
  };
  write(find(".button__text", button), say(names[what][Number(on)]));
}

function chime() {
  const context = new AudioContext();
  const start = context.currentTime;
  for (const [at, pitch] of [
    [0, 528],
    [0.35, 660],
  ]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(0.2, start + at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(start + at);
    tone.stop(start + at + 1);
  }
  setTimeout(() => context.close(), 2000);
}
