"""The one table of keys, seen by editors and by people: the schema and the reference page say what the reader does."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from folders import DATA, ROOT
from summit_ical import AgendaError, read
from summit_ical.agendafile.findings import FINDINGS
from summit_ical.agendafile.keys import ROWS
from summit_ical.agendafile.kinds_of_value import VALUES
from summit_ical.agendafile.schema import json_schema, reference

VALID = (ROOT / "agenda.yaml", *sorted(ROOT.glob("examples/*/agenda.yaml")), *sorted(DATA.glob("valid/*.yaml")))


class Core(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2 (10.3.2), and `<<`, which they know from 1.1."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML has it


for tag, pattern, first in (
    ("null", r"null|Null|NULL|~|", "nN~"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", "-+0123456789."),
    ("merge", r"<<", "<"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))
# A lone null is nothing to an editor, and underlined; to the reader it is four letters.
Core.add_constructor("tag:yaml.org,2002:null", lambda loader, node: loader.construct_scalar(node))
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: number(loader.construct_scalar(node)))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def number(digits: str) -> int:
    return int(digits, 8 if digits.startswith("0o") else 16 if digits.startswith("0x") else 10)


def edited(path: Path) -> Any:
    """Return an agenda as an editor takes it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Core)  # a SafeLoader


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_schema_is_a_schema() -> None:
    """The schema obeys the draft that it names, and is JSON."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in VALID])
def test_valid(path: Path) -> None:
    """What the reader takes, an editor does not underline."""
    assert [error.message for error in VALIDATOR.iter_errors(edited(path))] == []


def refused(node: object) -> bool:
    return not VALIDATOR.is_valid(node)


def smallest(**event: object) -> dict[str, Any]:
    return {
        "event": {"id": "camp", "title": "Camp", "timezone": "UTC", **event},
        "days": [{"date": "2026-10-23", "sessions": [{"time": "tba", "title": "Opening"}]}],
    }


def session(**more: object) -> dict[str, Any]:
    agenda = smallest()
    agenda["days"][0]["sessions"][0] |= more
    return agenda


@pytest.mark.parametrize(
    "agenda",
    [
        pytest.param(smallest(titel="Camp"), id="unknown key of the event"),
        pytest.param(smallest() | {"speaker": []}, id="unknown key of the agenda"),
        pytest.param(session(speaker="Ada"), id="unknown key of a session"),
        pytest.param({"event": smallest()["event"]}, id="no days"),
        pytest.param({"days": smallest()["days"]}, id="no event"),
        pytest.param(smallest(id="Camp 2026"), id="no id"),
        pytest.param(smallest(url="example.org"), id="no address"),
        pytest.param(smallest(feeds=["rooms"]), id="no kind of feed"),
        pytest.param(smallest(feeds="all"), id="one where a list belongs"),
        pytest.param(smallest(abstract_limit=50), id="limit too low"),
        pytest.param(smallest(venue={"name": "Hall", "geo": [181, 0]}), id="no place"),
        pytest.param(smallest(venue={"name": "Hall", "geo": [1]}), id="half a place"),
        pytest.param(session(time="9:00-10:00"), id="one digit"),
        pytest.param(session(time="14:00"), id="no end"),
        pytest.param(session(title=""), id="empty"),
        pytest.param(session(title=["Opening"]), id="list where one belongs"),
        pytest.param(session(kind="Talk"), id="no kind"),
        pytest.param(session(end_inferred="yes"), id="no flag"),
        pytest.param(session(links=["https://example.org"]), id="links without names"),
        pytest.param(session(links={"slides": "slides.pdf"}), id="a link that is none"),
    ],
)
def test_refused(agenda: dict[str, Any], tmp_path: Path) -> None:
    """What an editor underlines, the reader refuses as well."""
    assert refused(agenda)
    path = tmp_path / "agenda.json"
    path.write_text(json.dumps(agenda), encoding="utf-8")
    with pytest.raises(AgendaError):
        read(path)


@pytest.mark.parametrize(
    "time",
    [
        pytest.param(time, id=time)
        for time in (
            "14:00-14:25",
            "14:00 - 14:25",
            "14:00+25m",
            "14:00+1h30m",
            "+1 00:30-01:00",
            "02:30[+02:00]-02:15[+01:00]",
        )
    ],
)
def test_times(time: str) -> None:
    """Every form of time is one to an editor."""
    assert not refused(session(time=time))


def test_reference_is_up_to_date() -> None:
    """docs/reference.md is what `summit-ical schema --format markdown` prints."""
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference()


def test_reference_is_complete() -> None:
    """Every key, every value and every finding stands on the page, and every place it links to is there."""
    page = reference()
    for keys in ROWS.values():
        assert all(f"| `{key.name}` |" in page and key.sentence in page for key in keys)
    assert all(f"| `{code}` | {known.severity} |" in page for code, known in FINDINGS.items())
    headings = {line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", page)) <= headings


def test_every_value_is_taken_by_a_key() -> None:
    """There is no value that no key takes, and no key that takes none."""
    takes = {key.takes.partition("|")[0].strip("[]{}") for keys in ROWS.values() for key in keys}
    assert takes == set(VALUES) | (set(ROWS) - {"agenda"})
