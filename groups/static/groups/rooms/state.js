/* What the room looks like: one plain object, changed only by what the server says. Pure. */

/**
 * Somebody in the room, as everybody may know them.
 * @typedef {object} Member
 * @property {string} seat
 * @property {string} name
 * @property {boolean} leads
 * @property {"here" | "reconnecting" | "gone"} presence
 * @property {boolean} microphone
 * @property {boolean} camera
 * @property {boolean} muted silenced by a leader
 * @property {string | null} hand the moment it was raised
 * @property {number} came seconds since 1970
 */

/** @typedef {{ seat: string, name: string, since: string, denied: boolean }} Waiting */
/** @typedef {{ stage: string, title: string, minutes: number }} Line one line of the agenda */
/** @typedef {{ stage: string, title: string, points: string[] }} Slide */
/** @typedef {{ stage: string, started_at: string | null, slide: number, locked: boolean }} Place */

/**
 * A numbered event; `d` is what the table of `groups/rooms/README.md` says for its kind.
 * @typedef {{ seq: number, kind: string, from: string, name: string, at: string, d: any }} RoomEvent
 */

/**
 * @typedef {object} Message
 * @property {number} seq
 * @property {string} from the writer's seat
 * @property {string} name
 * @property {string} at
 * @property {string} text
 * @property {boolean} hidden
 */

/**
 * @typedef {object} Welcome
 * @property {string} seat
 * @property {string} name
 * @property {boolean} leads
 * @property {number} at the session's clock, in milliseconds
 * @property {number} real the server's own clock
 * @property {Line[]} agenda
 * @property {Slide[]} slides
 * @property {Member[]} members
 * @property {string[]} video
 * @property {Waiting[]} [lobby] for leaders
 * @property {Place} state
 */

/** @typedef {ReturnType<typeof emptyRoom>} Room */

export function emptyRoom() {
  return {
    seat: "",
    name: "",
    leads: false,
    clock: 0, // the session's clock minus ours, in milliseconds
    realClock: 0, // the server's own clock minus ours (the same, unless a demo moved its clock)
    stage: "",
    startedAt: /** @type {string | null} */ (null),
    slide: 0,
    locked: false,
    agenda: /** @type {Line[]} */ ([]),
    slides: /** @type {Slide[]} */ ([]),
    members: /** @type {Map<string, Member>} */ (new Map()),
    video: /** @type {string[]} the seats whose picture is shown */ ([]),
    lobby: /** @type {Waiting[]} */ ([]),
    chat: /** @type {Message[]} */ ([]),
  };
}

/**
 * @param {Room} room
 * @param {Welcome} d
 */
export function welcome(room, d, now = Date.now()) {
  Object.assign(room, {
    seat: d.seat,
    name: d.name,
    leads: d.leads,
    clock: d.at - now,
    realClock: d.real - now,
    agenda: d.agenda,
    slides: d.slides,
    members: new Map(d.members.map((member) => [member.seat, member])),
    video: d.video,
    lobby: d.lobby ?? [],
  });
  place(room, d.state);
}

/**
 * @param {Room} room
 * @param {{ state: Place, chat: RoomEvent[] }} d
 */
export function snapshot(room, d) {
  place(room, d.state);
  room.chat = d.chat.map(message);
}

/**
 * @param {Room} room
 * @param {Place} state
 */
function place(room, state) {
  room.stage = state.stage;
  room.startedAt = state.started_at;
  room.slide = state.slide;
  room.locked = state.locked;
}

/**
 * @param {Room} room
 * @param {{ members: Member[], gone: string[], video: string[] }} d
 */
export function presence(room, { members, gone, video }) {
  for (const seat of gone) room.members.delete(seat);
  for (const member of members) room.members.set(member.seat, member);
  room.video = video;
}

/**
 * @param {RoomEvent} event
 * @returns {Message}
 */
function message(event) {
  return {
    seq: event.seq,
    from: event.from,
    name: event.name,
    at: event.at,
    text: event.d.text ?? "",
    hidden: Boolean(event.d.hidden),
  };
}

/**
 * Each event says how things are, so hearing what the snapshot already told changes nothing.
 * @type {Record<string, (room: Room, event: RoomEvent) => void>}
 */
const HOW = {
  "chat.say"(room, event) {
    if (!room.chat.some(({ seq }) => seq === event.seq)) room.chat.push(message(event));
  },
  "chat.hide"(room, { d }) {
    const found = room.chat.find(({ seq }) => seq === d.seq);
    if (found) Object.assign(found, { hidden: true, text: "" });
  },
  hand(room, { d }) {
    const member = room.members.get(d.seat);
    if (member) member.hand = d.up ? d.at : null;
  },
  "agenda.go"(room, { d }) {
    room.stage = d.stage;
    room.startedAt = d.started_at;
    room.slide = d.slide;
  },
  "slide.go"(room, { d }) {
    room.slide = d.slide;
  },
  "mod.lock"(room, { d }) {
    room.locked = d.locked;
  },
  "mod.remove"(room, { d }) {
    room.members.delete(d.seat);
  },
  "lobby.back"(room, { d }) {
    room.members.delete(d.seat);
  },
};

/**
 * @param {Room} room
 * @param {RoomEvent} event
 */
export function happen(room, event) {
  HOW[event.kind]?.(room, event);
}

/**
 * Raised hands, the longest first.
 * @param {Room} room
 */
export function hands(room) {
  return [...room.members.values()]
    .filter((member) => member.hand)
    .sort((one, other) => (one.hand ?? "").localeCompare(other.hand ?? ""));
}

/** @param {Room} room */
export function others(room) {
  return [...room.members.values()].filter((member) => member.seat !== room.seat);
}

/**
 * Oneself first, then as they came.
 * @param {Room} room
 */
export function everybody(room) {
  return [...room.members.values()].sort(
    (one, other) =>
      Number(other.seat === room.seat) - Number(one.seat === room.seat) || one.came - other.came,
  );
}

/**
 * What others written since then has not been read: `read` is the last number that was in sight.
 * @param {Room} room
 * @param {number} read
 */
export function unread(room, read) {
  return room.chat.filter(({ seq, from }) => seq > read && from !== room.seat).length;
}

/**
 * Minutes that a stage of the agenda still has, below zero when it is over; null before it began.
 * @param {Room} room
 * @param {Line} line
 */
export function minutesLeft(room, line, now = Date.now()) {
  if (!room.startedAt) return null;
  return line.minutes - (now + room.clock - Date.parse(room.startedAt)) / 60_000;
}

/** @typedef {"came" | "handRaised" | "isReconnecting" | "left"} News */

/**
 * What is worth hearing about the others between two looks at the room.
 * @param {Map<string, Member>} before
 * @param {Map<string, Member>} now
 * @returns {{ what: News, name: string }[]}
 */
export function news(before, now) {
  /** @type {{ what: News, name: string }[]} */
  const heard = [];
  for (const [seat, one] of now) {
    const was = before.get(seat);
    if (!was) heard.push({ what: "came", name: one.name });
    else if (one.hand && !was.hand) heard.push({ what: "handRaised", name: one.name });
    else if (one.presence === "reconnecting" && was.presence === "here") {
      heard.push({ what: "isReconnecting", name: one.name });
    }
  }
  for (const [seat, one] of before) {
    if (!now.has(seat)) heard.push({ what: "left", name: one.name });
  }
  return heard;
}
