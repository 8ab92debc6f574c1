"""A schedule in XML, as frab, Pentabarf, pretalx and many others write it, to a Programme."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree import ElementTree

from summit_ical.importing.formats import frab
from summit_ical.importing.formats.frab import WORDS, Event
from summit_ical.importing.formats.iso_times import to_clock, to_date
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.model.source import AgendaError, Mark, Problem

# A document type stands before the first element, if anywhere. XML 1.0 2.8.
DECLARED = re.compile(r"(?:<\?|<!--)|<!DOCTYPE|<[A-Za-z_]", re.IGNORECASE)


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in an XML document. Raises AgendaError where it is none."""
    if _has_doctype(text):
        raise _broken(file, 1, 1, "a document type is declared, which could define entities", "take out <!DOCTYPE …>")
    try:
        root = ElementTree.fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - see above
    except ElementTree.ParseError as error:
        line, column = error.position
        raise _broken(file, line, column + 1, "not valid XML from here on", "export it again") from None
    if root.tag != "schedule":
        raise _broken(
            file, 0, 0, f"<{root.tag[:60]}> is no schedule", "a frab or Pentabarf schedule begins with <schedule>"
        )
    about = root.find("conference")
    head = _Element(about) if about is not None else None
    programme = frab.begun(
        file,
        head.words("title") if head else "",
        head.words("time_zone_name") if head else "",
        (head.words("url") or head.words("base_url")) if head else "",
        answers,
    )
    change = (to_clock(head.words("day_change")) if head else None) or timedelta(0)
    for number, day in enumerate(root.iterfind("day"), 1):
        for event in _events(day, number):
            frab.add(programme, event, _date(day), change)
    frab.merged(programme)
    return programme


def _has_doctype(text: str) -> bool:
    """Whether a document type stands before the first element; comments and instructions are skipped."""
    at = 0
    while match := DECLARED.search(text, at):
        if match[0] == "<!--":
            at = text.find("-->", match.end())
        elif match[0] == "<?":
            at = text.find("?>", match.end())
        else:
            return match[0].upper() == "<!DOCTYPE"
        if at < 0:
            return False
    return False


def _broken(file: str, line: int, column: int, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(file, line, column), "error", "xml", message, hint)])


class _Element:
    """An element's children by name."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.element = element
        self.children: dict[str, ElementTree.Element] = {}
        for child in element:
            self.children.setdefault(child.tag, child)

    def words(self, name: str) -> str:
        """Return the text in a child, markup in it taken off, or ""."""
        child = self.children.get(name)
        if child is None:
            return ""
        return (child.text or "") if not len(child) else "".join(child.itertext())


def _date(day: ElementTree.Element) -> date | None:
    return to_date(day.get("date", ""))


def _events(day: ElementTree.Element, number: int) -> Iterator[Event]:
    for room in day.iterfind("room"):
        name = room.get("name", "")
        for place, element in enumerate(room.iterfind("event"), 1):
            event = _Element(element)
            key = element.get("guid") or element.get("id") or event.words("slug")
            pointer = f"day[{number}]/room[{name}]/event[{element.get('id') or place}]"
            words = {word: event.words(word) for word in WORDS}
            if "url" not in event.children and "conf_url" in event.children:
                words["url"] = event.words("conf_url")
            yield Event(pointer, key, words, event.words("room") or name, _people(event), _links(event))


def _people(event: _Element) -> tuple[str, ...]:
    persons = event.children.get("persons")
    return tuple("".join(person.itertext()).strip() for person in persons) if persons is not None else ()


def _links(event: _Element) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name in ("links", "attachments"):
        found += [((link.text or "").strip(), link.get("href", "").strip()) for link in event.children.get(name, ())]
    return frab.web(found)
