/* Who is in the room: one plain object, changed only by what the server says. Pure. What else there
   is to know of a room belongs to its parts. */

/**
 * Somebody in the room, as everybody may know them; parts add what they know.
 * @typedef {object} Member
 * @property {string} seat
 * @property {string} name
 * @property {boolean} leads
 * @property {"here" | "reconnecting" | "gone"} presence
 * @property {number} came seconds since 1970
 */

/**
 * A numbered event; `d` is what the table of `groups/rooms/README.md` says for its kind.
 * @typedef {{ seq: number, kind: string, from: string, name: string, leads: boolean, at: string, d: any }} RoomEvent
 */

/**
 * @typedef {object} Welcome
 * @property {string} seat
 * @property {string} name
 * @property {boolean} leads
 * @property {number} at the session's clock, in milliseconds
 * @property {number} real the server's own clock
 * @property {Member[]} members
 */

/** @typedef {ReturnType<typeof emptyRoom>} Room */

export function emptyRoom() {
  return {
    seat: "",
    name: "",
    leads: false,
    clock: 0, // the session's clock minus ours, in milliseconds
    realClock: 0, // the server's own clock minus ours (the same, unless a demo moved its clock)
    members: /** @type {Map<string, Member>} */ (new Map()),
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
    members: new Map(d.members.map((member) => [member.seat, member])),
  });
}

/**
 * @param {Room} room
 * @param {{ members: Member[], gone: string[] }} d
 */
export function presence(room, { members, gone }) {
  for (const seat of gone) room.members.delete(seat);
  for (const member of members) room.members.set(member.seat, member);
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

/** @typedef {"came" | "isReconnecting" | "isBack" | "left"} News */

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
    else if (one.presence === "reconnecting" && was.presence === "here") {
      heard.push({ what: "isReconnecting", name: one.name });
    } else if (one.presence === "here" && was.presence === "reconnecting") {
      heard.push({ what: "isBack", name: one.name });
    }
  }
  for (const [seat, one] of before) {
    if (!now.has(seat)) heard.push({ what: "left", name: one.name });
  }
  return heard;
}
