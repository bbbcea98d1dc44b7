// Whoever stays at the end of a lesson for a moment has read it: the form there is sent once.

const STAYS = 4000; // milliseconds

const form = document.querySelector("form[data-unread]");
if (form instanceof HTMLFormElement) watch(form);

/** @param {HTMLFormElement} form */
function watch(form) {
  let waits = 0;
  const seen = new IntersectionObserver((entries) => {
    window.clearTimeout(waits);
    if (entries.some((entry) => entry.isIntersecting)) waits = window.setTimeout(send, STAYS);
  });
  seen.observe(form);

  async function send() {
    if (document.hidden) return;
    seen.disconnect();
    const headers = { "X-Requested-With": "script" };
    const sent = { method: "POST", body: new FormData(form), headers };
    try {
      const answer = await fetch(form.action, sent);
      // It stays where it is, so that nothing moves under the eye.
      if (answer.ok) form.querySelector("button")?.setAttribute("disabled", "");
    } catch {
      // Without a connection the button stays, and the next visit sends it.
    }
  }
}
