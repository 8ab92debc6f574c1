"""Make up a conference: a number of sessions and a seed come in, an agenda.yaml goes out.

    python benchmarks/generate.py SESSIONS SEED OUT.yaml

The same arguments give the same bytes. Nobody speaks twice at one time, no room is used twice at one time,
and `summit-ical check` finds nothing; feeds that are large on purpose are allowed in the agenda.
"""

import random
import re
import sys
import textwrap
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import words

FIRST_DAY = date(2027, 3, 27)  # in Berlin the clocks go forward on the 28th: the second day has another offset
OPENING, CLOSING = "08:30", "22:00"
KEYNOTE = "09:00-09:45"
COFFEE, LUNCH, SOCIAL = "09:45-10:15", "12:15-13:15", "19:30+2h"
SLOTS = (
    "10:15-10:45", "10:45-11:15", "11:15-11:45", "11:45-12:15", "13:15-13:45", "13:45-14:15",
    "14:30-15:00", "15:00-15:30", "15:45-16:15", "16:15-16:45", "17:00-17:25", "17:30-17:55",
)  # fmt: skip
FEEDS = "[all, talks, day, track, room, speaker, kind, language]"
FRAME_SESSIONS = 4  # a day's keynote, coffee, lunch and evening
TITLES = len(words.OPENERS) * len(words.OBJECTS) - len(words.TOO_ALIKE)
LARGE_FROM = 300  # sessions from which some feed is above 900 kB, or comes near it
PLAIN = re.compile(r"(?!(?:true|false|yes|no|on|off|null)$)[^\W\d_](?:[^:#,\[\]{}\"'\\]*[^\s:#,\[\]{}\"'\\])?", re.I)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks; with an id, somebody listed under `speakers:`."""

    name: str
    id: str = ""
    affiliation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where and when one session stands: index of the day, time as written, index of the room (-1: none)."""

    day: int
    time: str
    room: int
    kind: str


def main(sessions: int, seed: int, out: Path) -> None:
    """Write one conference."""
    out.write_text("".join(f"{line}\n" if line.strip() else "\n" for line in agenda(sessions, seed)), "utf-8")


