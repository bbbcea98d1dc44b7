/* What ical.js and node-ical read in the calendar file that is named: one line of JSON. */

import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const content = readFileSync(process.argv[2], "utf8");

function byIcalJs() {
  const calendar = new ICAL.Component(ICAL.parse(content));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return [
      event.uid,
      event.startDate.toJSDate().toISOString(),
      event.endDate.toJSDate().toISOString(),
      event.sequence,
      component.getFirstPropertyValue("status"),
      event.organizer,
    ];
  });
}

function byNodeIcal() {
  return Object.values(nodeIcal.sync.parseICS(content))
    .filter((found) => found.type === "VEVENT")
    .map((event) => [
      event.uid,
      event.start.toISOString(),
      event.end.toISOString(),
      Number(event.sequence),
      event.status,
      event.organizer.val,
    ]);
}

console.log(JSON.stringify({ "ical.js": byIcalJs(), "node-ical": byNodeIcal() }));
