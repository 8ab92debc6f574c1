"""Wall clock and IANA zone in, instant out, or a clear refusal. Never a guess.

The zone database is the one pytz carries: `release` names it.
"""

import difflib
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytz
from pytz.tzfile import build_tzinfo

from summit_ical.model.source import Refused, shown

RELEASE = re.compile(r"(\d{4})([a-z]{1,2})", re.ASCII)  # of the IANA database; after 2026z comes 2026za
LEAP_SECONDS_END = re.compile(rb"^#expires (\d{1,11})\b", re.MULTILINE)
LEAP_SECONDS_MAX = 100_000  # bytes of their table that are read
LETTERS = 26
FIRST_YEAR, LAST_YEAR = 1970, 2037  # beyond, pytz knows no daylight saving

# Names that stand for one offset, while the people who write them change their clocks. tzdata, `northamerica`.
FIXED = {"EST": "America/New_York", "MST": "America/Denver"}


# Written out: strftime asks the locale, and the same agenda gives the same bytes anywhere.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a date in words: Wed 29 Mar."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"


def release() -> str:
    """Return the name of the zone database in use, as in 2026a; "" where pytz does not know it."""
    name: str = pytz.OLSON_VERSION  # type: ignore[attr-defined]  # the stubs leave it out
    return name if RELEASE.fullmatch(name) else ""


def release_order(name: str) -> tuple[int, int, str]:
    """Return what sorts releases from old to new; before all of them what is none."""
    match = RELEASE.fullmatch(name)
    return (int(match[1]), len(match[2]), match[2]) if match else (0, 0, "")


def made_before() -> date | None:
    """Return a date before which the zone database in use was made; None where it does not tell.

    It carries the leap seconds that the IERS announces twice a year, each time up to the end of June or December: so
    the next announcement, which it does not have, is of nearly half a year before its table ends. IERS Bulletin C.
    """
    try:
        with pytz.open_resource("leapseconds") as file:  # type: ignore[attr-defined]  # the stubs leave it out
            ends = LEAP_SECONDS_END.search(file.read(LEAP_SECONDS_MAX))
    except OSError:
        return None
    return datetime.fromtimestamp(int(ends[1]), UTC).date() - timedelta(days=150) if ends else None


def machine_release() -> str:
    """Return the release of the machine's own zone database, which `zoneinfo` reads; "" where it does not say."""
    import zoneinfo
    from importlib import metadata

    for folder in zoneinfo.TZPATH:
        try:
            with Path(folder, "tzdata.zi").open(encoding="utf-8", errors="replace") as file:
                named = RELEASE.search(file.readline(80))
        except OSError:
            continue
        return named[0] if named else ""
    try:
        year, number = map(int, metadata.version("tzdata").split(".")[:2])  # 2026.1 is 2026a
    except (metadata.PackageNotFoundError, ValueError):
        return ""
    return f"{year}{chr(ord('a') - 1 + number)}" if 1 <= number <= LETTERS else ""


def machine_offset(instant: datetime, zone: str) -> timedelta | None:
    """Return the offset of clocks in the zone by the machine's own zone database; None where it does not know it."""
    import zoneinfo

    try:
        return instant.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
        return None


@lru_cache(maxsize=1024)
def _zone(name: str) -> Any:
    """pytz.timezone(name), which looks first which of its 600 zones have a file: longer than a small build may take.

    Raises pytz.UnknownTimeZoneError.
    """
    if name != "UTC" and name in getattr(pytz, "_all_timezones_unchecked", ()):
        try:
            with pytz.open_resource(name) as file:  # type: ignore[attr-defined]  # as above
                return build_tzinfo(name, file)
        except OSError:
            pass  # a database without that file, as some systems bring their own
    return pytz.timezone(name)


def check_year(day: date) -> None:
    """Raise Refused for a date, or an instant, of a year for which the database cannot tell."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            f"{day.isoformat()[:10]} is outside the years {FIRST_YEAR} to {LAST_YEAR}",
            "the zone database knows no daylight saving there",
        )


def is_known(name: str) -> bool:
    """Whether a name is an IANA zone's, as it is spelled."""
    try:
        return bool(_zone(name).zone == name)
    except pytz.UnknownTimeZoneError:
        return False


def known(name: str) -> str:
    """Return name if it is an IANA zone. Raises Refused with the nearest names."""
    try:
        if _zone(name).zone == name:
            return name
        near = [str(_zone(name).zone)]
    except pytz.UnknownTimeZoneError:
        near = _like(name)
    hint = f"did you mean {' or '.join(near)}?" if near else "write an IANA name such as Europe/Berlin, or UTC"
    raise Refused(f"{shown(name)} is not a time zone", hint)


