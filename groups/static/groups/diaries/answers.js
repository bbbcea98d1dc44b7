/* A card's form as fields that can be kept, and kept fields in a form. Pure, but for the form. */

/** Of the sending, not of the answers. */
const NO_ANSWER = ["csrfmiddlewaretoken", "filling", "goes_on", "device_at", "day_by"];
/** Given anew with each sending. */
const NEVER_KEPT = ["csrfmiddlewaretoken", "device_at"];

/** @typedef {[string, string]} Field */

/**
 * What a form would send, but for what is given anew each time.
 * @param {FormData} data
 * @returns {Field[]}
 */
export function fieldsOf(data) {
  const fields = [...data].map(([name, value]) => /** @type {Field} */ ([name, String(value)]));
  return fields.filter(([name, value]) => value && !NEVER_KEPT.includes(name));
}

/** @param {Field[]} fields */
export function answersOf(fields) {
  return fields.filter(([name, value]) => value.trim() && !NO_ANSWER.includes(name));
}

/**
 * The fields with others in place of those of the same names.
 * @param {Field[]} fields
 * @param {Record<string, string | undefined>} others undefined takes it away
 * @returns {Field[]}
 */
export function withFields(fields, others) {
  const kept = fields.filter(([name]) => !(name in others));
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) kept.push([name, value]);
  }
  return kept;
}

/**
 * Puts kept answers into a form; what they do not name is left open.
 * @param {HTMLFormElement} form
 * @param {Field[]} fields
 */
export function fill(form, fields) {
  const days = [...form.querySelectorAll("select:not([name])")].map(
    (select) => /** @type {HTMLSelectElement} */ (select),
  );
  const chosen = days.map((select) => select.value);
  form.reset();
  days.forEach((select, at) => {
    select.value = chosen[at] ?? "";
  });
  for (const [name, value] of answersOf(fields)) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control instanceof HTMLInputElement && control.type !== "text") {
        if (control.value === value) control.checked = true;
      } else if (control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
        control.value = value;
      }
    }
  }
}
