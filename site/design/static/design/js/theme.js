/* The switch for light and dark: shown once scripts run, kept on this device only. */

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

for (const group of document.querySelectorAll("[data-theme-switch]")) {
  const now = document.documentElement.dataset.theme ?? "";
  for (const input of group.querySelectorAll("input")) input.checked = input.value === now;
  group.addEventListener("change", (event) => {
    apply(event.target.value);
    for (const other of document.querySelectorAll("[data-theme-switch] input")) {
      other.checked = other.value === event.target.value;
    }
  });
  group.hidden = false;
}
