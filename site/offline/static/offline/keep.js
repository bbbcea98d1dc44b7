/* Has these pages kept on the device once they were opened with a connection, and says so. What is
   kept is made for nobody; it can be removed, and stays removed. */

/** @typedef {"whole" | "now" | "full" | "later" | "gone" | "off"} State */
/** @typedef {{ offline: State, kept: boolean, forgot: boolean }} Answer how a wish ended, and which */

const OFF = "offline-off";
/** That they are to go, and that they are gone. */
const ASKED = "asked";
const DONE = "yes";

/** @param {HTMLElement} place */
function start(place) {
  const said = place.querySelector("[data-offline-said]");
  const told = place.querySelector("[data-offline-told]");
  const forget = /** @type {HTMLElement | null} */ (place.querySelector("[data-offline-forget]"));
  const again = /** @type {HTMLElement | null} */ (place.querySelector("[data-offline-again]"));
  /** The button that somebody pressed and has not heard of yet. @type {HTMLElement | null} */
  let pressed = null;

  /**
   * The words for it. What could not be made anew is there as before; a page that is opened does not
   * complain that it could not keep anything.
   * @param {State} state
   * @param {boolean} kept
   */
  const named = (state, kept) => {
    if (state !== "later") return state;
    if (pressed === forget && pressed) return "stays";
    return kept ? "whole" : pressed ? "later" : "";
  };

  /** @param {Answer} answer */
  const show = ({ offline: state, kept }) => {
    const words = place.dataset[named(state, kept)] ?? "";
    // What was so before is written; what has come about is read out as well. Nothing pops up and
    // nothing moves: somebody may be in the middle of an exercise.
    const isNews = pressed !== null || state === "now" || state === "full";
    if (said) said.textContent = isNews ? "" : words;
    if (told) told.textContent = isNews ? words : "";
    const hadFocus = pressed !== null && document.activeElement === pressed;
    forget?.toggleAttribute("hidden", !kept);
    again?.toggleAttribute("hidden", kept);
    place.toggleAttribute("hidden", !words);
    if (hadFocus) (kept ? forget : again)?.focus();
    place.dataset.state = state;
    pressed = null;
  };

  /** @param {{ keep: string, copy: boolean } | { forget: true }} wish */
  const ask = async (wish) => {
    const { serviceWorker } = navigator;
    await serviceWorker.register(place.dataset.worker ?? "", { updateViaCache: "none" });
    (await serviceWorker.ready).active?.postMessage(wish);
  };
  const copy = place.hasAttribute("data-copy");
  const keep = () =>
    ask({ keep: wordsFor(place.dataset.for ?? ""), copy }).catch(() =>
      show({ offline: "later", kept: false, forgot: false }),
    );
  const remove = () =>
    ask({ forget: true }).catch(() => show({ offline: "later", kept: true, forgot: true }));

  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (!data?.offline) return;
    // Of two wishes the one that was pressed counts, whichever is answered first.
    if (pressed && data.forgot !== (pressed === forget)) return;
    if (data.offline === "gone") remember(DONE);
    show(data);
  });
  forget?.addEventListener("click", () => {
    pressed = forget;
    remember(ASKED);
    remove();
  });
  again?.addEventListener("click", () => {
    pressed = again;
    remember("");
    if (told) told.textContent = place.dataset.doing ?? "";
    if (said) said.textContent = "";
    keep();
  });
  const before = remembered();
  if (before === DONE) show({ offline: "gone", kept: false, forgot: true });
  else {
    const wish = before ? remove : keep;
    if (document.readyState === "complete") wish();
    else addEventListener("load", wish, { once: true });
  }
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

function remembered() {
  try {
    return localStorage.getItem(OFF);
  } catch {
    return null;
  }
}

/** @param {string} off */
function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, off);
    else localStorage.removeItem(OFF);
  } catch {
    // Storage that is closed to us keeps no pages either.
  }
}

const place = document.querySelector("[data-offline]");
if (place instanceof HTMLElement && "serviceWorker" in navigator) start(place);
