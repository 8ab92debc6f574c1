"""The text of an agenda.yaml, changed at single places: every other character stays where its author put it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from summit_ical.agendafile.yaml_reader import Place, places
from summit_ical.agendafile.yaml_writer import field, scalar
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Row, Rows


class Uncut(Exception):  # noqa: N818 - says that a form of YAML cannot be changed here
    """The place is written in a form that is not changed by cutting: `args` say which."""


def refused(file: str, error: Uncut) -> AgendaError:
    hint = "write each day and each session on lines of its own, with '- ' before it"
    return AgendaError([Problem(Mark(file), "error", "form", str(error), hint)])


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """After the line break of the line in which a place is."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def sessions(root: Place) -> Iterator[tuple[Place, Place]]:
    """Yield each session with its day."""
    for day in _items(root.get("days")):
        for session in _items(day.get("sessions")):
            yield day, session


def _items(place: Place | None) -> Sequence[Place]:
    return place.items if place is not None else ()


def _of(root: Place, name: str) -> tuple[Place, Place]:
    for day, session in sessions(root):
        if (held := session.get("id")) is not None and held.value == name:
            return day, session
    raise Uncut(f"the session {name} has no id: of its own in the file")


# --- one field ---


def set_field(text: str, name: str, key: str, value: Node) -> str:
    """Return the text with a field of a session changed or added."""
    _, session = _of(places(text), name)
    held = session.get(key)
    if held is not None:
        return _replaced(text, session, key, held, value)
    if session.flow:
        end = text.rindex("}", 0, session.end)
        return f"{text[:end].rstrip()}, {key}: {_inline(value)}{text[end:]}"
    after = session.get("title") or session.last
    at = _line_end(text, after.end)
    indent = " " * _column(text, session.keys[0][0].start)
    return _inserted(text, at, field(key, value, indent))


def _replaced(text: str, session: Place, key: str, held: Place, value: Node) -> str:
    indent = " " * _column(text, session.keys[0][0].start)
    if session.flow:
        return text[: held.start] + _inline(value) + text[held.end :]
    lines = list(field(key, value, indent))
    new = _newline(text).join([lines[0].partition(f"{key}:")[2].lstrip() or "", *lines[1:]])
    at = next(k for k, v in session.keys if k.value == key).end + 1
    if new.startswith(("\n", "\r\n")):
        return text[:at] + new + text[held.end :]
    return text[: held.start] + new + text[held.end :] if held.start > at else f"{text[:at]} {new}{text[held.end :]}"


def _inline(value: Node) -> str:
    if isinstance(value, Rows):
        return f"[{', '.join(scalar(str(item), flow=True) for item in value)}]"
    if isinstance(value, Row):
        return f"{{{', '.join(f'{k}: {scalar(str(v), flow=True)}' for k, v in value.items())}}}"
    return scalar(str(value), flow=True)


def _inserted(text: str, at: int, lines: Iterable[str]) -> str:
    newline = _newline(text)
    before = "" if at == 0 or text[at - 1] == "\n" else newline
    return text[:at] + before + newline.join(lines) + newline + text[at:]


def drop_field(text: str, name: str, key: str) -> str:
    """Return the text without a field of a session. The field on the line of the dash is only emptied of meaning."""
    _, session = _of(places(text), name)
    held = session.get(key)
    if held is None:
        return text
    if session.flow or session.keys[0][0].value == key:
        neutral = {"status": "confirmed", "end_inferred": "false"}.get(key)
        if neutral is None:
            raise Uncut(f"{key} of {name} stands where it cannot be taken out")
        return text[: held.start] + neutral + text[held.end :]
    start = _line_start(text, next(k for k, _ in session.keys if k.value == key).start)
    return text[:start] + text[_line_end(text, held.end) :]


# --- a whole session ---


def _block(text: str, session: Place, held: Place) -> tuple[int, int]:
    """Where a session's lines begin, comments right above it included, and end."""
    if held.flow:
        raise Uncut("the sessions of a day stand in brackets")
    dash = text.rindex("-", 0, session.start + 1) if text[session.start] != "-" else session.start
    start = _line_start(text, dash)
    while start and text[_line_start(text, start - 1) : start].strip().startswith("#"):
        start = _line_start(text, start - 1)
    return start, _line_end(text, session.end)


