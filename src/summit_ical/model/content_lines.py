"""Folded lines to whole ones, and a value of type TEXT to the words that it stands for."""

import re

FOLD = re.compile("\r\n[ \t]")
ESCAPED = re.compile(r"\\([\\;,nN])")


def unfold(text: str) -> str:
    """Return text with its lines whole: CRLF before a space or a tab goes, and so does that sign. RFC 5545 3.1."""
    return FOLD.sub("", text)


def unescape(value: str) -> str:
    """Return the words that a value of type TEXT stands for. RFC 5545 3.3.11."""
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
