/* Where the server does not know the reader's zone, the browser adds its own clock's time. */

/** @param {ParentNode} root */
function localise(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** @type {NodeListOf<HTMLTimeElement>} */
  const times = root.querySelectorAll("time[data-when]");
  for (const element of times) {
    const group = element.dataset.when;
    delete element.dataset.when;
    // "UTC" and its kin are no place: browsers that protect their reader say it wherever they are.
    if (!zone?.includes("/") || zone.startsWith("Etc/") || zone === group) continue;
    const moment = new Date(element.dateTime);
    /** @type {(timeZone: string | undefined, options: Intl.DateTimeFormatOptions) => string} */
    const read = (timeZone, options) =>
      new Intl.DateTimeFormat(document.documentElement.dataset.locale || "en-GB", {
        timeZone,
        numberingSystem: "latn",
        ...options,
      })
        .format(moment)
        .replaceAll("\u202f", " ");
    /** @type {Intl.DateTimeFormatOptions} */
    const hours = { timeStyle: "short" };
    // The group's hour is the one that the server wrote: a browser's zone rules may be older.
    const groups = element.querySelector(".when__hours")?.textContent ?? "";
    if (groups.trim().startsWith(read(zone, hours))) continue;
    /** @type {Intl.DateTimeFormatOptions} */
    const day = { weekday: "long", day: "numeric", month: "long" };
    const words = [read(zone, hours), element.dataset.words];
    if (read(zone, day) !== read(group, day)) words.unshift(`${read(zone, day)},`);
    const own = document.createElement("span");
    own.className = "when__own";
    own.textContent = ` · ${words.join(" ")}`;
    element.append(own);
  }
}

localise(document);
