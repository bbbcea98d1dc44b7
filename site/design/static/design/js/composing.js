/* Whoever writes Japanese, Chinese or Korean composes: Enter, Escape and arrows choose among signs
   then, and mean nothing to a page. No script of ours hears them, wherever it listens. Safari ends
   the composition before it tells of the key that ended it; that one has the number 229. */

const COMPOSED = 229;

for (const kind of /** @type {const} */ (["keydown", "keyup"])) {
  addEventListener(
    kind,
    (event) => {
      if (event.isComposing || event.keyCode === COMPOSED) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