def _like(name: str) -> list[str]:
    """The nearest IANA names: by spelling, or by the last part (`Berlin`, `New York`)."""
    wanted = name[:60].strip().replace(" ", "_").casefold()
    last = [zone for zone in pytz.common_timezones if zone.casefold().rpartition("/")[2] == wanted]
    if not last and len(name) < 6 and name.isalpha() and name.isupper():
        return []  # of CEST and IST nobody knows where that is
    by_fold = {zone.casefold(): zone for zone in pytz.all_timezones}
    return last or [by_fold[fold] for fold in difflib.get_close_matches(wanted, by_fold, n=2, cutoff=0.75)]


@lru_cache(maxsize=65536)
def to_instant(wall: datetime, zone: str, offset: timedelta | None = None) -> datetime:
    """Return the instant, in UTC, at which clocks in the zone show wall (a naive datetime).

    An offset says which of two instants is meant where clocks are put back; it is checked against the zone.
    Raises Refused where the clock never shows that time, shows it twice, or never with that offset.
    """
    tz = _zone(zone)
    if offset is not None:
        instant = (wall - offset).replace(tzinfo=UTC)
        if to_wall(instant, zone).utcoffset() == offset:
            return instant
        real = " or ".join(offset_words(o) for o in offsets_at(wall, zone))
        raise Refused(
            f"{zone} is not at UTC{offset_words(offset)} at {wall:%H:%M on %Y-%m-%d}",
            f"clocks there show that time at {real}" if real else "clocks there never show that time",
        )
    try:
        local: datetime = tz.localize(wall, is_dst=None)
    except pytz.NonExistentTimeError:
        raise Refused(
            f"{wall:%H:%M on %Y-%m-%d} does not exist in {zone}",
            "the clocks go forward then; pick another time",
        ) from None
    except pytz.AmbiguousTimeError:
        ways = " or ".join(f"{wall:%H:%M}[{offset_words(o)}]" for o in offsets_at(wall, zone))
        raise Refused(
            f"{wall:%H:%M on %Y-%m-%d} exists twice in {zone}", f"the clocks go back then; write {ways}"
        ) from None
    return local.astimezone(UTC)


def day_start(day: date, zone: str) -> datetime:
    """Return the first instant, in UTC, of a date in the zone. Some days begin at 01:00, or twice; none is refused."""
    midnight = datetime.combine(day, time())
    before = to_wall((midnight - timedelta(hours=26)).replace(tzinfo=UTC), zone).utcoffset() or timedelta(0)
    offset = next(iter(offsets_at(midnight, zone)), before)
    return (midnight - offset).replace(tzinfo=UTC)


def offsets_at(wall: datetime, zone: str) -> list[timedelta]:
    """Return the UTC offsets at which clocks in the zone show wall, the earlier instant first; none, one or two."""
    # Clocks are at most 15 hours ahead or behind, and no offset lasts less than an hour.
    near = {to_wall((wall + timedelta(hours=h)).replace(tzinfo=UTC), zone).utcoffset() for h in range(-15, 16)}
    real = [o for o in near if o is not None and _at(wall, o, zone)]
    return sorted(real, reverse=True)


def _at(wall: datetime, offset: timedelta, zone: str) -> bool:
    return to_wall((wall - offset).replace(tzinfo=UTC), zone).utcoffset() == offset


@lru_cache(maxsize=64)
def offsets(zone: str) -> frozenset[timedelta]:
    """Return every offset that clocks in the zone have had, or are to have, for a week or longer."""
    first, weeks = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), (LAST_YEAR + 1 - FIRST_YEAR) * 53
    walls = (to_wall(first + timedelta(weeks=week), zone) for week in range(weeks))
    return frozenset(wall.utcoffset() or timedelta(0) for wall in walls)


@lru_cache(maxsize=65536)
def to_wall(instant: datetime, zone: str) -> datetime:
    """Return the instant as clocks in the zone show it, with its fixed UTC offset and no memory of the zone."""
    local = instant.astimezone(_zone(zone))
    offset = local.utcoffset() or timedelta(0)
    return local.replace(tzinfo=timezone(offset, local.tzname() or ""))


def abbreviation(instant: datetime, zone: str) -> str:
    """Return what people call the zone at that instant: CEST, UTC+05:30 where the database has digits only."""
    wall = to_wall(instant, zone)
    name = wall.tzname() or ""
    return name if name[:1].isalpha() else "UTC" + offset_words(wall.utcoffset() or timedelta(0))


def rfc3339(instant: datetime) -> str:
    """Return an instant in UTC as RFC 3339 writes it: 2023-03-29T14:00:00Z."""
    return instant.isoformat().replace("+00:00", "Z")


def offset_words(offset: timedelta) -> str:
    """Return an offset as RFC 3339 writes it: +02:00."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def seldom_meant(zone: str) -> str:
    """Return the zone that is more likely meant by one that never changes its clocks, or "" where it is fine."""
    if zone.startswith("Etc/GMT") and zone not in ("Etc/GMT", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0"):
        return "a place, such as America/New_York; the sign in Etc names is reversed"
    return FIXED.get(zone, "")
