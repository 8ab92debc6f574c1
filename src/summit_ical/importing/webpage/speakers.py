"""Slots to Titled: the title apart from who speaks, where, what is said about it, and whether it is called off."""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from summit_ical.importing.schedule import Person
from summit_ical.importing.webpage import clock_words, languages
from summit_ical.importing.webpage.names import (
    BY,
    CJK_NAME,
    COMPANY,
    DASHED,
    HANDLES,
    LABEL,
    NOBODY,
    TRAILING,
    PeopleNames,
    is_profile,
    linked,
    namelike,
    names_like,
    unlabelled,
)
from summit_ical.importing.webpage.scan import FIELD
from summit_ical.importing.webpage.slots import PLACE, ROOM, WITHDRAWN, Slot, is_nothing, links_in, to_title, words_of
from summit_ical.importing.webpage.words import Block, Line, Run, folded, joined, trimmed

BY_INSIDE = re.compile(
    rf"(?:[\s,;:–—-]+(?:presented |hosted |led )?by|\s*(?:[,;:–—(（]|\s-)\s*{languages.pattern('by')})\s+(?=\S)",
    re.IGNORECASE,
)
HEAD = re.compile(r"^[^.,，。;(（]{2,48}?(?=\s*(?:[,，;(（。]|\.(?:\s|$)|\s[-–—|]\s|$))")
LINE_MAX = 220  # characters of a line that says who speaks
SHARE = 0.5  # of the slots of a page that have to agree before a line without a label is taken for names
LINKS = (
    ("slides", r"\b(?:slides?|deck|folien)\b"),
    ("recording", r"\b(?:recording|video|youtube|watch|aufzeichnung)\b"),
)
_OFF = languages.pattern("cancelled")
CANCELLED = re.compile(
    rf"^\W*{_OFF}\W*[:：–—-]\s*|\s*[(\[（【]\s*{_OFF}\s*[)\]）】]\s*|[\s:：–—-]+{_OFF}\W*$", re.IGNORECASE
)
LAST_FIRST = re.compile(r"^[^\W\d_][\w’'. -]*,\s*[^\W\d_][\w’'. -]*$")


@dataclass(frozen=True, slots=True)
class Titled:
    """A slot whose words are told apart."""

    slot: Slot
    title: str
    people: tuple[Person, ...] = ()
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    url: str = ""
    abstract: str = ""
    status: str = ""
    length: int = 0  # minutes, said by a column, a field or the title
    left: str = ""  # why it is no session

    @property
    def line(self) -> int:
        return self.slot.line


@dataclass(slots=True)
class _TitleParts:
    """What is known of a slot so far. Only this stage sees it."""

    slot: Slot
    title: str
    title_runs: tuple[Run, ...]
    runs: tuple[Run, ...]
    rest: list[Line]
    body: list[Block]
    people: tuple[Person, ...] = ()
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    length: int = 0
    status: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.rest, *(line for block in self.body for line in block.lines)]


def titled_slots(slots: Sequence[Slot], source: Sequence[str]) -> tuple[Titled, ...]:
    """Return each slot with its words told apart, the whole page in view."""
    drafts = [_drafted(slot) for slot in slots]
    live = [draft for draft in drafts if not draft.slot.left]
    names = PeopleNames(_all_texts(live), _last_first(live))
    known: set[str] = set()
    for draft in live:
        _take_fields(draft)
        said = draft.slot.fields.speakers
        if said:
            draft.people = _people_of_cell(said, names)
        if not draft.people and not said:
            _take_labelled(draft, names)
        known.update(person.name for person in draft.people)
    has_column = {draft.slot.group for draft in live if draft.slot.fields.speakers}
    bare = [draft for draft in live if not draft.people and draft.slot.group not in has_column]
    _take_title_links(bare)
    for take in (_take_after_title, _take_below, _take_dashed, _take_bracketed):
        bare = [draft for draft in bare if not draft.people]
        take(bare, names, known)
        known.update(person.name for draft in bare for person in draft.people)
    return tuple(_finished(draft, source) for draft in drafts)


