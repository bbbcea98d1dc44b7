/* Who of two people calls the other, and when a connection is given up. Pure: both browsers decide
   by the same rules, whatever each has heard. */

/** @import { Member } from "../../state.js" */
/** @typedef {Pick<Member, "seat" | "came">} Arrival */

export const PATIENCE = 6000;
const MORE_PATIENCE = 3000;

/**
 * The newcomer of the two offers, and of two who came in the same moment the greater seat.
 * @param {Arrival | undefined} me
 * @param {Arrival} other
 */
export function offers(me, other) {
  if (!me) return false;
  return me.came === other.came ? me.seat > other.seat : me.came > other.came;
}

/**
 * Whether somebody whose offer says when they came is not known to have come (or come anew) yet.
 * @param {Arrival | undefined} known
 * @param {number | undefined} came
 */
export function unheardOf(known, came) {
  return Boolean(came) && !(known && known.came >= Number(came));
}

/** Six to nine seconds: two browsers that give up at once would only meet again. */
export function patience(chance = Math.random()) {
  return PATIENCE + chance * MORE_PATIENCE;
}

/**
 * Whether a pair has been without a connection for too long.
 * @param {{ since: number, lostAt: number | null, patience: number }} pair
 * @param {boolean} connected
 * @param {number} now
 */
export function givenUp(pair, connected, now) {
  const since = pair.lostAt ?? (connected ? null : pair.since);
  return since !== null && now - since > pair.patience;
}
