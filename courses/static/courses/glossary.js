// The explanation of a word closes when the focus goes on from it, as it does on a tap elsewhere.

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const note = target instanceof Element ? target.closest(".word__note") : null;
  if (!(note instanceof HTMLElement) || !(relatedTarget instanceof Element)) return;
  // The word itself closes it when it is pressed: closed sooner it would open again.
  const isWord = relatedTarget.getAttribute("popovertarget") === note.id;
  if (!isWord && note.matches(":popover-open")) note.hidePopover();
});
