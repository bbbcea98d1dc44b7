/* Where a breath is. Pure. */

export const SHORTEST = 2;
export const LONGEST = 10;

/** @typedef {{ inhale: number, exhale: number }} Pace in seconds */
/** @typedef {{ phase: "in" | "out", second: number, of: number }} Now `second` counts from 1 */

/**
 * @param {number} milliseconds since the first breath in at this pace began
 * @param {Pace} pace
 * @returns {Now}
 */
export function breathAt(milliseconds, { inhale, exhale }) {
  const at = (Math.max(0, milliseconds) / 1000) % (inhale + exhale);
  const isIn = at < inhale;
  return {
    phase: isIn ? "in" : "out",
    second: Math.floor(isIn ? at : at - inhale) + 1,
    of: isIn ? inhale : exhale,
  };
}

/**
 * @param {Pace} pace
 * @param {keyof Pace} part
 * @param {number} by
 * @returns {Pace}
 */
export function paced(pace, part, by) {
  return { ...pace, [part]: Math.min(LONGEST, Math.max(SHORTEST, pace[part] + by)) };
}
