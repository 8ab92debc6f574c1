"""Wall clocks to instants, against the standard library's own reading of the zone database."""

import importlib.resources
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytz

from summit_ical.agendafile.times import to_span, to_times
from summit_ical.model import zones
from summit_ical.model.source import Mark, Refused, Text

FIRST, LAST = datetime(1990, 1, 1), datetime(2037, 12, 31)  # noqa: DTZ001 - wall clocks
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(scope="module", autouse=True)
def tzdata_alone() -> Iterator[None]:
    """The reading to compare with is that of the tzdata package, whatever the machine has."""
    tzdata = importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    assert "Europe/Berlin" in tzdata
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


def same_release() -> bool:
    import tzdata

    return bool(zones.release() == tzdata.IANA_VERSION)


def truth(wall: datetime, zone: zoneinfo.ZoneInfo) -> list[datetime]:
    """All instants at which clocks in the zone show wall, the earlier first."""
    tries = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return sorted({at for at in tries if at.astimezone(zone).replace(tzinfo=None) == wall})


def walls(name: str) -> Iterator[datetime]:
    """Yield times on the wall before, in and after every transition of a zone, and two far from any."""
    yield from (FIRST, LAST)
    zone = pytz.timezone(name)
    for at in getattr(zone, "_utc_transition_times", []):
        if FIRST < at < LAST:
            before, after = (
                zones.to_wall((at + shift).replace(tzinfo=UTC), name).utcoffset() or timedelta(0)
                for shift in (-MINUTE, timedelta(0))
            )
            low, high = at + min(before, after), at + max(before, after)
            yield from (low - MINUTE, low, high - MINUTE, high)


def judged(name: str) -> list[str]:
    """Return where our reading of a zone and the standard library's differ."""
    zone = zoneinfo.ZoneInfo(name)
    wrong = []
    for wall in walls(name):
        instants = truth(wall, zone)
        try:
            found = [zones.to_instant(wall, name)]
            said = ""
        except Refused as refused:
            found, said = [], f"{refused.message}; {refused.hint}"
        if len(instants) == 1:
            right = found == instants
        elif instants:  # twice: refused, and each of the two ways that are offered is one of them
            offsets = [wall - at.replace(tzinfo=None) for at in instants]
            ways = [f"[{zones.offset_words(offset)}]" for offset in offsets]
            right = (
                not found
                and "exists twice" in said
                and all(way in said for way in ways)
                and [zones.to_instant(wall, name, offset) for offset in offsets] == instants
            )
        else:
            right = not found and "does not exist" in said
        if not right:
            wrong.append(f"{name} {wall}: {found or said} instead of {instants}")
    return wrong


@pytest.mark.parametrize("part", range(8))
def test_every_transition_of_every_zone(part: int) -> None:
    """A wall clock means the one instant that it can mean, or is refused: just when there is none, or two."""
    if not same_release():
        pytest.skip(f"tzdata is not the release that pytz carries, {zones.release()}")
    wrong = [line for name in pytz.all_timezones[part::8] for line in judged(name)]
    assert wrong == []


def instant(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        pytest.param("2023-03-29T14:30", "UTC", "2023-03-29T14:30", id="UTC"),
        pytest.param("2023-03-29T14:30", "Europe/Paris", "2023-03-29T12:30", id="summer, not local mean time"),
        pytest.param("2023-01-29T14:30", "Europe/Paris", "2023-01-29T13:30", id="winter"),
        pytest.param("2023-07-01T12:00", "Asia/Kathmandu", "2023-07-01T06:15", id="quarter of an hour"),
        pytest.param("2023-10-01T02:30[+11:00]", "Australia/Lord_Howe", "2023-09-30T15:30", id="half an hour forward"),
        pytest.param("2023-10-29T02:30[+02:00]", "Europe/Berlin", "2023-10-29T00:30", id="first of two"),
        pytest.param("2023-10-29T02:30[+01:00]", "Europe/Berlin", "2023-10-29T01:30", id="second of two"),
        pytest.param("2023-11-05T01:30[-04:00]", "America/New_York", "2023-11-05T05:30", id="west, first"),
        pytest.param("2023-11-05T01:30[-05:00]", "America/New_York", "2023-11-05T06:30", id="west, second"),
        pytest.param(
            "2023-03-29T14:30[+02:00]", "Europe/Berlin", "2023-03-29T12:30", id="offset not needed, but right"
        ),
        pytest.param("1970-01-01T00:00", "Pacific/Kiritimati", "1970-01-01T10:40", id="first day there is"),
        pytest.param("2037-07-01T12:00", "Europe/Berlin", "2037-07-01T10:00", id="last summer there is"),
        pytest.param("2037-12-31T23:59", "Australia/Sydney", "2037-12-31T12:59", id="last day there is"),
    ],
)
def test_instants(wall: str, zone: str, expected: str) -> None:
    """An offset in brackets says which of two instants is meant."""
    clock, _, offset = wall.rstrip("]").partition("[")
    shift = datetime.fromisoformat(f"2000-01-01T00:00{offset}").utcoffset() if offset else None
    assert zones.to_instant(datetime.fromisoformat(clock), zone, shift) == instant(expected)


