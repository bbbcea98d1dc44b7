// A card says when it was sent by the device's own clock, so that a wrong one can be told.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-diary]")) return;
  const field = form.elements.namedItem("device_at");
  if (field instanceof HTMLInputElement) field.value = String(Date.now());
});
