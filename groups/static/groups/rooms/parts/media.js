/* Sound and picture: faces, our own switches, and what leaders may switch off. */

import {
  announce,
  drawAvatar,
  find,
  goTo,
  idle,
  keyed,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "../dom.js";
import { everybody } from "../state.js";
import { answered, toast } from "../toasts.js";
import { part } from "../wire/parts.js";
import { DeviceCheck, press } from "./media/check.js";
import { Devices } from "./media/devices.js";
import { Mesh } from "./media/mesh.js";
import { LeaderSpeaks } from "./media/speaking.js";

/** @import { Member as Person } from "../state.js" */
/** @import { Host } from "../wire/parts.js" */
/** @import { Switch } from "./media/check.js" */

/**
 * @typedef {Person & { microphone: boolean, camera: boolean, muted: boolean }} Member
 *   `muted`: silenced by a leader
 */

const VIDEO_SEATS = 4;
const LEVELS_EVERY = 300;
const SPEAKING = 0.02;

class Media {
  /** @type {string[]} the seats whose picture is shown */
  video = [];
  /** @type {Record<Switch, number>} what the room has not heard yet of our own switches */
  pending = { microphone: 0, camera: 0 };
  /** @type {Partial<Record<Switch, boolean>>} what the status has said of our switches */
  told = {};
  unseen = false;
  /** @type {MediaStream | null} */
  ownPicture = null;
  /** @type {DeviceCheck | null} */
  check;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.devices = new Devices();
    this.speaks = new LeaderSpeaks();
    this.check = new DeviceCheck(this.devices, need("[data-panel=check]"));
    this.mesh = new Mesh({
      tell: (t, d) => host.tell(t, d),
      local: () => ({
        audio: this.devices.audio,
        video: this.#seen() ? this.devices.video : null,
      }),
      onStream: (seat) => this.attach(seat),
    });
    /** @param {any} d @param {string} t */
    const rtc = (d, t) => this.mesh.receive(t, d);
    this.frames = {
      "mod.cam_off": () => this.#obeyCameraOff(),
      "mod.ask_unmute": () => this.#askedToUnmute(),
      "rtc.pub": rtc,
      "rtc.answer": rtc,
      "rtc.ice": rtc,
      "rtc.restart": rtc,
    };
    this.#listen();
  }

  #listen() {
    const { devices, host } = this;
    this.#showSwitches();
    devices.addEventListener("change", () => {
      this.#showSwitches();
      this.#tellSwitches();
      host.keep();
      this.mesh.switchTracks();
      this.attach(host.room.seat);
    });
    devices.addEventListener("lost", (event) => {
      if (!host.live()) return;
      const { detail } = /** @type {CustomEvent<Switch>} */ (event);
      toast(devices.problem, { matter: detail });
      this.#tell(detail);
    });
    onClick("[data-switch=microphone]", () => this.#switchMicrophone());
    onClick("[data-switch=camera]", async () => {
      const wanted = !devices.cameraOn;
      const on = await devices.switchCamera(wanted);
      if (on !== wanted) toast(devices.problem, { matter: "camera" });
      this.#tell("camera");
    });
    onClick("[data-to-people]", () => goTo(need("[data-tiles]")));
    onClick("[data-join-bare]", () => {
      devices.stop();
      host.join();
    });
    onClick("[data-sound-on]", () => this.#playAll());
    addEventListener("pagehide", () => devices.stop());
    setInterval(() => this.#levels(this.mesh.levels()), LEVELS_EVERY);
  }

  // --- what the server says ----------------------------------------------------------------------
  /** @param {{ video: string[] }} d */
  together({ video }) {
    this.video = video;
  }

  /**
   * @param {{ seat: string, ice: RTCConfiguration, media: boolean }} d
   * @param {boolean} again
   */
  welcome({ seat, ice, media }, again) {
    this.mesh.configure(seat, ice);
    if (!media) toast(say("noMedia"));
    this.#tellSwitches();
    if (!again) this.#tell("microphone", "camera");
    else if (this.pending.camera === 0 && !this.#me()?.camera) this.#obeyCameraOff();
  }

  update() {
    const { room } = this.host;
    this.#obeyMute();
    keyed(
      need("[data-tiles]"),
      /** @type {Member[]} */ (everybody(room)),
      ({ seat }) => seat,
      (member) => this.#tile(member),
      (item, member) => this.#fillTile(need(".tile", item), member),
    );
    this.mesh.update(room.members);
    this.mesh.switchTracks();
    this.#tellUnseen();
  }

  /**
   * @param {HTMLElement} row
   * @param {Person} person
   */
  person(row, person) {
    const member = /** @type {Member} */ (person);
    need("[data-mod='mod.mute']", row).hidden = !member.microphone;
    need("[data-mod='mod.ask_unmute']", row).hidden = member.microphone;
    need("[data-mod='mod.cam_off']", row).hidden = !member.camera;
  }

  joins() {
    this.check?.close();
    this.check = null;
  }

  waits() {
    this.mesh.update(this.host.room.members);
  }

  leaves() {
    this.mesh.close();
    this.devices.stop();
  }

  kept() {
    const { microphoneOn, cameraOn, choice } = this.devices;
    return { microphoneOn, cameraOn, choice };
  }

  /** @param {{ microphoneOn: boolean, cameraOn: boolean, choice: Devices["choice"] }} before */
  async comeBack(before) {
    this.devices.choice = before.choice;
    if (before.microphoneOn) await this.devices.switchMicrophone(true);
    if (before.cameraOn) await this.devices.switchCamera(true);
  }

  // --- our own sound and picture -----------------------------------------------------------------
  #me() {
    const { room } = this.host;
    return /** @type {Member | undefined} */ (room.members.get(room.seat));
  }

  #seen() {
    return this.video.includes(this.host.room.seat);
  }

  /* Somebody whose camera is on, but not shown, would otherwise believe that they are seen. */
  #tellUnseen() {
    const full = this.video.length >= VIDEO_SEATS && !this.#seen();
    const now = this.devices.cameraOn && Boolean(this.#me()?.camera) && full;
    if (now && !this.unseen) toast(say("cameraFull"), { matter: "seen", stays: true });
    if (!now) answered("seen");
    this.unseen = now;
  }

  /**
   * Tells the room what we switched and nothing else: a camera switched while a mute is on its way
   * must not undo it. Until the room has heard it, older news about that switch is not obeyed.
   * @param {...Switch} switched
   */
  async #tell(...switched) {
    const on = { microphone: this.devices.microphoneOn, camera: this.devices.cameraOn };
    const now = Object.fromEntries(switched.map((what) => [what, on[what]]));
    for (const what of switched) this.pending[what] += 1;
    await this.host.send("media.state", now);
    for (const what of switched) this.pending[what] -= 1;
    const me = this.#me();
    if (!me) return;
    Object.assign(me, now);
    if (now.microphone) me.muted = false;
    this.#obeyMute();
  }

  async #switchMicrophone() {
    const { devices } = this;
    const wanted = !devices.microphoneOn;
    const on = await devices.switchMicrophone(wanted);
    if (on !== wanted) toast(devices.problem, { matter: "microphone" });
    this.#tell("microphone");
  }

  /* It stands until they speak, or close it: nobody has to. */
  #askedToUnmute() {
    if (this.devices.microphoneOn) return;
    toast(say("pleaseUnmute"), {
      matter: "microphone",
      stays: true,
      answer: { text: say("unmute"), act: () => this.#switchMicrophone() },
    });
  }

  /* What a switch says is so; with that, what was said of it is answered. */
  #tellSwitches() {
    const { microphoneOn, cameraOn } = this.devices;
    if (microphoneOn) answered("microphone");
    if (cameraOn) answered("camera");
    if (!this.host.live()) return;
    if (this.told.microphone !== microphoneOn) {
      announce(say(microphoneOn ? "microphoneOn" : "microphoneOff"), "microphone");
    }
    if (this.told.camera !== cameraOn)
      announce(say(cameraOn ? "cameraOn" : "cameraIsOff"), "camera");
    this.told = { microphone: microphoneOn, camera: cameraOn };
  }

  /* A facilitator may silence us or turn the camera off; nothing ever turns either on. */
  #obeyMute() {
    if (!this.#me()?.muted || this.pending.microphone > 0 || !this.devices.microphoneOn) return;
    this.devices.switchMicrophone(false);
    toast(say("muted"), { matter: "microphone" });
  }

  #obeyCameraOff() {
    if (!this.devices.cameraOn) return;
    this.devices.switchCamera(false);
    toast(say("cameraOff"), { matter: "camera" });
  }

  #showSwitches() {
    press(need("[data-switch=microphone]"), this.devices.microphoneOn, "microphone");
    press(need("[data-switch=camera]"), this.devices.cameraOn, "camera");
  }

  // --- faces --------------------------------------------------------------------------------------
  /** @param {Member} member */
  #tile({ seat, name, leads }) {
    const item = piece("tile");
    const tile = need(".tile", item);
    const own = seat === this.host.room.seat;
    mark(tile, "data-seat", seat);
    tile.toggleAttribute("data-own", own);
    /** @type {HTMLVideoElement} */
    const video = need("video", tile);
    mark(video, "aria-label", name);
    if (own) video.muted = true;
    drawAvatar(find(".avatar", tile), name);
    const words = find(".tile__name > span:not(.tile__microphone)", tile);
    write(words, own ? `${name} ${say("youAfter")}` : name);
    if (leads) {
      const role = document.createElement("span");
      role.className = "tile__role";
      role.textContent = say("facilitator");
      need(".tile__name", tile).append(role);
    }
    if (this.host.room.leads && !own) tile.append(this.#muting(seat, name));
    return item;
  }

  /**
   * A leader mutes where they see who is loud.
   * @param {string} seat
   * @param {string} name
   */
  #muting(seat, name) {
    const button = piece("mute");
    mark(button, "aria-label", say("muteTheirs", { name }));
    button.addEventListener("click", () => this.host.send("mod.mute", { seat }));
    return button;
  }

  /**
   * @param {HTMLElement} tile
   * @param {Member} member
   */
  #fillTile(tile, member) {
    const seen = member.camera && this.video.includes(member.seat);
    mark(tile, "data-presence", member.presence);
    mark(tile, "data-camera", seen ? "on" : "off");
    mark(tile, "data-microphone", member.microphone ? "on" : "off");
    const mute = find("[data-mute]", tile);
    show(mute, member.microphone || mute === document.activeElement);
    idle(mute, !member.microphone);
    this.attach(member.seat, tile, member);
  }

  /**
   * Puts a seat's sound and picture into its tile; whoever is muted is muted here as well.
   * @param {string} seat
   */
  attach(
    seat,
    tile = find(`.tile[data-seat="${seat}"]`),
    member = /** @type {Member | undefined} */ (this.host.room.members.get(seat)),
  ) {
    if (!tile || !member) return;
    /** @type {HTMLVideoElement} */
    const video = need("video", tile);
    const stream = this.#stream(seat) ?? null;
    if (seat !== this.host.room.seat) video.muted = !member.microphone;
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    if (stream) this.#play(video);
  }

  /** @param {string} seat */
  #stream(seat) {
    if (seat !== this.host.room.seat) return this.mesh.stream(seat);
    const own = this.devices.video;
    if (this.ownPicture?.getVideoTracks()[0] !== (own ?? undefined)) {
      this.ownPicture = own ? new MediaStream([own]) : null;
    }
    return this.ownPicture;
  }

  /** @param {HTMLVideoElement} video */
  #play(video) {
    video.play().catch((error) => {
      if (error.name === "NotAllowedError") show(find("[data-sound]"), true);
    });
  }

  #playAll() {
    show(find("[data-sound]"), false);
    /** @type {NodeListOf<HTMLVideoElement>} */
    const videos = document.querySelectorAll(".tile__video");
    for (const video of videos) {
      if (video.srcObject) this.#play(video);
    }
  }

  /** @param {Map<string, number>} found */
  #levels(found) {
    /** @type {NodeListOf<HTMLElement>} */
    const tiles = document.querySelectorAll(".tile");
    for (const tile of tiles) {
      const loud = (found.get(tile.dataset.seat ?? "") ?? 0) > SPEAKING;
      tile.toggleAttribute("data-speaking", loud && tile.dataset.microphone === "on");
    }
    const { members } = this.host.room;
    const leaders = [...found].filter(
      ([seat, level]) => level > SPEAKING && members.get(seat)?.leads,
    );
    const speaks = members.get(this.speaks.look(leaders.map(([seat]) => seat)));
    if (speaks) announce(say("leaderSpeaks", { name: speaks.name }), "speaking");
  }
}

part((host) => new Media(host));
