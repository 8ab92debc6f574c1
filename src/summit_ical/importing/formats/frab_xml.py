"""A schedule in XML, as frab, Pentabarf, pretalx and many others write it, to a Programme."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from summit_ical.importing.formats.frab import WORDS, Conference, FrabEvent, FrabSchedule, web
from summit_ical.importing.schedule import Answers, Person, Programme
from summit_ical.model.source import AgendaError, Mark, Problem

# A document type stands before the first element, if anywhere. XML 1.0 2.8.
LINE = " line"  # an attribute of ours, which no document can have
DECLARED = re.compile(r"(?:<\?|<!--)|<!DOCTYPE|<[A-Za-z_]", re.IGNORECASE)


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in an XML document. Raises AgendaError where it is none."""
    if _has_doctype(text):
        raise _broken(file, 1, 1, "a document type is declared, which could define entities", "take out <!DOCTYPE …>")
    try:
        root = _tree(re.sub(r"\A\s*<\?xml[^>]*\?>", _blank, text))
    except expat.ExpatError as error:
        message = "not valid XML from here on"
        raise _broken(file, error.lineno, error.offset + 1, message, "export it again") from None
    if root.tag != "schedule":
        raise _broken(
            file, 0, 0, f"<{root.tag[:60]}> is no schedule", "a frab or Pentabarf schedule begins with <schedule>"
        )
    about = root.find("conference")
    head = _XmlElement(about if about is not None else ElementTree.Element("conference"))
    conference = Conference(
        head.words("title"),
        head.words("time_zone_name").strip(),
        head.words("url") or head.words("base_url"),
        head.words("start").strip(),
        head.words("end").strip(),
    )
    reading = FrabSchedule(file, conference, answers)
    for number, day in enumerate(root.iterfind("day"), 1):
        first, last = day.get("start", ""), day.get("end", "")
        limits = reading.limits(day.get("date", ""), first, last, head.words("day_change"))
        for room in day.iterfind("room"):
            reading.room(limits, _events(file, room, f"day[{number}]"))
    return reading.done()


def _blank(declaration: re.Match[str]) -> str:
    """The line breaks of what is taken out, so that lines stay where they are."""
    return "\n" * declaration[0].count("\n")


def _tree(text: str) -> ElementTree.Element:
    """The elements of a document, each event with its line. Raises ExpatError."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = builder.start(tag, attributes)
        if tag == "event":
            element.set(LINE, str(parser.CurrentLineNumber))

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(text, True)
    return builder.close()


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


class _XmlElement:
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


def _events(file: str, room: ElementTree.Element, day: str) -> Iterator[FrabEvent]:
    name = room.get("name", "")
    for place, element in enumerate(room.iterfind("event"), 1):
        event = _XmlElement(element)
        key = element.get("guid") or element.get("id") or event.words("slug")
        words = {word: event.words(word) for word in WORDS}
        if "url" not in event.children and "conf_url" in event.children:
            words["url"] = event.words("conf_url")
        mark = Mark(file, int(element.get(LINE, 0)), 1, f"{day}/room[{name}]/event[{element.get('id') or place}]")
        yield FrabEvent(mark, key, words, event.words("room") or name, _people(event), _links(event))


def _people(event: _XmlElement) -> tuple[Person, ...]:
    """Who speaks: in a list, as frab writes it, or one by one."""
    held = event.children.get("persons")
    listed = list(held if held is not None else ()) + event.element.findall("person")
    return tuple(
        Person("".join(one.itertext()).strip(), key=(one.get("guid") or one.get("id") or "").strip()) for one in listed
    )


def _links(event: _XmlElement) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name in ("links", "attachments"):
        found += [((link.text or "").strip(), link.get("href", "").strip()) for link in event.children.get(name, ())]
    return web(found)
