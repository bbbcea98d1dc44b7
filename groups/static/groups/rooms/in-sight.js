/* A telephone's keyboard lies over the window and leaves it as high as it was: whoever writes would
   not see what they write. The room is made as high as what is in sight. */

/* Smaller differences are a browser's own bars, which `dvh` knows. */
const LEAST = 120;

/**
 * How much of the window is covered from below, in pixels. Pinching covers nothing. Pure.
 * @param {number} height of the window
 * @param {{ height: number, scale: number }} seen of it
 */
export function covered(height, { height: seen, scale }) {
  const lost = Math.round(height - seen * scale);
  return lost >= LEAST ? lost : 0;
}

/** Keeps the whole room above the keyboard, and what is written in sight. */
export function stayInSight(view = window.visualViewport) {
  if (!view) return;
  let before = 0;
  view.addEventListener("resize", () => {
    const now = covered(innerHeight, view);
    if (now === before) return;
    before = now;
    document.body.style.setProperty("--covered", `${now}px`);
    scrollTo(0, 0);
    document.activeElement?.scrollIntoView({ block: "nearest" });
  });
}