def _drafted(slot: Slot) -> _TitleParts:
    """A draft: the status in words or by a stroke is no part of its title."""
    struck = bool(words_of(run for run in slot.title if run.struck))
    kept = [run for run in slot.title if not run.struck]
    whole = " " + words_of(slot.runs)
    off = struck and (not words_of(kept) or bool(CANCELLED.search(whole) or WITHDRAWN.search(whole)))
    gone = [run for run in slot.title if run.struck] if off else kept
    runs = tuple(run._replace(struck=False) for run in gone) if struck else slot.title
    title = to_title(words_of(runs))
    tail = words_of(slot.runs[len(slot.title) :])
    found = CANCELLED.search(title)
    if found and CANCELLED.sub(" ", title).strip():
        title = to_title(CANCELLED.sub(" ", title))
        off = True
        runs = (Run(title, href=next((run.href for run in slot.title if run.href), "")),)
    elif CANCELLED.fullmatch(" " + tail) or re.fullmatch(rf"\W*{_OFF}\W*", tail, re.IGNORECASE):
        off = True
    every = runs if off or struck else slot.runs
    off = off or _is_off(joined(slot.fields.speakers))
    status = "cancelled" if off else slot.fields.status
    draft = _TitleParts(slot, title, runs, every, list(slot.rest), list(slot.body), status=status)
    draft.tracks, draft.rooms, draft.length = slot.fields.tracks, slot.fields.rooms, slot.fields.length
    draft.links = list(slot.fields.links)
    return draft


def _finished(draft: _TitleParts, source: Sequence[str]) -> Titled:
    """The record of a draft."""
    slot = draft.slot
    tracks, rooms = draft.tracks, draft.rooms
    places = [section.text for section in slot.path if PLACE.search(section.text) and not section.when]
    if places and not slot.in_table:
        name = re.sub(r"^track\s*[:–-]\s*", "", places[-1], flags=re.IGNORECASE)
        rooms, tracks = (rooms or (name,), tracks) if ROOM.search(name) else (rooms, tracks or (name,))
    links = [*draft.links]
    if slot.in_table:
        links += links_in(run for line in draft.rest for run in line.runs)
    links += [
        (name, link)
        for words, link in links_in(run for line in draft.lines for run in line.runs)
        if (name := _link(words))
    ]
    left = slot.left or ("not decided yet" if is_nothing(draft.title) else "")
    left = left or ("called off" if _is_off(draft.title) else "")
    return Titled(
        replace(slot, period=clock_words.with_end_in(draft.title, slot.period)),
        draft.title,
        tuple(person for person in dict.fromkeys(draft.people) if not _is_nobody(person.name)),
        tracks,
        rooms,
        tuple(dict.fromkeys(links)),
        next((run.href for run in draft.title_runs if run.href), ""),
        slot.fields.abstract or _abstract(draft, source),
        draft.status,
        slot.period.length or draft.length or _title_length(draft.title),
        left,
    )


def _is_off(text: str) -> bool:
    """Whether a text only says that something is called off."""
    return bool(re.fullmatch(rf"\W*{_OFF}\W*", text, re.IGNORECASE))


def _is_nobody(name: str) -> bool:
    return bool(NOBODY.fullmatch(name)) or is_nothing(name) or _is_off(name)


def _title_length(title: str) -> int:
    """The length of time in the last brackets of a title."""
    found = [match[1] for match in clock_words.BRACKETED_LENGTH.finditer(title)]
    return clock_words.minutes(found[-1]) if found else 0


def _link(words: str) -> str:
    return next((name for name, pattern in LINKS if re.search(pattern, words, re.IGNORECASE)), "")


def _all_texts(drafts: Iterable[_TitleParts]) -> list[str]:
    texts = [joined(draft.slot.fields.speakers) for draft in drafts if draft.slot.fields.speakers]
    for draft in drafts:
        for line in draft.lines[:3]:
            text, said = unlabelled(line.text)
            if said or (HEAD.match(text) and len(text) < LINE_MAX and "," in text):
                texts.append(text)
    return texts


# --- columns of speakers ---


def _last_first(drafts: Sequence[_TitleParts]) -> bool:
    """Whether a column says "Last, First": each name has one comma, and ";" or lines part them.

    Where ";" parts people, a name in full may stand among them.
    """
    cells = [joined(draft.slot.fields.speakers) for draft in drafts if draft.slot.fields.speakers]
    parts = [part.strip() for cell in cells for part in cell.split(";") if part.strip()]
    commas = [part for part in parts if "," in part]
    short = [part for part in commas if LAST_FIRST.match(part) and all(len(p.split()) <= 2 for p in part.split(","))]
    single = [part for part in short if len(part.split(",")[0].split()) == 1 and len(part.split(",")[1].split()) == 1]
    rest = [part for part in parts if "," not in part]
    parted = any(";" in cell for cell in cells) and all(map(namelike, rest))
    return len(single) >= 2 and len(single) == len(commas) and (not rest or parted)


def _people_of_cell(lines: tuple[Line, ...], names: PeopleNames) -> tuple[Person, ...]:
    """Who is named in a cell: links, or a name in each line, or names with signs between them."""
    if any(run.href for line in lines for run in line.runs) and (people := linked(lines)):
        return people
    return names.people("; ".join(line.text for line in lines))


