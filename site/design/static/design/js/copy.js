/* The copy button. It appears only where copying works (secure pages, permission given). */

function prepare(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy-button][hidden]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-button]");
  if (!button) return;
  const field = button.closest("[data-copy]").querySelector("input");
  const text = button.querySelector(".button__text");
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    return;
  }
  const before = text.textContent;
  text.textContent = button.dataset.done;
  document.dispatchEvent(new CustomEvent("evenkeel:toast", { detail: button.dataset.done }));
  setTimeout(() => {
    text.textContent = before;
  }, 2500);
});

prepare(document);
