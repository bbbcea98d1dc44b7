/* Has these pages kept on the device once they were opened with a connection, and says so. What is
   kept is made for nobody; it can be removed, and stays removed. */

/** @typedef {"whole" | "now" | "full" | "later" | "gone" | "off"} State */

const OFF = "offline-off";

/** @param {HTMLElement} place */
function start(place) {
  const said = place.querySelector("[data-offline-said]");
  const told = place.querySelector("[data-offline-told]");
  const forget = place.querySelector("[data-offline-forget]");
  const again = place.querySelector("[data-offline-again]");

  /** @param {State} state */
  const show = (state) => {
    const isKept = state === "whole" || state === "now";
    const words = place.dataset[state] ?? "";
    // What was so before is written; what has come about is read out as well. Nothing pops up and
    // nothing moves: somebody may be in the middle of an exercise.
    if (said) said.textContent = state === "whole" ? words : "";
    if (told) told.textContent = state === "whole" ? "" : words;
    forget?.toggleAttribute("hidden", !isKept);
    again?.toggleAttribute("hidden", state !== "gone");
    place.toggleAttribute("hidden", !words);
    place.dataset.state = state;
  };

  /** @param {{ keep: string, copy: boolean } | { forget: true }} wish */
  const ask = async (wish) => {
    const { serviceWorker } = navigator;
    await serviceWorker.register(place.dataset.worker ?? "", { updateViaCache: "none" });
    (await serviceWorker.ready).active?.postMessage(wish);
  };
  const copy = place.hasAttribute("data-copy");
  const wish = () => ({ keep: wordsFor(place.dataset.for ?? ""), copy });
  const keep = () => ask(wish()).catch(() => show("later"));

  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.offline) show(event.data.offline);
  });
  forget?.addEventListener("click", () => {
    remember(true);
    ask({ forget: true }).catch(() => show("later"));
  });
  again?.addEventListener("click", () => {
    remember(false);
    keep();
  });
  if (isOff()) show("gone");
  else if (document.readyState === "complete") keep();
  else addEventListener("load", keep, { once: true });
}

/**
 * For whom: the page says it, but for the clock, which it may not know on the first page.
 * @param {string} told
 */
function wordsFor(told) {
  const words = new URLSearchParams(told);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !words.has("zone")) words.set("zone", zone);
  return words.toString();
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} off */
function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    // Storage that is closed to us keeps no pages either.
  }
}

const place = document.querySelector("[data-offline]");
if (place instanceof HTMLElement && "serviceWorker" in navigator) start(place);
