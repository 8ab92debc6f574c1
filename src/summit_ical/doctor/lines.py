"""Octets of a file to content lines that know their places, and what is wrong with the octets."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise

from summit_ical.doctor.codes import CODES, Word
from summit_ical.model.content_lines import unfold
from summit_ical.model.source import Mark, Problem, shown

OCTETS_MAX = 75  # in a line, its end not counted: RFC 5545 3.1


SAID_MAX = 5  # Problems of one code in a file; the sixth is a count


# Lines as they should be: CRLF, 1 to 75 octets, no control character but TAB.
BOM = b"\xef\xbb\xbf"
PHYSICAL = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f\x7f]{1,75}+\r\n)++")
# Where lines end in files as they are: LF after any CRs, or a CR alone that something like a line follows.
BREAK = re.compile(r"(?<!\r)\r*+\n|\r(?=[ \t]|[A-Za-z0-9-]++[:;]|\Z)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
SEPARATORS = "\x85\u2028\u2029"
SEPARATOR = re.compile(f"[{SEPARATORS}]+")
NOT_UTF8 = re.compile("[\udc80-\udcff]+")  # octets that did not decode, as surrogateescape leaves them
HALVES = " \t" + "".join(chr(0xDC00 + octet) for octet in range(0x80, 0xC0))  # what a cut character goes on with
CALENDAR = re.compile(rb"BEGIN:VCALENDAR", re.I)
NOT_CALENDARS: tuple[tuple[bytes, str, str], ...] = (  # how it starts, what it is, the way out
    (b"<", "an HTML or XML page", "the address may need a login, or be the page about the feed"),
    (b"{", "JSON", "this may be jCal, or an error of the server"),
    (b"[", "JSON", "this may be jCal, or an error of the server"),
    (b"\xff\xfe", "text in UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it as UTF-8"),
    (b"\x1f\x8b", "gzip", "unpack it, or send Content-Encoding: gzip"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it"),
)


class Sheet:
    """A file's content lines, and where in the file each of them stands."""

    def __init__(self, name: str, text: str, contents: list[str]) -> None:
        self.name = name
        self.text = text
        self.contents = contents  # unfolded
        self.torn: frozenset[int] = frozenset()  # lines, from 0, that follow a single wrong line end

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they stand in the file; made only when there is something to say."""
        lines = BREAK.split(self.text)
        return lines if lines[-1] else lines[:-1]

    @cached_property
    def starts(self) -> list[int]:
        """The line each content line starts on, from 0."""
        return [number for number, line in enumerate(self.lines) if not (number and line.startswith((" ", "\t")))]

    def mark(self, index: int, offset: int = 0) -> Mark:
        """Return where a character of a content line stands in the file."""
        number, indent = self.starts[index], 0
        last = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.lines) - 1
        while number < last and offset >= len(self.lines[number]) - indent:
            offset -= len(self.lines[number]) - indent
            number, indent = number + 1, 1
        return Mark(self.name, number + 1, offset + indent + 1)


class Findings:
    """What was said about one file: the first few Problems of each code, and how many more there were."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.counts: defaultdict[str, int] = defaultdict(int)  # a Counter takes ten times as long to make
        self.said = 0  # how often there was something to say

    def add(self, code: str, mark: Callable[[], Mark], /, **words: Word) -> None:
        """Add a finding; its mark is made only if it is going to be shown."""
        self.counts[code] += 1
        self.said += 1
        if self.counts[code] <= SAID_MAX:
            row = CODES[code]
            told = {key: word if isinstance(word, str) else word() for key, word in words.items()}
            message, hint = row.sentence.format_map(told), row.hint.format_map(told)
            self.problems.append(Problem(mark(), row.severity, code, message, hint))

    def say(self, code: str, index: int, offset: int = 0, /, **words: Word) -> None:
        """Add a finding about a content line."""
        self.add(code, lambda: self.sheet.mark(index, offset), **words)

    def say_at(self, code: str, line: int, column: int, /, **words: Word) -> None:
        """Add a finding about a line of the file; line and column from 0."""
        self.add(code, lambda: Mark(self.sheet.name, line + 1, column + 1), **words)

    def say_whole(self, code: str, /, **words: Word) -> None:
        """Add a finding about the whole file."""
        self.add(code, lambda: Mark(self.sheet.name), **words)

    def forget_line(self, number: int) -> None:
        """Take back what was said of one line."""
        self.problems = [problem for problem in self.problems if problem.mark.line != number]

    def all(self) -> tuple[Problem, ...]:
        """Return all Problems in file order, then the counts of what was left out."""
        more = (
            Problem(
                Mark(self.sheet.name),
                CODES[code].severity,
                code,
                f"{count - SAID_MAX} more of {code}",
                f"the first {SAID_MAX} are shown",
            )
            for code, count in self.counts.items()
            if count > SAID_MAX
        )
        return (*sorted(self.problems, key=lambda problem: problem.mark[1:3]), *more)


