"""Programmes of chance, and a grammar of the ways in which organisers write them: choices as data, a line a shape.

Each combination is one that a person reads in one way. `page(choices, programme)` writes it.
"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

WORDS: dict[str, dict[str, object]] = {
    "en": {
        "months": [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "head": ("Time", "Session", "Speaker", "Room", "Date", "Start", "End", "Duration"),
        "break": "Coffee break",
        "by": "Presented by",
        "off": "Cancelled",
        "tba": "TBA",
        "ordered": "{d} {m} {y}",
    },
    "de": {
        "months": [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        "days": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        "head": ("Uhrzeit", "Vortrag", "Referent", "Raum", "Datum", "Beginn", "Ende", "Dauer"),
        "break": "Kaffeepause",
        "by": "Referent:",
        "off": "Abgesagt",
        "tba": "noch offen",
        "ordered": "{d}. {m} {y}",
    },
    "fr": {
        "months": [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        "days": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        "head": ("Horaire", "Titre", "Intervenant", "Salle", "Date", "Début", "Fin", "Durée"),
        "break": "Pause café",
        "by": "Intervenant :",
        "off": "Annulé",
        "tba": "à confirmer",
        "ordered": "{d} {m} {y}",
    },
    "es": {
        "months": [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        "days": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        "head": ("Hora", "Charla", "Ponente", "Sala", "Fecha", "Inicio", "Fin", "Duración"),
        "break": "Descanso",
        "by": "Presented by",
        "off": "Cancelado",
        "tba": "por confirmar",
        "ordered": "{d} de {m} de {y}",
    },
    "pl": {
        "months": [
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ],
        "days": ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
        "head": ("Godzina", "Tytuł", "Prelegent", "Sala", "Data", "Początek", "Koniec", "Czas trwania"),
        "break": "Przerwa kawowa",
        "by": "Presented by",
        "off": "Odwołane",
        "tba": "do ustalenia",
        "ordered": "{d} {m} {y}",
    },
    "it": {
        "months": [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        "days": ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
        "head": ("Ora", "Titolo", "Relatore", "Aula", "Data", "Inizio", "Fine", "Durata"),
        "break": "Pausa caffè",
        "by": "Presented by",
        "off": "Annullato",
        "tba": "da confermare",
        "ordered": "{d} {m} {y}",
    },
    "ru": {
        "months": [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        "days": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
        "head": ("Время", "Доклад", "Докладчик", "Зал", "Дата", "Начало", "Конец", "Продолжительность"),
        "break": "Перерыв",
        "by": "Presented by",
        "off": "Отменено",
        "tba": "уточняется",
        "ordered": "{d} {m} {y}",
    },
    "ja": {
        "months": [f"{n}月" for n in range(1, 13)],
        "days": [f"{sign}曜日" for sign in "月火水木金土日"],
        "head": ("時刻", "タイトル", "登壇者", "会場", "日付", "開始", "終了", "所要時間"),
        "break": "休憩",
        "by": "Presented by",
        "off": "中止",
        "tba": "未定",
        "ordered": "{y}年{m}{d}日",
    },
}
FIRST = ("Ada", "Bo", "Chidi", "Dora", "Émile", "Fatima", "Jürgen", "Łucja", "Søren", "Zoë")
LAST = ("Example", "Sample", "Muster", "Núñez", "Ångström", "Tanaka", "Instance")
VERBS = ("Understanding", "Loving", "Measuring", "Painting", "Growing", "Rescuing", "Counting", "Trusting")
TOPICS = ("Pruning", "Compost", "Beekeeping", "Kohlrabi", "Moss", "Watering", "Slugs", "Orchards", "Bulbs", "Ferns")
TAILS = ("", "", " & more", ": a primer", " (part 2)", "?", " 101", " in 2019", " 24/7", ", day 1", " at 9", " – again")


class Talk(NamedTuple):
    start: datetime
    end: datetime
    title: str
    speaker: str
    room: int = 0  # -1: a break in all rooms
    off: bool = False


class Programme(NamedTuple):
    days: tuple[tuple[Talk, ...], ...]
    rooms: tuple[str, ...]


Choices = dict[str, str]

# Dimension -> its choices. What does not go together is settled in `consistent`.
GRAMMAR: dict[str, tuple[str, ...]] = {
    "layout": (
        "list", "paragraphs", "headings", "below", "lines", "definitions", "table", "table without pipes", "html",
        "html on one line", "rooms", "html rooms", "rooms with breaks over all", "days as columns", "parent items",
        "rst grid", "turned", "csv", "date column", "room blocks", "cells over rows",
    ),
    "day": ("full", "long", "short", "iso", "dotted", "weekday and full", "weekday, no year", "number and date",
            "slashes",
            "upper", "weekday only", "number only", "day first slashes", "padded number"),
    "headed by": ("heading", "deeper heading", "bold line", "row", "plain line"),
    "clock": ("24", "24 unpadded", "12", "12 short", "a and p", "h", "digits", "fullwidth", "unit",
              "12 bare", "half once", "noon in words"),
    "range": ("-", " - ", "–", " – ", " -- ", " to ", "start only", "start and end", "start and length", "~"),
    "language": tuple(WORDS),
    "zone": ("option", "sentence", "with times", "head"),
    "year in": ("title", "day", "front matter"),
    "speakers": ("none", "some", "dash", "label", "brackets"),
    "above": ("nothing", "updated", "deadline", "founded", "hours", "comment"),
    "body": ("nothing", "abstract", "abstract with a time", "bullets", "recap of day 1", "links"),
    "below": ("nothing", "sponsors", "hotel", "dates"),
    "break": ("none", "timed"),
    "off": ("none", "words before", "words behind", "struck"),
    "extra": ("none", "level column", "empty row", "tba row", "session rows"),
    "begins": ("morning", "late morning", "noon", "evening", "night"),
    "days": ("1", "2", "3"),
    "rooms": ("2", "3"),
    "title": ("plain", "bold", "link"),
}  # fmt: skip
TABLES = ("table", "table without pipes", "html", "html on one line", "date column", "csv", "rst grid", "room blocks")
GRIDS = ("rooms", "html rooms", "rooms with breaks over all", "days as columns", "turned", "cells over rows")


def consistent(c: Choices) -> Choices:
    """Return choices that a person can read in one way, changing those that do not go with the ones before them."""
    c = dict(c)
    layout = c["layout"]
    if layout == "rst grid":  # a full-width sign takes two columns
        c["clock"] = "24" if c["clock"] == "fullwidth" else c["clock"]
        c["language"] = "de" if c["language"] == "ja" else c["language"]
    if layout in (*GRIDS, "days as columns"):
        c["speakers"] = "none"
    elif layout in TABLES:
        c["speakers"] = "some" if c["speakers"] != "none" else "none"
    elif c["speakers"] == "some":
        c["speakers"] = "label"
    if (
        layout in ("paragraphs", "headings", "below", "definitions", "parent items", "lines")
        and c["speakers"] != "none"
    ):
        c["speakers"] = "label"
    if c["headed by"] == "row" and layout not in ("table", "table without pipes", "html", "html on one line"):
        c["headed by"] = "heading"
    if layout in ("date column", "csv", "days as columns"):
        c["headed by"] = "column"
    if layout == "turned":
        c["range"] = "-" if c["range"] in ("start only", "start and end", "start and length") else c["range"]
        c["headed by"] = "heading" if c["headed by"] == "row" else c["headed by"]
    if c["range"] in ("start and end", "start and length") and layout not in TABLES:
        c["range"] = "-"
    if c["range"] == "start only" and layout in ("below", "parent items", "room blocks"):
        c["range"] = "-"
    if layout == "below" and c["clock"] in ("12 short", "digits"):
        c["clock"] = "24"
    if c["clock"] == "digits" and (c["range"] not in ("-", "–") or layout in ("parent items",)):
        c["clock"] = "24"
    if c["clock"] in ("24 unpadded", "fullwidth") and c["begins"] not in ("late morning", "morning"):
        c["begins"] = "late morning"
    if c["clock"] == "unit" and c["language"] not in ("de",):
        c["clock"] = "24"
    if c["language"] == "ja" and c["day"] in ("short", "long", "number and date", "upper"):
        c["day"] = "full"
    if c["language"] != "en" and c["day"] in ("long", "number and date", "upper", "short"):
        c["day"] = "weekday and full"
    if c["language"] != "en" and c["range"] == " to ":
        c["range"] = " – "
    if c["day"] == "weekday, no year":
        c["year in"] = "front matter" if c["year in"] == "front matter" and layout != "csv" else "title"
        if layout == "csv":
            c["day"] = "full"
    if c["day"] in ("weekday only", "number only"):  # the days of the event are said above
        c["above"], c["year in"] = "event", "day"
        if c["language"] != "en" or layout in ("csv", "days as columns", "date column"):
            c["day"], c["above"] = "weekday and full", "nothing"
        c["headed by"] = "heading" if c["headed by"] in ("plain line", "row") else c["headed by"]
    if c["clock"] == "12 bare":
        c["begins"] = "late morning"
        c["above"] = "nothing" if c["above"] == "hours" else c["above"]
    in_one = c["range"] not in ("start only", "start and end", "start and length") and c["zone"] != "with times"
    if c["clock"] == "half once" and not in_one:
        c["clock"] = "12"
    if c["clock"] == "noon in words":
        c["begins"], c["clock"] = "late morning", c["clock"] if c["language"] == "en" else "24"
    if c["begins"] == "night":
        c["clock"] = (
            "24" if c["clock"] in ("12 bare", "noon in words", "24 unpadded", "fullwidth", "12 short") else c["clock"]
        )
    if layout == "csv":
        c |= {"zone": "option", "above": "nothing", "below": "nothing", "body": "nothing", "title": "plain"}
        c["off"] = "none" if c["off"] == "struck" else c["off"]
        c["extra"] = "none" if c["extra"] in ("level column", "session rows") else c["extra"]
    if layout in (*TABLES, *GRIDS) and c["body"] != "nothing":
        c["body"] = "nothing"
    if layout not in TABLES:
        c["extra"] = "none"
    if layout in ("rst grid", "date column") and c["extra"] in ("session rows", "empty row"):
        c["extra"] = "none"
    if layout == "room blocks":
        c["extra"] = c["break"] = "none"
        c["headed by"] = "heading" if c["headed by"] == "row" else c["headed by"]
    if layout in ("rst grid", "parent items", "lines", "definitions", "below", "turned") and c["off"] == "struck":
        c["off"] = "words before"
    if c["zone"] == "head" and (layout not in TABLES or layout == "csv"):
        c["zone"] = "sentence"
    if c["zone"] == "with times" and (layout in TABLES or layout in GRIDS or c["range"] in ("start only",)):
        c["zone"] = "sentence"
    if c["range"] == "~" and (c["language"] == "en" or c["clock"] in ("digits",)):
        c["range"] = "-"
    if c["body"] == "bullets" and layout in ("definitions", "lines", "parent items"):
        c["body"] = "abstract"
    if c["body"] == "recap of day 1" and layout not in ("list",):
        c["body"] = "abstract"
    if layout in ("lines", "definitions", "parent items"):
        c["body"] = "nothing"
    if c["headed by"] == "plain line" and c["day"] in ("number and date", "slashes"):
        c["headed by"] = "heading"
    if layout in ("headings", "below") and c["headed by"] in ("bold line", "plain line"):
        c["headed by"] = "heading"
    if layout in ("headings", "below") and c["headed by"] == "deeper heading":
        c["headed by"] = "heading"
    return c


def programme(rng: random.Random, c: Choices) -> Programme:
    """Return a programme of chance of the kind that was chosen."""
    rooms = tuple(rng.sample(("Quince", "Medlar", "Sloe", "Damson"), int(c["rooms"])))
    if c["layout"] not in (
        "rooms",
        "html rooms",
        "rooms with breaks over all",
        "turned",
        "room blocks",
        "cells over rows",
    ):
        rooms = ("",)
    first = date(rng.randint(2024, 2035), rng.randint(1, 12), rng.randint(1, 25))
    begins = {"morning": 540, "late morning": 600, "noon": 720, "evening": 1080, "night": 1290}[c["begins"]]
    count = 2 if c["layout"] == "days as columns" and c["days"] == "1" else int(c["days"])
    days, used = [], set()
    shape = [rng.choice((30, 45, 60, 90)) for _ in range(rng.randint(3, 7))]
    if c["begins"] in ("morning", "late morning") and c["clock"] in (
        "24 unpadded",
        "fullwidth",
        "12 bare",
        "noon in words",
    ):
        shape = [60, 90, 60, 45, 60]  # past noon: the clock shows that it counts to 24
    for number in range(count):
        at = datetime.combine(first + timedelta(days=number), datetime.min.time(), UTC) + timedelta(minutes=begins)
        talks: list[Talk] = []
        for place, length in enumerate(shape):
            end = at + timedelta(minutes=length)
            if c["break"] == "timed" and place == len(shape) // 2:
                talks.append(Talk(at, end, str(WORDS[c["language"]]["break"]), "", -1))
            else:
                for room in range(len(rooms)):
                    title = _title(rng, used)
                    off = c["off"] != "none" and place == 1 and room == 0
                    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
                    talks.append(Talk(at, end, title, name if c["speakers"] != "none" else "", room, off))
            at = end
        days.append(_with_long(talks, len(rooms) - 1) if c["layout"] == "cells over rows" else tuple(talks))
    return Programme(tuple(days), rooms)


def _with_long(talks: list[Talk], room: int) -> tuple[Talk, ...]:
    """The talks of a day, the first two of the last room made one."""
    own = [talk for talk in talks if talk.room == room][:2]
    if len(own) < 2 or own[0].end != own[1].start:
        return tuple(talks)
    joined = own[0]._replace(end=own[1].end)
    return tuple(joined if talk == own[0] else talk for talk in talks if talk != own[1])


def _title(rng: random.Random, used: set[str]) -> str:
    while True:
        title = f"{rng.choice(VERBS)} {rng.choice(TOPICS)}{rng.choice(TAILS)}"
        if title not in used:
            used.add(title)
            return title


# --- words ---


def day_words(day: date, c: Choices, number: int) -> str:
    """Return a day as it is written."""
    words = WORDS[c["language"]]
    month, weekday = words["months"][day.month - 1], words["days"][day.weekday()]  # type: ignore[index]
    full = str(words["ordered"]).format(d=day.day, m=month, y=day.year)
    english = f"{month} {day.day}"
    slash = f"{weekday} {day.month}/{day.day}/{day.year}"
    without = str(words["ordered"]).format(d=day.day, m=month, y="").replace("年", "").removesuffix(" de ").strip()
    return {
        "full": full,
        "long": f"{english}, {day.year}",
        "short": f"{day.day} {str(month)[:3]} {day.year}",
        "iso": day.isoformat(),
        "dotted": f"{day:%d.%m.%Y}",
        "weekday and full": f"{weekday}, {full}",
        "weekday, no year": f"{weekday}, {without}",
        "number and date": f"Day {number}: {english}, {day.year}",
        "slashes": slash,
        "upper": f"{weekday}, {full}".upper(),
        "weekday only": str(weekday),
        "number only": f"Day {number}",
        "day first slashes": f"{weekday}, {day.day:02}/{day.month:02}/{day.year}",
        "padded number": f"Day {number} ({full})",
    }[c["day"]]


def clock(at: datetime, c: Choices) -> str:
    """Return a time of day as it is written."""
    hour, minute = at.hour, at.minute
    twelve, half = (hour - 1) % 12 + 1, "AM" if hour < 12 else "PM"
    return {
        "24": f"{hour:02}:{minute:02}",
        "24 unpadded": f"{hour}:{minute:02}",
        "12": f"{twelve}:{minute:02} {half}",
        "12 short": f"{twelve}{half.lower()}" if not minute else f"{twelve}:{minute:02}{half.lower()}",
        "a and p": f"{twelve}:{minute:02}{half[0].lower()}",
        "h": f"{hour}h{minute:02}",
        "digits": f"{hour:02}{minute:02}",
        "fullwidth": f"{hour}：{minute:02}",
        "unit": f"{hour}:{minute:02} Uhr",
        "12 bare": f"{twelve}:{minute:02}",
        "half once": f"{twelve}:{minute:02} {half}",
        "noon in words": "noon" if (hour, minute) == (12, 0) else f"{hour:02}:{minute:02}",
    }[c["clock"]]


def when(talk: Talk, c: Choices) -> str:
    """Return the time of a talk in one cell or at the head of a line."""
    if c["range"] in ("start only", "start and end", "start and length"):
        return clock(talk.start, c)
    zone = " UTC" if c["zone"] == "with times" else ""
    if c["clock"] == "half once" and (talk.start.hour < 12) == (talk.end.hour < 12):
        return f"{clock(talk.start, c)[:-3]}{c['range']}{clock(talk.end, c)}"
    return f"{clock(talk.start, c)}{c['range']}{clock(talk.end, c)}{zone}"


def title(talk: Talk, c: Choices, html: bool = False) -> str:
    """Return the title of a talk, with what says that it is off."""
    text = talk.title.replace("&", "&amp;") if html else talk.title
    off = str(WORDS[c["language"]]["off"])
    if talk.off:
        struck = f"<s>{text}</s>" if html else f"~~{text}~~"
        return {"words before": f"{off}: {text}", "words behind": f"{text} ({off})", "struck": struck}[c["off"]]
    if c["title"] == "bold" and talk.room >= 0:
        return f"<b>{text}</b>" if html else f"**{text}**"
    if c["title"] == "link" and talk.room >= 0:
        return (
            f'<a href="https://example.org/t?a=1" title="a > b">{text}</a>'
            if html
            else f"[{text}](https://example.org/t)"
        )
    return text


# --- layouts ---


def sentence(talk: Talk, c: Choices) -> str:
    """Return title and speaker in one line."""
    words = title(talk, c)
    if talk.speaker and c["speakers"] == "dash":
        return f"{words} - {talk.speaker}"
    return f"{words} ({talk.speaker})" if talk.speaker and c["speakers"] == "brackets" else words


def body(talk: Talk, c: Choices, indent: str = "") -> list[str]:
    """Return what stands below a talk."""
    if talk.room < 0:
        return []
    label = (
        [f"{indent}{WORDS[c['language']]['by']} {talk.speaker}"] if talk.speaker and c["speakers"] == "label" else []
    )
    said = {
        "nothing": [],
        "abstract": ["All about it.", ""],
        "abstract with a time": ["We meet again at 17:30 on 3 March 2019, and go on until 23:00.", ""],
        "bullets": ["* one thing", "* another thing", ""],
        "recap of day 1": ["- Recap of Day 1", ""],
        "links": ["[Slides](https://example.org/2024-01-05/9:00.pdf)", ""],
    }[c["body"]]
    return [*label, *([""] if label and said else []), *(indent + line for line in said)]


def lists(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    lines = []
    for talk in talks:
        lines.append(f"- {when(talk, c)}: {sentence(talk, c)}")
        below = body(talk, c, "  ")
        lines += ["", *below, ""] if below and c["body"] not in ("nothing", "recap of day 1") else below
    return lines


def paragraphs(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    lines = []
    for talk in talks:
        lines += [f"{when(talk, c)}: {title(talk, {**c, 'title': 'bold'})}<br>", *body(talk, c), ""]
    return lines


def headings(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [line for talk in talks for line in (f"### {when(talk, c)} {title(talk, c)}", "", *body(talk, c), "")]


def below(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [line for talk in talks for line in (f"### {title(talk, c)}", "", f"**Time:** {when(talk, c)}", "",
                                                *body(talk, c), "")]  # fmt: skip


def plain_lines(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [*(f"{when(talk, c)} {sentence(talk, {**c, 'title': 'plain'})}  " for talk in talks), ""]


def definitions(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [line for talk in talks for line in (when(talk, c), f": {title(talk, {**c, 'title': 'plain'})}", "")]


def parents(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    lines = []
    for talk in talks:
        lines += [f"- {title(talk, c)}", *([f"  - {talk.speaker}"] if talk.speaker else []), f"  - {when(talk, c)}", ""]
    return lines


def rows(talks: tuple[Talk, ...], c: Choices, html: bool = False, room: str = "") -> list[list[str]]:
    """Return the cells of a table of talks, its head first."""
    time, session, speaker, _room_head, _date_head, start, end, length = WORDS[c["language"]]["head"]  # type: ignore[misc]
    zone = " (UTC)" if c["zone"] == "head" else ""
    times = {"start and end": [start + zone, end], "start and length": [start + zone, length]}.get(
        c["range"], [time + zone]
    )
    with_speakers = c["speakers"] != "none"
    level = c["extra"] == "level column"
    head = [*times, session, *([speaker] if with_speakers else []), *(["Niveau"] if level else [])]
    table = [head]
    for place, talk in enumerate(talks):
        cells = [when(talk, c)]
        if c["range"] == "start and end":
            cells.append(clock(talk.end, c))
        elif c["range"] == "start and length":
            minutes = int((talk.end - talk.start).total_seconds() // 60)
            cells.append(f"{minutes // 60}:{minutes % 60:02}")
        if c["extra"] == "session rows" and place == 1:
            table.append([*[""] * len(times), "Session 1: Growing things", *[""] * (len(head) - len(times) - 1)])
        if c["extra"] == "empty row" and place == 2:
            table.append([""] * len(head))
        table.append(
            [*cells, title(talk, c, html), *([talk.speaker] if with_speakers else []), *(["A1"] if level else [])]
        )
    if c["extra"] == "tba row":
        table.append(
            [str(WORDS[c["language"]]["tba"]), *[""] * (len(times) - 1), "Owls", *[""] * (len(head) - len(times) - 1)]
        )
    return table


def piped(table: list[list[str]], outer: bool = True) -> list[str]:
    left, right = ("| ", " |") if outer else ("", "")
    lines = [left + " | ".join(cell.replace("|", "\\|") for cell in row) + right for row in table]
    return [lines[0], "|" + "---|" * len(table[0]) if outer else " | ".join(["---"] * len(table[0])), *lines[1:], ""]


def tables(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return piped(rows(talks, c))


def open_tables(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    table = rows(talks, c)
    return piped(table, outer=not all(row[0] and row[-1] for row in table))


def html_rows(table: list[list[str]], between: str = "\n  ") -> str:
    lines = []
    for number, row in enumerate(table):
        tag = "td" if number else "th"
        lines.append("<tr>" + "".join(f'<{tag} class="x > y">{cell}</{tag}>' for cell in row) + "</tr>")
    return f"<table>{between}{between.join(lines)}{between}</table>"


def html_tables(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [html_rows(rows(talks, c, html=True)), ""]


def html_one_line(talks: tuple[Talk, ...], c: Choices) -> list[str]:
    return [html_rows(rows(talks, c, html=True), ""), ""]


def grid(talks: tuple[Talk, ...], c: Choices, names: tuple[str, ...], html: bool = False) -> list[list[str]]:
    """Return the cells of a table with a column for each room."""
    time = str(WORDS[c["language"]]["head"][0])  # type: ignore[index]
    table = [[time, *(f"{name}" for name in names)]]
    for start in dict.fromkeys(talk.start for talk in talks):
        here = [talk for talk in talks if talk.start == start]
        cells = {talk.room: title(talk, c, html) for talk in here}
        brk = cells.get(-1)
        table.append([when(here[0], c), *(brk if brk is not None else cells.get(n, "") for n in range(len(names)))])
    return table


def rst_grid(table: list[list[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in table) + 2 for n in range(len(table[0]))]
    bar = "+" + "+".join("-" * width for width in widths) + "+"
    lines = [bar]
    for number, row in enumerate(table):
        lines.append("|" + "|".join(f" {cell}".ljust(width) for cell, width in zip(row, widths, strict=True)) + "|")
        lines.append(bar.replace("-", "=") if not number else bar)
    return [*lines, ""]


def breaks_over_all(table: list[list[str]]) -> str:
    """Return HTML in which equal cells of a row are one over all columns."""
    lines = []
    for number, row in enumerate(table):
        tag = "td" if number else "th"
        if number and len(set(row[1:])) == 1 and len(row) > 2:
            lines.append(f"<tr><td>{row[0]}</td><td colspan='{len(row) - 1}'>{row[1]}</td></tr>")
        else:
            lines.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>")
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def over_rows(talks: tuple[Talk, ...], c: Choices, names: tuple[str, ...]) -> str:
    """Return HTML in which a session of the last room that lasts longer is a cell over several rows."""
    starts = list(dict.fromkeys(talk.start for talk in talks))
    lines = ["<tr><th>" + "</th><th>".join([str(WORDS[c["language"]]["head"][0]), *names]) + "</th></tr>"]  # type: ignore[index]
    for start in starts:
        here = {talk.room: talk for talk in talks if talk.start == start}
        row = f"<td>{when(min(here.values(), key=lambda talk: talk.end), c)}</td>"
        if -1 in here:
            row += f'<td colspan="{len(names)}">{title(here[-1], c, True)}</td>'
        for room in range(len(names)):
            if room in here:
                covered = sum(here[room].start <= other < here[room].end for other in starts)
                row += f'<td rowspan="{covered}">{title(here[room], c, True)}</td>'
        lines.append(f"<tr>{row}</tr>")
    return "<table>" + "\n".join(lines) + "</table>"


def room_blocks(talks: tuple[Talk, ...], c: Choices, names: tuple[str, ...]) -> list[str]:
    """Return a table in which each room has a block of rows of its own."""
    table: list[list[str]] = []
    for number, name in enumerate(names):
        own = rows(tuple(talk for talk in talks if talk.room == number), c, html=True)
        table += [] if table else [own[0]]
        table.append(["", f"Room {name}", *[""] * (len(own[0]) - 2)])
        table += own[1:]
    return [html_rows(table), ""]


TALKS: dict[str, Callable[[tuple[Talk, ...], Choices], list[str]]] = {
    "list": lists,
    "paragraphs": paragraphs,
    "headings": headings,
    "below": below,
    "lines": plain_lines,
    "definitions": definitions,
    "parent items": parents,
    "table": tables,
    "table without pipes": open_tables,
    "html": html_tables,
    "html on one line": html_one_line,
    "rst grid": lambda talks, c: rst_grid(rows(talks, {**c, "title": "plain"})),
}


def section(talks: tuple[Talk, ...], c: Choices, made: Programme) -> list[str]:
    """Return one day, without what heads it."""
    layout = c["layout"]
    if layout in TALKS:
        return TALKS[layout](talks, c)
    if layout == "rooms":
        return piped(grid(talks, c, made.rooms))
    if layout == "html rooms":
        return [html_rows(grid(talks, c, made.rooms, html=True)), ""]
    if layout == "turned":
        return piped([list(row) for row in zip(*grid(talks, {**c, "title": "plain"}, made.rooms), strict=True)])
    if layout == "cells over rows":
        return [over_rows(talks, c, made.rooms), ""]
    if layout == "room blocks":
        return room_blocks(tuple(talk for talk in talks if talk.room >= 0), c, made.rooms)
    return [breaks_over_all(grid(talks, c, made.rooms, html=True)), ""]


def headed(words: str, c: Choices) -> list[str]:
    """Return what heads a day."""
    return {
        "heading": ["", f"## {words}", ""],
        "deeper heading": ["", f"### {words}", ""],
        "bold line": ["", f"**{words}**", ""],
        "plain line": ["", words, ""],
    }[c["headed by"]]


def one_table(made: Programme, c: Choices) -> list[str]:
    """Return all days in one table, each below a row over all columns."""
    html = c["layout"].startswith("html")
    table: list[list[str]] = []
    for number, talks in enumerate(made.days, 1):
        own = rows(talks, c, html)
        table += [] if table else [own[0]]
        table.append([day_words(talks[0].start.date(), c, number), *[""] * (len(own[0]) - 1)])
        table += own[1:]
    return [html_rows(table), ""] if html else piped(table)


def dated_table(made: Programme, c: Choices) -> list[list[str]]:
    """Return all days in one table with a column of dates."""
    table: list[list[str]] = []
    for number, talks in enumerate(made.days, 1):
        own = rows(talks, c)
        if not table:
            table.append([str(WORDS[c["language"]]["head"][4]), *own[0]])  # type: ignore[index]
        words = day_words(talks[0].start.date(), c, number)
        table += [[words if any(row) else "", *row] for row in own[1:]]
    return table


def day_columns(made: Programme, c: Choices) -> list[str]:
    """Return a table with a column for each day."""
    names = [day_words(talks[0].start.date(), c, number) for number, talks in enumerate(made.days, 1)]
    table = [[str(WORDS[c["language"]]["head"][0]), *names]]  # type: ignore[index]
    for place, talk in enumerate(made.days[0]):
        table.append([when(talk, c), *(title(talks[place], c) for talks in made.days)])
    return piped(table)


def _event(made: Programme) -> str:
    """Return the sentence that says when the event is."""
    first, last = made.days[0][0].start, made.days[-1][0].start
    if first.date() == last.date():
        return f"Held on {first:%B} {first.day}, {first.year}."
    return f"Held from {first:%B} {first.day}, {first.year} to {last:%B} {last.day}, {last.year}."


def page(c: Choices, made: Programme) -> tuple[str, str]:
    """Return a page and the end of its name."""
    if c["layout"] == "csv":
        return "\n".join(",".join(f'"{cell}"' for cell in row) for row in dated_table(made, c)) + "\n", "csv"
    year = made.days[0][0].start.year
    front = (
        ["---", f"title: Orchard Days {year}", f"date: {year - 1}-12-05", "---"]
        if c["year in"] == "front matter"
        else []
    )
    lines = [*front, f"# Orchard Days {year}" if c["year in"] == "title" else "# Orchard Days", ""]
    lines += {
        "nothing": [],
        "updated": [f"Last updated: 3 February {year - 1}", ""],
        "deadline": [f"CFP closes on March 1st, {year}. Notifications: 5 April {year}, 23:59.", ""],
        "founded": ["The club was founded on 2 May 1999 and meets at 8 pm on Fridays.", ""],
        "hours": ["The desk is open from 8:00 AM to 10:00 PM." if c["clock"].startswith(("12", "a"))
                  else "The desk is open from 08:00 to 22:00.", ""],
        "event": [_event(made), ""],
        "comment": ["<!-- 2019-01-01\n\n- 10:00-11:00 Old talk\n-->", ""],
    }[c["above"]]  # fmt: skip
    lines += ["All times are in UTC.", ""] if c["zone"] == "sentence" else []
    if c["layout"] == "days as columns":
        lines += day_columns(made, c)
    elif c["layout"] == "date column":
        lines += piped(dated_table(made, c))
    elif c["headed by"] == "row":
        lines += one_table(made, c)
    else:
        for number, talks in enumerate(made.days, 1):
            lines += headed(day_words(talks[0].start.date(), c, number), c) + section(talks, c, made)
    lines += {
        "nothing": [],
        "sponsors": ["## Sponsors", "", "Thanks to all of them.", ""],
        "hotel": ["## Travel", "", f"The hotel holds rooms until 3 September {year}.", ""],
        "dates": ["## Important dates", "", f"- 1 March {year}, 23:59: proposals due", ""],
    }[c["below"]]
    return "\n".join(lines), "md"


def expected(made: Programme) -> set[tuple[str, datetime, datetime]]:
    """Return what a reader finds: titles, starts, ends of all that is not called off."""
    return {(talk.title, talk.start, talk.end) for talks in made.days for talk in talks if not talk.off}


def drawn(seed: int) -> tuple[Choices, Programme]:
    """Return choices and a programme of a seed."""
    rng = random.Random(seed)
    c = consistent({name: rng.choice(options) for name, options in GRAMMAR.items()})
    return c, programme(rng, c)
