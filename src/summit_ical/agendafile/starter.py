"""A first agenda for somebody who has none, and the line that keeps Git from touching the feeds."""

from datetime import date

from summit_ical.text.slug import slug

# Git must not turn CRLF, which RFC 5545 asks for, into LF, and keeps both where two branches each add a session.
ATTRIBUTES = ("feeds/** -text", "feeds/ledger.json merge=union")

AGENDA = """\
# An agenda for summit-ical. Build the feeds with: summit-ical build
# Every key: summit-ical schema --format markdown
event:
  id: {id}                # part of every entry's identity: never change it once feeds are published
  title: {title}
  timezone: {timezone}           # every time below is what the clock on the wall says there
  # url: https://example.org/programme      # the programme page
  # online: https://example.org/stream      # public join link

  # Where you will publish the feeds folder, and people subscribe: uncomment it before you do. Then `allow` can go.
  # feeds_url: https://example.org/feeds/
  allow: [{{code: no-feeds-url, reason: not published yet}}]

tracks:
  - {{id: community, name: Community, color: teal}}

rooms:
  - {{id: main, name: Main hall}}

days:
  - date: {date}
    hours: 09:00-12:00       # announced; a session outside them gives a warning
    sessions:
      - id: welcome          # identity again: keep it, whatever else you change
        time: 09:00-09:15    # or 09:00+15m, or tba
        title: Welcome
        speakers: [Your Name]
        track: community
        room: main
        kind: keynote        # talk, keynote, tutorial, panel, break or social
        abstract: |
          Markdown, for people. Calendars show it as plain text.

      - id: coffee
        time: 10:30-11:00
        title: Coffee
        room: main
        kind: break
"""


def agenda(title: str, timezone: str, first: date) -> str:
    """Return the text of an agenda that builds."""
    quoted = f"'{title.replace(chr(39), chr(39) * 2)}'"
    return AGENDA.format(id=slug(title) or "summit", title=quoted, timezone=timezone, date=first.isoformat())


def attributes(existing: str) -> str:
    """Return the text of .gitattributes with our lines in it, once."""
    there = set(map(str.strip, existing.splitlines()))
    kept = existing if not existing or existing.endswith("\n") else existing + "\n"
    return kept + "".join(f"{line}\n" for line in ATTRIBUTES if line not in there)
