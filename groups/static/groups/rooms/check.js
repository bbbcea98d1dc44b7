/* The device check: see yourself, see your microphone move, hear a test sound. */

import { find, mark, onClick, say, show, write } from "./dom.js";

const LEVEL_EVERY = 100;

export class DeviceCheck {
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

  async #flip(what) {
    const { devices } = this;
    if (what === "microphone") await devices.switchMicrophone(!devices.microphoneOn);
    else await devices.switchCamera(!devices.cameraOn);
    await this.#offerChoice("[data-check-microphones]", "audioinput");
    await this.#offerChoice("[data-check-cameras]", "videoinput");
  }

  update() {
    const { devices, root } = this;
    const video = find("[data-check-video]", root);
    show(video, devices.cameraOn);
    show(find("[data-check-blank]", root), !devices.cameraOn);
    const shown = video.srcObject?.getVideoTracks()[0] ?? null;
    if (shown !== devices.video) {
      video.srcObject = devices.video ? new MediaStream([devices.video]) : null;
      if (devices.video) video.play().catch(() => {});
    }
    press(find("[data-check-microphone]", root), devices.microphoneOn, "microphone");
    press(find("[data-check-camera]", root), devices.cameraOn, "camera");
    const problem = find("[data-check-problem]", root);
    write(problem, devices.problem);
    show(problem, Boolean(devices.problem));
    if (this.heard !== devices.audio) this.#listen(devices.audio);
  }

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
    const meter = find("[data-check-level]", this.root);
    if (!this.source || !this.devices.microphoneOn) {
      meter.value = 0;
      return;
    }
    const samples = new Uint8Array(this.analyser.fftSize);
    this.analyser.getByteTimeDomainData(samples);
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
    meter.value = Math.min(1, peak / 96);
  }

  #chooser(selector, kind) {
    const select = find(selector, this.root);
    select.addEventListener("change", () => this.devices.choose(kind, select.value));
  }

  async #offerChoice(selector, kind) {
    const box = find(selector, this.root);
    const found = await this.devices.list(kind);
    const select = find("select", box);
    show(box, found.length > 1);
    if (select.childElementCount === found.length) return;
    select.replaceChildren(...found.map((device) => new Option(device.label, device.deviceId)));
  }
}

/* A switch shows its state in words, in its symbol's colour and to screen readers. */
export function press(button, on, what) {
  mark(button, "aria-pressed", String(on));
  const names = { microphone: ["microphoneOff", "microphoneOn"], camera: ["cameraIsOff", "cameraOn"] };
  write(find(".button__text", button), say(names[what][Number(on)]));
}

function chime() {
  const context = new AudioContext();
  const start = context.currentTime;
  for (const [at, pitch] of [[0, 528], [0.35, 660]]) {
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
