/* The switch for light and dark: shown once scripts run, kept on this device only. */

/** @param {string} theme "light", "dark", or nothing: as the device */
function apply(theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Without storage the choice lasts for this page.
  }
}

/** @type {NodeListOf<HTMLElement>} */
const groups = document.querySelectorAll("[data-theme-switch]");
for (const group of groups) {
  const now = document.documentElement.dataset.theme ?? "";
  for (const input of group.querySelectorAll("input")) input.checked = input.value === now;
  group.addEventListener("change", (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    apply(value);
    /** @type {NodeListOf<HTMLInputElement>} */
    const inputs = document.querySelectorAll("[data-theme-switch] input");
    for (const other of inputs) other.checked = other.value === value;
  });
  group.hidden = false;
}
