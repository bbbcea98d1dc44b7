// The kept words of a skill in the form of a lesson: shown in lines, carried along unseen.
// Wagtail's script makes the form; it loads this one as it loads its own.
{
  const { telepath } = /** @type {any} */ (window);
  const Widget = telepath.constructors["wagtail.widgets.Widget"];
  const Bound = new Widget("").boundWidgetClass;

  /**
   * What one reads of the words as they are stored.
   * @param {string} stored
   * @returns {string[]}
   */
  const linesOf = (stored) => {
    const told = stored ? JSON.parse(stored) : null;
    if (!told) return [];
    const steps = (told.steps ?? []).flatMap(
      (/** @type {{letter?: string, name?: string, text?: string}} */ step) => [
        [step.letter, step.name].filter(Boolean).join(" · "),
        step.text,
      ],
    );
    return [told.title, told.intro, ...steps, told.ending].filter(Boolean);
  };

  class BoundKeptWords extends Bound {
    /** @param {string} state */
    setState(state) {
      super.setState(state);
      /** @type {HTMLElement} */
      const place = this.input.closest(".desk-kept");
      const lines = linesOf(state);
      place.querySelector("[data-told]")?.replaceChildren(
        ...lines.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }),
      );
      for (const element of place.querySelectorAll("[data-none], [data-told], [data-kept]")) {
        element.toggleAttribute("hidden", element.matches("[data-none]") === lines.length > 0);
      }
    }

    /** A folded block is named by its heading and its skill. */
    getTextLabel() {
      return null;
    }
  }

  telepath.register(
    "courses.KeptWords",
    class extends Widget {
      boundWidgetClass = BoundKeptWords;
    },
  );
}
