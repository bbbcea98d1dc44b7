/* Passing messages: dispatch "evenkeel:toast" on document with the sentence as its detail. */

const STAY = 6000;

document.addEventListener("evenkeel:toast", (event) => {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = /** @type {CustomEvent<string>} */ (event).detail;
  region.append(toast);
  setTimeout(() => toast.remove(), STAY);
});
