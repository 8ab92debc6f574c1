"""The table of keys to a JSON Schema for editors, and to the reference page for people."""

from collections.abc import Iterator
from typing import Any

from summit_ical.agendafile.findings import FINDINGS
from summit_ical.agendafile.keys import ROWS, Key
from summit_ical.agendafile.kinds_of_value import VALUES
from summit_ical.doctor import codes

TIMES = (
    "",
    "## Times",
    "",
    "```",
    'time    = ["+1 "] clock "-" clock | ["+1 "] clock "+" minutes | "tba"',
    'clock   = HH:MM [ "[" offset "]" ]      00:00 to 23:59; 01:30[+02:00] where the clock says 01:30 twice',
    "minutes = 25m | 1h | 1h30m             at most 24h",
    "```",
    "",
    "Every time is what the clock on the wall says in `event: timezone`. An end at or before its start is past",
    "midnight, if that makes at most 12 hours; a longer session is written with its length. `+1` is the date after",
    "that of the day.",
    "`tba` is an all-day entry. `hours` take neither `+1` nor `tba`.",
)
LENGTHS = {"degrees": {"minItems": 2, "maxItems": 2}, "feed-kind": {"minItems": 1}, "day": {"minItems": 1}}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an agenda."""
    return {
        "$schema": DRAFT,
        "title": "summit-ical agenda",
        "$ref": "#/$defs/agenda",
        "$defs": {name: _row(keys) for name, keys in ROWS.items()},
    }


def _row(keys: tuple[Key, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {"description": key.sentence, **_takes(key.takes)} for key in keys},
    }


def _takes(takes: str) -> dict[str, Any]:
    one, _, several = takes.partition("|")
    if several:
        return {"anyOf": [_takes(one), _takes(several)]}
    if one.startswith("["):
        return {"type": "array", "items": _takes(one[1:-1]), **LENGTHS.get(one[1:-1], {})}
    if one.startswith("{"):
        return {"type": "object", "additionalProperties": _takes(one[1:-1])}
    return {"$ref": f"#/$defs/{one}"} if one in ROWS else dict(VALUES[one].schema)


def reference() -> str:
    """Return the reference page, in Markdown: every key, every finding, every code of the doctor."""
    return "\n".join([*_keys(), *_findings(), *_doctor(), ""])


def _keys() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made from the program's own tables by `summit-ical schema --format markdown`. The format by example is in"
    yield "[agenda.md](agenda.md)."
    yield from TIMES
    for name, keys in ROWS.items():
        yield from ("", f"## {name}", "", "| key | takes | |", "| --- | --- | --- |")
        for key in keys:
            needed = " **Required.**" if key.required else ""
            yield f"| `{key.name}` | {_words(key.takes)} | {key.sentence}{needed} |"


def _words(takes: str) -> str:
    one, _, several = takes.partition("|")
    if several:
        return f"{_words(one)}, or a list of them"
    if one.startswith("["):
        return f"a list of {_words(one[1:-1])}" if one[1:-1] in ROWS else f"a list; each {_words(one[1:-1])}"
    if one.startswith("{"):
        return f"names, each with {_words(one[1:-1])}"
    return f"[{one}](#{one})" if one in ROWS else VALUES[one].words


def _findings() -> Iterator[str]:
    yield from ("", "## Findings", "")
    yield "What `check` and every `build` report. `allow:` turns one off, with a reason. An error stops a build."
    yield from ("", "| code | severity | |", "| --- | --- | --- |")
    for code, known in sorted(FINDINGS.items()):
        yield f"| `{code}` | {known.severity} | {known.sentence} |"


def _doctor() -> Iterator[str]:
    yield from ("", "## Doctor", "")
    yield "What `doctor` says of the bytes of an .ics file. Words in braces stand for what it found."
    yield from ("", "| code | severity | | way out |", "| --- | --- | --- | --- |")
    for code, known in sorted(codes.CODES.items()):
        yield f"| `{code}` | {known.severity} | {_cell(known.sentence)} | {_cell(known.hint)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "\\<")
