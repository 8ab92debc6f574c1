"""An Agenda to findings: what is legal, but smells. Allowed ones are left out, unused allowances are findings too."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from summit_ical import zones
from summit_ical.agenda import Agenda, Session, Span
from summit_ical.findings import FINDINGS, finding
from summit_ical.slug import slug
from summit_ical.source import Mark, Problem, Text, shown
from summit_ical.text import looks_mojibake

TITLE_MAX = 200  # characters that calendars show, see ics.SUMMARY_MAX
LONG = timedelta(hours=8)
APART = timedelta(days=30)
NOT_TALKS = ("break", "social")
SECRET = re.compile(
    r"[?&#;](pwd|passwd|password|passcode|pass|tk|token|access_token|auth|key|secret|sig)=", re.IGNORECASE
)
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>")
BACKSLASH_N = re.compile(r"\\[nN]")
UNNAMED = re.compile(r"\W*(tba|tbd|tbc|to be (announced|decided|confirmed)|title|untitled|xxx+)?\W*", re.IGNORECASE)


def found(agenda: Agenda) -> Iterator[Problem]:
    """Yield what is to be said of an agenda: what reading noticed, then check by check."""
    yield from agenda.noticed
    for check in CHECKS:
        yield from check(agenda)


def allowed(agenda: Agenda, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return, in file order, the findings that no `allow:` turns off, and one for each allowance that turns nothing off."""
    used = set()
    left = []
    for problem in problems:
        for allow in agenda.event.allow:
            if allow.code == problem.code and (not allow.sessions or set(problem.about) & set(allow.sessions)):
                used.add(allow)
                break
        else:
            left.append(problem)
    for allow in agenda.event.allow:
        if allow not in used:
            message = f"nothing here is {allow.code}: this allowance is not needed"
            left.append(finding(allow.mark or agenda.mark, "unused", message, "take it out"))
    return tuple(sorted(left, key=lambda problem: problem.mark))


def here(value: object, session: Session) -> Mark:
    """Where a value stands, or its session."""
    return value.mark if isinstance(value, Text) else session.mark or Mark("agenda")


def line(session: Session) -> str:
    return (
        f"{shown(session.title)} (line {session.mark.line})"
        if session.mark and session.mark.line
        else shown(session.title)
    )


def room_twice(agenda: Agenda) -> Iterator[Problem]:
    by_room = defaultdict(list)
    for session in agenda.sessions:
        for room in session.rooms:
            by_room[room.name].append(session)
    for room, sessions in by_room.items():
        for first, second in overlapping(sessions):
            message = f"{shown(room)} holds {line(first)} and {line(second)} at one time"
            yield finding(
                here(None, second),
                "room-twice",
                message,
                "move one of them, or allow it with a reason",
                (first.id, second.id),
            )


def speaker_twice(agenda: Agenda) -> Iterator[Problem]:
    by_speaker = defaultdict(list)
    for session in agenda.sessions:
        for speaker in session.speakers:
            by_speaker[speaker.name].append(session)
    for name, sessions in by_speaker.items():
        for first, second in overlapping(sessions):
            message = f"{shown(name)} is in {line(first)} and {line(second)} at one time"
            yield finding(
                here(None, second),
                "speaker-twice",
                message,
                "move one of them, or allow it with a reason",
                (first.id, second.id),
            )


