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
  const { search = "", found: counted = "" } = list.dataset;
  const lines = [...list.children];
  const all = offers(list);
  const [field, said] = [document.createElement("input"), document.createElement("span")];
  field.type = "search";
  field.className = "search-list";
  field.placeholder = search;
  field.autocomplete = "off";
  field.setAttribute("aria-label", search);
  field.setAttribute("aria-controls", list.id);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  list.before(field, said);

  const show = () => {
    const words = plain(field.value)
      .split(/[\s,]+/)
      .filter(Boolean);
    const chosen = list.value;
    if (words.length === 0) {
      list.replaceChildren(...lines);
      list.size = 0;
      said.textContent = "";
    } else {
      // Every word begins one of the line's; lines that have it whole come first (India, Indiana).
      const hits = all.filter(({ text }) => words.every((word) => text.includes(` ${word}`)));
      /** @param {{ text: string }} line */
      const whole = ({ text }) => words.every((word) => text.includes(` ${word} `));
      hits.sort((a, b) => Number(whole(b)) - Number(whole(a)));
      const options = hits.map(({ option }) => new Option(option.label, option.value));
      // What is chosen stays chosen until another line is.
      const kept = all.find(({ option }) => option.value === chosen)?.option;
      if (kept && !hits.some(({ option }) => option.value === chosen)) {
        options.unshift(new Option(kept.label, kept.value));
      }
      if (!kept) options.unshift(new Option(lines[0].textContent ?? "", ""));
      list.replaceChildren(...options);
      list.size = Math.min(TALLEST, Math.max(2, options.length));
      said.textContent = counted.replace("#", String(hits.length));
    }
    list.value = chosen;
  };

  const close = () => {
    if (!list.value) return;
    field.value = "";
    show();
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
    list.focus();
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
    if (list.size > 1) close();
  });
}

/** @type {NodeListOf<HTMLSelectElement>} */
const lists = document.querySelectorAll("select[data-search]");
for (const list of lists) searchable(list);
