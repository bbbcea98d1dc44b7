/* The list of worksheets sends what waits on this device, and shows what cannot be sent. */

import { drop, waiting } from "./device.js";
import { sendWaiting, tokenIn } from "./saving.js";

/** @import { Entry } from "../../offline/waiting.js" */

/** @param {HTMLElement} part */
async function bring(part) {
  const account = part.dataset.account ?? "";
  if (!(await waiting(account)).length) return;
  part.hidden = false;
  say(part, "sending");
  const found = await sendWaiting(account, tokenIn(part));
  const stays = found.filter(({ told }) => !["saved", "apart"].includes(told.state));
  if (!stays.length) {
    say(part, "saved");
    return;
  }
  const first = stays[0]?.told.state ?? "off";
  const waits = first === "off" || first === "pin" || first === "sign-in";
  say(part, first === "off" ? "off" : waits ? "pin" : "refused");
  for (const { entry, told } of waits ? [] : stays) show(part, entry, told.words);
}

/** @param {HTMLElement} part @param {string} state */
function say(part, state) {
  for (const one of part.querySelectorAll("[data-waiting-state]")) {
    const told = /** @type {HTMLElement} */ (one);
    told.hidden = told.dataset.waitingState !== state;
  }
}

/** @param {HTMLElement} part @param {Entry} entry @param {string} said */
function show(part, entry, said) {
  const template = /** @type {HTMLTemplateElement} */ (part.querySelector("[data-waiting-entry]"));
  const shown = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const item = /** @type {HTMLElement} */ (shown.firstElementChild);
  const words = /** @type {HTMLTextAreaElement} */ (item.querySelector("[data-entry-words]"));
  const told = /** @type {HTMLElement} */ (item.querySelector("[data-entry-said]"));
  const answers = entry.fields.filter(([name, value]) => name.startsWith("a") && value);
  told.textContent = said;
  words.value = answers.map(([, value]) => value).join("\n");
  item.querySelector("[data-entry-drop]")?.addEventListener("click", async () => {
    await drop(entry.id);
    item.remove();
  });
  part.querySelector("[data-waiting-refused]")?.append(item);
}

/** @type {HTMLElement | null} */
const part = document.querySelector("[data-sheets-waiting]");
if (part) {
  bring(part);
  addEventListener("online", () => bring(part));
}