def agenda(sessions: int, seed: int) -> Iterator[str]:
    """Yield the lines of a conference with so many sessions."""
    # Seeded and not secret: the same conference on every machine is the point.
    rng = random.Random(f"{sessions} {seed}")
    days = 2 if sessions <= 60 else 5 if sessions <= 2500 else 10
    talks = sessions - (FRAME_SESSIONS - 1) * days
    if not days * FRAME_SESSIONS < sessions or talks > TITLES:
        raise SystemExit(f"{sessions} sessions: too few or too many to make up")
    rooms = max(2, -(-(talks - days) // (days * (len(SLOTS) - 1))))
    tracks = words.TRACKS[: max(2, min(len(words.TRACKS), sessions // 80))]
    people = speakers(round(sessions * 0.8), rng)
    yield from event(sessions)
    yield from listed("tracks", [{"id": i, "name": name, "color": color} for i, name, color in tracks])
    yield from listed("rooms", [room(index) for index in range(rooms)])
    yield from listed("speakers", [vars_of(person) for person in people if person.id])
    yield from programme(list(slots(sessions, days, rooms)), [i for i, _, _ in tracks], people, rng)


def event(sessions: int) -> Iterator[str]:
    """Yield the event's own lines."""
    yield "event:"
    yield f"  id: made-up-{sessions}"
    yield f"  title: Made Up Conference {sessions}"
    yield "  timezone: Europe/Berlin"
    yield f"  url: https://conference.example.org/{sessions}/"
    yield f"  feeds_url: https://conference.example.org/{sessions}/feeds/"
    yield "  registration: https://conference.example.org/register"
    yield "  venue:"
    yield "    name: Kongresshalle am Fluss"
    yield '    address: "Uferstraße 17, 04109 Leipzig"'
    yield "    geo: [51.3397, 12.3731]"
    yield "  also_show: [America/New_York, Asia/Tokyo]"
    yield f"  feeds: {FEEDS}"
    yield "  language: en"
    if sessions >= LARGE_FROM:
        yield "  allow:"
        yield "    - code: large-feed"
        yield "      reason: the benchmark is about large feeds"


def listed(key: str, rows: list[dict[str, str]]) -> Iterator[str]:
    """Yield a list of rows, block style, empty values left out."""
    yield ""
    yield f"{key}:"
    for row in rows:
        fields = [f"{name}: {scalar(value)}" for name, value in row.items() if value]
        yield f"  - {fields[0]}"
        yield from (f"    {field}" for field in fields[1:])


def room(index: int) -> dict[str, str]:
    """Return one room; every third is streamed."""
    name = words.ROOMS[index]
    join = f"https://live.example.org/{slug(name)}" if index % 3 == 0 else ""
    return {"id": slug(name), "name": name, "join": join}


def vars_of(person: Speaker) -> dict[str, str]:
    """Return a speaker as a row."""
    return {"id": person.id, "name": person.name, "affiliation": person.affiliation, "url": person.url}


def speakers(count: int, rng: random.Random) -> list[Speaker]:
    """Return so many people, about one in twelve (as far as there are names) in a script other than Latin.

    A name that is not Latin letters with or without accents has an id; so has one in four of the others.
    """
    grids = [[f"{first} {last}" for first in firsts for last in lasts] for firsts, lasts in words.OTHER_SCRIPTS]
    others = [*words.WHOLE_NAMES, *(name for grid in grids for name in grid)]
    latin = [f"{first} {last}" for first in words.FIRST_NAMES for last in words.LAST_NAMES]
    wanted = min(len(others), max(2, count // 12))
    names = rng.sample(others, wanted) + rng.sample(latin, count - wanted)
    rng.shuffle(names)
    people = []
    for number, name in enumerate(names, 1):
        if slug(name) and not folded(name) - LETTERS and rng.random() > 0.25:
            people.append(Speaker(name))
            continue
        affiliation = rng.choice(words.AFFILIATIONS) if rng.random() < 0.7 else ""
        url = f"https://people.example.org/{number}" if rng.random() < 0.5 else ""
        people.append(Speaker(name, f"speaker-{number}", affiliation, url))
    return people


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz ")


def folded(name: str) -> set[str]:
    """Return the characters of a name, accents taken off, in lower case."""
    return {ch for ch in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(ch)}


def slug(name: str) -> str:
    """Return a name as an id, "" if nothing of it is left in ASCII."""
    ascii_only = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def slots(sessions: int, days: int, rooms: int) -> Iterator[Slot]:
    """Yield the places of all sessions, in the order of the programme."""
    for day in range(days):
        count = sessions // days + (day < sessions % days)
        yield Slot(day, KEYNOTE, 0, "keynote")
        yield Slot(day, COFFEE, -1, "coffee")
        left = count - FRAME_SESSIONS
        per_slot = max(2, -(-left // (len(SLOTS) - 1))) if rooms > 2 else 2
        for time in SLOTS:
            if time == SLOTS[4]:
                yield Slot(day, LUNCH, -1, "lunch")
            here = min(per_slot, rooms, left)
            yield from (Slot(day, time, place, "talk") for place in range(here))
            left -= here
        yield Slot(day, SOCIAL, -1, "social")


def programme(places: list[Slot], tracks: list[str], people: list[Speaker], rng: random.Random) -> Iterator[str]:
    """Yield `days:` with every session."""
    talk_titles = titles(rng)
    frame = {
        "coffee": iter(rng.sample(words.COFFEE, len(words.COFFEE))),
        "lunch": iter(rng.sample(words.LUNCH, len(words.LUNCH))),
        "social": iter(rng.sample(words.SOCIALS, len(words.SOCIALS))),
    }
    cast = casting(places, people, rng)
    yield ""
    yield "days:"
    day = -1
    for number, place in enumerate(places, 1):
        if place.day != day:
            day = place.day
            yield f"  - date: {FIRST_DAY + timedelta(days=day)}"
            yield f"    title: Day {day + 1}"
            yield f"    hours: {OPENING}-{CLOSING}"
            yield "    sessions:"
        yield f"      - id: s{number:05}"
        yield f"        time: {place.time}"
        if place.kind in frame:
            yield f"        title: {scalar(next(frame[place.kind]))}"
            yield f"        kind: {'social' if place.kind == 'social' else 'break'}"
            continue
        yield f"        title: {scalar(next(talk_titles))}"
        yield from talk(number, place, tracks, next(cast), rng)


def talk(number: int, place: Slot, tracks: list[str], cast: list[Speaker], rng: random.Random) -> Iterator[str]:
    """Yield what a talk has beside id, time and title."""
    language = rng.choices(("en", "de", "fr", "ja"), (86, 7, 4, 3))[0]
    kind = place.kind if place.kind == "keynote" else rng.choices(("talk", "tutorial", "panel"), (80, 12, 8))[0]
    # Every track is used before one is drawn by chance: an unused one would be a finding.
    track = tracks[number % len(tracks)] if rng.random() < 0.7 else rng.choice(tracks)
    yield f"        speakers: [{', '.join(named(person, rng) for person in cast)}]"
    yield f"        track: {track}"
    yield f"        room: {slug(words.ROOMS[place.room])}"
    if kind != "talk":
        yield f"        kind: {kind}"
    yield f"        language: {language}"
    if rng.random() < 0.6:
        yield f"        url: https://conference.example.org/talks/{number:05}"
    if rng.random() < 0.3:
        yield "        links:"
        yield f"          slides: https://slides.example.org/{number:05}.pdf"
        if rng.random() < 0.3:
            yield f"          repository: https://code.example.org/{number:05}?tab=readme&lang={language}"
    yield "        abstract: |"
    yield from textwrap.indent(abstract(language, rng), " " * 10).splitlines()


def named(person: Speaker, rng: random.Random) -> str:
    """Return how a session names somebody: by name, or now and then by id."""
    return person.id if person.id and rng.random() < 0.3 else scalar(person.name)


def casting(places: list[Slot], people: list[Speaker], rng: random.Random) -> Iterator[list[Speaker]]:
    """Yield who speaks in each talk: everybody before anybody twice, nobody in two places at once."""
    queue: deque[Speaker] = deque(people)
    busy: set[str] = set()
    now: tuple[int, str] | None = None
    for place in places:
        if place.kind not in {"talk", "keynote"}:
            continue
        if (place.day, place.time) != now:
            now, busy = (place.day, place.time), set()
        if len(queue) < len(people):
            queue.extend(rng.sample(people, len(people)))
        cast: list[Speaker] = []
        for _ in range(rng.choices((1, 2, 3), (55, 33, 12))[0]):
            person = next(one for one in queue if one.name not in busy)
            queue.remove(person)
            busy.add(person.name)
            cast.append(person)
        yield cast


def titles(rng: random.Random) -> Iterator[str]:
    """Yield titles; any two of them share one of their three parts at most, because 101 is prime."""
    size = len(words.OPENERS)
    for number in rng.sample(range(size * size), size * size):
        one, two = divmod(number, size)
        opener, thing, setting = words.OPENERS[one], words.OBJECTS[two], words.SETTINGS[(one + two) % size]
        if (opener, thing) not in words.TOO_ALIKE:
            yield f"{opener} {thing} {setting}"


def abstract(language: str, rng: random.Random) -> str:
    """Return 200 to 900 characters in paragraphs; one abstract in five has Markdown in it."""
    markdown = ""
    if rng.random() < 0.2:
        markdown = filled(rng.choice(words.MARKDOWN), rng)
    wanted = rng.randint(330, 890) - len(markdown)
    pool = words.SENTENCES[language]
    paragraphs: list[list[str]] = [[]]
    size = 0
    for sentence in (filled(one, rng) for one in rng.sample(pool, len(pool))):
        if size and size + len(sentence) + 1 > wanted:
            break
        if len(paragraphs[-1]) >= 3 and rng.random() < 0.4:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
        size += len(sentence) + 1
    blocks = [textwrap.fill(" ".join(one), 100, break_on_hyphens=False, break_long_words=False) for one in paragraphs]
    return "\n\n".join([*blocks, markdown] if markdown else blocks)


def filled(template: str, rng: random.Random) -> str:
    """Return a sentence with its blanks filled."""
    one, two = rng.sample(words.OBJECTS, 2)
    return template.format(a=one, b=two, s=rng.choice(words.SETTINGS), n=rng.randint(4, 40))


def scalar(value: str) -> str:
    """Return a value as YAML takes it: plain where nobody could read it as anything else, else in quotes."""
    if PLAIN.fullmatch(value) or re.fullmatch(r"https?://[\w./?=&-]+", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
