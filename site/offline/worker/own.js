/* Pages that are somebody's own: never kept. Without a connection one that is nobody's stands in for
   them. Read together with sw.js. */

/** As long somebody waits for the network where the copy is another page than the one asked for. */
const PATIENCE_FOR_OWN = 10_000;

/**
 * The page that is shown in place of one which is somebody's own; empty where there is none.
 * @param {URL} url
 */
function standIn(url) {
  return SITE.standIns.find(({ below }) => url.pathname.startsWith(below))?.page ?? "";
}

/**
 * A page that is somebody's own comes from the network alone, and is never put aside. Where there is
 * none, the page that stands in for it is shown at its address, so that trying again leads there.
 * @param {Request} request
 * @param {string} page
 */
async function own(request, page) {
  const copy = await copyFor(new URL(page, worker.location.origin));
  if (copy) return newest(request, copy, PATIENCE_FOR_OWN);
  return worker.navigator.onLine ? fetch(request) : elsewhere(request);
}
