/* Keeps every countdown's words true. They say no more than one can use: days, hours, minutes. */

/**
 * @param {HTMLTimeElement} element whose data holds the words, with # for a number
 * @param {number} seconds
 */
function words(element, seconds) {
  const { days = "", hours = "", minutes = "", seconds: last = "", done = "" } = element.dataset;
  if (seconds <= 0) return done;
  if (seconds >= 172800) return days.replace("#", whole(seconds / 86400));
  if (seconds >= 3600) {
    return hours.replace("##", whole((seconds % 3600) / 60)).replace("#", whole(seconds / 3600));
  }
  if (seconds >= 60) return minutes.replace("#", whole(seconds / 60));
  return last.replace("#", whole(seconds));
}

/** @param {number} number */
function whole(number) {
  return String(Math.floor(number));
}

// The server says what time it was when it wrote the page: a device's clock may be wrong, and the
// demo's clock is moved on purpose.
/** @type {WeakMap<HTMLTimeElement, number>} */
const shifts = new WeakMap();

/** @param {HTMLTimeElement} element */
function now(element) {
  const shift = shifts.get(element) ?? Date.parse(element.dataset.now ?? "") - Date.now();
  shifts.set(element, shift);
  return Date.now() + shift;
}

function tick() {
  /** @type {NodeListOf<HTMLTimeElement>} */
  const countdowns = document.querySelectorAll("[data-countdown]");
  for (const element of countdowns) {
    const left = (Date.parse(element.dateTime) - now(element)) / 1000;
    const text = words(element, left);
    if (element.textContent === text) continue;
    element.textContent = text;
    if (left <= 0) element.dispatchEvent(new CustomEvent("evenkeel:due", { bubbles: true }));
  }
}

tick();
setInterval(tick, 1000);
