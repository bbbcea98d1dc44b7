/* Whose numbers the copies show. They are made for one country; somebody may choose another one, with
   or without a connection. Until copies for that one are here, the numbers in those we have are
   replaced by its own, which stand on the page of all countries. Read together with sw.js. */

/** Holds the country that was chosen, while the copies are another's. */
const CHOICE = "choice";
const ROW = "/offline/choice";
/** What stands for a country of which we know no numbers. */
const ELSEWHERE = "ELSEWHERE";
/** Numbers in a page (templates design/crisis_numbers); those in the list of all are left. */
const NUMBERS = /(<li id="[^"]*">\s*)?<!--numbers-->[\s\S]*?<!--\/numbers-->/g;
/** The number in the bar, and the words of links where no country was known. */
const BAR = /<a class="crisis-bar__call"[\s\S]*?<\/a>/g;
const ASKS = /<(strong|span|a)([^>]*) data-chosen="([^"]*)">[^<]*<\/\1>/g;

/** @typedef {{ country: string, told: boolean, at: number }} Choice */
/** For whom a set was made, and when that was said. @typedef {Words & { country: string }} Made */
/** @typedef {{ words: string, at: number }} Words */

/**
 * Whose numbers are asked for, by the chooser or by a link; empty where it is one's own.
 * @param {URL} url
 */
function countryAsked(url) {
  if (!url.pathname.startsWith(SITE.help)) return "";
  const told = url.searchParams.get("country") ?? url.pathname.match(/\/([^/]+)\/$/)?.[1] ?? "";
  return /^([a-z]{2}|elsewhere)$/i.test(told) ? told.toUpperCase() : "";
}

/**
 * Every other country's stand on one page.
 * @param {string} country
 */
async function numbersOf(country) {
  const there = await kept(SITE.numbers);
  return there && Response.redirect(`${SITE.numbers}#${country}`);
}

/**
 * The chooser was pressed. The site remembers it in a cookie, we for the copies.
 * @param {Request} request
 * @param {string} country
 */
async function choose(request, country) {
  const there = await numbersOf(country);
  const answer = there ? await newest(request, there) : await fetch(request).catch(instead);
  // The site leads to the page of a country it knows, and answers anything else itself.
  const told = answer.type === "opaqueredirect";
  if (told || answer === there) await remember(country, told);
  return answer;
}

/**
 * What is kept of a page, with the numbers of the country that was chosen.
 * @param {URL} url
 */
async function copyFor(url) {
  const country = countryAsked(url);
  const copy = await kept(url.href, !country);
  if (!copy) return country ? numbersOf(country) : undefined;
  const chosen = await choiceInstead();
  if (!chosen) return copy;
  const ownHelp = url.pathname.startsWith(SITE.help) && !country;
  if (ownHelp) return (await numbersOf(chosen.country)) ?? copy;
  return country ? copy : withNumbersOf(chosen.country, copy);
}

/**
 * @param {string} country
 * @param {Response} copy
 */
async function withNumbersOf(country, copy) {
  const own = (await numbersIn(country)) ?? (await numbersIn(ELSEWHERE)) ?? "";
  const page = (await copy.text())
    .replace(NUMBERS, (found, entry) => (entry ? found : own))
    .replace(BAR, "")
    .replace(ASKS, (_, tag, more, words) => `<${tag}${more}>${words}</${tag}>`);
  const made = (await wholeSet())?.made.country;
  const at = new RegExp(`(${SITE.help}(?:numbers/)?)${made}/`, "gi");
  const path = country === ELSEWHERE ? country.toLowerCase() : country;
  const text = made ? page.replace(at, (_, place) => `${place}${path}/`) : page;
  const headers = new Headers(copy.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(text, { headers });
}

/** @param {string} country */
async function numbersIn(country) {
  const all = await (await kept(SITE.numbers))?.text();
  return all
    ?.split(`<li id="${country}">`)[1]
    ?.match(/<!--numbers-->[\s\S]*?<!--\/numbers-->/)?.[0];
}

/** @returns {Promise<Choice | undefined>} */
async function choice() {
  if (!(await caches.keys()).includes(CHOICE)) return undefined;
  return (await (await caches.open(CHOICE)).match(ROW))?.json();
}

/** The choice, where the copies are another country's. */
async function choiceInstead() {
  const chosen = await choice();
  return chosen && (await wholeSet())?.made.country !== chosen.country ? chosen : undefined;
}

/**
 * `told` says whether the site knows. What it knows and the copies show needs no remembering; nor
 * does anything where no copies are kept, or to be kept.
 * @param {string} country
 * @param {boolean} told
 */
async function remember(country, told, at = Date.now()) {
  if (!(wanted ?? (await ourCaches()).length)) return;
  if (told && (await wholeSet())?.made.country === country) return forgetChoice();
  const row = JSON.stringify({ country, told, at });
  await (await caches.open(CHOICE)).put(ROW, new Response(row));
}

async function forgetChoice() {
  await caches.delete(CHOICE);
}

/**
 * Whose numbers the site shows now. Chosen meanwhile counts more.
 * @param {string} country
 * @param {number} saidAt
 * @param {number} startedAt
 */
async function settle(country, saidAt, startedAt) {
  const chosen = await choice();
  if (!chosen && !(await wholeSet())) return;
  if (chosen && chosen.country !== country && chosen.at >= startedAt) return;
  if (country) await remember(country, true, saidAt);
  else await forgetChoice();
}

/**
 * For whom copies are to be made: what was said last counts, be it by a page, by those we have, or by
 * a choice. One that was made without a connection is told to the site first.
 * @param {string} words
 * @param {number} saidAt
 * @returns {Promise<Words>}
 */
async function forChosen(words, saidAt) {
  const made = (await wholeSet())?.made;
  const said = made && made.at > saidAt ? made : { words, at: saidAt };
  const chosen = await choice();
  if (!chosen || (chosen.told && chosen.at < said.at)) return said;
  if (!chosen.told) await tell(chosen.country);
  const told = new URLSearchParams(said.words);
  told.set("country", chosen.country.toLowerCase());
  return { words: told.toString(), at: chosen.at };
}

/** @param {string} country */
async function tell(country) {
  const asked = `${SITE.help}?country=${country.toLowerCase()}`;
  const answer = await fetch(asked, { redirect: "manual", cache: "no-store" });
  if (answer.status >= 500 || answer.status === 429) throw new Interrupted();
}

/** As soon as there is a connection the copies become those of the country that was chosen. */
async function keepUp() {
  const set = await wholeSet();
  return set && (await choice()) ? keepAll(set.made.words, 0) : "";
}
