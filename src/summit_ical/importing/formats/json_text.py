"""The text of a JSON document to what it holds, and any value in it to words. Refuses what is no JSON."""

import json
from collections.abc import Mapping
from typing import Any

from summit_ical.model.source import AgendaError, Mark, Problem


def document(file: str, text: str) -> Any:
    """Return what a JSON document holds. Raises AgendaError with the place of the mistake."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        mark = Mark(file, error.lineno, error.colno)
        problem = Problem(mark, "error", "json", "not valid JSON from here on", "export it again")
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        problem = Problem(
            Mark(file), "error", "json", "nested too deeply, or with too long a number", "export it again"
        )
    raise AgendaError([problem]) from None


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