@pytest.mark.parametrize(
    ("wall", "zone", "offset", "message", "hint"),
    [
        pytest.param(
            "2026-03-29T02:30",
            "Europe/Paris",
            None,
            "02:30 on 2026-03-29 does not exist in Europe/Paris",
            "the clocks go forward then; pick another time",
            id="skipped",
        ),
        pytest.param(
            "2026-10-25T02:30",
            "Europe/Paris",
            None,
            "02:30 on 2026-10-25 exists twice in Europe/Paris",
            "the clocks go back then; write 02:30[+02:00] or 02:30[+01:00]",
            id="repeated",
        ),
        pytest.param(
            "2011-12-30T12:00",
            "Pacific/Apia",
            None,
            "12:00 on 2011-12-30 does not exist in Pacific/Apia",
            "the clocks go forward then; pick another time",
            id="a whole day skipped",
        ),
        pytest.param(
            "2026-10-25T02:30",
            "Europe/Paris",
            3,
            "Europe/Paris is not at UTC+03:00 at 02:30 on 2026-10-25",
            "clocks there show that time at +02:00 or +01:00",
            id="neither of the two",
        ),
        pytest.param(
            "2026-07-01T12:00",
            "America/New_York",
            -5,
            "America/New_York is not at UTC-05:00 at 12:00 on 2026-07-01",
            "clocks there show that time at -04:00",
            id="winter's offset in summer",
        ),
        pytest.param(
            "2026-03-29T02:30",
            "Europe/Paris",
            1,
            "Europe/Paris is not at UTC+01:00 at 02:30 on 2026-03-29",
            "clocks there never show that time",
            id="offset on a skipped time",
        ),
    ],
)
def test_refusals(wall: str, zone: str, offset: int | None, message: str, hint: str) -> None:
    """What a clock never shows, or shows twice, is refused with the ways to write it."""
    with pytest.raises(Refused) as refused:
        zones.to_instant(datetime.fromisoformat(wall), zone, timedelta(hours=offset) if offset else None)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("day", "written", "start", "end"),
    [
        pytest.param("2023-10-28", "14:00-14:25", "2023-10-28T12:00", "2023-10-28T12:25", id="start and end"),
        pytest.param("2023-10-28", "14:00 - 14:25", "2023-10-28T12:00", "2023-10-28T12:25", id="spaces"),
        pytest.param("2023-10-28", "14:00+25m", "2023-10-28T12:00", "2023-10-28T12:25", id="minutes"),
        pytest.param("2023-10-28", "14:00+1h30m", "2023-10-28T12:00", "2023-10-28T13:30", id="hours and minutes"),
        pytest.param("2023-10-27", "14:00+24h", "2023-10-27T12:00", "2023-10-28T12:00", id="a day"),
        pytest.param("2023-10-27", "23:30-00:30", "2023-10-27T21:30", "2023-10-27T22:30", id="past midnight"),
        pytest.param("2023-10-27", "22:00-10:00", "2023-10-27T20:00", "2023-10-28T08:00", id="twelve hours"),
        pytest.param("2023-10-27", "10:00-00:00", "2023-10-27T08:00", None, id="fourteen hours"),
        pytest.param("2023-10-27", "+1 00:30-01:00", "2023-10-27T22:30", "2023-10-27T23:00", id="night after"),
        pytest.param("2023-10-27", "+1 23:30-00:30", "2023-10-28T21:30", "2023-10-28T22:30", id="night after that"),
        pytest.param(
            "2023-10-29", "02:30[+02:00]-02:15[+01:00]", "2023-10-29T00:30", "2023-10-29T01:15", id="clock goes back"
        ),
        pytest.param(
            "2023-10-29", "02:30[+02:00]-02:30[+01:00]", "2023-10-29T00:30", "2023-10-29T01:30", id="same clock, later"
        ),
        pytest.param("2023-10-29", "02:30[+01:00]-02:30[+02:00]", None, None, id="same clock, earlier"),
        pytest.param(
            "2023-10-29", "02:30[+02:00]-02:45[+01:00]", "2023-10-29T00:30", "2023-10-29T01:45", id="75 minutes"
        ),
        pytest.param("2023-10-29", "02:45[+01:00]-02:15[+02:00]", None, None, id="before its start"),
        pytest.param("2023-10-29", "01:30-02:30[+02:00]", "2023-10-28T23:30", "2023-10-29T00:30", id="end's offset"),
        pytest.param("2023-10-29", "01:30-03:30", "2023-10-28T23:30", "2023-10-29T02:30", id="over the change"),
        pytest.param("2023-10-28", "23:30-02:30[+01:00]", "2023-10-28T21:30", "2023-10-29T01:30", id="offset next day"),
        pytest.param("2023-10-28", "23:30-02:30", "2023-10-28T21:30", None, id="ambiguous only the next day"),
        pytest.param("2023-10-28", "16:00-04:00", "2023-10-28T14:00", None, id="thirteen hours by the longer night"),
        pytest.param("2023-03-25", "16:00-04:00", "2023-03-25T15:00", "2023-03-26T02:00", id="eleven by the shorter"),
        pytest.param("2023-03-25", "23:30-02:30", "2023-03-25T22:30", None, id="skipped the next day"),
        pytest.param("2023-10-28", "10:00+18h", "2023-10-28T08:00", "2023-10-29T02:00", id="length is elapsed time"),
        pytest.param("2023-10-28", "10:00-10:00", "2023-10-28T08:00", None, id="no time at all"),
    ],
)
def test_spans(day: str, written: str, start: str | None, end: str | None) -> None:
    """An end at or before its start is past midnight, up to twelve hours that pass; its offset is that of its date."""
    times = to_times(Text(written, Mark("agenda.yaml", 1, 1)))
    assert times is not None
    if start is None or end is None:
        with pytest.raises(Refused):
            to_span(times, date.fromisoformat(day), "Europe/Berlin")
    else:
        span = to_span(times, date.fromisoformat(day), "Europe/Berlin")
        assert (span.start, span.end) == (instant(start), instant(end))


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        pytest.param("2026-10-24", "Europe/Berlin", "2026-10-23T22:00", id="midnight"),
        pytest.param("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00", id="begins at 01:00"),
        pytest.param("2023-11-05", "America/Havana", "2023-11-05T04:00", id="midnight twice, the first"),
        pytest.param("2011-12-30", "Pacific/Apia", "2011-12-30T10:00", id="a day that was not"),
        pytest.param("2023-01-01", "UTC", "2023-01-01T00:00", id="UTC"),
    ],
)
def test_day_start(day: str, zone: str, expected: str) -> None:
    """A date begins with the first instant that clocks show it, or would have shown it."""
    assert zones.day_start(date.fromisoformat(day), zone) == instant(expected)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("Europe/Berln", "did you mean Europe/Berlin or Europe/Dublin?", id="a slip"),
        pytest.param("europe/berlin", "did you mean Europe/Berlin?", id="case"),
        pytest.param("Berlin", "did you mean Europe/Berlin?", id="the place alone"),
        pytest.param("New York", "did you mean America/New_York?", id="with a space"),
        pytest.param("CEST", "write an IANA name such as Europe/Berlin, or UTC", id="an abbreviation"),
        pytest.param("+02:00", "write an IANA name such as Europe/Berlin, or UTC", id="an offset"),
        pytest.param("Orte/Nirgendwo", "write an IANA name such as Europe/Berlin, or UTC", id="nowhere"),
        pytest.param("Ünited/Kingdom", "write an IANA name such as Europe/Berlin, or UTC", id="not ASCII"),
        pytest.param("../../etc/passwd", "write an IANA name such as Europe/Berlin, or UTC", id="a path"),
        pytest.param("x" * 1_000_000, "write an IANA name such as Europe/Berlin, or UTC", id="endless"),
    ],
)
def test_no_zone(name: str, hint: str) -> None:
    """Only the IANA's own spelling is a zone; the nearest is offered."""
    with pytest.raises(Refused) as refused:
        zones.known(name)
    assert refused.value.hint == hint
    assert refused.value.message.endswith("is not a time zone")


def test_every_zone_is_known() -> None:
    """Links and old names are zones as well."""
    assert [zones.known(name) for name in pytz.all_timezones] == list(pytz.all_timezones)


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        pytest.param("EST", "America/New_York", id="EST"),
        pytest.param("Etc/GMT+2", "a place, such as America/New_York; the sign in Etc names is reversed", id="Etc"),
        pytest.param("UTC", "", id="UTC is meant"),
        pytest.param("Etc/GMT", "", id="GMT is meant"),
        pytest.param("America/Phoenix", "", id="a place that never changes"),
    ],
)
def test_seldom_meant(zone: str, meant: str) -> None:
    """Who writes EST seldom means that it never changes."""
    assert zones.seldom_meant(zone) == meant


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        pytest.param("2023-07-01T12:00", "Europe/Berlin", "CEST", id="letters"),
        pytest.param("2023-07-01T12:00", "Asia/Kathmandu", "UTC+05:45", id="digits"),
        pytest.param("2023-07-01T12:00", "America/Sao_Paulo", "UTC-03:00", id="digits, west"),
    ],
)
def test_abbreviation(at: str, zone: str, words: str) -> None:
    """Where people have no word for a zone, its offset is one."""
    assert zones.abbreviation(instant(at), zone) == words
