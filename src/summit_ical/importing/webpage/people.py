"""Slots to who speaks in them and what is said about them: the words around a title, with the whole page in view."""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence

from summit_ical.importing.webpage import clocks
from summit_ical.importing.webpage.names import (
    BY,
    CJK_NAME,
    DASHED,
    HANDLES,
    LABEL,
    NOBODY,
    TRAILING,
    Names,
    is_profile,
    linked,
    namelike,
    names_like,
    unlabelled,
)
from summit_ical.importing.webpage.slots import FIELD, ROOM, Slot, links_in, to_title, words_of
from summit_ical.importing.webpage.words import Block, Line, Run, folded, trimmed

HEAD = re.compile(r"^[^.,，。;(（]{2,48}?(?=\s*(?:[,，;(（。]|\.(?:\s|$)|\s[-–—|]\s|$))")
LINE_MAX = 220  # characters of a line that says who speaks
SHARE = 0.5  # of the slots of a page that have to agree before a line without a label is taken for names
LINKS = (
    ("slides", r"\b(?:slides?|deck|folien)\b"),
    ("recording", r"\b(?:recording|video|youtube|watch|aufzeichnung)\b"),
)


def settle(slots: Sequence[Slot], source: Sequence[str]) -> None:
    """Give each slot its people, its fields, and the Markdown that belongs to it."""
    names = Names(_all_texts(slots))
    known = {person.name for slot in slots for person in slot.people}
    for slot in slots:
        _fields(slot)
        if not slot.people and slot.said_by:
            slot.people = names.people(slot.said_by)
        elif not slot.people:
            _labelled(slot, names)
        known.update(person.name for person in slot.people)
    has_column = {slot.group for slot in slots if slot.said_by}
    bare = [slot for slot in slots if not slot.people and slot.group not in has_column]
    _in_title_links(bare)
    for take in (_after_title, _below, _dashed, _bracketed):
        bare = [slot for slot in bare if not slot.people]
        take(bare, names, known, len(slots))
        known.update(person.name for slot in bare for person in slot.people)
    for slot in slots:
        slot.people = tuple(person for person in dict.fromkeys(slot.people) if not NOBODY.fullmatch(person.name))
        slot.links += [
            (name, link)
            for words, link in links_in(run for line in _lines(slot) for run in line.runs)
            if (name := _link(words))
        ]
        slot.abstract = slot.abstract or _abstract(slot, source)


def _all_texts(slots: Iterable[Slot]) -> list[str]:
    texts = [slot.said_by for slot in slots if slot.said_by and not slot.people]
    for slot in slots:
        for line in _lines(slot)[:3]:
            text, said = unlabelled(line.text)
            if said or (HEAD.match(text) and len(text) < LINE_MAX and "," in text):
                texts.append(text)
    return texts


def _lines(slot: Slot) -> list[Line]:
    return [*slot.rest, *(line for block in slot.body for line in block.lines)]


def _link(words: str) -> str:
    return next((name for name, pattern in LINKS if re.search(pattern, words, re.IGNORECASE)), "")


# --- lines with a label ---


def _fields(slot: Slot) -> None:
    """Take the lines "Track: …", "Room: …", "Duration: …" near the top of a slot."""
    for line in _lines(slot)[:8]:
        match = FIELD.match(line.text)
        if not match:
            continue
        name, value = match["name"].lower(), match["value"].strip(" *_")
        if name.startswith("track") and value:
            slot.tracks = (value,)
        elif name.startswith(("room", "location", "place", "where", "venue")) and value:
            slot.rooms = (value,)
        elif name.startswith(("duration", "length")):
            slot.length = clocks.minutes(value)
        else:
            continue
        _drop(slot, line)


def _drop(slot: Slot, line: Line) -> None:
    """Take a line out of a slot's text."""
    if line in slot.rest:
        slot.rest.remove(line)
        return
    slot.body = [kept for block in slot.body if (kept := _without(block, line)) is not None]


def _without(block: Block, line: Line) -> Block | None:
    if line not in block.lines:
        return block
    lines = tuple(other for other in block.lines if other is not line)
    return block._replace(lines=lines, first=max(block.first, min(one.number for one in lines))) if lines else None


def _labelled(slot: Slot, names: Names) -> None:
    """`Presented by …`, `Speaker: …` on one of the first lines, or `by …` behind the title."""
    for line in _lines(slot)[:6]:
        if unlabelled(line.text)[1]:
            people = linked(_links_of(line)) or names.people(line.text)
            slot.people = (*slot.people, *people)
            _drop(slot, line)
    title = words_of(slot.title_runs)
    tail = words_of(slot.runs)[len(title) :] if slot.runs != slot.title_runs else ""
    match = BY.match(" " + tail) if tail else None
    if match and not slot.people:
        slot.people = linked(_links_of(Line(0, _tail_runs(slot)))) or names.people((" " + tail)[match.end() :])
        return
    inside = re.search(r"\s+(?:presented |hosted |led )?by\s+(?=[A-Z@\[])", slot.title) if not slot.people else None
    if inside:
        people = names.people(slot.title[inside.end() :])
        if people and all(namelike(person.name) for person in people):
            slot.people, slot.title = people, to_title(slot.title[: inside.start()])


