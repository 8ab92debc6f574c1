"""The bytes of a file to its text, or what they are instead."""

import codecs
import re

from summit_ical.files import read
from summit_ical.model.source import AgendaError, Mark, Problem, shown

SAVE = "save the file as UTF-8"

# How a text begins that is not in UTF-8: a byte order mark, or the zeros beside its first letters.
WIDE = (
    ("UTF-32", "utf-32-le", codecs.BOM_UTF32_LE, (False, True, True, True)),
    ("UTF-32", "utf-32-be", codecs.BOM_UTF32_BE, (True, True, True, False)),
    ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE, (False, True)),
    ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE, (True, False)),
)
# How files begin that people take for a text, and what they are.
BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a workbook, a Word document or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program",
    b"\x1f\x8b": "packed by gzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}


def text_in(file: str, raw: bytes, encoding: str) -> str:
    """Return a foreign file's bytes as text, UTF-8 where nobody names another encoding. Raises AgendaError."""
    if not encoding:
        return text(file, raw, f"{SAVE}, or name its encoding: --encoding cp1252 for Windows' Western one")
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise read.refusal(file, f"is not written in {shown(encoding)}", "name another --encoding") from None
    except LookupError:
        raise read.refusal(file, f"{shown(encoding)} is no encoding", "write one as cp1252, or utf-16") from None


def text(file: str, raw: bytes, hint: str = SAVE) -> str:
    """Return UTF-8 bytes as text, without a byte order mark. Raises AgendaError with the place of a wrong byte."""
    if encoding := _wide(raw):
        raise read.refusal(file, f"written in {encoding}", "save it as UTF-8")
    if kind := next((kind for sign, kind in BINARY.items() if raw.startswith(sign)), ""):
        raise read.refusal(file, f"{kind}, not a text", "name a text file, saved as UTF-8")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise read.refusal(file, "binary, not a text", "name a text file, saved as UTF-8") from None
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8").removeprefix("\ufeff")) + 1
        problem = Problem(
            Mark(file, line, column),
            "error",
            "utf-8",
            f"the byte 0x{raw[error.start]:02X} is not UTF-8",
            hint,
        )
        raise AgendaError([problem]) from None


def _wide(raw: bytes) -> str:
    """Return the name of the encoding of a text that takes two or four bytes for each character, or nothing."""
    zeros = tuple(byte == 0 for byte in raw[:4])
    for name, codec, mark, pattern in WIDE:
        if raw.startswith(mark) or zeros[: len(pattern)] == pattern:
            try:
                words = raw.decode(codec)
            except UnicodeDecodeError:
                continue
            if not re.search("[\0-\x08\x0e-\x1f]", words):  # which no text has, and anything else soon does
                return name
    return ""
