"""The text of a JSON document to what it holds, and any value in it to words. Refuses what is no JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

from summit_ical.model.source import AgendaError, Mark, Problem

OBJECT = re.compile(r'"(?:[^"\\]|\\.)*"|\{', re.DOTALL)  # a text, in which no object begins, or where one does


class JsonObject(dict[str, Any]):
    """An object of a JSON document, with its line."""

    line = 0


def document(file: str, text: str) -> Any:
    """Return what a JSON document holds. Raises AgendaError with the place of the mistake."""
    try:
        held = json.loads(text, object_pairs_hook=JsonObject)
        _set_lines(held, text)
        return held
    except json.JSONDecodeError as error:
        mark = Mark(file, error.lineno, error.colno)
        problem = Problem(mark, "error", "json", "not valid JSON from here on", "export it again")
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        problem = Problem(
            Mark(file), "error", "json", "nested too deeply, or with too long a number", "export it again"
        )
    raise AgendaError([problem]) from None


def _set_lines(held: Any, text: str) -> None:
    """Set the line of each object: they begin in the text in the order in which they are held."""
    begun = [match.start() for match in OBJECT.finditer(text) if match[0] == "{"]
    objects = list(_objects(held))
    if len(begun) != len(objects):  # one was held twice by one key, and is gone
        return
    breaks = accumulate((text.count("\n", a, b) for a, b in zip([0, *begun], begun, strict=False)), initial=1)
    for one, line in zip(objects, list(breaks)[1:], strict=True):
        one.line = line


def _objects(held: Any) -> Iterator[JsonObject]:
    """Yield all objects, outer ones before those in them."""
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, JsonObject):
            yield one
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def mark_of(file: str, one: object, pointer: str) -> Mark:
    """Return where an object of a document stands: by its path in the document, and by its line."""
    line = one.line if isinstance(one, JsonObject) else 0
    return Mark(file, line, 1 if line else 0, pointer)


def refused(file: str, message: str, hint: str) -> AgendaError:
    """Return the error for a document without what we look for in it."""
    return AgendaError([Problem(Mark(file), "error", "json", message, hint)])


def words(value: object) -> str:
    """Return a text, in English where it is given in several languages; "" for what is none."""
    if isinstance(value, dict):
        value = value.get("en") or next((one for one in value.values() if isinstance(one, str) and one), "")
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def named(value: object) -> str:
    """Return a text, or the name of what is a thing with a name: a room, a track."""
    if isinstance(value, dict) and (said := value.get("name") or value.get("title")):
        return words(said)
    return words(value)


def row(value: object) -> Mapping[str, Any]:
    """Return an object, {} for what is none."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    """Return a list, [] for what is none."""
    return value if isinstance(value, list) else []