def _links_of(line: Line) -> tuple[Line, ...]:
    """A line of names that are links, from the first link on."""
    runs = line.runs
    first = next((n for n, run in enumerate(runs) if run.href), len(runs))
    before = folded("".join(run.text for run in runs[:first]))
    plain = [run for run in runs[first:] if not run.href and re.search(r"\w", run.text)]
    joins = all(re.fullmatch(r"\W*(?:and|und|&)?\W*", run.text) for run in plain)
    return (Line(line.number, runs[first:]),) if joins and (LABEL.match(before + " x") or not before) else ()


def _tail_runs(slot: Slot) -> tuple[Run, ...]:
    return trimmed(slot.runs[len(slot.title_runs) :]) if slot.runs[: len(slot.title_runs)] == slot.title_runs else ()


# --- without a label ---


def _in_title_links(slots: Sequence[Slot]) -> None:
    """`Title [Name](profile)`: links behind the title that lead to people."""
    for slot in slots:
        runs = slot.runs
        first = next((n for n, run in enumerate(runs) if run.href and is_profile(run)), -1)
        plain_after = (
            all(run.href or re.fullmatch(r"\W*(?:and|und|by)?\W*", run.text) for run in runs[first:])
            if first >= 0
            else False
        )
        if first <= 0 or not plain_after:
            continue
        head = re.sub(r"[\s,([–—-]*(?:\b(?:by|with))?[\s(:]*$", "", "".join(run.text for run in runs[:first]))
        if folded(head):
            slot.people = linked((Line(0, runs[first:]),))
            slot.title = to_title(head)
            slot.runs = slot.title_runs = (Run(slot.title),)


def _tail(slot: Slot) -> str:
    """What stands behind a title that is set apart, without the dash or the brackets around it."""
    tail = words_of(slot.runs)[len(words_of(slot.title_runs)) :].strip()
    tail = re.sub(r"^[\s\-–—|,:;]+", "", tail)
    return tail[1:-1].strip() if tail.startswith("(") and tail.endswith(")") else tail


def _after_title(slots: Sequence[Slot], names: Names, known: set[str], of: int) -> None:
    """`**Title** - Name, Company`: what stands behind a title that is set apart."""
    tails = {id(slot): _tail(slot) for slot in slots if slot.runs != slot.title_runs}
    fits = [slot for slot in slots if _heads_a_name(unlabelled(tails.get(id(slot), ""))[0])]
    for slot in fits:
        slot.people = names.people(tails[id(slot)])
    for slot in slots:
        tail = tails.get(id(slot), "")
        if tail and not slot.people:
            if ROOM.search(tail) and len(tail) < 40:
                slot.rooms = slot.rooms or (tail,)
            elif not re.search(r"[\w]", tail) or len(tail) > 60:
                continue
            else:
                slot.title = to_title(words_of(slot.runs))


def _heads_a_name(text: str) -> bool:
    """Whether a line begins with a name and is short enough to say nothing else."""
    if not text or len(text) > LINE_MAX or text.endswith((":", "?", "!")):
        return False
    if HANDLES.fullmatch(text) or CJK_NAME.match(text) or names_like(text):
        return True
    head = HEAD.match(text)
    return bool(head) and names_like(head[0])  # type: ignore[index]


def _below(slots: Sequence[Slot], names: Names, known: set[str], of: int) -> None:
    """A line below the title that is somebody's name, where most slots have one."""
    first = {id(slot): _lines(slot)[0] for slot in slots if _lines(slot)}
    fits = [slot for slot in slots if id(slot) in first and _heads_a_name(first[id(slot)].text)]
    if len(fits) < SHARE * len(first) or not fits:
        fits = [
            slot
            for slot in fits
            if first[id(slot)] in slot.rest and (names.people(first[id(slot)].text)[0].name in known)
        ]
    for slot in fits:
        line = first[id(slot)]
        slot.people = names.line(line.text)
        _drop(slot, line)


def _dashed(slots: Sequence[Slot], names: Names, known: set[str], of: int) -> None:
    """`Title - Name`, where most titles that have a dash go on with a name."""
    _split(slots, DASHED.match, names, known)


def _bracketed(slots: Sequence[Slot], names: Names, known: set[str], of: int) -> None:
    """`Title (Name)`."""
    _split(slots, TRAILING.match, names, known)


def _split(slots: Sequence[Slot], match: Callable[[str], re.Match[str] | None], names: Names, known: set[str]) -> None:
    parted = [(slot, found) for slot in slots if (found := match(slot.title))]
    fits = [(slot, found) for slot, found in parted if _heads_a_name(found["names"])]
    sure = len(fits) >= max(2, SHARE * len(parted))
    for slot, found in fits:
        people = names.people(found["names"])
        several = len(people) > 1 and all(namelike(person.name) for person in people)
        if sure or several or (people and all(p.name in known for p in people)) or HANDLES.fullmatch(found["names"]):
            slot.people, slot.title = people, to_title(found["title"])


# --- abstracts ---


def _abstract(slot: Slot, source: Sequence[str]) -> str:
    """The Markdown between the title and the next session, as it stands on the page."""
    rest = [line for line in slot.rest if line.runs]
    if slot.in_table:
        return "\n".join(line.text for line in rest)  # lines of a cell
    first = min([line.number for line in rest] + [block.first for block in slot.body], default=0)
    last = max([line.number for line in rest] + [block.last for block in slot.body], default=0)
    if not first:
        return ""
    text = textwrap.dedent("\n".join(source[first - 1 : last]).expandtabs(4)).strip()
    text = re.sub(r"(?:<br\s*/?>\s*)+$|^(?:<br\s*/?>\s*)+", "", text).strip()
    return re.sub(r"\n{3,}", "\n\n", text) if re.search(r"\w", text) else ""
