/* Whether and when a page whose connection ended comes back. Pure. */

// Signed out, unpaid, removed, unknown, opened elsewhere, ended, another version: asking again
// would change nothing.
const STAY_AWAY = new Set([4401, 4402, 4403, 4404, 4409, 4410, 4426]);
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 8000;

/** @param {number} code the socket's close code */
export function staysAway(code) {
  return STAY_AWAY.has(code);
}

/**
 * Milliseconds before the next attempt: twice as long each time, up to eight seconds. Chance keeps
 * a room full of people from coming back in the same moment.
 * @param {number} attempt how many have failed before it
 * @param {number} [chance] 0 to 1
 */
export function pause(attempt, chance = Math.random()) {
  const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  return most * (0.5 + chance / 2);
}