# --- lines with a label ---


def _take_fields(draft: _TitleParts) -> None:
    """Take the lines "Track: …", "Room: …", "Duration: …" near the top of a slot."""
    for line in draft.lines[:8]:
        match = FIELD.match(line.text)
        if not match:
            continue
        name, value = match["name"].lower(), match["value"].strip(" *_")
        if name.startswith("track") and value:
            draft.tracks = (value,)
        elif name.startswith(("room", "location", "place", "where", "venue")) and value:
            draft.rooms = (value,)
        elif name.startswith(("duration", "length")):
            draft.length = clock_words.cell_minutes(value)
        else:
            continue
        _drop(draft, line)


def _drop(draft: _TitleParts, line: Line) -> None:
    """Take a line out of a slot's text."""
    if line in draft.rest:
        draft.rest.remove(line)
        return
    draft.body = [kept for block in draft.body if (kept := _without(block, line)) is not None]


def _without(block: Block, line: Line) -> Block | None:
    if line not in block.lines:
        return block
    lines = tuple(other for other in block.lines if other is not line)
    return block._replace(lines=lines, first=max(block.first, min(one.number for one in lines))) if lines else None


def _take_labelled(draft: _TitleParts, names: PeopleNames) -> None:
    """`Presented by …`, `Speaker: …` on one of the first lines, or `by …` behind the title."""
    for line in draft.lines[:6]:
        if unlabelled(line.text)[1]:
            people = linked(_links_of(line)) or names.people(line.text)
            draft.people = (*draft.people, *people)
            _drop(draft, line)
    title = words_of(draft.title_runs)
    tail = words_of(draft.runs)[len(title) :] if draft.runs != draft.title_runs else ""
    match = BY.match(" " + tail) if tail else None
    if match and not draft.people:
        draft.people = linked(_links_of(Line(0, _tail_runs(draft)))) or names.people((" " + tail)[match.end() :])
        return
    if not draft.people and (inside := _named_inside(draft.title)):
        people = names.people(draft.title[inside.end() :].rstrip(")）"))
        if people and all(namelike(person.name) for person in people):
            draft.people, draft.title = people, to_title(draft.title[: inside.start()])


def _named_inside(title: str) -> re.Match[str] | None:
    """Where a title goes on with who speaks: `by`, or a word for it behind a comma or a dash, and a capital."""
    found = BY_INSIDE.finditer(title)
    return next((one for one in found if title[one.end()].isupper() or title[one.end()] in "@["), None)


def _links_of(line: Line) -> tuple[Line, ...]:
    """A line of names that are links, from the first link on."""
    runs = line.runs
    first = next((n for n, run in enumerate(runs) if run.href), len(runs))
    before = folded("".join(run.text for run in runs[:first]))
    plain = [run for run in runs[first:] if not run.href and re.search(r"\w", run.text)]
    joins = all(re.fullmatch(r"\W*(?:and|und|&)?\W*", run.text) for run in plain)
    return (Line(line.number, runs[first:]),) if joins and (LABEL.match(before + " x") or not before) else ()


def _tail_runs(draft: _TitleParts) -> tuple[Run, ...]:
    same = draft.runs[: len(draft.title_runs)] == draft.title_runs
    return trimmed(draft.runs[len(draft.title_runs) :]) if same else ()


# --- without a label ---


def _take_title_links(drafts: Sequence[_TitleParts]) -> None:
    """`Title [Name](profile)`: links behind the title that lead to people."""
    for draft in drafts:
        runs = draft.runs
        first = next((n for n, run in enumerate(runs) if run.href and is_profile(run)), -1)
        plain_after = first >= 0 and all(
            run.href or re.fullmatch(r"\W*(?:and|und|by)?\W*", run.text) for run in runs[first:]
        )
        if first <= 0 or not plain_after:
            continue
        head = re.sub(r"[\s,([–—-]*(?:\b(?:by|with))?[\s(:]*$", "", "".join(run.text for run in runs[:first]))
        if folded(head):
            draft.people = linked((Line(0, runs[first:]),))
            draft.title = to_title(head)
            draft.runs = draft.title_runs = (Run(draft.title),)


def _tail(draft: _TitleParts) -> str:
    """What stands behind a title that is set apart, without the dash or the brackets around it."""
    tail = words_of(draft.runs)[len(words_of(draft.title_runs)) :].strip()
    tail = re.sub(r"^[\s\-–—|,:;]+", "", tail)
    return tail[1:-1].strip() if tail.startswith("(") and tail.endswith(")") else tail


