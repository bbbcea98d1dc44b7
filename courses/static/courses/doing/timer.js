/* A time that runs out, reckoned by a clock that never jumps. Pure.

   `steady` (performance.now) goes evenly whatever is done to the device's clock, but on some
   devices stands still while they sleep; `wall` (Date.now) goes on, but can be set. A device falls
   asleep only while its page is hidden: so the wall is asked about that time, and about no other. */

/** @typedef {{ steady: number, wall: number }} Moment in milliseconds */
/** @typedef {{ length: number, spent: number, since: Moment | null }} Timer in milliseconds */

const DAY = 86_400_000;
const LENGTHS = [10, 20, 30, 45, 60];
export const SHORTEST = LENGTHS[0];
export const LONGEST = 30 * 60;

/**
 * @param {number} seconds
 * @returns {Timer}
 */
export function resting(seconds) {
  return { length: seconds * 1000, spent: 0, since: null };
}

/**
 * @param {Timer} timer
 * @param {Moment} now
 * @returns {Timer}
 */
export function started(timer, now) {
  return { ...timer, since: timer.since ?? now };
}

/**
 * @param {Timer} timer
 * @param {Moment} now
 * @returns {Timer}
 */
export function paused(timer, now) {
  return { ...timer, spent: spent(timer, now), since: null };
}

/**
 * The page is hidden from now on: what came before is settled.
 * @param {Timer} timer
 * @param {Moment} now
 * @returns {Timer}
 */
export function hidden(timer, now) {
  return timer.since ? { ...timer, spent: spent(timer, now), since: now } : timer;
}

/**
 * The page is seen again: the device may have slept.
 * @param {Timer} timer
 * @param {Moment} now
 * @returns {Timer}
 */
export function seen(timer, now) {
  if (!timer.since) return timer;
  const slept = within(now.wall - timer.since.wall);
  const passed = Math.max(now.steady - timer.since.steady, slept);
  return { ...timer, spent: Math.min(timer.length, timer.spent + passed), since: now };
}

/**
 * @param {Timer} timer
 * @param {Moment} now
 * @returns {number} milliseconds
 */
export function left(timer, now) {
  return timer.length - spent(timer, now);
}

/** @param {Timer} timer */
export function isRunning(timer) {
  return timer.since !== null;
}

/**
 * @param {Timer} timer
 * @param {Moment} now
 */
export function stored(timer, now) {
  const runs = isRunning(timer);
  return JSON.stringify({ length: timer.length, spent: spent(timer, now), runs, wall: now.wall });
}

/**
 * A timer as it stood before the page was loaded anew, with what has passed since. Never throws.
 * @param {string | null} text
 * @param {Moment} now
 * @returns {Timer | undefined}
 */
export function restored(text, now) {
  try {
    const { length, spent: before, runs, wall } = JSON.parse(text ?? "{}");
    if (![length, before, wall].every(Number.isFinite) || length < 0) return undefined;
    const passed = runs ? within(now.wall - wall) : 0;
    return { length, spent: Math.min(length, before + passed), since: runs ? now : null };
  } catch {
    return undefined;
  }
}

/**
 * The next length up or down: by tens of seconds, by minutes, and by five minutes above ten.
 * @param {number} seconds
 * @param {number} by above 0 for longer, below for shorter
 */
export function another(seconds, by) {
  const lengths = [...LENGTHS];
  for (let minutes = 2; minutes <= 10; minutes += 1) lengths.push(minutes * 60);
  for (let minutes = 15; minutes * 60 <= LONGEST; minutes += 5) lengths.push(minutes * 60);
  const next =
    by > 0
      ? lengths.find((length) => length > seconds)
      : lengths.findLast((length) => length < seconds);
  return next ?? seconds;
}

/**
 * A stretch of time as it is said: in seconds below two minutes that are not one. As
 * `courses/exercises/lasting.py` says it.
 * @param {number} seconds
 * @returns {[number, "minute" | "second"][]}
 */
export function stretches(seconds) {
  const rest = seconds % 60;
  const minutes = (seconds - rest) / 60;
  if (minutes === 0 || (minutes === 1 && rest)) return [[seconds, "second"]];
  return rest
    ? [
        [minutes, "minute"],
        [rest, "second"],
      ]
    : [[minutes, "minute"]];
}

/**
 * "4:05". A second that has begun counts whole, so that it ends at nothing.
 * @param {number} milliseconds
 */
export function face(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * @param {Timer} timer
 * @param {Moment} now
 */
function spent(timer, now) {
  const running = timer.since ? Math.max(0, now.steady - timer.since.steady) : 0;
  return Math.min(timer.length, timer.spent + running);
}

/**
 * A clock that went back, or by more than a day, was set: it says nothing.
 * @param {number} passed
 */
function within(passed) {
  return passed >= 0 && passed <= DAY ? passed : 0;
}
