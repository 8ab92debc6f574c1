"""What a page said last, kept as a comment at the end of its agenda: a digest for each session, by the agenda's ids.

With it, a session that was added by hand is told from one that left the page, and a correction by hand from a change of
the page.
"""

import json
import re
from collections.abc import Mapping
from zlib import crc32

from summit_ical.model.source import Row

HEAD = "# What the page said last, for the next `import --into`:"
COMMENT = re.compile(
    r"(?:\r?\n)*^# What the page said last, for the next `import --into`:\r?\n(?:#   \S+ [0-9a-f]{8}\r?(?:\n|\Z))*",
    re.MULTILINE,
)
LINE = re.compile(r"^#   (\S+) ([0-9a-f]{8})\r?$", re.MULTILINE)


def digest(row: Row) -> str:
    """Return what a page says of a session, whatever its id, in eight characters."""
    said = {key: value for key, value in row.items() if key != "id"}
    return f"{crc32(json.dumps(said).encode()):08x}"


def recalled(text: str) -> dict[str, str]:
    """Return the digests of what the page said last, by the agenda's ids."""
    found = COMMENT.search(text)
    return dict(LINE.findall(found[0])) if found else {}


def remembering(text: str, digests: Mapping[str, str]) -> str:
    """Return an agenda's text with other digests at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    body = COMMENT.sub("", text).rstrip("\r\n") if HEAD in text else text.rstrip("\r\n")
    return newline.join([body, "", HEAD, *(f"#   {name} {said}" for name, said in sorted(digests.items())), ""])
