"""Show that importing takes as long as what is read is large; a table goes to the terminal.

    python benchmarks/imports.py

Every figure is of processor time, in this run: the best of three, for a schedule and for one of ten times its length,
for an agenda brought up to date against reading it and its page, and for a page against parsing it. Exits with 1 if a
wanted figure is missed.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from summit_ical.importing import merge, source
from summit_ical.importing.schedule import Answers
from summit_ical.publish import build

SMALL, ROUNDS = 500, 3
GROWTH_MAX = 15.0  # times as long for ten times as much, which the garbage collector takes its share of
SESSIONS, INTO_MAX = 1_000, 3.0  # times as long as to read agenda and page
PARSED_MAX = 2
UTC = Answers("UTC")


def csv(count: int, minutes: int = 0) -> bytes:
    rows = [
        f"2031-05-{1 + n % 28:02},{9 + n % 8}:{minutes:02}-{9 + n % 8}:{minutes + 30},Talk {n},Ada {n},Room {n}\n"
        for n in range(count)
    ]
    return "".join(["Date,Time,Title,Speakers,Room\n", *rows]).encode()


def ics(count: int) -> bytes:
    entry = (
        "BEGIN:VTIMEZONE\r\nTZID:Somewhere {0}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART;TZID=Somewhere {0}:203105{1:02}T100000\r\nDURATION:PT30M\r\n"
        "SUMMARY:Talk {0}\r\nLOCATION:Room {0}\r\nCATEGORIES:Track {0}\r\nEND:VEVENT\r\n"
    )
    return f"BEGIN:VCALENDAR\r\n{''.join(entry.format(n, 1 + n % 28) for n in range(count))}END:VCALENDAR\r\n".encode()


def frab(count: int) -> bytes:
    event = (
        "<day date='2031-05-{1:02}'><room name='Room {0}'><event id='{0}'><date>2031-05-{1:02}T10:00:00Z</date>"
        "<duration>0:30</duration><title>Talk {0}</title><persons><person>Ada {0}</person></persons>"
        "</event></room></day>"
    )
    days = "".join(event.format(n, 1 + n % 28) for n in range(count))
    return f"<schedule><conference><title>Days</title></conference>{days}</schedule>".encode()


def sessionize(count: int) -> bytes:
    sessions = [
        {"id": str(n), "title": f"Talk {n}", "startsAt": f"2031-05-{1 + n % 28:02}T10:00:00", "speakers": [str(n)]}
        | {"endsAt": f"2031-05-{1 + n % 28:02}T10:30:00", "roomId": n}
        for n in range(count)
    ]
    speakers = [{"id": str(n), "fullName": f"Ada {n}"} for n in range(count)]
    rooms = [{"id": n, "name": f"Room {n}"} for n in range(count)]
    return json.dumps({"sessions": sessions, "speakers": speakers, "rooms": rooms}).encode()


def page(count: int) -> bytes:
    days = [
        f"## May {1 + n % 28}\n\nAll times in UTC, 9:00-17:00 UTC.\n\n| Time | A | B |\n|---|---|---|\n"
        f"| 10:00-10:30 | Break | Break |\n| 11:00-11:30 | Talk {n} | Tale {n} |\n\n"
        f"- 12:00-12:30 Lunch {n} - Ada {n}\n\n"
        for n in range(count)
    ]
    return "".join(["# Days 2031\n\n", *days]).encode()


def xlsx(count: int) -> bytes:
    import openpyxl

    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in csv(count).decode().splitlines():
        sheet.append(row.split(","))
    book.save(stream)
    return stream.getvalue()


KINDS: dict[str, Callable[[int], bytes]] = {
    "days.csv": csv,
    "days.ics": ics,
    "days.xml": frab,
    "days.json": sessionize,
    "days.md": page,
    "days.xlsx": xlsx,
}


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        missed = sum([*growth(Path(scratch)), *into(Path(scratch)), *parsed(Path(scratch))])
    print(f"\n{missed or 'no'} wanted figure{'s' if missed != 1 else ''} missed")
    return 1 if missed else 0


def growth(folder: Path) -> Iterator[bool]:
    """Print how much longer ten times as much takes; yield whether that is too long."""
    print(f"{'import':22}{f'{SMALL} s':>10}{f'{10 * SMALL:,} s':>10}{'growth':>10}{'wanted':>10}")
    for name, made in KINDS.items():
        path = folder / name
        read = partial(imported, path)
        small, large = (spent(read, write(path, made(count))) for count in (SMALL, 10 * SMALL))
        yield row(name, small, large, GROWTH_MAX)


def into(folder: Path) -> Iterator[bool]:
    """Print how long an agenda of which everything changed takes, against reading it and its page."""
    print(f"\n{'import --into':22}{'reading s':>10}{'all s':>10}{'ratio':>10}{'wanted':>10}")
    path, agenda = folder / "days.csv", folder / "agenda.yaml"
    write(path, csv(SESSIONS))()
    agenda.write_text(imported(path), "utf-8")
    for name, changed in (
        ("all times moved", csv(SESSIONS, minutes=10)),
        ("half are gone", csv(SESSIONS // 2)),
        ("half are new", csv(SESSIONS + SESSIONS // 2)),
    ):
        reading = spent(lambda: (build.read(agenda), imported(path)), write(path, changed))
        whole = spent(lambda: merge.merged(str(path), agenda, UTC, {}), write(path, changed))
        yield row(name, reading, whole, INTO_MAX)


def parsed(folder: Path) -> Iterator[bool]:
    """Print how long a page takes from the command line, against parsing it beside our start: a page of one session."""
    print(f"\n{'import of a page':22}{'parsing s':>10}{'all s':>10}{'ratio':>10}{'wanted':>10}")
    for name, made, count in (("days.md", page, 100), ("days.html", html, 1000)):
        path = folder / name
        path.write_bytes(made(1))
        start = taken(path) - spent_by("-c", "")
        path.write_bytes(made(count))
        parsing = spent_by("-c", PARSERS[path.suffix], str(path)) + start
        yield row(f"{name}, {path.stat().st_size // 1000} kB", parsing, taken(path), PARSED_MAX)


def taken(path: Path) -> float:
    """Return the seconds that the import of a page takes from the command line."""
    return spent_by("-m", "summit_ical", "import", str(path), "--timezone", "UTC", "--report", "none")


PARSERS = {
    ".md": "import sys, markdown_it as md; md.MarkdownIt('commonmark').enable('table').parse(open(sys.argv[1]).read())",
    ".html": "import sys, html.parser; html.parser.HTMLParser().feed(open(sys.argv[1]).read())",
}


def html(count: int) -> bytes:
    rows = "".join(
        f"<tr><td>{9 + n % 8}:00-{9 + n % 8}:30</td><td><b>Talk {n}</b></td><td>Ada {n}, Bo {n}</td></tr>\n"
        + (f"<tr><td colspan=3>May {1 + n // 8 % 28}, 2031</td></tr>\n" if n % 8 == 7 else "")
        for n in range(count)
    )
    return f"<h1>Days</h1><table><tr><td colspan=3>May 1, 2031</td></tr>{rows}</table>".encode()


def spent_by(*arguments: str) -> float:
    """Return the least seconds of the processor that a run of Python takes, from its start to its end."""
    times = []
    for _ in range(ROUNDS):
        began = sum(os.times()[2:4])
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(sum(os.times()[2:4]) - began)
    return min(times)


def write(path: Path, raw: bytes) -> Callable[[], object]:
    return lambda: path.write_bytes(raw)


def imported(path: Path) -> str:
    return source.agenda(source.drafted(str(path), UTC), path.name)


def spent(act: Callable[[], object], before: Callable[[], object]) -> float:
    """Return the least seconds of the processor that an act takes."""
    before()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times)


def row(name: str, one: float, other: float, most: float) -> bool:
    missed = other / one > most
    print(f"{name:22}{one:10.3f}{other:10.3f}{other / one:10.2f}{f'<= {most:g}':>10}   {'missed' if missed else 'ok'}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
