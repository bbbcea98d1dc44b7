/* A long list gets a field to search it by. Without scripts it stays a list to open and type into. */

const TALLEST = 7;

/** @param {string} text */
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f’']/g, "")
    .toLowerCase();

/**
 * What a list offers: each value once, with the text it is found by.
 * @param {HTMLSelectElement} list
 */
function offers(list) {
  /** @type {Map<string, { option: HTMLOptionElement, text: string }>} */
  const found = new Map();
  for (const option of list.options) {
    if (!option.value || found.has(option.value)) continue;
    const words = plain(`${option.label} ${option.dataset.also ?? ""}`).match(/[^\s,()]+/g) ?? [];
    const text = ` ${words.join(" ")} `;
    found.set(option.value, { option, text });
  }
  return [...found.values()];
}

/** @param {HTMLSelectElement} list */
function searchable(list) {
  const { search = "", found: counted = "", nothing = "", several = "" } = list.dataset;
  const lines = [...list.children];
  const all = offers(list);
  const [field, said] = [document.createElement("input"), document.createElement("span")];
  field.type = "search";
  field.className = "search-list";
  field.placeholder = search;
  field.autocomplete = "off";
  field.setAttribute("aria-label", search);
  field.setAttribute("aria-controls", list.id);
  said.setAttribute("role", "status");
  list.before(field, said);

  /** @type {{ option: HTMLOptionElement }[]} */
  let hits = [];

  /**
   * What is only counted is for those who listen; what has to be done stands there for all.
   * @param {string} words
   * @param {boolean} shown
   */
  const tell = (words, shown) => {
    said.className = shown ? "search-list-note" : "visually-hidden";
    said.textContent = words;
  };
  tell("", false);

  const show = () => {
    const words = plain(field.value)
      .split(/[\s,]+/)
      .filter(Boolean);
    const chosen = list.value;
    if (words.length === 0) {
      list.replaceChildren(...lines);
      list.size = 0;
      hits = [];
      tell("", false);
    } else {
      // Every word begins one of the line's; lines that have it whole come first (India, Indiana).
      const fitting = all.filter(({ text }) => words.every((word) => text.includes(` ${word}`)));
      /** @param {{ text: string }} line */
      const whole = ({ text }) => words.every((word) => text.includes(` ${word} `));
      fitting.sort((a, b) => Number(whole(b)) - Number(whole(a)));
      hits = fitting;
      const options = hits.map(({ option }) => new Option(option.label, option.value));
      // What is chosen stays chosen until another line is.
      const kept = all.find(({ option }) => option.value === chosen)?.option;
      if (kept && !hits.some(({ option }) => option.value === chosen)) {
        options.unshift(new Option(kept.label, kept.value));
      }
      if (!kept) options.unshift(new Option(lines[0].textContent ?? "", ""));
      list.replaceChildren(...options);
      list.size = Math.min(TALLEST, Math.max(2, options.length));
      if (hits.length === 0) tell(nothing, true);
      else tell(counted.replace("#", String(hits.length)), false);
    }
    list.value = chosen;
  };

  const close = () => {
    if (!list.value) return;
    field.value = "";
    show();
  };

  const take = () => {
    list.value = hits[0].option.value;
    close();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      show();
    }
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    if (event.key === "Enter" && field.value.trim()) {
      if (hits.length === 0) return;
      take();
    }
    list.focus();
  });
  // What was typed and not chosen is never saved as something else: one hit is meant, of several
  // one has to be chosen, and where nothing is found the field is asked again.
  list.form?.addEventListener("submit", (event) => {
    const open = field.value.trim() && !hits.some(({ option }) => option.value === list.value);
    if (!open) return;
    if (hits.length === 1) {
      take();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(hits.length ? several : nothing, true);
    (hits.length ? list : field).focus();
  });
  // A finger or a mouse has chosen; arrow keys only pass by, and Enter or leaving says "this one".
  list.addEventListener("click", (event) => {
    if (list.size > 1 && event.target instanceof HTMLOptionElement) close();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || list.size < 2) return;
    event.preventDefault();
    close();
  });
  list.addEventListener("blur", () => {
    if (list.size > 1 && hits.some(({ option }) => option.value === list.value)) close();
  });
}

/** @type {NodeListOf<HTMLSelectElement>} */
const lists = document.querySelectorAll("select[data-search]");
for (const list of lists) searchable(list);
