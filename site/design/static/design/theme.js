/* Before the first paint: the theme a reader chose on this device, if any. */
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be closed to us; the device's own theme is a good answer.
}
