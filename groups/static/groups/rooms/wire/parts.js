/* What a part's script gives the room, and what the room gives it. A part is a module of its own in
   `parts/`; the page loads them in the order of the server's parts, and `room.js` last. */

/** @import { Member, Room, RoomEvent } from "../state.js" */

/**
 * What the room gives every part.
 * @typedef {object} Host
 * @property {HTMLElement} app the room's element, with what the server says of the page
 * @property {Room} room
 * @property {(t: string, d?: object, id?: string) => Promise<any>} send a frame that must arrive:
 *   resolves with the acknowledgement, or with nothing where it was refused, which the person is told
 * @property {(t: string, d?: object) => boolean} tell a frame that is of use only now
 * @property {(row: HTMLElement, member: Member) => void} person lets every part fill its buttons
 * @property {() => boolean} live whether the room is on the screen
 * @property {() => void} join leaves the device check for the room
 * @property {(joined?: boolean) => void} keep remembers what a reload shall bring back
 */

/**
 * What a part does when the server speaks, and how it draws. Everything is optional.
 * @typedef {object} Part
 * @property {(state: any) => void} [state] where the group is: its fields of "state"
 * @property {(d: any) => void} [together] what stands beside the members in welcome and presence
 * @property {(d: any) => void} [snapshot] the whole, for whoever has nothing of it
 * @property {(d: any, again: boolean) => void} [welcome] we are in, for the first time or `again`
 * @property {Record<string, (event: RoomEvent) => void>} [events] numbered events; each says how
 *   things are, so hearing what the snapshot already told changes nothing
 * @property {Record<string, (d: any, t: string) => void>} [frames] the part's other frames
 * @property {() => void} [update] draws, after anything has changed
 * @property {(row: HTMLElement, member: Member) => void} [person] its buttons of a leader's row
 * @property {() => void} [joins] the device check is over
 * @property {() => void} [waits] we are in the lobby
 * @property {(comesBack: boolean) => void} [leaves] the room is over for us; `comesBack`: the same
 *   person may be back on a fresh page of it
 * @property {() => object} [kept] what a reload shall bring back
 * @property {(kept: any) => Promise<void>} [comeBack] brings it back
 */

/** @type {((host: Host) => Part)[]} */
const makers = [];

/**
 * Enters a part: it is made once the room is.
 * @param {(host: Host) => Part} make
 */
export function part(make) {
  makers.push(make);
}

/**
 * Every part, in order.
 * @param {Host} host
 */
export function makeParts(host) {
  return makers.map((make) => make(host));
}

/**
 * Tells every part of an event; one of a kind that none of them knows changes nothing.
 * @param {Part[]} parts
 * @param {RoomEvent} event
 */
export function happen(parts, event) {
  for (const part of parts) part.events?.[event.kind]?.(event);
}
