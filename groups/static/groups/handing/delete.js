/* Deleting a worksheet takes its words from this device, too. */

import { drop, waiting } from "./device.js";

/** @param {HTMLFormElement} form */
async function wipe(form) {
  const address = new URL("../", location.href).pathname;
  for (const entry of await waiting(form.dataset.account ?? "")) {
    if (entry.url === address) await drop(entry.id);
  }
}

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-sheet-delete]");
form?.addEventListener("submit", () => wipe(form));
