/* The room's page: device check, lobby, room, goodbye. Wires the parts; each knows its own job. */

import { Agenda } from "./agenda.js";
import { Chat } from "./chat.js";
import { DeviceCheck, press } from "./check.js";
import { Devices } from "./devices.js";
import {
  announce,
  find,
  label,
  mark,
  need,
  onClick,
  say,
  show,
  toast,
  wake,
  write,
} from "./dom.js";
import { Door } from "./lobby.js";
import { Mesh } from "./mesh.js";
import { People } from "./people.js";
import { RoomSocket } from "./socket.js";
import { emptyRoom, happen, presence, snapshot, welcome } from "./state.js";

/** @import { Switch } from "./check.js" */
/** @import { Closing } from "./socket.js" */

const VIDEO_SEATS = 4;
const app = need("[data-room]");
const room = emptyRoom();
const devices = new Devices();
const kept = `room:${app.dataset.key}`;
/** @type {DeviceCheck | null} */
let check = new DeviceCheck(devices, need("[data-panel=check]"));
/** @type {Record<Switch, number>} */
const pendingMedia = { microphone: 0, camera: 0 };
let joined = false;
let wasHere = false;
let unseen = false;

const socket = new RoomSocket(app.dataset.socket ?? "", {
  onFrame: (t, d) => FRAMES[t]?.(d, t),
  onEvent(event) {
    happen(room, event);
    update();
  },
  onState: (state, closing) => connection(state, closing),
});
/**
 * @param {string} t
 * @param {object} [d]
 */
const send = (t, d) => socket.send(t, d).catch((refusal) => toast(refusal.message));
const mesh = new Mesh({
  tell: (t, d) => socket.tell(t, d),
  local: () => ({ audio: devices.audio, video: seen() ? devices.video : null }),
  onStream: (seat) => people.attach(seat),
});
const agenda = new Agenda(send);
const chat = new Chat({ send, ahead: Number(app.dataset.ahead) });
const door = new Door(send);
const people = new People({ send, streams: streamOf, levels: () => mesh.levels() });

// --- what the server says ---------------------------------------------------------------------------
/** @type {(d: any, t: string) => void} */
const rtc = (d, t) => mesh.receive(t, d);
/** @type {Record<string, (d: any, t: string) => void>} */
const FRAMES = {
  welcome(d) {
    const fresh = app.dataset.state !== "live";
    welcome(room, d);
    mesh.configure(d.seat, d.ice);
    if (!d.media) toast(say("noMedia"));
    panel("live");
    if (!wasHere) tellMedia("microphone", "camera");
    else if (pendingMedia.camera === 0 && !room.members.get(d.seat)?.camera) obeyCameraOff();
    wasHere = true;
    if (fresh) need("[data-panel=live]").focus();
    obeyMute();
    update();
  },
  waiting({ denied }) {
    const back = app.dataset.state === "live";
    wasHere = false;
    room.members = new Map();
    mesh.update(room.members);
    write(find("[data-lobby-text]"), say(back ? "sentBack" : denied ? "denied" : "waiting"));
    if (app.dataset.state === "lobby") return;
    panel("lobby");
    need("#lobby-title").focus();
  },
  snapshot(d) {
    snapshot(room, d);
    update();
  },
  presence(d) {
    presence(room, d);
    obeyMute();
    update();
  },
  lobby(d) {
    room.lobby = d.waiting;
    door.update(room);
  },
  "mod.cam_off": obeyCameraOff,
  "mod.ask_unmute": () => toast(say("pleaseUnmute")),
  "rtc.pub": rtc,
  "rtc.answer": rtc,
  "rtc.ice": rtc,
  "rtc.restart": rtc,
};

function update() {
  if (app.dataset.state !== "live") return;
  people.update(room);
  agenda.update(room);
  chat.update(room);
  door.update(room);
  mesh.update(room.members);
  mesh.switchTracks();
  const hand = need("[data-switch=hand]");
  const up = Boolean(room.members.get(room.seat)?.hand);
  mark(hand, "aria-pressed", String(up));
  label(hand, say(up ? "lowerHand" : "raiseHand"));
  tellUnseen();
}

// --- our own sound and picture ----------------------------------------------------------------------
function seen() {
  return room.video.includes(room.seat);
}

/* Somebody whose camera is on, but not shown, would otherwise believe that they are seen. */
function tellUnseen() {
  const me = room.members.get(room.seat);
  const now =
    devices.cameraOn && Boolean(me?.camera) && room.video.length >= VIDEO_SEATS && !seen();
  if (now && !unseen) toast(say("cameraFull"));
  unseen = now;
}

/** @type {MediaStream | null} */
let ownPicture = null;

/** @param {string} seat */
function streamOf(seat) {
  if (seat !== room.seat) return mesh.stream(seat);
  if (ownPicture?.getVideoTracks()[0] !== (devices.video ?? undefined)) {
    ownPicture = devices.video ? new MediaStream([devices.video]) : null;
  }
  return ownPicture;
}

/**
 * Tells the room what we switched and nothing else: a camera switched while a mute is on its way
 * must not undo it. Until the room has heard it, older news about that switch is not obeyed.
 * @param {...Switch} switched
 */
