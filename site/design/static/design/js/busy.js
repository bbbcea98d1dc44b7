/* A form that has been sent says so and is not sent twice by an impatient second press. One that
   stays on the page, such as a download, carries data-again and is left alone. */

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method === "dialog" || "again" in form.dataset) return;
  const button = event.submitter;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  if (button?.matches(".button")) {
    button.dataset.busy = "";
    button.setAttribute("aria-disabled", "true");
  }
});

// Coming back with the browser's "back" shows the page as it was left: ready again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  /** @type {NodeListOf<HTMLFormElement>} */
  const sent = document.querySelectorAll("form[data-sent]");
  for (const form of sent) {
    delete form.dataset.sent;
    /** @type {NodeListOf<HTMLElement>} */
    const busy = form.querySelectorAll("[data-busy]");
    for (const button of busy) {
      delete button.dataset.busy;
      button.removeAttribute("aria-disabled");
    }
  }
});

/** @type {HTMLElement | null} */
const summary = document.querySelector("[data-form-errors]");
summary?.focus();