def opened(name: str, raw: bytes) -> Findings:
    """Return the content lines of any bytes, with what is wrong with the lines themselves."""
    if PHYSICAL.fullmatch(raw) and not raw.startswith(BOM):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            pass  # explained below
        else:
            contents = unfold(text).split("\r\n")
            contents.pop()
            sheet = Sheet(name, text, contents)
            findings = Findings(sheet)
            if not raw.isascii() and any(mark in text for mark in SEPARATORS):
                character_findings(findings)
            return findings
    text = raw.decode("utf-8", "surrogateescape")
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    sheet = Sheet(name, text, [])
    for start, end in pairwise([*sheet.starts, len(sheet.lines)]):
        sheet.contents.append(sheet.lines[start] + "".join(line[1:] for line in sheet.lines[start + 1 : end]))
    findings = Findings(sheet)
    if bom:
        findings.say_at("bom", 0, 0)
    sheet.torn = break_findings(findings)
    length_findings(findings)
    character_findings(findings)
    return findings


def break_findings(findings: Findings) -> frozenset[int]:
    """Say which lines do not end in CRLF, and return the lines that follow a single wrong end."""
    text = findings.sheet.text
    ends = [match.group() for match in BREAK.finditer(text)]
    kinds = Counter(ends)
    if text and not text.endswith(("\n", "\r")):
        findings.say_at("unended", len(ends), len(findings.sheet.lines[-1]))
    for end, code, what in (
        ("\n", "bare-lf", ""),
        ("\r", "bare-cr", "CR alone"),
        ("\r\r\n", "bare-cr", "CR CR LF"),
    ):
        if kinds[end] == len(ends) > 1:  # the whole file is like that: one mistake
            findings.say_at(code, 0, len(findings.sheet.lines[0]), which="all lines end", what=what)
            return frozenset()
    wrong = {number: end for number, end in enumerate(ends) if end != "\r\n"}
    for number, end in wrong.items():
        code = "bare-lf" if end == "\n" else "bare-cr"
        what = "CR alone" if end == "\r" else "CR CR LF"
        findings.say_at(code, number, len(findings.sheet.lines[number]), which="this line ends", what=what)
    return frozenset(number + 1 for number in wrong)


def length_findings(findings: Findings) -> None:
    """Say which lines are empty or longer than 75 octets."""
    for number, line in enumerate(findings.sheet.lines):
        if not line:
            findings.say_at("blank-line", number, 0)
        elif len(line) * 4 > OCTETS_MAX:
            octets = line.encode("utf-8", "surrogateescape")
            if len(octets) > OCTETS_MAX:
                column = len(octets[:OCTETS_MAX].decode("utf-8", "ignore"))
                findings.say_at("long-line", number, column, octets=str(len(octets)))


def character_findings(findings: Findings) -> None:
    """Say which characters should not be there: half ones, octets that are none, controls, separators."""
    half = False  # the line before ended inside a character
    for number, line in enumerate(findings.sheet.lines):
        start = len(line) - len(line.lstrip(HALVES)) if half else 0
        half = False
        for run in NOT_UTF8.finditer(line, start):
            character = split_character(run.group(), findings.sheet.lines, number) if run.end() == len(line) else ""
            if character:
                half = True
                findings.say_at("split-character", number, run.start(), value=shown(character))
            else:
                octets = run.group().encode("utf-8", "surrogateescape")
                value = octets[:4].hex(" ").upper() + ("…" if len(octets) > 4 else "")
                findings.say_at("bad-utf8", number, run.start(), value=value)
        for pattern, code in ((CONTROL, "control-character"), (SEPARATOR, "separator")):
            for run in pattern.finditer(line):
                findings.say_at(code, number, run.start(), value=f"U+{ord(run.group()[0]):04X}")


def split_character(first: str, lines: list[str], number: int) -> str:
    """Return the character that a fold after this line cut in two, or ''."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if len(first) > 3 or not following.startswith((" ", "\t")):
        return ""
    rest = following[1:].lstrip(HALVES[2:])
    second = following[1 : len(following) - len(rest)]
    try:
        return (first + second).encode("utf-8", "surrogateescape").decode()
    except UnicodeDecodeError:
        return ""
