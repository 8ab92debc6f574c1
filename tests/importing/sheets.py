"""Programmes by the seed, as people keep them in spreadsheets: saved as CSV of any dialect, or as a workbook.

What can be chosen is data; a new shape is a line in a table.
"""

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import openpyxl
from schedules import Talk, programme

HEADINGS = (
    {"day": "Date", "start": "Start", "end": "End", "time": "Time", "minutes": "Duration", "title": "Title"}
    | {"room": "Room", "people": "Speakers"},
    {"day": "DATE", "start": "start time", "end": "end time", "time": "When", "minutes": "Length", "title": "Session"}
    | {"room": "Location", "people": "Speaker(s)"},
    {"day": "Datum", "start": "Beginn", "end": "Ende", "time": "Uhrzeit", "minutes": "Dauer", "title": "Titel"}
    | {"room": "Raum", "people": "Referenten"},
    {"day": "Date", "start": "Début", "end": "Fin", "time": "Horaire", "minutes": "Durée", "title": "Titre"}
    | {"room": "Salle", "people": "Intervenants"},
)
TIMES = (("start", "end"), ("time",), ("start", "minutes"))
DAYS: dict[str, Callable[[datetime], str]] = {
    "ISO": lambda day: f"{day:%Y-%m-%d}",
    "ISO with a weekday": lambda day: (
        f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day:%Y-%m-%d}"
    ),
    "month in words": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "day first": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CLOCKS: dict[str, Callable[[datetime], str]] = {
    "24 hours": lambda at: f"{at:%H:%M}",
    "no zero": lambda at: f"{at.hour}:{at:%M}",
    "seconds": lambda at: f"{at:%H:%M:%S}",
    "am and pm": lambda at: f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}",
}
DASHES = ("-", " - ", "–", " to ")
MINUTES: dict[str, Callable[[int], str]] = {
    "number": str,
    "min": lambda minutes: f"{minutes} min",
    "h:mm": lambda minutes: f"{minutes // 60}:{minutes % 60:02} h",
}
REPEATED = ("each row", "first row", "row of its own")  # where the day stands


class Sheet(NamedTuple):
    name: str  # of the file
    raw: bytes
    talks: list[Talk]


class Choices(NamedTuple):
    headings: dict[str, str]
    columns: list[str]
    day: str
    clock: str
    dash: str
    minutes: str
    repeated: str


def drawn(choice: random.Random) -> Choices:
    columns = ["day", *choice.choice(TIMES), "title", "room", "people"]
    repeated = choice.choice(REPEATED)
    if repeated == "each row":
        choice.shuffle(columns)
    if repeated == "row of its own":
        columns.remove("day")
    return Choices(
        choice.choice(HEADINGS), columns, choice.choice([*DAYS]), choice.choice([*CLOCKS]), choice.choice(DASHES),
        choice.choice([*MINUTES]), repeated,
    )  # fmt: skip


def words(chosen: Choices, talk: Talk) -> dict[str, Any]:
    """Return the cells of a talk by column, as words."""
    start, end = CLOCKS[chosen.clock](talk.start), CLOCKS[chosen.clock](talk.end)
    return {
        "day": DAYS[chosen.day](talk.day),
        "start": start,
        "end": end,
        "time": f"{start}{chosen.dash}{end}",
        "minutes": MINUTES[chosen.minutes](talk.minutes),
        "title": talk.title,
        "room": talk.room,
        "people": ", ".join(talk.people),
    }


def values(chosen: Choices, talk: Talk) -> dict[str, Any]:
    """Return the same, where a spreadsheet has dates, clocks and numbers."""
    native = {"day": talk.day, "start": talk.start.time(), "end": talk.end.time(), "minutes": talk.minutes}
    return words(chosen, talk) | native


def rows(
    choice: random.Random, chosen: Choices, talks: list[Talk], cells: Callable[..., dict[str, Any]]
) -> list[list[Any]]:
    """Return the cells row by row, below their headings."""
    made: list[list[Any]] = [[chosen.headings[column] for column in chosen.columns]]
    for day, held in groupby(talks, key=lambda talk: talk.day):
        if chosen.repeated == "row of its own":
            made.append([DAYS[chosen.day](day), *[""] * (len(chosen.columns) - 1)])
        for number, talk in enumerate(held):
            row = cells(chosen, talk)
            if number and chosen.repeated == "first row":
                row["day"] = ""
            made.append([row[column] for column in chosen.columns])
            if chosen.repeated == "each row" and choice.random() < 0.1:
                made.append([""] * len(chosen.columns))
    return made


def talks_of(choice: random.Random) -> list[Talk]:
    """Return talks by day and time; two on one day differ in start or room."""
    return sorted(programme(choice, False), key=lambda talk: (talk.day, talk.start))


def comma_separated(choice: random.Random) -> Sheet:
    """A file in one of the dialects that programs write."""
    chosen, talks = drawn(choice), talks_of(choice)
    delimiter = choice.choice(",;\t|")
    stream = io.StringIO(newline="")
    csv.writer(
        stream,
        delimiter=delimiter,
        quoting=choice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=choice.choice(("\n", "\r\n")),
    ).writerows(rows(choice, chosen, talks, words))
    lead = f"sep={delimiter}\r\n" if choice.random() < 0.2 else ""
    return Sheet("a.csv", (lead + stream.getvalue()).encode(choice.choice(("utf-8", "utf-8-sig"))), talks)


def workbook(choice: random.Random) -> Sheet:
    """A workbook: words, or dates and clocks of its own; a day's cell merged over its rows; a sheet for each day."""
    chosen, talks = drawn(choice), talks_of(choice)
    cells = choice.choice((words, values))
    book = openpyxl.Workbook()
    book.remove(book.active)
    by_day = [[*held] for _, held in groupby(talks, key=lambda talk: talk.day)]
    for number, held in enumerate(by_day if choice.random() < 0.3 else [talks], 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows(choice, chosen, held, cells):
            sheet.append([cell if cell != "" else None for cell in row])
        if chosen.repeated == "first row" and choice.random() < 0.5:
            merge_days(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return Sheet("a.xlsx", stream.getvalue(), talks)


def merge_days(sheet: Any) -> None:
    """Merge the cell of each day, in the first column, with the open ones below it."""
    begins = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value is not None]
    for first, after in zip(begins, [*begins[1:], sheet.max_row + 1], strict=True):
        if after - first > 1:
            sheet.merge_cells(start_row=first, end_row=after - 1, start_column=1, end_column=1)


def written(seed: int) -> Sheet:
    """Return a programme as somebody keeps it."""
    choice = random.Random(seed)
    return choice.choice((comma_separated, workbook))(choice)
