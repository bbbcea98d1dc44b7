/* A room of two, seen by `me`, as the server tells it. */

import { emptyRoom, welcome } from "../../groups/static/groups/rooms/state.js";

export const AT = "2027-03-02T18:00:00+00:00";

export function member(seat, more = {}) {
  return {
    seat,
    name: seat.toUpperCase(),
    leads: false,
    presence: "here",
    microphone: false,
    camera: false,
    muted: false,
    hand: null,
    came: 100,
    ...more,
  };
}

export function roomOfTwo() {
  const room = emptyRoom();
  const members = [member("her", { came: 50 }), member("me")];
  welcome(room, { seat: "me", name: "ME", leads: false, at: 5000, real: 2000, members }, 1000);
  return room;
}

export function event(kind, d, seq = 9, from = "her") {
  return { seq, kind, from, name: from.toUpperCase(), at: AT, d };
}
