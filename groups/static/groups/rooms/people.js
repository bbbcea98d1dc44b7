/* Faces, raised hands, and what leaders can do for the order of the room. */

import { announce, drawAvatar, find, keyed, label, mark, onClick, piece, say, show, write } from "./dom.js";
import { hands, others } from "./state.js";

const LEVELS_EVERY = 300;
const SPEAKING = 0.02;

export class People {
  /* `streams` gives a seat's MediaStream; `levels` how loud each seat is (0 to 1). */
  constructor({ send, streams, levels }) {
    this.send = send;
    this.streams = streams;
    this.known = null;
    onClick("[data-sound-on]", () => this.#playAll());
    onClick("[data-lock]", () => send("mod.lock", { locked: !this.room.locked }));
    onClick("[data-remove]", () => {
      find("#remove-dialog").close();
      send("mod.remove", { seat: this.removing });
    });
    onClick("[data-end]", () => {
      find("#end-dialog").close();
      send("mod.end");
    });
    setInterval(() => this.#levels(levels()), LEVELS_EVERY);
  }

  update(room) {
    this.room = room;
    this.#news(room);
    const everybody = [...room.members.values()].sort(
      (one, other) => (other.seat === room.seat) - (one.seat === room.seat) || one.came - other.came,
    );
    keyed(
      find("[data-tiles]"),
      everybody,
      ({ seat }) => seat,
      (member) => this.#tile(room, member),
      (item, member) => this.#fillTile(item.firstElementChild, room, member),
    );
    this.#hands(room);
    if (room.leads) this.#list(room);
  }

  // --- faces --------------------------------------------------------------------------------------
  #tile(room, { seat, name, leads }) {
    const item = piece("tile");
    const tile = find(".tile", item);
    const own = seat === room.seat;
    mark(tile, "data-seat", seat);
    tile.toggleAttribute("data-own", own);
    const video = find("video", tile);
    mark(video, "aria-label", name);
    if (own) video.muted = true;
    drawAvatar(find(".avatar", tile), name);
    const words = find(".tile__name > span:not(.tile__microphone)", tile);
    write(words, own ? `${name} ${say("youAfter")}` : name);
    if (leads) {
      const role = document.createElement("span");
      role.className = "tile__role";
      role.textContent = say("facilitator");
      find(".tile__name", tile).append(role);
    }
    return item;
  }

  #fillTile(tile, room, member) {
    const seen = member.camera && room.video.includes(member.seat);
    mark(tile, "data-presence", member.presence);
    mark(tile, "data-camera", seen ? "on" : "off");
    mark(tile, "data-microphone", member.microphone ? "on" : "off");
    tile.toggleAttribute("data-hand", Boolean(member.hand));
    this.attach(member.seat, tile, member);
  }

  /* Puts a seat's sound and picture into its tile; whoever is muted is muted here as well. */
  attach(seat, tile = find(`.tile[data-seat="${seat}"]`), member = this.room?.members.get(seat)) {
    if (!tile || !member) return;
    const video = find("video", tile);
    const stream = this.streams(seat) ?? null;
    if (seat !== this.room.seat) video.muted = !member.microphone;
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    if (stream) this.#play(video);
  }

  #play(video) {
    video.play().catch((error) => {
      if (error.name === "NotAllowedError") show(find("[data-sound]"), true);
    });
  }

  #playAll() {
    show(find("[data-sound]"), false);
    for (const video of document.querySelectorAll(".tile__video")) {
      if (video.srcObject) this.#play(video);
    }
  }

  #levels(found) {
    for (const tile of document.querySelectorAll(".tile")) {
      const loud = (found.get(tile.dataset.seat) ?? 0) > SPEAKING;
      tile.toggleAttribute("data-speaking", loud && tile.dataset.microphone === "on");
    }
  }

  // --- news ---------------------------------------------------------------------------------------
  #news(room) {
    const now = new Map(others(room).map((one) => [one.seat, { ...one }]));
    if (this.known) {
      for (const [seat, one] of now) {
        const before = this.known.get(seat);
        if (!before) announce(say("came", one));
        else if (one.hand && !before.hand) announce(say("handRaised", one));
        else if (one.presence === "reconnecting" && before.presence === "here") {
          announce(say("isReconnecting", one));
        }
      }
      for (const [seat, one] of this.known) if (!now.has(seat)) announce(say("left", one));
    }
    this.known = now;
  }

  // --- hands --------------------------------------------------------------------------------------
  #hands(room) {
    const queue = hands(room);
    show(find("[data-hands]"), queue.length > 0);
    keyed(
      find("[data-hands-list]"),
      queue.map((member, place) => ({ ...member, place: place + 1 })),
      ({ seat }) => seat,
      (member) => this.#hand(room, member),
      (row, { place }) => write(find(".hand__place", row), String(place)),
    );
  }

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
  #list(room) {
    keyed(
      find("[data-people-list]"),
      others(room),
      ({ seat }) => seat,
      (member) => this.#person(member),
      (row, member) => this.#fillPerson(row, member),
    );
    const lock = find("[data-lock]");
    mark(lock, "aria-pressed", String(room.locked));
    label(lock, say(room.locked ? "locked" : "unlocked"));
  }

  #person({ seat, name, leads }) {
    const row = piece("person");
    write(find("[data-person-name]", row), name);
    for (const button of row.querySelectorAll("[data-mod]")) {
      const { mod } = button.dataset;
      mark(button, "aria-label", `${find(".button__text", button).textContent.trim()}: ${name}`);
      if (leads && (mod === "remove" || mod === "lobby.back")) button.remove();
      else button.addEventListener("click", () => this.#act(mod, seat, name));
    }
    return row;
  }

  #fillPerson(row, member) {
    find("[data-mod='mod.mute']", row).hidden = !member.microphone;
    find("[data-mod='mod.ask_unmute']", row).hidden = member.microphone;
    find("[data-mod='mod.cam_off']", row).hidden = !member.camera;
  }

  #act(mod, seat, name) {
    if (mod !== "remove") {
      this.send(mod, { seat });
      return;
    }
    this.removing = seat;
    write(find("[data-remove-name]"), name);
    find("#remove-dialog").showModal();
  }
}
