// A library's name and paths of .ics files in, the entries it reads out of them as JSON on stdout.
import { readFileSync } from "node:fs";
import { argv } from "node:process";

const pad = (number) => String(number).padStart(2, "0");
const text = (value) => (value === undefined || value === null || value === "" ? null : String(value));

async function withIcalJs() {
  const { default: ICAL } = await import("ical.js");
  return (content) =>
    new ICAL.Component(ICAL.parse(content)).getAllSubcomponents("vevent").map((vevent) => {
      const event = new ICAL.Event(vevent);
      return {
        uid: text(event.uid),
        start: event.startDate.toString(),
        end: event.endDate.toString(),
        all_day: event.startDate.isDate,
        summary: text(event.summary),
        description: text(event.description),
        location: text(event.location),
        categories: vevent.getFirstProperty("categories")?.getValues() ?? [],
        status: text(vevent.getFirstPropertyValue("status")),
        sequence: event.sequence,
      };
    });
}

async function withNodeIcal() {
  const { default: ical } = await import("node-ical");
  // A date comes as midnight of this machine's clock.
  const day = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const shown = (date) => (date.dateOnly ? day(date) : date.toISOString().replace(".000Z", "Z"));
  const plain = (value) => text(value?.val ?? value); // a property with parameters is an object
  return (content) =>
    Object.values(ical.sync.parseICS(content))
      .filter((item) => item.type === "VEVENT")
      .map((event) => ({
        uid: text(event.uid),
        start: shown(event.start),
        end: shown(event.end),
        all_day: event.datetype === "date",
        summary: plain(event.summary),
        description: plain(event.description),
        location: plain(event.location),
        categories: event.categories ?? [],
        status: text(event.status),
        sequence: Number(event.sequence),
      }));
}

const LIBRARIES = { "ical.js": withIcalJs, "node-ical": withNodeIcal };

const [library, ...paths] = argv.slice(2);
const entries = await LIBRARIES[library]();
console.log(JSON.stringify(Object.fromEntries(paths.map((path) => [path, entries(readFileSync(path, "utf8"))]))));
