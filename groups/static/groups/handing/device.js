/* What of worksheets waits on this device: by person, in the browser's own database. */

import { device } from "../../offline/waiting.js";

const KIND = "worksheet";

/** @import { Entry } from "../../offline/waiting.js" */

/** @param {string} account @returns {Promise<Entry[]>} none where storage is closed to us */
export async function waiting(account) {
  try {
    return await device.waiting(account, KIND);
  } catch {
    return [];
  }
}

/**
 * Keeps it, in place of an earlier one.
 * @param {Omit<Entry, "kind" | "at">} entry
 * @param {string} [instead]
 * @returns {Promise<boolean>} whether it is kept
 */
export async function keep(entry, instead) {
  try {
    await device.keep({ ...entry, kind: KIND, at: Date.now() }, instead);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} id */
export async function drop(id) {
  await device.drop(id).catch(() => undefined);
}

/** @param {string} id @param {import("../../offline/waiting.js").Said} said */
export async function note(id, said) {
  await device.note(id, said).catch(() => undefined);
}
