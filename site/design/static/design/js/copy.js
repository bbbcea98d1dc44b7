/* The copy button. It appears only where copying works (secure pages, permission given). */

/** @param {ParentNode} root */
function prepare(root) {
  if (!navigator.clipboard) return;
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = root.querySelectorAll("[data-copy-button][hidden]");
  for (const button of buttons) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const target = /** @type {Element} */ (event.target);
  /** @type {HTMLElement | null} */
  const button = target.closest("[data-copy-button]");
  if (!button) return;
  const field = button.closest("[data-copy]")?.querySelector("input");
  const text = button.querySelector(".button__text");
  if (!field || !text) return;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    return;
  }
  const { done = "" } = button.dataset;
  const before = text.textContent;
  text.textContent = done;
  document.dispatchEvent(new CustomEvent("evenkeel:toast", { detail: done }));
  setTimeout(() => {
    text.textContent = before;
  }, 2500);
});

prepare(document);
