/* The print button: it is there only where its script is. */

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-print][hidden]");
for (const button of buttons) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
