/* Keeps every countdown's words true. They say no more than one can use: days, hours, minutes. */

function words(element, seconds) {
  const { days, hours, minutes, seconds: last, done } = element.dataset;
  if (seconds <= 0) return done;
  if (seconds >= 172800) return days.replace("#", Math.floor(seconds / 86400));
  if (seconds >= 3600) {
    return hours
      .replace("##", Math.floor((seconds % 3600) / 60))
      .replace("#", Math.floor(seconds / 3600));
  }
  if (seconds >= 60) return minutes.replace("#", Math.floor(seconds / 60));
  return last.replace("#", Math.floor(seconds));
}

// The page may be shown by a shifted clock (the demo's); its own "now" then comes in the root.
const shift = Number(document.documentElement.dataset.clockShift ?? 0) * 1000;

function tick() {
  for (const element of document.querySelectorAll("[data-countdown]")) {
    const left = (Date.parse(element.dateTime) - Date.now() - shift) / 1000;
    const text = words(element, left);
    if (element.textContent === text) continue;
    element.textContent = text;
    if (left <= 0) element.dispatchEvent(new CustomEvent("evenkeel:due", { bubbles: true }));
  }
}

tick();
setInterval(tick, 1000);
