"""Calendar feeds from a conference agenda.

from summit_ical import build, read

agenda = read("agenda.yaml")
build(agenda, "feeds")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summit_ical.agenda import Agenda, Session
    from summit_ical.feeds import Feed
    from summit_ical.pipeline import Build, build, read
    from summit_ical.source import AgendaError, Problem

__version__ = "0.1.0"
__all__ = ["Agenda", "AgendaError", "Build", "Feed", "Problem", "Session", "__version__", "build", "read"]

_HOME = {
    "Agenda": "agenda",
    "AgendaError": "source",
    "Build": "pipeline",
    "Feed": "feeds",
    "Problem": "source",
    "Session": "agenda",
    "build": "pipeline",
    "read": "pipeline",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `summit-ical --help` need not wait for icalendar."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"summit_ical.{_HOME[name]}"), name)