async function tellMedia(...switched) {
  const on = { microphone: devices.microphoneOn, camera: devices.cameraOn };
  const now = Object.fromEntries(switched.map((what) => [what, on[what]]));
  for (const what of switched) pendingMedia[what] += 1;
  await send("media.state", now);
  for (const what of switched) pendingMedia[what] -= 1;
  const me = room.members.get(room.seat);
  if (!me) return;
  Object.assign(me, now);
  if (now.microphone) me.muted = false;
  obeyMute();
}

/* A facilitator may silence us or turn the camera off; nothing ever turns either on. */
function obeyMute() {
  const me = room.members.get(room.seat);
  if (!me?.muted || pendingMedia.microphone > 0 || !devices.microphoneOn) return;
  devices.switchMicrophone(false);
  toast(say("muted"));
}

function obeyCameraOff() {
  if (!devices.cameraOn) return;
  devices.switchCamera(false);
  toast(say("cameraOff"));
}

function showSwitches() {
  press(need("[data-switch=microphone]"), devices.microphoneOn, "microphone");
  press(need("[data-switch=camera]"), devices.cameraOn, "camera");
}
showSwitches();

devices.addEventListener("change", () => {
  showSwitches();
  keep();
  mesh.switchTracks();
  people.attach(room.seat);
});

devices.addEventListener("lost", (event) => {
  if (app.dataset.state !== "live") return;
  toast(devices.problem);
  tellMedia(/** @type {CustomEvent<Switch>} */ (event).detail);
});

onClick("[data-switch=microphone]", async () => {
  const wanted = !devices.microphoneOn;
  if ((await devices.switchMicrophone(wanted)) !== wanted) toast(devices.problem);
  tellMedia("microphone");
});
onClick("[data-switch=camera]", async () => {
  const wanted = !devices.cameraOn;
  if ((await devices.switchCamera(wanted)) !== wanted) toast(devices.problem);
  tellMedia("camera");
});
onClick("[data-switch=hand]", () => send("hand", { up: !room.members.get(room.seat)?.hand }));

// --- coming and going -------------------------------------------------------------------------------
function join() {
  if (joined) return;
  joined = true;
  check?.close();
  check = null;
  keep(true);
  show(find("[data-controls]"), false);
  need("[data-panel=check]").setAttribute("aria-busy", "true");
  banner(say("connecting"));
  socket.connect();
}

onClick("[data-join]", join);
onClick("[data-join-bare]", async () => {
  devices.stop();
  join();
});
onClick("[data-leave]", (press) => {
  if (app.dataset.state === "check" || app.dataset.state === "over") return; // the link leads home
  press.preventDefault();
  socket.leave();
});
onClick("[data-again]", () => {
  forget();
  location.reload();
});

/** @param {string} name */
function panel(name) {
  app.dataset.state = name;
  /** @type {NodeListOf<HTMLElement>} */
  const sections = app.querySelectorAll("[data-panel]");
  for (const section of sections) show(section, section.dataset.panel === name);
  show(find("[data-controls]"), name === "live");
  if (name !== "live") show(find("[data-now]"), false);
}

/** @param {string} text */
function banner(text) {
  const box = need("[data-banner]");
  if (text && box.textContent !== text) announce(text);
  write(box, text);
  show(box, Boolean(text));
}

/**
 * @param {"open" | "reconnecting" | "over"} state
 * @param {Closing} closing
 */
function connection(state, closing) {
  if (state === "open") {
    if (wasHere && !need("[data-banner]").hidden) announce(say("back"));
    banner("");
  } else if (state === "reconnecting") banner(why(closing));
  else goodbye(closing);
}

/* Signed out, opened elsewhere, an older page: a fresh page of the room helps. */
const AGAIN = new Set([4401, 4409, 4426]);

/** @param {Closing} closing */
function why({ reason }) {
  if (!navigator.onLine) return say("offline");
  return (reason && say(`close.${reason}`)) || say("reconnecting");
}

/** @param {Closing} closing */
function goodbye({ code, reason }) {
  banner("");
  mesh.close();
  devices.stop();
  forget();
  panel("over");
  const own = code === 1000;
  const named = say(`${reason}.title`);
  const sentence = named ? "" : say(`close.${reason}`);
  write(find("[data-over-title]"), named || say("over.title"));
  write(find("[data-over-text]"), [sentence, say(`${reason}.text`)].filter(Boolean).join(" "));
  show(find("[data-again]"), own || AGAIN.has(code));
  show(find("[data-leave]"), false);
  need("#over-title").focus();
}

/** A reload brings a person straight back with the same switches; leaving forgets them. */
function keep(joined = app.dataset.state === "live" || app.dataset.state === "lobby") {
  if (!joined) return;
  const { microphoneOn, cameraOn, choice } = devices;
  sessionStorage.setItem(kept, JSON.stringify({ microphoneOn, cameraOn, choice }));
}

function forget() {
  sessionStorage.removeItem(kept);
}

async function comeBack() {
  const before = JSON.parse(sessionStorage.getItem(kept) ?? "null");
  if (!before) return;
  devices.choice = before.choice;
  if (before.microphoneOn) await devices.switchMicrophone(true);
  if (before.cameraOn) await devices.switchCamera(true);
  join();
}

// Help opens beside the room: nobody has to leave to read it.
/** @type {NodeListOf<HTMLAnchorElement>} */
const help = document.querySelectorAll(".crisis-bar__help");
for (const link of help) link.target = "_blank";
addEventListener("pagehide", () => devices.stop());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
wake();
comeBack();
