"""Rows of Text to Problems: where an agenda has a name that must go."""

from collections.abc import Iterator

from summit_ical.model.source import Mark, Node, Problem, Row, Rows, Text, shown
from summit_ical.text.mentions import Mention

# What holds ids: of a session it is in UIDs and cannot be another, and none of them is shown.
IDS = ("id", "replaced_by", "repeat_of", "track", "room", "sessions")


def mentioned(root: Node | None, name: Mention) -> Iterator[Problem]:
    """Yield an error for each text of an agenda that has the name, and for each speaker's id that is made of it."""
    declared = [row for row in _listed(root, "speakers") if isinstance(row, Row)]
    ids = {own for row in declared if isinstance(own := _of(row, "id"), Text)}
    for text in _texts(root):
        if text not in ids and name.is_in(text):
            message = f"the name is in the agenda: {shown(name.excerpt(text))}"
            yield Problem(text.mark, "error", "forget", message, "write what is right now")
    for row in declared:
        own, now = _of(row, "id"), _of(row, "name")
        if isinstance(own, Text) and isinstance(now, Text) and name.is_in_slug(own) and not name.is_in_slug(now):
            message = f"the id {own} is made of the name, and so is the path of its feed"
            yield Problem(own.mark, "error", "forget", message, "give another id: a new feed, in place of that one")


def _of(row: Row, key: str) -> Node | None:
    return row.get(Text(key, row.mark))


def _listed(root: Node | None, key: str) -> Rows:
    found = _of(root, key) if isinstance(root, Row) else None
    return found if isinstance(found, Rows) else Rows(Mark(""))


def _texts(node: Node | None) -> Iterator[Text]:
    """Every text in the rows but ids, and what links are called."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Row):
        for key, value in node.items():
            if key == "links" and isinstance(value, Row):
                yield from value
            held = value if isinstance(value, Rows) else [value]
            for one in held:
                if key not in IDS or not isinstance(one, Text):
                    yield from _texts(one)
    else:
        for value in node or ():
            yield from _texts(value)
