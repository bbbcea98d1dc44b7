/* What an editor chose to look at is what they see. Wagtail 8.0 forgets a mode that is chosen while
   its preview is still being renewed: the renewal that is under way answers for the mode of before,
   and nothing asks again. So whenever one has ended, we compare, and choose once more. */

/** What we chose once more last: asked for once, so that a preview that fails is not asked for ever. */
let again = "";

document.addEventListener("w-preview:updated", ({ target }) => {
  if (!(target instanceof Element)) return;
  const chosen = target.querySelector("[data-w-preview-target='mode']");
  const frame = target.querySelector("#w-preview-iframe");
  if (!(chosen instanceof HTMLSelectElement) || !(frame instanceof HTMLIFrameElement)) return;
  const shown = new URL(frame.src, document.baseURI).searchParams.get("mode");
  if (shown === null || shown === chosen.value) {
    again = "";
  } else if (again !== chosen.value) {
    again = chosen.value;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
