"""An Agenda to findings: what is legal, and likely a mistake. Allowed ones go, unused allowances are findings, too."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from summit_ical.agendafile import alike_names as alike
from summit_ical.agendafile.findings import finding, turning_off
from summit_ical.model import zones
from summit_ical.model.agenda import NO_TALKS, Agenda, Room, Session, Span, Speaker
from summit_ical.model.source import Mark, Problem, Text, shown
from summit_ical.text.html import unsafe_links
from summit_ical.text.languages import catalogue
from summit_ical.text.mojibake import looks_mojibake

TITLE_MAX = 200  # characters that calendars show, see ics.SUMMARY_MAX
LONG = timedelta(hours=8)
APART = timedelta(days=30)
SECRET = re.compile(
    r"[?&#;](pwd|passwd|password|passcode|pass|tk|token|access_token|auth|key|secret|sig)=", re.IGNORECASE
)
SECRET_IN_TEXT = re.compile(r"https?://[^\s<>\"]{1,500}[?&#;](pwd|passcode|tk|token)=", re.IGNORECASE)
# Elements that pasted text holds; `vector<T>` and `<your name>` are none.
TAG = re.compile(
    r"</?(a|abbr|b|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|su[bp]|t[dr]|table|u|ul)"
    r"(\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BACKSLASH_N = re.compile(r"\\[nN]")
UNNAMED = frozenset(
    {"", "tba", "tbd", "tbc", "to be announced", "to be decided", "to be confirmed", "title", "untitled", "xxx"}
)
# Allowed until it is there: then the allowance, as `init` writes it, hides nothing; or found on some machines alone.
NOT_YET = ("no-feeds-url", "zone-data-old")
YEAR = timedelta(days=365)
CLASH = "move one of them, or allow it with a reason"
PUBLIC = "give the public address, and send the secret one by mail"
WORD = re.compile(r"\w+")
WORDS_MAX, WORD_MAX = 30, 30  # words of a title that are compared, and letters of a word
ALIKE = 0.8  # difflib's ratio, from which on two words may be one
ALIKE_MAX = 10  # more than these that differ in the same place are a pattern, not slips


def findings(agenda: Agenda) -> Iterator[Problem]:
    """Yield what is to be said of an agenda: what reading noticed, then check by check."""
    yield from agenda.noticed
    for check in CHECKS:
        yield from check(agenda)


def open_findings(agenda: Agenda, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return, in file order, the findings that no `allow:` turns off, and one for each that turns nothing off."""
    off = turning_off(agenda.event.allow)
    used = set()
    left = []
    for problem in problems:
        if allow := off(problem):
            used.add(allow)
        else:
            left.append(problem)
    for allow in agenda.event.allow:
        if allow not in used and allow.code not in NOT_YET:
            where = " about these sessions alone" if allow.sessions else ""
            message = f"there is no finding {allow.code}{where}: this allowance is not needed"
            hint = "name all sessions of the finding, or take it out" if allow.sessions else "take it out"
            left.append(finding(allow.mark or agenda.mark, "unused", message, hint))
    return tuple(sorted(left, key=lambda problem: problem.mark))


def here(value: object, session: Session) -> Mark:
    """Where a value stands, or its session."""
    return value.mark if isinstance(value, Text) else session.mark or Mark("agenda")


def line(session: Session) -> str:
    """Return a session's title with its line."""
    return (
        f"{shown(session.title)} (line {session.mark.line})"
        if session.mark and session.mark.line
        else shown(session.title)
    )


def room_twice(agenda: Agenda) -> Iterator[Problem]:
    """Findings about rooms that hold two sessions at a time."""
    yield from twice(agenda, "room-twice", "holds", lambda session: session.rooms)


def speaker_twice(agenda: Agenda) -> Iterator[Problem]:
    """Findings about people who are in two sessions at a time."""
    yield from twice(agenda, "speaker-twice", "is in", lambda session: session.speakers)


def twice(
    agenda: Agenda, code: str, does: str, whose: Callable[[Session], Iterable[Room | Speaker]]
) -> Iterator[Problem]:
    """Findings about a room or a speaker that cannot be in two sessions at one time."""
    held: dict[Room | Speaker, list[Session]] = defaultdict(list)
    for session in agenda.sessions:
        for one in whose(session):
            held[one].append(session)
    for one, sessions in held.items():
        for first, second in overlaps(sessions):
            message = f"{shown(one.name)} {does} {line(first)} and {line(second)} at one time"
            yield finding(second.mark or agenda.mark, code, message, CLASH, (first.id, second.id))


