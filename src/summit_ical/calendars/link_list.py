"""An Agenda to the addresses of its feeds, for mails, slides and programs. Prints nothing itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from summit_ical.calendars.feeds import NONE_KEPT, feeds
from summit_ical.calendars.subscribe_links import feed_links, session_address, session_links
from summit_ical.model.agenda import Agenda
from summit_ical.model.characters import one_line
from summit_ical.model.feed_kinds import Feed, Kept

NAMES = {
    "address": "subscribe",
    "webcal": "Apple, desktop",
    "google": "Google",
    "outlook_com": "Outlook.com",
    "microsoft_365": "Microsoft 365",
    "page": "page",
}
FORMS = {"google": "one copy, Google", "outlook": "one copy, Outlook", "yahoo": "one copy, Yahoo"}


def link_records(
    agenda: Agenda, kinds: Iterable[str], kept: Mapping[str, Kept] = NONE_KEPT, large: Collection[str] = ()
) -> list[dict[str, object]]:
    """Return each feed with its addresses; that of a session also with the forms for a single copy.

    A feed that was published keeps its path: `kept`, as in `feeds`. `large` are the paths of those that Google would
    drop.
    """
    wanted = frozenset(kinds)
    chosen = feeds(agenda, wanted, kept)
    return [_record(feed, agenda, feed.path in large) for feed in chosen if feed.kind in wanted and feed.sessions]


def _record(feed: Feed, agenda: Agenda, large: bool) -> dict[str, object]:
    links = feed_links(feed, agenda, large=large)
    record: dict[str, object] = {"path": feed.path, "title": feed.title, **(links._asdict() if links else {})}
    if feed.kind == "session" and feed.sessions[0].status != "cancelled":
        record["session"] = session_address(feed.sessions[0], agenda)
        record["add"] = session_links(feed.sessions[0], agenda)._asdict()
    return record


def link_lines(
    agenda: Agenda, kinds: Iterable[str], kept: Mapping[str, Kept] = NONE_KEPT, large: Collection[str] = ()
) -> Iterator[str]:
    """Yield the lines of a list: a feed's name, and below it what can be done with it."""
    width = max(map(len, (*NAMES.values(), *FORMS.values())))
    for record in link_records(agenda, kinds, kept, large):
        yield one_line(str(record["title"]))
        forms = record.get("add")
        rows = [(name, record.get(key)) for key, name in NAMES.items()]
        rows += [(name, forms.get(key)) for key, name in FORMS.items()] if isinstance(forms, dict) else []
        for name, address in rows:
            if address:
                yield f"  {name:{width}}  {address}"
        yield ""
