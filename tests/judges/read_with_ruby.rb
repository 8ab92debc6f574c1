# Paths of .ics files in, the entries that ruby-icalendar reads out of them as JSON on stdout.
require "icalendar"
require "json"
require "stringio" # the library uses it without asking for it

def shown(time)
  return time.strftime("%Y-%m-%d") if time.is_a?(Icalendar::Values::Date)

  time.strftime("%Y-%m-%dT%H:%M:%S") + (time.tz_utc ? "Z" : "")
end

def text(value)
  value.nil? || value.empty? ? nil : value.to_s
end

def entry(event)
  {
    uid: text(event.uid),
    start: shown(event.dtstart),
    end: shown(event.dtend),
    all_day: event.dtstart.is_a?(Icalendar::Values::Date),
    summary: text(event.summary),
    description: text(event.description),
    location: text(event.location),
    categories: event.categories.flat_map { |line| line.is_a?(Icalendar::Values::Array) ? line.to_a : [line] }.map(&:to_s),
    status: text(event.status),
    sequence: event.sequence&.to_i,
  }
end

entries = ARGV.to_h do |path|
  content = File.binread(path).force_encoding("UTF-8")
  [path, Icalendar::Calendar.parse(content).flat_map(&:events).map { |event| entry(event) }]
end
puts JSON.generate(entries)
