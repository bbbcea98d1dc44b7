/* After signing out: what the device was told of somebody goes at once. What waits there and was not
   sent goes when they say so; else it stays until they sign in again. */

import { device } from "./waiting.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-waiting-left]"));
const keys = location.hash.match(/^#left=([0-9a-f.]+)$/)?.[1]?.split(".") ?? [];

/** @param {HTMLElement} place */
async function start(place) {
  for (const key of keys) await device.forget(key);
  const each = await Promise.all(keys.map((key) => device.waiting(key)));
  const many = each.flat().length;
  if (!many) return tidy();
  part(place, "many").textContent = String(many);
  place.hidden = false;
  part(place, "wipe").addEventListener("click", async () => {
    try {
      for (const key of keys) await device.wipe(key);
    } catch {
      return end(place, "stays");
    }
    tidy();
    return end(place, "done");
  });
}

/**
 * @param {HTMLElement} place
 * @param {string} how
 */
function end(place, how) {
  const before = /** @type {NodeListOf<HTMLElement>} */ (
    place.querySelectorAll("[data-waiting-before]")
  );
  for (const one of before) one.hidden = true;
  part(place, how).hidden = false;
  part(place, how).focus();
}

/** Nobody has to know any more whose they were. */
function tidy() {
  history.replaceState(null, "", location.pathname);
}

/**
 * @param {HTMLElement} place
 * @param {string} name
 */
function part(place, name) {
  return /** @type {HTMLElement} */ (place.querySelector(`[data-waiting-${name}]`));
}

if (place && keys.length) start(place).catch(() => {});
