/* Leaving at once: the page is replaced, so that "back" does not lead here again. */

const PRESSES = 3;
const WITHIN = 1500;
/** @type {number[]} */
let presses = [];

/** @param {HTMLAnchorElement} link */
function leave(link) {
  document.documentElement.hidden = true;
  location.replace(link.href);
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  /** @type {HTMLAnchorElement | null} */
  const link = target.closest("[data-quick-exit]");
  if (!link) return;
  event.preventDefault();
  leave(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN);
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector("[data-quick-exit]");
  if (link && presses.length >= PRESSES) leave(link);
});
