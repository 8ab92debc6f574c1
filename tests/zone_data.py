"""Releases of the zone database: their rules in, what pytz then says out.

pytz reads its zones from another folder where PYTZ_TZDATADIR names one. A made-up release is a folder in which some
zones have the rules of others; a real one is a pytz of its own, see `judges.releases`.
"""

import os
import tempfile
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytz

from summit_ical.ledger import records
from summit_ical.model import zones
from summit_ical.model.agenda import Span
from summit_ical.page import views

HERE = Path(pytz.__file__).parent / "zoneinfo"
EDMONTON = "America/Edmonton"
OLD, BETWEEN, NEW = "2031a", "2031b", "2031c"  # made up, and newer than any that tests are run with
RULES: Mapping[str, Mapping[str, str]] = {
    OLD: {EDMONTON: "America/Denver"},  # puts its clocks back in November
    BETWEEN: {EDMONTON: "America/Denver"},
    NEW: {EDMONTON: "America/Bahia_Banderas"},  # stays at UTC-06:00
}
_made: list[tempfile.TemporaryDirectory[str]] = []  # which are gone when the tests are


@contextmanager
def release(name: str) -> Iterator[None]:
    """Let a made-up release be that of this machine."""
    before, pytz.OLSON_VERSION = pytz.OLSON_VERSION, name  # type: ignore[attr-defined]  # the stubs leave it out
    os.environ["PYTZ_TZDATADIR"] = str(_folder(name))
    _forget()
    try:
        yield
    finally:
        pytz.OLSON_VERSION = before  # type: ignore[attr-defined]
        del os.environ["PYTZ_TZDATADIR"]
        _forget()


def _forget() -> None:
    for remembered in (zones._zone, zones.to_instant, zones.to_wall, zones.offsets, views._wall):
        remembered.cache_clear()


@cache
def _folder(name: str) -> Path:
    """A folder with the zones of pytz, some of them with the rules of others."""
    _made.append(tempfile.TemporaryDirectory())
    home = Path(_made[-1].name)
    for path in HERE.iterdir():
        (home / path.name).symlink_to(path)
    for zone, other in RULES[name].items():
        continent, _, place = zone.partition("/")
        (home / continent).unlink()
        (home / continent).mkdir()
        for path in (HERE / continent).iterdir():
            (home / continent / path.name).symlink_to(path if path.name != place else HERE / other)
    for table in ("tzdata.zi", "leapseconds"):
        (home / table).unlink()
    (home / "tzdata.zi").write_text(f"# version {name}\n", "ascii")
    (home / "leapseconds").write_text(f"#expires {datetime(2031, 12, 28, tzinfo=UTC).timestamp():.0f}\n", "ascii")
    return home


@contextmanager
def machine(name: str) -> Iterator[None]:
    """Let a made-up release be that of the machine's own zone database, too."""
    zoneinfo.reset_tzpath([str(_folder(name))])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def as_of_format_1(ledger: bytes) -> bytes:
    """Return a ledger as it was written before wall clocks were kept; of its history there is none yet."""
    known = records.parse("ledger.json", ledger)
    items = {i: _without_clocks(item) for i, item in known.sessions.items()}
    return records.dump(replace(known, sessions=items, release="", format=1))


def _without_clocks(item: records.SessionRecord) -> records.SessionRecord:
    assert item.history == ()
    when = item.session.when
    bare = replace(when, clocks=None) if isinstance(when, Span) else when
    return replace(item, session=replace(item.session, when=bare))
