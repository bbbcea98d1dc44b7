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

// The server says what time it was when it wrote the page: a device's clock may be wrong, and the
// demo's clock is moved on purpose.
const shifts = new WeakMap();

function now(element) {
  if (!shifts.has(element)) shifts.set(element, Date.parse(element.dataset.now) - Date.now());
  return Date.now() + shifts.get(element);
}

function tick() {
  for (const element of document.querySelectorAll("[data-countdown]")) {
    const left = (Date.parse(element.dateTime) - now(element)) / 1000;
    const text = words(element, left);
    if (element.textContent === text) continue;
    element.textContent = text;
    if (left <= 0) element.dispatchEvent(new CustomEvent("evenkeel:due", { bubbles: true }));
  }
}

tick();
setInterval(tick, 1000);