def moved(text: str, name: str, day: date, position: int) -> str:
    """Return the text with a session put under another day, before its session number `position`."""
    root = places(text)
    old_day, session = _of(root, name)
    held = old_day.get("sessions")
    assert held is not None
    start, end = _block(text, session, held)
    lines = text[start:end]
    alone = len(held.items) == 1
    rest = text[:start] + text[end:]
    if alone:
        key_end = next(k for k, v in old_day.keys if k.value == "sessions").end + 1
        rest = text[:key_end] + " []" + text[key_end:start] + text[end:]
    return _put(rest, day, position, lines)


def added(text: str, day: date, position: int, lines: Sequence[str]) -> str:
    """Return the text with a session's lines under a day, before its session number `position`."""
    newline = _newline(text)
    return _put(text, day, position, newline.join(lines) + newline)


def _put(text: str, day: date, position: int, lines: str) -> str:
    root = places(text)
    here = next((one for one in _items(root.get("days")) if _date(one) == day.isoformat()), None)
    if here is None:
        text = _with_day(text, root, day)
        return _put(text, day, position, lines)
    held = here.get("sessions")
    if held is None or not held.items:
        key = next(k for k, _ in here.keys if k.value == "sessions")
        at = _line_end(text, held.end if held is not None else key.end)
        text = text[: key.end + 1] + _newline(text) + text[at:]
        at = key.end + 1 + len(_newline(text))
        return text[:at] + _indented(lines, _column(text, key.start) + 2) + text[at:]
    spaced = _is_spaced(text, held)
    if position < len(held.items):
        at, indent = _block(text, held.items[position], held)[0], _dash(text, held.items[position])
        return text[:at] + _indented(lines, indent) + (_newline(text) if spaced else "") + text[at:]
    last = held.items[-1]
    at, indent = _block(text, last, held)[1], _dash(text, last)
    before = "" if text[at - 1 : at] == "\n" else _newline(text)
    return text[:at] + before + (_newline(text) if spaced else "") + _indented(lines, indent) + text[at:]


def _date(day: Place) -> str:
    held = day.get("date")
    return held.value[-10:] if held is not None else ""


def _dash(text: str, session: Place) -> int:
    return _column(text, text.rindex("-", 0, session.start + 1))


def _is_spaced(text: str, held: Place) -> bool:
    """Whether there are blank lines between the sessions of a day."""
    return any(_blank_after(text, one) for one in held.items[:-1])


def _blank_after(text: str, session: Place) -> bool:
    at = _line_end(text, session.end)
    return not text[at : _line_end(text, at)].strip()


def _indented(lines: str, indent: int) -> str:
    """A session's lines with its dash in another column."""
    parts = lines.splitlines(keepends=True)
    first = next((part for part in parts if part.lstrip().startswith("- ")), parts[0])
    shift = indent - (len(first) - len(first.lstrip(" ")))
    if shift >= 0:
        return "".join(" " * shift + part if part.strip() else part for part in parts)
    return "".join(part[-shift:] if not part[:-shift].strip() else part for part in parts)


def _with_day(text: str, root: Place, day: date) -> str:
    """The text with an empty day in its place by date."""
    days = root.get("days")
    if days is None or days.flow or not days.items:
        raise Uncut("the days stand in brackets")
    newline = _newline(text)
    indent = " " * _dash(text, days.items[0])
    lines = f"{indent}- date: {day.isoformat()}{newline}{indent}  sessions: []{newline}"
    later = next((one for one in days.items if _date(one) > day.isoformat()), None)
    if later is not None:
        at = _block(text, later, days)[0]
        return text[:at] + lines + newline + text[at:]
    at = _line_end(text, days.items[-1].end)
    before = "" if text[at - 1 : at] == "\n" else newline
    return text[:at] + before + newline + lines + text[at:]


# --- tracks and rooms ---


def declared(text: str, section: str, row: Row) -> str:
    """Return the text with one more track or room."""
    root = places(text)
    held = root.get(section)
    line = f"{{{', '.join(f'{k}: {scalar(str(v), flow=True)}' for k, v in row.items())}}}"
    if held is None or not held.items:
        at = _line_start(text, next(k for k, _ in root.keys if k.value == "days").start)
        return _inserted(text, at, [f"{section}:", f"  - {line}", ""])
    if held.flow:
        end = text.rindex("]", 0, held.end)
        return f"{text[:end].rstrip()}, {line}{text[end:]}"
    last = held.items[-1]
    return _inserted(text, _line_end(text, last.end), [f"{' ' * _dash(text, last)}- {line}"])
