/* Faces, raised hands, and what leaders can do for the order of the room. */

import {
  announce,
  drawAvatar,
  find,
  keyed,
  label,
  mark,
  need,
  onClick,
  piece,
  say,
  show,
  write,
} from "./dom.js";
import { everybody, hands, news, others } from "./state.js";

/** @import { Member, Room } from "./state.js" */

const LEVELS_EVERY = 300;
const SPEAKING = 0.02;

/**
 * @typedef {object} Surroundings
 * @property {(t: string, d?: object) => void} send
 * @property {(seat: string) => MediaStream | null | undefined} streams a seat's sound and picture
 * @property {() => Map<string, number>} levels how loud each seat is, from 0 to 1
 */

export class People {
  /** @type {Map<string, Member> | null} the others as they were when we last looked */
  known = null;
  /** @type {Room | undefined} */
  room;
  /** @type {string | undefined} the seat that a leader is asked about */
  removing;

  /** @param {Surroundings} surroundings */
  constructor({ send, streams, levels }) {
    this.send = send;
    this.streams = streams;
    onClick("[data-sound-on]", () => this.#playAll());
    onClick("[data-lock]", () => send("mod.lock", { locked: !this.room?.locked }));
    onClick("[data-remove]", () => {
      dialog("#remove-dialog").close();
      send("mod.remove", { seat: this.removing });
    });
    onClick("[data-end]", () => {
      dialog("#end-dialog").close();
      send("mod.end");
    });
    setInterval(() => this.#levels(levels()), LEVELS_EVERY);
  }

  /** @param {Room} room */
  update(room) {
    this.room = room;
    this.#news(room);
    keyed(
      need("[data-tiles]"),
      everybody(room),
      ({ seat }) => seat,
      (member) => this.#tile(room, member),
      (item, member) => this.#fillTile(need(".tile", item), room, member),
    );
    this.#hands(room);
    if (room.leads) this.#list(room);
  }

  // --- faces --------------------------------------------------------------------------------------
  /**
   * @param {Room} room
   * @param {Member} member
   */
  #tile(room, { seat, name, leads }) {
    const item = piece("tile");
    const tile = need(".tile", item);
    const own = seat === room.seat;
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
    return item;
  }

  /**
   * @param {HTMLElement} tile
   * @param {Room} room
   * @param {Member} member
   */
  #fillTile(tile, room, member) {
    const seen = member.camera && room.video.includes(member.seat);
    mark(tile, "data-presence", member.presence);
    mark(tile, "data-camera", seen ? "on" : "off");
    mark(tile, "data-microphone", member.microphone ? "on" : "off");
    tile.toggleAttribute("data-hand", Boolean(member.hand));
    this.attach(member.seat, tile, member);
  }

  /**
   * Puts a seat's sound and picture into its tile; whoever is muted is muted here as well.
   * @param {string} seat
   */
  attach(seat, tile = find(`.tile[data-seat="${seat}"]`), member = this.room?.members.get(seat)) {
    if (!tile || !member) return;
    /** @type {HTMLVideoElement} */
    const video = need("video", tile);
    const stream = this.streams(seat) ?? null;
    if (seat !== this.room?.seat) video.muted = !member.microphone;
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    if (stream) this.#play(video);
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
  }

  // --- news ---------------------------------------------------------------------------------------
  /** @param {Room} room */
  #news(room) {
    const now = new Map(others(room).map((one) => [one.seat, { ...one }]));
    const heard = this.known ? news(this.known, now) : [];
    for (const { what, name } of heard) announce(say(what, { name }));
    this.known = now;
  }

  // --- hands --------------------------------------------------------------------------------------
  /** @param {Room} room */
  #hands(room) {
    const queue = hands(room);
    show(find("[data-hands]"), queue.length > 0);
    keyed(
      need("[data-hands-list]"),
      queue.map((member, place) => ({ ...member, place: place + 1 })),
      ({ seat }) => seat,
      (member) => this.#hand(room, member),
      (row, { place }) => write(find(".hand__place", row), String(place)),
    );
  }

  /**
   * @param {Room} room
   * @param {Member} member
   */
  #hand(room, { seat, name }) {
    const row = piece("hand");
    drawAvatar(find(".avatar", row), name);
    write(find(".hand__name", row), name);
    if (room.leads) {
      const lower = piece("lower");
      mark(lower, "aria-label", say("lowerTheirs", { name }));
      lower.addEventListener("click", () => this.send("hand", { up: false, seat }));
      row.append(lower);
    }
    return row;
  }

  // --- leading ------------------------------------------------------------------------------------
  /** @param {Room} room */
  #list(room) {
    keyed(
      need("[data-people-list]"),
      others(room),
      ({ seat }) => seat,
      (member) => this.#person(member),
      (row, member) => this.#fillPerson(row, member),
    );
    const lock = need("[data-lock]");
    mark(lock, "aria-pressed", String(room.locked));
    label(lock, say(room.locked ? "locked" : "unlocked"));
  }

  /** @param {Member} member */
  #person({ seat, name, leads }) {
    const row = piece("person");
    write(find("[data-person-name]", row), name);
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = row.querySelectorAll("[data-mod]");
    for (const button of buttons) {
      const { mod = "" } = button.dataset;
      mark(button, "aria-label", `${need(".button__text", button).textContent.trim()}: ${name}`);
      if (leads && (mod === "remove" || mod === "lobby.back")) button.remove();
      else button.addEventListener("click", () => this.#act(mod, seat, name));
    }
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Member} member
   */
  #fillPerson(row, member) {
    need("[data-mod='mod.mute']", row).hidden = !member.microphone;
    need("[data-mod='mod.ask_unmute']", row).hidden = member.microphone;
    need("[data-mod='mod.cam_off']", row).hidden = !member.camera;
  }

  /**
   * @param {string} mod
   * @param {string} seat
   * @param {string} name
   */
  #act(mod, seat, name) {
    if (mod !== "remove") {
      this.send(mod, { seat });
      return;
    }
    this.removing = seat;
    write(find("[data-remove-name]"), name);
    dialog("#remove-dialog").showModal();
  }
}

/**
 * @param {string} selector
 * @returns {HTMLDialogElement}
 */
function dialog(selector) {
  return need(selector);
}
