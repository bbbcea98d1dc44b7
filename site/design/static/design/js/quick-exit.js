/* Leaving at once: the page is replaced, so that "back" does not lead here again. */

const PRESSES = 3;
const WITHIN = 1500;
let presses = [];

function leave(link) {
  document.documentElement.hidden = true;
  location.replace(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-quick-exit]");
  if (!link) return;
  event.preventDefault();
  leave(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN);
  const link = document.querySelector("[data-quick-exit]");
  if (link && presses.length >= PRESSES) leave(link);
});
