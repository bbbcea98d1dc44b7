/* What the editor's form says about versions, so that the server can tell whether somebody replaces
   one that they have not seen (courses/lessons/editing.py). */

const DIALOG = "#w-save-confirmation-dialog";
const OTHERS = ".w-editing-sessions__session--saved";

/** The editor's form. @returns {HTMLFormElement | null} */
const form = () => document.querySelector("form[data-edit-form]");

/* What the editor has saved by itself is the version that is being worked on from then on. */
document.addEventListener("w-autosave:success", (event) => {
  const saved = /** @type {CustomEvent} */ (event).detail.data;
  for (const [name, value] of [
    ["loaded_revision_id", saved?.revision_id],
    ["loaded_revision_created_at", saved?.revision_created_at],
  ]) {
    for (const input of form()?.querySelectorAll(`input[name=${name}]`) ?? []) {
      if (value && input instanceof HTMLInputElement) input.value = String(value);
    }
  }
});

/* Wagtail warns whoever is about to replace what somebody saved meanwhile. Who goes on all the same
   says so, and is not asked again. */
document.addEventListener(
  "click",
  ({ target }) => {
    if (!(target instanceof Element) || !document.querySelector(OTHERS)) return;
    if (!target.closest(`${DIALOG} [data-w-dialog-target="confirm"]`)) return;
    const told = document.createElement("input");
    told.type = "hidden";
    told.name = "newer_version";
    told.value = "seen";
    form()?.append(told);
  },
  true,
);
