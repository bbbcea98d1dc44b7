/* Where the server does not know the reader's zone, the browser adds its own clock's time. */

function localise(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const element of root.querySelectorAll("time[data-when]")) {
    const group = element.dataset.when;
    delete element.dataset.when;
    if (!zone || zone === group) continue;
    const moment = new Date(element.dateTime);
    const read = (timeZone, options) =>
      new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", {
        timeZone,
        ...options,
      }).format(moment);
    const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    if (read(zone, hours) === read(group, hours)) continue;
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
