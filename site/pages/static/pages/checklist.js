// Renews the checks of a lesson whenever the editor has saved a draft by itself.

/** @param {HTMLElement} place @param {HTMLElement | null} stale */
function keepFresh(place, stale) {
  let asking = new AbortController();

  /** @param {string} lesson */
  async function renew(lesson) {
    asking.abort();
    asking = new AbortController();
    const address = String(place.dataset.address).replace("/0/", `/${lesson}/`);
    try {
      const answer = await fetch(address, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: asking.signal,
      });
      // Whoever was signed out meanwhile is led to another page, which has no place in here.
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...found.body.children);
      if (stale) stale.hidden = true;
    } catch (error) {
      const replaced = error instanceof DOMException && error.name === "AbortError";
      if (stale && !replaced) stale.hidden = false;
    }
  }

  document.addEventListener("w-autosave:success", (event) => {
    const saved = event instanceof CustomEvent ? event.detail?.response?.pk : undefined;
    const lesson = String(saved ?? place.dataset.lessonChecks);
    if (!lesson) return;
    place.dataset.lessonChecks = lesson;
    renew(lesson);
  });
}

const place = document.querySelector("[data-lesson-checks]");
const stale = document.querySelector("[data-lesson-checks-stale]");
if (place instanceof HTMLElement) {
  keepFresh(place, stale instanceof HTMLElement ? stale : null);
}
