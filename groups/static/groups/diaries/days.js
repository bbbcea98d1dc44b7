/* Days on a device: which one it is on the member's wall, and which one an address names. Pure. */

const DAY = /\/on\/(\d{4}-\d{2}-\d{2})\//;

/**
 * The day on the wall of a zone at a moment of the device's clock, as 2026-09-01. A zone that this
 * browser does not know is that of the device.
 * @param {number} at
 * @param {string} zone
 */
export function dayAt(at, zone) {
  const parts = new Map(
    format(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/** @param {string} zone */
function format(zone) {
  const how = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
  try {
    return new Intl.DateTimeFormat("en", { ...how, calendar: "gregory", timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en", { ...how, calendar: "gregory" });
  }
}

/**
 * @param {string} day
 * @param {number} days
 */
export function before(day, days) {
  return new Date(Date.parse(`${day}T00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The day that the address of a card names; empty where it names none.
 * @param {string} path
 */
export function dayIn(path) {
  const day = path.match(DAY)?.[1] ?? "";
  return Number.isNaN(Date.parse(`${day}T00:00Z`)) ? "" : day;
}

/**
 * “Tuesday 1 September”, as the reader's language has it.
 * @param {string} day
 * @param {string} locale
 */
export function written(day, locale) {
  const how = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long" });
  const at = new Date(`${day}T00:00Z`);
  try {
    return new Intl.DateTimeFormat(locale, { ...how, timeZone: "UTC" }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...how, timeZone: "UTC" }).format(at);
  }
}