def overlapping(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Yield each session with the one that is still going on when it begins. Cancelled and `tba` ones are left out."""
    last: tuple[Span, Session] | None = None
    timed = [(s.when, s) for s in sessions if isinstance(s.when, Span) and s.status != "cancelled"]
    for span, session in sorted(timed, key=lambda pair: pair[0]):
        if last and span.start < last[0].end:
            yield last[1], session
        if last is None or span.end > last[0].end:
            last = (span, session)


def outside_hours(agenda: Agenda) -> Iterator[Problem]:
    hours = {day.date: day.hours for day in agenda.days}
    for session in agenda.sessions:
        span, announced = session.span, hours[session.day]
        if span is None or announced is None or session.kind in NOT_TALKS or session.status == "cancelled":
            continue
        if span.start < announced.start or span.end > announced.end:
            start, end = (zones.to_wall(at, agenda.event.timezone) for at in (announced.start, announced.end))
            message = f"{shown(session.title)} is not within the day's hours, {start:%H:%M}-{end:%H:%M}"
            yield finding(
                here(None, session),
                "outside-hours",
                message,
                "correct its time or the day's hours",
                (session.id,),
            )


def outside_days(agenda: Agenda) -> Iterator[Problem]:
    for session in agenda.sessions:
        if session.span is None:
            continue
        start = zones.to_wall(session.span.start, agenda.event.timezone)
        if start.date() != session.day and start.hour >= 6:
            message = f"{shown(session.title)} begins on {start.date()}, but stands under {session.day}"
            yield finding(
                here(None, session),
                "outside-days",
                message,
                "list it under its own day, without +1",
                (session.id,),
            )


def day_empty(agenda: Agenda) -> Iterator[Problem]:
    held = {session.day for session in agenda.sessions}
    for day in agenda.days:
        if day.date not in held:
            yield finding(
                day.mark or agenda.mark,
                "day-empty",
                f"{day.date} has no sessions",
                "add some, or take the day out",
            )


def days_apart(agenda: Agenda) -> Iterator[Problem]:
    for before, after in pairwise(agenda.days):
        if after.date - before.date > APART:
            gap = (after.date - before.date).days
            message = f"{after.date} is {gap} days after {before.date}"
            yield finding(after.mark or agenda.mark, "days-apart", message, "check month and year, or allow it")


def unused(agenda: Agenda) -> Iterator[Problem]:
    used = {record for session in agenda.sessions for record in (*session.tracks, *session.rooms, *session.speakers)}
    for what, records in (("track", agenda.tracks), ("room", agenda.rooms), ("speaker", agenda.speakers)):
        for record in records:
            if record not in used:
                message = f"no session names the {what} {shown(record.id)}"
                yield finding(record.mark or agenda.mark, "unused", message, "take it out, or name it in a session")


def alike_titles(agenda: Agenda) -> Iterator[Problem]:
    """Titles that are the same but for signs and case, or for one word that is nearly the same.

    Linear in the number of sessions: each title is filed under itself without each one of its words.
    """
    seen: dict[tuple[int, tuple[str, ...]], list[tuple[Session, str]]] = defaultdict(list)
    for session in agenda.sessions:
        if session.kind in NOT_TALKS or session.status == "cancelled":
            continue
        words = tuple(re.findall(r"\w+", session.title.casefold()))
        found: dict[str, Session] = {}
        for n, word in enumerate(words):
            key = (n, words[:n] + words[n + 1 :])
            for other, other_word in seen[key]:
                if word == other_word or (len(words) > 3 and alike(word, other_word)):
                    found.setdefault(other.id, other)
            seen[key].append((session, word))
        for other in found.values():
            if not related(session, other):
                message = f"{shown(session.title)} and {line(other)} have nearly the same title"
                hint = "add repeat_of where it is held again, or tell them apart"
                yield finding(here(session.title, session), "alike-titles", message, hint, (other.id, session.id))


def alike(word: str, other: str) -> bool:
    """Whether two words may be one with a slip. Numbers are no slips: Part 1, Part 2."""
    return word.isalpha() and other.isalpha() and difflib.SequenceMatcher(None, word, other).ratio() >= 0.8


def related(one: Session, other: Session) -> bool:
    return bool({one.id, one.repeat_of} - {""} & {other.id, other.repeat_of})


def alike_names(agenda: Agenda) -> Iterator[Problem]:
    """Names one letter apart, or the same without accents: each is filed under itself without each one of its letters."""
    seen: dict[str, list[str]] = defaultdict(list)
    for speaker in agenda.speakers:
        name = slug(speaker.name, 200)
        if len(name) < 8:
            continue
        keys = {name, *(name[:n] + name[n + 1 :] for n in range(len(name)))}
        others = {other for key in keys for other in seen[key] if other != speaker.name}
        for other in sorted(others):
            message = f"{shown(speaker.name)} and {shown(other)} are spelt nearly alike"
            hint = "write one of them, or declare both as spellings: speakers: - {id: …, name: …, also: […]}"
            yield finding(speaker.mark or agenda.mark, "alike-names", message, hint)
        for key in keys:
            seen[key].append(speaker.name)


def words(agenda: Agenda) -> Iterator[Problem]:
    """Findings about one text of a session."""
    for session in agenda.sessions:
        about = (session.id,)
        title = session.title
        if len(title) > TITLE_MAX:
            message = f"a title of {len(title)} characters is cut in calendars after {TITLE_MAX}"
            yield finding(here(title, session), "long-title", message, "say the rest in the abstract", about)
        if UNNAMED.fullmatch(title):
            yield finding(
                here(title, session),
                "unnamed-title",
                f"{shown(title)} says nothing",
                "say what is known, or leave the session out",
                about,
            )
        for text in (title, session.reason, *(speaker.name for speaker in session.speakers)):
            if "<" in text and (tag := TAG.search(text)):
                yield finding(
                    here(text, session),
                    "html-in-text",
                    f"{shown(tag[0])} would be shown as it is",
                    "take it out",
                    about,
                )
        for text in (title, session.reason, session.abstract):
            if "\\" in text and BACKSLASH_N.search(text):
                message = "several calendar apps show a line break in place of a backslash before n"
                yield finding(
                    here(text, session),
                    "backslash-n",
                    message,
                    "write the path with /, or put a space between",
                    about,
                )
        for text in (title, session.abstract, *(speaker.name for speaker in session.speakers)):
            if meant := looks_mojibake(text):
                message = f"{shown(text)} was read in the wrong character set"
                hint = f"write {shown(meant)}" if text is not session.abstract else "copy it again as UTF-8"
                yield finding(here(text, session), "mojibake", message, hint, about)


def lengths(agenda: Agenda) -> Iterator[Problem]:
    for session in agenda.sessions:
        if session.span and session.span.end - session.span.start > LONG and session.kind not in NOT_TALKS:
            hours = (session.span.end - session.span.start) / timedelta(hours=1)
            message = f"{shown(session.title)} lasts {hours:g} hours"
            yield finding(here(None, session), "long-session", message, "check its end, or allow it", (session.id,))


def replaced_live(agenda: Agenda) -> Iterator[Problem]:
    for session in agenda.sessions:
        if (session.reason or session.replaced_by) and session.status != "cancelled":
            message = f"{shown(session.title)} is not cancelled, yet says why or what takes its place"
            yield finding(here(None, session), "replaced-live", message, "add status: cancelled", (session.id,))


def addresses(agenda: Agenda) -> Iterator[Problem]:
    """Findings about addresses: joins and links that give away a password, and plain http."""
    event = agenda.event
    none: tuple[str, ...] = ()
    public = [(event.online, none, event.mark), *((room.join, none, room.mark) for room in agenda.rooms)]
    public += [(link, (session.id,), session.mark) for session in agenda.sessions for _, link in session.links]
    shown_only = [(address, none, event.mark) for address in (event.url, event.registration, event.feeds_url)]
    shown_only += [(speaker.url, none, speaker.mark) for speaker in agenda.speakers]
    shown_only += [(session.url, (session.id,), session.mark) for session in agenda.sessions]
    for address, about, mark in public:
        if secret := SECRET.search(address):
            message = f"{shown(secret[1] + '=')} in {shown(address)} would be published"
            hint = "give the public address, and send the secret one by mail"
            yield finding(_place(address, mark, agenda), "secret-link", message, hint, about)
    for address, about, mark in public + shown_only:
        if address.startswith("http:"):
            yield finding(
                _place(address, mark, agenda),
                "plain-http",
                f"{shown(address)} is not https",
                "write https if it answers there",
                about,
            )


def _place(value: str, mark: Mark | None, agenda: Agenda) -> Mark:
    return value.mark if isinstance(value, Text) else mark or agenda.mark


def event(agenda: Agenda) -> Iterator[Problem]:
    mark = agenda.event.mark or agenda.mark
    if not agenda.event.feeds_url:
        message = "no feeds_url: nobody can be given an address to subscribe to"
        yield finding(mark, "no-feeds-url", message, "add feeds_url: with the address at which feeds/ is published")
    for zone in (agenda.event.timezone, *agenda.event.also_show):
        if meant := zones.seldom_meant(zone):
            message = f"{zone} never changes its clocks"
            yield finding(mark, "fixed-zone", message, f"if you mean local time, write {meant}")


CHECKS: tuple[Callable[[Agenda], Iterator[Problem]], ...] = (
    event,
    addresses,
    room_twice,
    speaker_twice,
    outside_hours,
    outside_days,
    day_empty,
    days_apart,
    unused,
    alike_titles,
    alike_names,
    words,
    lengths,
    replaced_live,
)