def _take_after_title(drafts: Sequence[_TitleParts], names: PeopleNames, known: set[str]) -> None:
    """`**Title** - Name, Company`: what stands behind a title that is set apart."""
    for draft in drafts:
        tail = _tail(draft) if draft.runs != draft.title_runs else ""
        if not tail:
            continue
        if _heads_a_name(unlabelled(tail)[0]):
            draft.people = names.people(tail)
        elif ROOM.search(tail) and len(tail) < 40:
            draft.rooms = draft.rooms or (tail,)
        elif re.search(r"\w", tail) and len(tail) <= 60:
            draft.title = to_title(words_of(draft.runs))


def _heads_a_name(text: str) -> bool:
    """Whether a line begins with a name and is short enough to say nothing else."""
    if not text or len(text) > LINE_MAX or text.endswith((":", "?", "!")):
        return False
    if HANDLES.fullmatch(text) or CJK_NAME.match(text) or names_like(text):
        return True
    head = HEAD.match(text)
    return bool(head) and names_like(head[0])  # type: ignore[index]


def _is_one_name(text: str) -> bool:
    """Whether a text is one person's name, and nothing of where they are from."""
    return namelike(text) and not re.search(r"[,，。;、(（]|\w{3}\.\s", text) and not COMPANY.search(text)


def _take_below(drafts: Sequence[_TitleParts], names: PeopleNames, known: set[str]) -> None:
    """A line below the title that is somebody's name, where most slots have one."""
    first = {id(draft): draft.lines[0] for draft in drafts if draft.lines}
    fits = [draft for draft in drafts if id(draft) in first and _heads_a_name(first[id(draft)].text)]
    if len(fits) < SHARE * len(first) or not fits:
        fits = [
            draft
            for draft in fits
            if first[id(draft)] in draft.rest and names.people(first[id(draft)].text)[0].name in known
        ]
    alone = any(_is_one_name(first[id(draft)].text) for draft in fits)  # so commas part people, not where they are from
    for draft in fits:
        line = first[id(draft)]
        several = alone and all(map(_is_one_name, re.split(r",\s*", line.text)))
        draft.people = tuple(map(Person, re.split(r",\s*", line.text))) if several else names.line(line.text)
        _drop(draft, line)


def _take_dashed(drafts: Sequence[_TitleParts], names: PeopleNames, known: set[str]) -> None:
    """`Title - Name`, where most titles that have a dash go on with a name."""
    _split(drafts, DASHED.match, names, known)


def _take_bracketed(drafts: Sequence[_TitleParts], names: PeopleNames, known: set[str]) -> None:
    """`Title (Name)`. Behind a name, brackets say where somebody is from."""
    _split([draft for draft in drafts if not _names_before(draft.title)], TRAILING.match, names, known)


def _names_before(title: str) -> bool:
    """Whether what stands right before the last brackets of a title is a name: "Invited Talk: Ida Moss (Linz)"."""
    match = TRAILING.match(title)
    before = re.split(r"[:：–—|]\s*|\s-\s|\bby\s|\bwith\s", match["title"])[-1] if match else ""
    return bool(match) and before != (match["title"] if match else "") and namelike(before)


def _split(
    drafts: Sequence[_TitleParts], match: Callable[[str], re.Match[str] | None], names: PeopleNames, known: set[str]
) -> None:
    parted = [(draft, found) for draft in drafts if (found := match(draft.title))]
    fits = [(draft, found) for draft, found in parted if _heads_a_name(found["names"])]
    sure = len(fits) >= max(2, SHARE * len(parted))
    for draft, found in fits:
        people = names.people(found["names"])
        several = len(people) > 1 and all(namelike(person.name) for person in people)
        if sure or several or (people and all(p.name in known for p in people)) or HANDLES.fullmatch(found["names"]):
            draft.people, draft.title = people, to_title(found["title"])


# --- abstracts ---


def _abstract(draft: _TitleParts, source: Sequence[str]) -> str:
    """The Markdown between the title and the next session, as it stands on the page."""
    rest = [line for line in draft.rest if line.runs]
    if draft.slot.in_table:
        return "\n".join(line.text for line in rest)  # lines of a cell
    first = min([line.number for line in rest] + [block.first for block in draft.body], default=0)
    last = max([line.number for line in rest] + [block.last for block in draft.body], default=0)
    if not first:
        return ""
    text = textwrap.dedent("\n".join(source[first - 1 : last]).expandtabs(4)).strip()
    text = re.sub(r"(?:<br\s*/?>\s*)+$|^(?:<br\s*/?>\s*)+", "", text).strip()
    return re.sub(r"\n{3,}", "\n\n", text) if re.search(r"\w", text) else ""
