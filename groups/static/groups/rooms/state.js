/* What the room looks like: one plain object, changed only by what the server says. Pure. */

export function emptyRoom() {
  return {
    seat: "",
    name: "",
    leads: false,
    clock: 0, // the session's clock minus ours, in milliseconds
    realClock: 0, // the server's own clock minus ours (the same, unless a demo moved its clock)
    stage: "",
    startedAt: null,
    slide: 0,
    locked: false,
    agenda: [],
    slides: [],
    members: new Map(),
    video: [],
    lobby: [],
    chat: [],
  };
}

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

export function snapshot(room, d) {
  place(room, d.state);
  room.chat = d.chat.map(message);
}

function place(room, state) {
  room.stage = state.stage;
  room.startedAt = state.started_at;
  room.slide = state.slide;
  room.locked = state.locked;
}

export function presence(room, { members, gone, video }) {
  for (const seat of gone) room.members.delete(seat);
  for (const member of members) room.members.set(member.seat, member);
  room.video = video;
}

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

/* Each event says how things are, so hearing what the snapshot already told changes nothing. */
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

export function happen(room, event) {
  HOW[event.kind]?.(room, event);
}

export function hands(room) {
  return [...room.members.values()]
    .filter((member) => member.hand)
    .sort((one, other) => one.hand.localeCompare(other.hand));
}

export function others(room) {
  return [...room.members.values()].filter((member) => member.seat !== room.seat);
}
