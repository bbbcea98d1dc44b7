/* Our own camera and microphone. Nothing here ever asks unless a person pressed a button, and
   every failure is a sentence: joining without any device always works. */

import { say } from "../../dom.js";

const VIDEO = { width: { ideal: 480 }, height: { ideal: 360 }, frameRate: { ideal: 20 } };
/** @type {Record<string, string>} */
const PROBLEMS = {
  NotAllowedError: "refusedDevices",
  SecurityError: "refusedDevices",
  NotFoundError: "noDevices",
  OverconstrainedError: "noDevices",
  NotReadableError: "busyDevices",
  AbortError: "busyDevices",
};

/** @typedef {"audio" | "video"} Kind */

/** Says "change" when a switch or a track changed, and "lost" when a device went away by itself. */
export class Devices extends EventTarget {
  /** @type {MediaStreamTrack | null} */
  audio = null;
  /** @type {MediaStreamTrack | null} */
  video = null;
  /** @type {Record<Kind, string>} the ids of the devices somebody chose */
  choice = { audio: "", video: "" };
  microphoneOn = false;
  cameraOn = false;
  problem = "";

  /**
   * The microphone is switched by its track, so "off" is silence for everybody at once.
   * @param {boolean} on
   */
  async switchMicrophone(on) {
    if (on && this.audio?.readyState !== "live") this.audio = await this.#open("audio");
    this.microphoneOn = on && Boolean(this.audio);
    if (this.audio) this.audio.enabled = this.microphoneOn;
    this.#changed();
    return this.microphoneOn;
  }

  /**
   * The camera is released when it is off: its light goes out.
   * @param {boolean} on
   */
  async switchCamera(on) {
    if (on && this.video?.readyState !== "live") this.video = await this.#open("video");
    if (!on && this.video) {
      this.video.stop();
      this.video = null;
    }
    this.cameraOn = on && Boolean(this.video);
    this.#changed();
    return this.cameraOn;
  }

  /**
   * @param {Kind} kind
   * @param {string} id
   */
  async choose(kind, id) {
    this.choice[kind] = id;
    const on = kind === "audio" ? this.microphoneOn : this.cameraOn;
    this[kind]?.stop();
    this[kind] = null;
    if (!on) return;
    if (kind === "audio") await this.switchMicrophone(true);
    else await this.switchCamera(true);
  }

  /** @param {MediaDeviceKind} kind */
  async list(kind) {
    const found = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return found.filter((device) => device.kind === kind && device.deviceId && device.label);
  }

  stop() {
    this.audio?.stop();
    this.video?.stop();
    this.audio = this.video = null;
    this.microphoneOn = this.cameraOn = false;
  }

  /**
   * @param {Kind} kind
   * @returns {Promise<MediaStreamTrack | null>}
   */
  async #open(kind) {
    /** @type {MediaTrackConstraints} */
    const wanted = kind === "video" ? { ...VIDEO } : {};
    if (this.choice[kind]) wanted.deviceId = { ideal: this.choice[kind] };
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
      const constraints = { [kind]: Object.keys(wanted).length ? wanted : true };
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      const [track] = stream.getTracks();
      track.addEventListener("ended", () => this.#unplugged(kind, track));
      this.problem = "";
      return track;
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      this.problem = say(PROBLEMS[name] ?? "noDevices");
      return null;
    }
  }

  /**
   * @param {Kind} kind
   * @param {MediaStreamTrack} track
   */
  #unplugged(kind, track) {
    if (this[kind] !== track) return;
    this[kind] = null;
    if (kind === "audio") this.microphoneOn = false;
    else this.cameraOn = false;
    this.problem = say(kind === "audio" ? "lostMicrophone" : "lostCamera");
    this.#changed();
    const detail = kind === "audio" ? "microphone" : "camera";
    this.dispatchEvent(new CustomEvent("lost", { detail }));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
