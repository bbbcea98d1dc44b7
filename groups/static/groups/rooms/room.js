/* The room's page: device check, lobby, room, goodbye. What is in the room are its parts. */

import { stayAwake } from "./awake.js";
import { announce, find, need, onClick, say, show, wake, write } from "./dom.js";
import { stayInSight } from "./in-sight.js";
import { emptyRoom, news, others, presence, welcome } from "./state.js";
import { clearToasts, toast } from "./toasts.js";
import { happen, makeParts } from "./wire/parts.js";
import { RoomSocket } from "./wire/socket.js";

/** @import { Member } from "./state.js" */
/** @import { Closing } from "./wire/socket.js" */

const app = need("[data-room]");
const room = emptyRoom();
const awake = stayAwake();
const kept = `room:${app.dataset.key}`;
let joined = false;
let wasHere = false;
/** @type {Map<string, Member> | null} the others as they were when we last looked */
let known = null;

const socket = new RoomSocket(app.dataset.socket ?? "", {
  onFrame(t, d) {
    const hear = FRAMES[t];
    if (hear) hear(d);
    else for (const part of parts) part.frames?.[t]?.(d, t);
  },
  onEvent(event) {
    happen(parts, event);
    update();
  },
  onState: (state, closing) => connection(state, closing),
});

const parts = makeParts({
  app,
  room,
  send: (t, d, id) => socket.send(t, d, id).catch((refusal) => toast(refusal.message)),
  tell: (t, d) => socket.tell(t, d),
  person(row, member) {
    for (const part of parts) part.person?.(row, member);
  },
  live: () => app.dataset.state === "live",
  join,
  keep,
});

// A part that did not load would leave buttons that nobody answers: they stay asleep instead.
if (parts.length !== Number(app.dataset.parts)) throw new Error("a part of the room is missing");

// --- what the server says ---------------------------------------------------------------------------
/** @type {Record<string, (d: any) => void>} */
const FRAMES = {
  welcome(d) {
    const fresh = app.dataset.state !== "live";
    welcome(room, d);
    for (const part of parts) {
      part.state?.(d.state);
      part.together?.(d);
    }
    panel("live");
    announce(say("inside"), "place");
    for (const part of parts) part.welcome?.(d, wasHere);
    wasHere = true;
    awake.hold(true);
    if (fresh) need("[data-panel=live]").focus();
    update();
  },
  waiting({ denied }) {
    const back = app.dataset.state === "live";
    wasHere = false;
    room.members = new Map();
    for (const part of parts) part.waits?.();
    clearToasts();
    awake.letGo();
    const text = say(back ? "sentBack" : denied ? "denied" : "waiting");
    write(find("[data-lobby-text]"), text);
    announce(text, "place");
    if (app.dataset.state === "lobby") return;
    panel("lobby");
    need("#lobby-title").focus();
  },
  snapshot(d) {
    for (const part of parts) {
      part.state?.(d.state);
      part.snapshot?.(d);
    }
    update();
  },
  presence(d) {
    presence(room, d);
    for (const part of parts) part.together?.(d);
    update();
  },
};

function update() {
  if (app.dataset.state !== "live") return;
  tellNews();
  for (const part of parts) part.update?.();
}

function tellNews() {
  const now = new Map(others(room).map((one) => [one.seat, { ...one }]));
  const heard = known ? news(known, now) : [];
  for (const { what, name } of heard) announce(say(what, { name }));
  known = now;
}

// --- coming and going -------------------------------------------------------------------------------
function join() {
  if (joined) return;
  joined = true;
  for (const part of parts) part.joins?.();
  keep(true);
  show(find("[data-controls]"), false);
  need("[data-panel=check]").setAttribute("aria-busy", "true");
  banner(say("connecting"));
  socket.connect();
}

onClick("[data-join]", join);
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
  show(find("[data-ways]"), name === "live");
  if (name !== "live") show(find("[data-now]"), false);
}

/** @param {string} text */
function banner(text) {
  const box = need("[data-banner]");
  announce(text, "connection");
  write(box, text);
  show(box, Boolean(text));
}

/**
 * @param {"open" | "reconnecting" | "over"} state
 * @param {Closing} closing
 */
function connection(state, closing) {
  if (state === "open") {
    if (wasHere && !need("[data-banner]").hidden) announce(say("back"), "connection");
    banner("");
  } else if (state === "reconnecting") banner(why(closing));
  else goodbye(closing);
}

/* Signed out, opened elsewhere, an older page: a fresh page of the room helps. */
const SIGNED_OUT = 4401;
const AGAIN = new Set([SIGNED_OUT, 4409, 4426]);
/* Ends that leaders may take back while the session's hours last. */
const REOPENS = new Set(["ended", "called_off"]);

/** @param {Closing} closing */
function why({ reason }) {
  if (!navigator.onLine) return say("offline");
  return (reason && say(`close.${reason}`)) || say("reconnecting");
}

/** @param {Closing} closing */
function goodbye({ code, reason }) {
  banner("");
  clearToasts();
  awake.letGo();
  for (const part of parts) part.leaves?.(AGAIN.has(code) && code !== SIGNED_OUT);
  forget();
  panel("over");
  const own = code === 1000;
  const named = say(`${reason}.title`);
  const sentence = named ? "" : say(`close.${reason}`);
  write(find("[data-over-title]"), named || say("over.title"));
  write(find("[data-over-text]"), [sentence, say(`${reason}.text`)].filter(Boolean).join(" "));
  const reopens = REOPENS.has(reason) && mayReopen();
  show(find("[data-reopen]"), reopens);
  const comesBack = reason === "called_off" && !room.leads;
  show(find("[data-again]"), own || AGAIN.has(code) || comesBack);
  show(find("[data-leave]"), false);
  need("#over-title").focus();
}

/** Whether the session's hours last; members have nothing to open. */
function mayReopen() {
  const until = find("[data-reopen]")?.dataset.until;
  return Boolean(until) && Date.now() + room.clock < Date.parse(until ?? "");
}

/** A reload brings a person straight back with the same switches; leaving forgets them. */
function keep(joined = app.dataset.state === "live" || app.dataset.state === "lobby") {
  if (!joined) return;
  const all = parts.map((part) => part.kept?.() ?? {});
  sessionStorage.setItem(kept, JSON.stringify(Object.assign({}, ...all)));
}

function forget() {
  sessionStorage.removeItem(kept);
}

async function comeBack() {
  const before = JSON.parse(sessionStorage.getItem(kept) ?? "null");
  if (!before) return;
  for (const part of parts) await part.comeBack?.(before);
  for (const said of document.querySelectorAll(".flash p")) toast(said.textContent);
  join();
}

// Help opens beside the room: nobody has to leave to read it.
/** @type {NodeListOf<HTMLAnchorElement>} */
const help = document.querySelectorAll(".crisis-bar__help");
for (const link of help) link.target = "_blank";
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
stayInSight();
wake();
comeBack();
