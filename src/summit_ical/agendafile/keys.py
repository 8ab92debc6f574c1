"""Every key of agenda.yaml: what it takes, whether it is required, its sentence.

This one table drives the reading, the JSON Schema and the reference page.

`takes` is the name of a value (values.VALUES) or of a row below; `[x]` is a list of x; `x|[x]` is one or a list;
`{x}` is a mapping of any names to x.
"""

from typing import NamedTuple


class Key(NamedTuple):
    """A key of a row."""

    name: str
    takes: str
    sentence: str
    required: bool = False


ROWS: dict[str, tuple[Key, ...]] = {
    "agenda": (
        Key("event", "event", "What it is, when clocks say what, and where the feeds will be.", required=True),
        Key("tracks", "[track]", "Themes; each becomes a feed."),
        Key("rooms", "[room]", "Places; each becomes a feed."),
        Key("speakers", "[speaker]", "Only those with a link, an affiliation or two spellings."),
        Key("days", "[day]", "The programme.", required=True),
    ),
    "event": (
        Key("id", "id", "Identity, part of every UID: changing it makes every entry a new one.", required=True),
        Key("title", "line", "The event's name, in every feed's name.", required=True),
        Key("timezone", "zone", "The clock on the wall for every time in this file.", required=True),
        Key("url", "url", "The programme page; also an entry's address where the session has none."),
        Key("registration", "url", "Where people register."),
        Key("feeds_url", "folder", "Where the feeds folder is published; subscribe links need it."),
        Key("online", "url", "Public join link of the whole event."),
        Key("venue", "venue", "Where it is."),
        Key("also_show", "[zone]", "Zones that people read beside the event's, on pages and in the terminal."),
        Key(
            "feeds",
            "[feed-kind]",
            "Kinds of feed to build; default: all, day, track, room, speaker, session.",
        ),
        Key("refresh", "length", "How often clients are told to look again; default 1h."),
        Key("cancelled", "cancelled", "`visible` keeps cancelled entries CONFIRMED, for audiences on Google."),
        Key("abstract_limit", "limit", "Characters of an abstract in an entry; default 3000."),
        Key("notice", "notice", "Words for every entry that ends later than a date."),
        Key("allow", "[allow]", "Findings that are meant."),
        Key("language", "language", "Language of the pages; default en."),
    ),
    "venue": (
        Key("name", "line", "Its name.", required=True),
        Key("address", "line", "Street and town."),
        Key("geo", "[degrees]", "Latitude and longitude, WGS 84."),
    ),
    "notice": (
        Key("text", "line", "What to say.", required=True),
        Key("from", "date", "It stands in entries that end after this day begins.", required=True),
    ),
    "allow": (
        Key("code", "line", "The finding's code.", required=True),
        Key("sessions", "[id]", "All sessions of the finding; wherever it occurs, if left out."),
        Key("reason", "line", "Why it is meant.", required=True),
    ),
    "track": (
        Key("id", "id", "What sessions say, and the feed's file name.", required=True),
        Key("name", "line", "What people read.", required=True),
        Key("color", "color", "Colour of its feed and entries."),
    ),
    "room": (
        Key("id", "id", "What sessions say, and the feed's file name.", required=True),
        Key("name", "line", "What people read.", required=True),
        Key("join", "url", "Public join link of this room."),
    ),
    "speaker": (
        Key("id", "id", "A short way to name them.", required=True),
        Key("name", "line", "What people read.", required=True),
        Key("also", "[line]", "Other spellings that sessions use."),
        Key("affiliation", "line", "Company or project."),
        Key("url", "url", "Their page."),
    ),
    "day": (
        Key("date", "date", "The date on which the programme day begins.", required=True),
        Key("title", "line", "A name for the day."),
        Key("hours", "hours", "Announced hours; sessions outside them are a warning."),
        Key("sessions", "[session]", "The day's sessions.", required=True),
    ),
    "session": (
        Key("id", "id", "Identity, part of the UID: keep it whatever else changes."),
        Key("time", "time", "Start and end, or start and length, or tba.", required=True),
        Key("title", "line", "The title.", required=True),
        Key("speakers", "line|[line]", "Names, or ids from `speakers`."),
        Key("track", "line|[line]", "Ids from `tracks`."),
        Key("room", "line|[line]", "Ids from `rooms`."),
        Key("kind", "kind", "Default talk."),
        Key("language", "language", "The language it is held in."),
        Key("url", "url", "The session's own page."),
        Key("abstract", "markdown", "Shown as plain text in calendars, formatted on pages."),
        Key("links", "{url}", "Slides, recording, video and others."),
        Key("repeat_of", "line", "Id of the session that this one holds again."),
        Key("status", "status", "Default confirmed; while the time is tba, tentative unless cancelled."),
        Key("reason", "line", "Why it was cancelled."),
        Key("replaced_by", "line|[line]", "Ids of the sessions that take its place."),
        Key("end_inferred", "flag", "The end was not announced."),
    ),
}
