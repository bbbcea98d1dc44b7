// The kept words of a skill in the form of a lesson: shown in lines, carried along unseen.
// Wagtail's script makes the form; it loads this one as it loads its own.
{
  const { telepath } = /** @type {any} */ (window);
  const Widget = telepath.constructors["wagtail.widgets.Widget"];
  const Bound = new Widget("").boundWidgetClass;

  /**
   * What one reads of the words as they are stored.
   * @param {any} told
   * @returns {string[]}
   */
  const linesOf = (told) => {
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
      const told = state ? JSON.parse(state) : null;
      const list = place.querySelector("[data-told]");
      list?.toggleAttribute("hidden", !told);
      list?.replaceChildren(
        ...linesOf(told).map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }),
      );
      const news = told ? told.news : "none";
      for (const element of place.querySelectorAll("[data-news]")) {
        element.toggleAttribute("hidden", element.getAttribute("data-news") !== news);
      }
    }

    /** A folded block is named by its heading or its skill, and by these words without either. */
    getTextLabel() {
      const stored = this.getValue();
      return stored ? (JSON.parse(stored).title ?? null) : null;
    }
  }

  telepath.register(
    "courses.KeptWords",
    class extends Widget {
      boundWidgetClass = BoundKeptWords;
    },
  );
}
