// Paths of .ics files in; out, as JSON, when each of their entries takes place by ical.js, repeats expanded and zones by the file.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import ICAL from "ical.js";

const LAST = ICAL.Time.fromString("2040-01-01T00:00:00Z");

// An instant in UTC; a floating time as it stands.
const shown = (time) => (time.zone === ICAL.Timezone.localTimezone ? time : time.convertToZone(ICAL.Timezone.utcTimezone)).toString();

function* takingPlace(event) {
  if (!event.isRecurring()) {
    yield [event.startDate, event.endDate, event.summary];
    return;
  }
  const days = event.iterator();
  for (let day = days.next(); day && day.compare(LAST) < 0; day = days.next()) {
    const { startDate, endDate, item } = event.getOccurrenceDetails(day);
    yield [startDate, endDate, item.summary];
  }
}

function instants(content) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const all = calendar.getAllSubcomponents("vevent").map((vevent) => new ICAL.Event(vevent, { exceptions: [] }));
  const mains = all.filter((event) => !event.isRecurrenceException());
  for (const changed of all.filter((event) => event.isRecurrenceException())) {
    mains.filter((event) => event.uid === changed.uid).forEach((event) => event.relateException(changed));
  }
  return mains.flatMap((event) => [...takingPlace(event)].map(([start, end, title]) => [shown(start), shown(end), title]));
}

const paths = argv.slice(2);
console.log(JSON.stringify(Object.fromEntries(paths.map((path) => [path, instants(readFileSync(path, "utf8"))]))));
