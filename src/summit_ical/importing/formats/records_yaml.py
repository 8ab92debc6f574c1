"""A list of sessions in YAML, as Jekyll and Hugo keep it among their data, to a Programme."""

from summit_ical.agendafile import yaml_reader
from summit_ical.importing.formats.frab import Conference
from summit_ical.importing.formats.records import Record, plain, programme
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.model.source import AgendaError, Mark, Problem, Row, Rows


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a list of maps. Raises AgendaError where it is none."""
    root, problems = yaml_reader.parse(file, text)
    listed = [one for one in root if isinstance(one, Row)] if isinstance(root, Rows) else []
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or not listed:
        hint = "write a list of maps, each with a title, a start and an end"
        raise AgendaError(errors or [Problem(Mark(file), "error", "yaml", "there is no list of sessions in it", hint)])
    records = [Record(one.mark, plain(one)) for one in listed]
    return programme(file, records, answers, Conference("", "", ""))
