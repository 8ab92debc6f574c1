"""One Text to one value: what is taken, and the words for what is not."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_ical.agendafile.keys import ROWS
from summit_ical.agendafile.kinds_of_value import VALUES
from summit_ical.agendafile.times import WallClock
from summit_ical.model.characters import visible
from summit_ical.model.source import Mark, Refused, Text
from summit_ical.model.values import agrees, nearest

HERE = Mark("agenda.yaml", 3, 5)


def read(kind: str, written: str) -> Any:
    return VALUES[kind].read(Text(written, HERE))


def clock(words: str) -> WallClock:
    hour, minute = words.split(":")
    return WallClock(int(hour) * 60 + int(minute))


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        pytest.param("line", "14:30", "14:30", id="line: no number"),
        pytest.param("line", "no", "no", id="line: no flag"),
        pytest.param("line", "010", "010", id="line: no octal"),
        pytest.param("line", "2023-03-29", "2023-03-29", id="line: no date"),
        pytest.param("line", " a \t b\n c\u00a0d ", "a b c d", id="line: white space folded"),
        pytest.param("line", "null", "null", id="line: not nothing"),
        pytest.param("markdown", "  a\n\n* b \n", "  a\n\n* b \n", id="markdown: as typed"),
        pytest.param("id", "a", "a", id="id: a letter"),
        pytest.param("id", "0-" + "x" * 38, "0-" + "x" * 38, id="id: forty characters"),
        pytest.param("zone", "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", id="zone"),
        pytest.param("url", "https://example.org", "https://example.org", id="url: host alone"),
        pytest.param("url", "http://[::1]:8080/?a=b#c", "http://[::1]:8080/?a=b#c", id="url: everything"),
        pytest.param("url", "https://bücher.example/é", "https://bücher.example/é", id="url: not ASCII"),
        pytest.param("folder", "https://example.org/feeds", "https://example.org/feeds/", id="folder: slash added"),
        pytest.param("folder", "https://example.org/feeds/", "https://example.org/feeds/", id="folder: slash kept"),
        pytest.param("length", "25m", timedelta(minutes=25), id="length: minutes"),
        pytest.param("length", "1h", timedelta(hours=1), id="length: hours"),
        pytest.param("length", "1h30m", timedelta(minutes=90), id="length: both"),
        pytest.param("length", "1440m", timedelta(hours=24), id="length: the longest"),
        pytest.param("color", "Teal", "teal", id="color: lower case"),
        pytest.param("language", "pt-BR", "pt-BR", id="language: with a region"),
        pytest.param("language", "no", "no", id="language: Norwegian"),
        pytest.param("language", "zh-Hant-TW", "zh-Hant-TW", id="language: with a script"),
        pytest.param("flag", "true", True, id="flag: true"),
        pytest.param("flag", "false", False, id="flag: false"),
        pytest.param("limit", "100", 100, id="limit: least"),
        pytest.param("limit", "10000", 10_000, id="limit: most"),
        pytest.param("degrees", "-0.4021", -0.4021, id="degrees: west"),
        pytest.param("degrees", "39", 39.0, id="degrees: whole"),
        pytest.param("kind", "tutorial", "tutorial", id="kind"),
        pytest.param("status", "tentative", "tentative", id="status"),
        pytest.param("feed-kind", "language", "language", id="feed kind"),
        pytest.param("cancelled", "visible", "visible", id="cancelled"),
        pytest.param("time", "tba", None, id="time: to be announced"),
    ],
)
def test_taken(kind: str, written: str, expected: object) -> None:
    """A value means the characters typed, and nothing that YAML would guess."""
    assert read(kind, written) == expected


@pytest.mark.parametrize(
    ("written", "start", "end", "length", "next_day"),
    [
        pytest.param("14:00-14:25", "14:00", "14:25", None, False, id="clock to clock"),
        pytest.param("00:00 -  23:59", "0:00", "23:59", None, False, id="first and last minute"),
        pytest.param("23:30-00:30", "23:30", "0:30", None, False, id="past midnight"),
        pytest.param("14:00+25m", "14:00", None, 25, False, id="clock and minutes"),
        pytest.param("14:00 + 1h30m", "14:00", None, 90, False, id="clock, hours and minutes"),
        pytest.param("+1 00:30-01:00", "0:30", "1:00", None, True, id="the night after"),
        pytest.param("+1 00:30+30m", "0:30", None, 30, True, id="the night after, with a length"),
    ],
)
def test_times(written: str, start: str, end: str | None, length: int | None, next_day: bool) -> None:
    """A time is a start, and an end or a length; `+1` puts it on the night after."""
    times = read("time", written)
    assert times.start == clock(start)
    assert times.end == (clock(end) if end else None)
    assert times.length == (timedelta(minutes=length) if length else None)
    assert times.next_day is next_day


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        pytest.param("01:30[+02:00]-03:00", timedelta(hours=2), id="east"),
        pytest.param("01:30[-03:30]-03:00", timedelta(hours=-3, minutes=-30), id="west"),
        pytest.param("01:30[+00:00]+5m", timedelta(0), id="none, which is one"),
        pytest.param("01:30+5m", None, id="not written"),
    ],
)
def test_offset(written: str, offset: timedelta | None) -> None:
    """An offset in brackets belongs to the clock before it."""
    assert read("time", written).start.offset == offset


WAYS = "write 14:00-14:25, 14:00+25m or tba"


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        pytest.param("14:30-1455", "'14:30-1455' is not a time", "write 14:30-14:55", id="colon forgotten"),
        pytest.param("1400-1425", "'1400-1425' is not a time", "write 14:00-14:25", id="no colons"),
        pytest.param("9:00-10:00", "'9:00-10:00' is not a time", "write 09:00-10:00", id="one digit"),
        pytest.param("14.30-14.55", "'14.30-14.55' is not a time", "write 14:30-14:55", id="dots"),
        pytest.param("14:00–14:25", "'14:00–14:25' is not a time", "write 14:00-14:25", id="en dash"),
        pytest.param("14:00 to 15:00", "'14:00 to 15:00' is not a time", "write 14:00-15:00", id="to"),
        pytest.param("2pm-3pm", "'2pm-3pm' is not a time", "write 14:00-15:00", id="pm"),
        pytest.param("2-3pm", "'2-3pm' is not a time", "write 14:00-15:00", id="pm once"),
        pytest.param("11-1pm", "'11-1pm' is not a time", "write 11:00-13:00", id="pm for the end only"),
        pytest.param("12am-12pm", "'12am-12pm' is not a time", "write 00:00-12:00", id="twelves"),
        pytest.param("10h30-11h", "'10h30-11h' is not a time", "write 10:30-11:00", id="French"),
        pytest.param(
            "14:00-14:25 CEST",
            "'14:00-14:25 CEST' is not a time",
            "write 14:00-14:25: every time is in the event's timezone",
            id="zone",
        ),
        pytest.param("١٤:٠٠-١٤:٢٥", "'١٤:٠٠-١٤:٢٥' is not a time", "write 14:00-14:25", id="other digits"),
        pytest.param(
            "14:00", "'14:00' has no end", "write 14:00-… with the end, 14:00+… with a length, or tba", id="no end"
        ),
        pytest.param("TBA", "'TBA' is not a time", "write tba", id="capitals"),
        pytest.param("???", "'???' is not a time", "write tba", id="unknown"),
        pytest.param("half past two", "'half past two' is not a time", WAYS, id="words"),
        pytest.param("+2 00:30-01:00", "'+2 00:30-01:00' is not a time", WAYS, id="two nights after"),
        pytest.param("99-100", "'99-100' is not a time", WAYS, id="no hours"),
        pytest.param("25:10-26:00", "'25:10' is not a time of day", "write HH:MM, 00:00 to 23:59", id="25 hours"),
        pytest.param("10:60-11:00", "'10:60' is not a time of day", "write HH:MM, 00:00 to 23:59", id="60 minutes"),
        pytest.param(
            "18:00-24:00",
            "'24:00' is not a time of day",
            "write 00:00 for midnight: an end there is the end of the day",
            id="24:00",
        ),
        pytest.param("14:00+25", "'25' is not a length of time", "write 25m, 1h or 1h30m, at most 24h", id="no unit"),
        pytest.param("14:00+0m", "'0m' is not a length of time", "write 25m, 1h or 1h30m, at most 24h", id="nothing"),
        pytest.param(
            "14:00+24h1m", "'24h1m' is not a length of time", "write 25m, 1h or 1h30m, at most 24h", id="too long"
        ),
        pytest.param("x" * 100, f"'{'x' * 59}…' is not a time", WAYS, id="endless"),
    ],
)
def test_no_time(written: str, message: str, hint: str) -> None:
    """What is no time is refused with what was probably meant."""
    with pytest.raises(Refused) as refused:
        read("time", written)
    assert (refused.value.message, refused.value.hint) == (message, hint)


ADDRESS = "write it whole, as in https://example.org/programme"
DATE = "write YYYY-MM-DD, as in 2023-03-29 (a weekday may stand before it)"


@pytest.mark.parametrize(
    ("kind", "written", "message", "hint"),
    [
        pytest.param("line", " \n", "nothing is written here", "write a value, or take the key out", id="line: blank"),
        pytest.param(
            "line", "\u200b\x00", "nothing is written here", "write a value, or take the key out", id="line: unseen"
        ),
        pytest.param("markdown", "\n", "nothing is written here", "write a value, or take the key out", id="markdown"),
        *(
            pytest.param(
                "id",
                written,
                f"'{written}' is not an id",
                "write up to 40 of a-z, 0-9 and -, beginning with a letter or digit",
                id=f"id: {name}",
            )
            for name, written in {
                "capital": "Keynote",
                "space": "key note",
                "hyphen first": "-a",
                "underscore": "a_b",
                "path": "../a",
                "too long": "x" * 41,
                "accent": "é",
            }.items()
        ),
        pytest.param("url", "example.org", "'example.org' is not a web address", ADDRESS, id="url: no scheme"),
        pytest.param(
            "url", "javascript:alert(1)", "'javascript:alert(1)' is not a web address", ADDRESS, id="url: script"
        ),
        pytest.param("url", "mailto:a@b.c", "'mailto:a@b.c' is not a web address", ADDRESS, id="url: mail"),
        pytest.param("url", "https://", "'https://' is not a web address", ADDRESS, id="url: no host"),
        pytest.param("url", "https://a b", "'https://a b' is not a web address", ADDRESS, id="url: space"),
        pytest.param(
            "url", "https://a/\u2028b", "'https://a/\\u2028b' is not a web address", ADDRESS, id="url: separator"
        ),
        pytest.param("url", "https://[::1", "'https://[::1' is not a web address", ADDRESS, id="url: half an IPv6"),
        pytest.param("url", "https://a:99999", "'https://a:99999' is not a web address", ADDRESS, id="url: port"),
        pytest.param(
            "url",
            "https://ada:pw@example.org/",
            "'https://ada:pw@example.org/' holds a user name or password",
            "take it out: feeds are public",
            id="url: password",
        ),
        pytest.param(
            "folder",
            "https://example.org/?a",
            "'https://example.org/?a' is not the address of a folder",
            "write it without ? and #",
            id="folder: query",
        ),
        pytest.param("date", "29.03.2023", "'29.03.2023' is not a date", "write 2023-03-29", id="date: German"),
        pytest.param("date", "2023/3/9", "'2023/3/9' is not a date", "write 2023-03-09", id="date: slashes"),
        pytest.param("date", "03/04/2023", "'03/04/2023' is not a date", DATE, id="date: of two meanings"),
        pytest.param("date", "March 29", "'March 29' is not a date", DATE, id="date: words"),
        pytest.param("date", "2023-03-29T10:00", "'2023-03-29T10:00' is not a date", DATE, id="date: with a time"),
        pytest.param("date", "２０２３-03-29", "'２０２３-03-29' is not a date", DATE, id="date: wide digits"),
        pytest.param(
            "date",
            "2023-02-30",
            "2023-02-30 is not in the calendar",
            "write YYYY-MM-DD, as in 2023-03-29",
            id="date: 30 Feb",
        ),
        pytest.param(
            "date",
            "1969-12-31",
            "1969-12-31 is outside the years 1970 to 2037",
            "the zone database knows no daylight saving there",
            id="date: too early",
        ),
        pytest.param(
            "date",
            "2038-01-01",
            "2038-01-01 is outside the years 1970 to 2037",
            "the zone database knows no daylight saving there",
            id="date: too late",
        ),
        pytest.param(
            "date",
            "Mittwoch 2023-03-29",
            "'Mittwoch' is not a weekday",
            "write it in English, as in Wed, or leave it out",
            id="date: German weekday",
        ),
        pytest.param(
            "date",
            "T 2023-03-28",
            "'T' is not a weekday",
            "write it in English, as in Wed, or leave it out",
            id="date: two weekdays",
        ),
        pytest.param(
            "hours", "tba", "'tba' says nothing about hours", "write 14:00-19:00, or take the key out", id="hours: tba"
        ),
        pytest.param(
            "hours", "+1 10:00-11:00", "'+1 10:00-11:00': hours begin on the day itself", "take out +1", id="hours: +1"
        ),
        pytest.param("color", "tael", "'tael' is not a CSS colour name", "did you mean teal?", id="color: slip"),
        pytest.param("color", "#00f", "'#00f' is not a CSS colour name", "write one such as teal", id="color: digits"),
        pytest.param(
            "language",
            "english",
            "'english' is not a language tag",
            "write one of BCP 47, as in en, de or pt-BR",
            id="language: word",
        ),
        pytest.param("flag", "yes", "'yes' is neither true nor false", "write true or false", id="flag"),
        pytest.param(
            "limit", "99", "'99' is not a number of characters", "write a number from 100 to 10000", id="limit: low"
        ),
        pytest.param(
            "limit", "3e3", "'3e3' is not a number of characters", "write a number from 100 to 10000", id="limit: float"
        ),
        pytest.param(
            "degrees",
            "39° 30′",
            "'39° 30′' is not a number of degrees",
            "write it like 39.4996 or -0.4021",
            id="degrees",
        ),
        pytest.param(
            "degrees", "nan", "'nan' is not a number of degrees", "write it like 39.4996 or -0.4021", id="no number"
        ),
        pytest.param(
            "kind", "keynotes", "'keynotes' is not a kind of session", "did you mean keynote?", id="kind: slip"
        ),
        pytest.param(
            "status",
            "off",
            "'off' is not a status",
            "write one of confirmed, tentative, cancelled",
            id="status: far from any",
        ),
        pytest.param("status", "canceled", "'canceled' is not a status", "did you mean cancelled?", id="status: one l"),
    ],
)
def test_refused(kind: str, written: str, message: str, hint: str) -> None:
    """A message shows the value, then the way out."""
    with pytest.raises(Refused) as refused:
        read(kind, written)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("written", "agreed"),
    [
        pytest.param("2023-03-29", True, id="none typed"),
        pytest.param("Wednesday 2023-03-29", True, id="in full"),
        pytest.param("wed 2023-03-29", True, id="three letters"),
        pytest.param("Wed., 2023-03-29", True, id="full stop and comma"),
        pytest.param("Thu 2023-03-29", False, id="another day"),
    ],
)
def test_weekday(written: str, agreed: bool) -> None:
    """A weekday may stand before a date in English, in full or cut to three letters; it may be a wrong one."""
    when = read("date", written)
    assert when.date == date(2023, 3, 29)
    assert agrees(when) is agreed


def said(kind: str, written: str) -> str | None:
    """Return the message and hint for a value; None where it is taken."""
    try:
        read(kind, written)
    except Refused as refused:
        return f"{refused.message}; {refused.hint}"
    return None


@given(st.sampled_from(sorted(VALUES)), st.text())
def test_any_text(kind: str, written: str) -> None:
    """Whatever stands in a field is a value, or refused in one line of words; nothing else happens."""
    words = said(kind, written)
    assert words is None or (len(words) > 10 and words == visible(words))


@pytest.mark.parametrize("control", ["\x1b[31m", "\r", "\u202e", "\u2066", "\x07", "\udfff"])
@pytest.mark.parametrize("kind", sorted(VALUES.keys() - {"line", "markdown"}))
def test_messages_are_harmless(kind: str, control: str) -> None:
    """Nothing in a message moves the cursor, rings or reorders."""
    words = said(kind, f"x{control}y")
    assert words is not None
    assert control not in words


@pytest.mark.parametrize(
    ("row", "key"), [pytest.param(row, key.name, id=f"{row}.{key.name}") for row, keys in ROWS.items() for key in keys]
)
def test_nearest_key(row: str, key: str) -> None:
    """Every key is found again with a letter more, and with another in its place."""
    known = [known.name for known in ROWS[row]]
    assert nearest(key + "x", known) == f"did you mean {key}?"
    assert nearest(key.capitalize() + "s", known) == f"did you mean {key}?" or key + "s" in known