def overlaps(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Yield each session with the one that is still going on when it begins. Cancelled and `tba` ones are left out."""
    last: tuple[Span, Session] | None = None
    timed = [(s.when, s) for s in sessions if isinstance(s.when, Span) and s.status != "cancelled"]
    for span, session in sorted(timed, key=lambda pair: pair[0]):
        if last and span.start < last[0].end:
            yield last[1], session
        if last is None or span.end > last[0].end:
            last = (span, session)


def outside_hours(agenda: Agenda) -> Iterator[Problem]:
    """Findings about sessions outside the hours that their day announces."""
    hours = {day.date: day.hours for day in agenda.days}
    for session in agenda.sessions:
        span, announced = session.span, hours[session.day]
        if span is None or announced is None or session.kind in NO_TALKS or session.status == "cancelled":
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
    """Findings about sessions that begin on a date that is not in the programme."""
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
    """Findings about days without a session."""
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
    """Findings about days so far from each other that a date is likely wrong."""
    for before, after in pairwise(agenda.days):
        if after.date - before.date > APART:
            gap = (after.date - before.date).days
            message = f"{after.date} is {gap} days after {before.date}"
            yield finding(after.mark or agenda.mark, "days-apart", message, "check month and year, or allow it")


def unused(agenda: Agenda) -> Iterator[Problem]:
    """Findings about tracks, rooms and people that no session has."""
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
    seen: dict[tuple[int, tuple[str, ...]], dict[str, Session]] = defaultdict(dict)
    original = originals(agenda.sessions)
    for session in agenda.sessions:
        if session.kind in NO_TALKS or session.status == "cancelled":
            continue
        words = tuple(WORD.findall(session.title.casefold())[:WORDS_MAX])
        others: dict[str, Session] = {}
        for n, word in enumerate(words):
            like_it = seen[n, words[:n] + words[n + 1 :]]
            if like_it:
                for known in [word] if word in like_it else slips(word, like_it) if len(words) > 3 else ():
                    others.setdefault(like_it[known].id, like_it[known])
            like_it.setdefault(word, session)
        for other in others.values():
            if original[session.id] != original[other.id]:
                message = f"{shown(session.title)} and {line(other)} have nearly the same title"
                hint = "add repeat_of where it is held again, or tell them apart"
                yield finding(here(session.title, session), "alike-titles", message, hint, (other.id, session.id))


def slips(word: str, others: Collection[str]) -> list[str]:
    """Return the words that may be this one with a slip. Numbers are no slips: Part 1, Part 2."""
    if not word.isalpha() or len(others) > ALIKE_MAX:
        return []
    near = [other for other in others if abs(len(other) - len(word)) < 3 and other.isalpha()]
    if not near:
        return []
    matcher = difflib.SequenceMatcher(None, "", word[:WORD_MAX])
    return [other for other in near if _slip(matcher, other[:WORD_MAX])]


def _slip(matcher: difflib.SequenceMatcher[str], other: str) -> bool:
    matcher.set_seq1(other)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def originals(sessions: Iterable[Session]) -> dict[str, str]:
    """Return for each session's id that of the first one in its chain of `repeat_of`."""
    original: dict[str, str] = {}
    repeats = {session.id: session.repeat_of for session in sessions}
    for identity in repeats:
        chain = [identity]
        while (before := repeats.get(chain[-1])) and before not in original and before not in chain:
            chain.append(before)
        first = original.get(before or "", chain[-1])
        original.update(dict.fromkeys(chain, first))
    return original


def alike_names(agenda: Agenda) -> Iterator[Problem]:
    """Names that may be one person's, and names that were meant for the id of somebody else."""
    names = {speaker.name: speaker for speaker in agenda.speakers}
    found = {**dict(alike.mistyped_ids(names, (speaker.id for speaker in agenda.speakers))), **dict(alike.alike(names))}
    for name, other in found.items():
        message = f"{shown(name)} and {shown(other)} are spelt nearly alike"
        hint = "write one of them, or declare both as spellings: speakers: - {id: …, name: …, also: […]}"
        yield finding(names[name].mark or agenda.mark, "alike-names", message, hint)


class Smell(NamedTuple):
    """A finding about one text of a session: in which texts, what is wrong with one ("" for nothing), the way out."""

    code: str
    texts: Callable[[Session], Sequence[str]]
    wrong: Callable[[str], str]
    hint: str


def titles(session: Session) -> Sequence[str]:
    """Return a session's title."""
    return (session.title,)


def lines(session: Session) -> Sequence[str]:
    """Return a session's texts of one line."""
    return (session.title, session.reason, *(speaker.name for speaker in session.speakers))


def texts(session: Session) -> Sequence[str]:
    """Return all texts of a session."""
    return (*lines(session), session.abstract)


def _long(text: str) -> str:
    too_long = f"a title of {len(text)} characters is cut in calendars after {TITLE_MAX}"
    return too_long if len(text) > TITLE_MAX else ""


def _unnamed(text: str) -> str:
    known = len(text) > TITLE_MAX or " ".join(WORD.findall(text.casefold())) not in UNNAMED
    return "" if known or (text and not text.isascii()) else f"{shown(text)} says nothing"


def _html(text: str) -> str:
    tag = TAG.search(text) if "<" in text else None
    return f"{shown(tag[0])} would be shown as it is" if tag else ""


def _backslash(text: str) -> str:
    broken = "several calendar apps show a line break in place of a backslash before n"
    return broken if "\\" in text and BACKSLASH_N.search(text) else ""


def _mojibake(text: str) -> str:
    intended = looks_mojibake(text)
    return f"{shown(text)} was read in the wrong character set, and may mean {shown(intended)}" if intended else ""


SMELLS = (
    Smell("long-title", titles, _long, "say the rest in the abstract"),
    Smell("unnamed-title", titles, _unnamed, "say what is known, or leave the session out"),
    Smell("html-in-text", lines, _html, "take it out; only an abstract has a form, Markdown's"),
    Smell("backslash-n", texts, _backslash, "write the path with /, or put a space between"),
    Smell("mojibake", texts, _mojibake, "copy it again, as UTF-8"),
)


def smells(agenda: Agenda) -> Iterator[Problem]:
    """Findings about one text of a session; about a speaker's name, once."""
    named: set[tuple[str, str]] = set()
    for session in agenda.sessions:
        names = {speaker.name for speaker in session.speakers}
        for smell in SMELLS:
            for text in smell.texts(session):
                if not (message := smell.wrong(text)) or (smell.code, text) in named:
                    continue
                if text in names:
                    named.add((smell.code, text))
                yield finding(here(text, session), smell.code, message, smell.hint, (session.id,))


def lengths(agenda: Agenda) -> Iterator[Problem]:
    """Findings about sessions that last too long for one talk."""
    for session in agenda.sessions:
        if session.span and session.span.end - session.span.start > LONG and session.kind not in NO_TALKS:
            hours = (session.span.end - session.span.start) / timedelta(hours=1)
            message = f"{shown(session.title)} lasts {hours:g} hours"
            yield finding(here(None, session), "long-session", message, "check its end, or allow it", (session.id,))


def replaced_live(agenda: Agenda) -> Iterator[Problem]:
    """Findings about sessions that say why they are off, and are not."""
    for session in agenda.sessions:
        if (session.reason or session.replaced_by) and session.status != "cancelled":
            message = f"{shown(session.title)} is not cancelled, yet says why or what takes its place"
            yield finding(here(None, session), "replaced-live", message, "add status: cancelled", (session.id,))


def addresses(agenda: Agenda) -> Iterator[Problem]:
    """Findings about addresses: those that give away a password, and plain http."""
    for address, about, mark in _addresses(agenda):
        if secret := SECRET.search(address):
            message = f"{shown(secret[1] + '=')} in {shown(address)} would be published"
            yield finding(_place(address, mark), "secret-link", message, PUBLIC, about)
        if address[:5].lower() == "http:":
            message = f"{shown(address)} is not https"
            yield finding(_place(address, mark), "plain-http", message, "write https if it answers there", about)
    for session in agenda.sessions:
        if "=" in session.abstract and (secret := SECRET_IN_TEXT.search(session.abstract)):
            message = f"{shown(secret[1] + '=')} in an address of the abstract would be published"
            yield finding(here(session.abstract, session), "secret-link", message, PUBLIC, (session.id,))


def unsafe(agenda: Agenda) -> Iterator[Problem]:
    """Links in abstracts whose scheme is none that pages and calendars lead to."""
    for session in agenda.sessions:
        if session.abstract and unsafe_links(session.abstract):
            message = f"the abstract of {shown(session.title)} has a link that is left out"
            hint = "link to https addresses; javascript: and data: are never followed"
            yield finding(here(session.abstract, session), "unsafe-link", message, hint, (session.id,))


def _addresses(agenda: Agenda) -> Iterator[tuple[str, tuple[str, ...], Mark]]:
    """Yield every address, the sessions that it is about, and roughly where it stands."""
    event = agenda.event
    for address in (event.online, event.url, event.registration, event.feeds_url):
        if address:
            yield address, (), event.mark or agenda.mark
    for room in agenda.rooms:
        if room.join:
            yield room.join, (), room.mark or agenda.mark
    for speaker in agenda.speakers:
        if speaker.url:
            yield speaker.url, (), speaker.mark or agenda.mark
    for session in agenda.sessions:
        for address in (session.url, *(link for _, link in session.links)):
            if address:
                yield address, (session.id,), session.mark or agenda.mark


def _place(value: str, mark: Mark) -> Mark:
    return value.mark if isinstance(value, Text) else mark


def event(agenda: Agenda) -> Iterator[Problem]:
    """Findings about the event itself."""
    mark = agenda.event.mark or agenda.mark
    if not agenda.event.feeds_url:
        message = "no feeds_url: nobody can be given an address to subscribe to"
        yield finding(mark, "no-feeds-url", message, "add feeds_url: with the address at which feeds/ is published")
    for zone in (agenda.event.timezone, *agenda.event.also_show):
        if meant := zones.seldom_meant(zone):
            message = f"{zone} never changes its clocks"
            yield finding(_place(zone, mark), "fixed-zone", message, f"if you mean local time, write {meant}")
    if not catalogue(agenda.event.language):
        message = f"the page has no words in {shown(agenda.event.language)}: it speaks English"
        hint = f"give it some, as words/{agenda.event.language}.toml in a folder for --theme, or allow it"
        yield finding(_place(agenda.event.language, mark), "page-language", message, hint)


def zone_data(agenda: Agenda, now: datetime) -> Iterator[Problem]:
    """Findings about the zone database of this machine, which is no part of the agenda: `check` alone asks for them.

    `now` tells which days are still to come.
    """
    zone, mark = agenda.event.timezone, agenda.event.mark or agenda.mark
    timed = [(session, session.span) for session in agenda.sessions if session.span]
    unlike = [session for session, span in timed if _disagree(span.start, zone) or _disagree(span.end, zone)]
    ours, theirs = zones.release(), zones.machine_release()
    pytz = f"pytz ({ours or 'of no known release'})"
    if unlike:
        message = (
            f"{pytz} and this machine's zone database ({theirs or 'of no known release'}) "
            f"disagree about {zone} on {len(unlike)} session{'s' if len(unlike) > 1 else ''}, first {line(unlike[0])}"
        )
        pytz_is_old = not theirs or zones.release_order(ours) < zones.release_order(theirs)
        hint = "bring pytz up to date: pip install --upgrade pytz" if pytz_is_old else "bring the machine's up to date"
        yield finding(_place(zone, mark), "zone-data-old", message, hint, tuple(session.id for session in unlike))
    made = zones.made_before()
    late = [session for session, span in timed if made and span.end > now and span.start.date() - made > YEAR]
    if late:
        message = f"{pytz} is more than a year older than {line(late[0])}"
        hint = "zones change their rules: pip install --upgrade pytz, and again before the event"
        yield finding(_place(zone, mark), "zone-data-old", message, hint, tuple(session.id for session in late))


def _disagree(instant: datetime, zone: str) -> bool:
    there = zones.machine_offset(instant, zone)
    return there is not None and there != zones.to_wall(instant, zone).utcoffset()


CHECKS: tuple[Callable[[Agenda], Iterator[Problem]], ...] = (
    event,
    addresses,
    unsafe,
    room_twice,
    speaker_twice,
    outside_hours,
    outside_days,
    day_empty,
    days_apart,
    unused,
    alike_titles,
    alike_names,
    smells,
    lengths,
    replaced_live,
)
