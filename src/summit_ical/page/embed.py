"""An Agenda to a fragment for somebody else's page: HTML that survives a sanitising editor, Markdown, JSON, an iframe.

A fragment needs no script and no style; all it says stands in text and in https links. Nothing in it is a sign to a
template language: Liquid, Go templates and kramdown find no brace.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from markupsafe import escape

from summit_ical.calendars.feeds import feeds
from summit_ical.calendars.subscribe_links import (
    FeedLinks,
    anchor,
    feed_links,
    page_address,
    query_value,
    session_address,
    session_links,
)
from summit_ical.exports.timetable import records
from summit_ical.model.agenda import Agenda, Session
from summit_ical.model.characters import COMMAND, indented_json, visible
from summit_ical.model.feed_kinds import Feed
from summit_ical.model.source import Refused, shown
from summit_ical.page.jinja import template_text
from summit_ical.page.views import ShownSession, days
from summit_ical.text.translations import Words, words

MARKUP = re.compile(r"([\\`*_\[\]<>#|~!&])")  # signs that mean something in Markdown within a line
IFRAME = (
    '<iframe src="{src}" title="{title}" width="100%" height="720" loading="lazy" '
    'sandbox="allow-scripts allow-same-origin allow-popups allow-downloads"></iframe>\n'
)
WIDGET = (
    '<summit-ical src="{folder}"{part}>\n{fallback}</summit-ical>\n<script src="{folder}widget.js" defer></script>\n'
)


class Part(NamedTuple):
    """What of the programme is wanted: all of it, or a day, a track or a session. At most one is set."""

    day: date | None = None
    track: str = ""
    session: str = ""

    @property
    def kind_and_key(self) -> tuple[str, str]:
        """The kind of feed that holds it, and its key."""
        chosen = {"day": self.day.isoformat() if self.day else "", "track": self.track, "session": self.session}
        return next(((kind, key) for kind, key in chosen.items() if key), ("all", ""))


class Excerpt(NamedTuple):
    """The wanted part of an agenda, with the feed to follow."""

    agenda: Agenda  # the whole
    sessions: tuple[Session, ...]
    feed: Feed | None
    part: Part
    abstracts: bool
    words: Words
    theme: Path | None
    large: bool = False  # whether Google would drop the feed

    @property
    def links(self) -> FeedLinks | None:
        """Where the feed can be subscribed to, if anybody knows."""
        return feed_links(self.feed, self.agenda, large=self.large) if self.feed else None


def excerpt(
    agenda: Agenda,
    part: Part,
    abstracts: bool | None = None,
    theme: Path | None = None,
    large: Collection[str] = (),
) -> Excerpt:
    """Return the part of the agenda. Raises Refused where there is no session in it.

    `large` are the paths of feeds that Google would drop. Abstracts are left out of what is longer than one session,
    unless they are asked for.
    """
    kind, key = part.kind_and_key
    tests: dict[str, Callable[[Session], bool]] = {
        "all": lambda session: True,
        "day": lambda session: session.day == part.day,
        "track": lambda session: part.track in [track.id for track in session.tracks],
        "session": lambda session: session.id == part.session,
    }
    sessions = tuple(filter(tests[kind], agenda.sessions))
    if not sessions:
        raise Refused(f"there is no session of the {kind} {shown(key)}", "see `summit-ical show`")
    whole, wanted = (
        next((feed for feed in feeds(agenda, kinds) if feed.key == at), None) if kinds else None
        for kinds, at in ((_kind_if_built(agenda, "all"), ""), (_kind_if_built(agenda, kind), key))
    )
    if abstracts is None:
        abstracts = kind == "session"
    feed = wanted or whole
    spoken = words(agenda.event.language, theme)
    return Excerpt(agenda, sessions, feed, part, abstracts, spoken, theme, bool(feed and feed.path in large))


def _kind_if_built(agenda: Agenda, kind: str) -> tuple[str, ...]:
    return (kind,) if kind in agenda.event.feeds else ()


def html(wanted: Excerpt) -> str:
    """Return a section of HTML, each element on lines without a gap: Markdown takes it for one block."""
    agenda, spoken = wanted.agenda, wanted.words
    known = {session.id for session in wanted.sessions}
    programme = [
        day._replace(sessions=tuple(entry for entry in day.sessions if entry.id in known))
        for day in days(agenda, feeds(agenda, _kind_if_built(agenda, "session")), {}, spoken)
    ]
    by_id = {session.id: session for session in wanted.sessions}
    made = template_text(
        wanted.theme,
        "embed.html",
        w=spoken,
        event=agenda.event,
        title=_title(wanted),
        offer=wanted.links,
        page=_page(wanted),
        days=[day for day in programme if day.sessions],
        abstracts=wanted.abstracts,
        forms={id: session_links(session, agenda) for id, session in by_id.items() if session.status != "cancelled"},
        file=_file(agenda),
        folder=agenda.event.feeds_url,
        address=lambda entry: session_address(by_id[entry.id], agenda) if getattr(entry, "id", None) in by_id else "",
    )
    made = re.sub(r"<pre>.*?</pre>", lambda block: block[0].replace("\n", "&#10;"), made, flags=re.DOTALL)
    return _inert(re.sub(r"\n\s*\n+", "\n", made.strip())) + "\n"


def _inert(text: str) -> str:
    """The same to a browser, and nothing to a template language or to a CI that prints it."""
    calm = COMMAND.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", text)
    return calm.replace("{", "&#123;").replace("}", "&#125;")


def _title(wanted: Excerpt) -> str:
    return wanted.feed.title if wanted.feed and wanted.feed.kind != "session" else wanted.agenda.event.title


def _page(wanted: Excerpt) -> str:
    return page_address(wanted.agenda, anchor(wanted.feed.path) if wanted.feed else "")


def _file(agenda: Agenda) -> bool:
    return bool(agenda.event.feeds_url) and "session" in agenda.event.feeds


def jekyll(wanted: Excerpt) -> str:
    """Return a file for _includes/."""
    return f"{{% raw %}}{html(wanted)}{{% endraw %}}"


def hugo(wanted: Excerpt) -> str:
    """Return a file for layouts/shortcodes/ or layouts/partials/."""
    return f"{{{{- /* {_title_for_comment(wanted)} */ -}}}}\n{html(wanted)}"


def _title_for_comment(wanted: Excerpt) -> str:
    return f"summit-ical embed --format hugo: {'-'.join(filter(None, wanted.part.kind_and_key))}"


def markdown(wanted: Excerpt) -> str:
    """Return a list for a README."""
    agenda, spoken = wanted.agenda, wanted.words
    lines = [f"## {_in_markdown(_title(wanted))}", ""]
    if offer := wanted.links:
        ways = [(spoken("subscribe"), offer.page), (offer.address, offer.address)]
        ways += [(spoken("google"), offer.google), (spoken("outlook_com"), offer.outlook_com)]
        lines += [" · ".join(_link(name, address) for name, address in ways if address), ""]
    by_id = {session.id: session for session in wanted.sessions}
    for day in days(agenda, (), {}, spoken):
        entries = [entry for entry in day.sessions if entry.id in by_id]
        if entries:
            title = f" · {_in_markdown(day.title)}" if day.title else ""
            lines += [f"### {_in_markdown(day.words)}{title}", ""]
            lines += [_item(entry, session_address(by_id[entry.id], agenda), wanted) for entry in entries]
            lines.append("")
    return _inert("\n".join(lines).rstrip() + "\n")


def _item(entry: ShownSession, address: str, wanted: Excerpt) -> str:
    spoken = wanted.words
    clock = entry.clock
    when = f"{clock.from_}–{clock.to} {clock.zone}" if clock else spoken("to_be_announced")
    title = _link(entry.title, address) if address else _in_markdown(entry.title)
    states = [
        f"{spoken('cancelled')}{f': {entry.reason}' if entry.reason else ''}" if entry.status == "cancelled" else "",
        f"{spoken('replaced_by')} {', '.join(other.title for other in entry.replaced_by)}" if entry.replaced_by else "",
        spoken("tentative") if entry.status == "tentative" else "",
        f"{spoken('repeat_of')} {entry.repeat_of.title}" if entry.repeat_of else "",
    ]
    facts = [
        *filter(None, states),
        ", ".join(person.name for person in entry.speakers),
        *(track.name for track in entry.tracks),
        *(room.name for room in entry.rooms),
        entry.kind,
        entry.language,
    ]
    links = [_link(link.name, link.address) for link in (*entry.joins, *entry.links)]
    more = " · ".join([*map(_in_markdown, filter(None, facts)), *links])
    return f"- **{_in_markdown(when)}** {title}{f'<br>{more}' if more else ''}"


def _in_markdown(words: str) -> str:
    return MARKUP.sub(r"\\\1", visible(" ".join(words.split())))


def _link(words: str, address: str) -> str:
    target = address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{_in_markdown(words)}]({target})"


def iframe(wanted: Excerpt) -> str:
    """Return an iframe with this part of the published page. Raises Refused while nobody knows its address."""
    kind, key = wanted.part.kind_and_key
    query = f"&{kind}={query_value(key)}" if key else ""
    return _inert(IFRAME.format(src=escape(f"{_published_address(wanted)}?embed{query}"), title=escape(_title(wanted))))


def widget(wanted: Excerpt) -> str:
    """Return an element and a script that fills it from the published page. Raises Refused as iframe does."""
    kind, key = wanted.part.kind_and_key
    part = f' {kind}="{escape(key)}"' if key else ""
    _published_address(wanted)
    return WIDGET.format(folder=escape(wanted.agenda.event.feeds_url), part=part, fallback=html(wanted))


def _published_address(wanted: Excerpt) -> str:
    if address := page_address(wanted.agenda):
        return address
    raise Refused("nobody knows where the page is published", "write feeds_url under event")


def as_json(wanted: Excerpt) -> str:
    """Return the sessions and all their addresses, for programs and for _data/ in Jekyll or data/ in Hugo."""
    agenda = wanted.agenda
    known = {session.id: session for session in wanted.sessions}
    feed = wanted.links
    rows: list[Mapping[str, object]] = [
        {
            **row,
            "address": session_address(known[str(row["id"])], agenda) or None,
            "add": session_links(known[str(row["id"])], agenda)._asdict(),
        }
        for row in records(agenda)
        if row["id"] in known
    ]
    event = {"id": agenda.event.id, "title": agenda.event.title, "timezone": agenda.event.timezone}
    whole = {"event": event, "feed": feed._asdict() if feed else None, "sessions": rows}
    return f"{indented_json(whole)}\n"


FORMATS: dict[str, Callable[[Excerpt], str]] = {
    "html": html,
    "jekyll": jekyll,
    "hugo": hugo,
    "markdown": markdown,
    "iframe": iframe,
    "widget": widget,
    "json": as_json,
}
