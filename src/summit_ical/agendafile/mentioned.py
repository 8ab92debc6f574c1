"""Rows of Text to Problems: where an agenda has a name that must go."""

from collections.abc import Iterator

from summit_ical.model.source import Node, Problem, Row, Rows, Text, shown
from summit_ical.text.mentions import Mention


def mentioned(root: Node | None, name: Mention) -> Iterator[Problem]:
    """Yield an error for each text of an agenda that has the name, and for each speaker's id that is made of it."""
    for text in _texts(root):
        if name.is_in(text):
            message = f"the name is in the agenda: {shown(name.excerpt(text))}"
            yield Problem(text.mark, "error", "forget", message, "write what is right now")
    speakers = root.get(Text("speakers", root.mark)) if isinstance(root, Row) else None
    for row in speakers if isinstance(speakers, Rows) else ():
        held = [row.get(Text(key, row.mark)) for key in ("id", "name")] if isinstance(row, Row) else []
        match held:
            case [Text() as own, Text() as now] if name.is_in_slug(own) and not name.is_in_slug(now):
                message = f"the id {own} is made of the name, and so is the path of its feed"
                yield Problem(own.mark, "error", "forget", message, "give another id: a new feed, in place of that one")


def _texts(node: Node | None) -> Iterator[Text]:
    """Every text in the rows, and what links are called."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Row):
        for key, value in node.items():
            if key == "links" and isinstance(value, Row):
                yield from value
            yield from _texts(value)
    else:
        for value in node or ():
            yield from _texts(value)
