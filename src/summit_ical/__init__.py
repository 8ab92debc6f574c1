"""Calendar feeds from a conference agenda.

from summit_ical import build, read

agenda = read("agenda.yaml")
build(agenda, "feeds")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summit_ical.model.agenda import Agenda, Session
    from summit_ical.model.feed_kinds import Feed
    from summit_ical.model.source import AgendaError, Problem
    from summit_ical.publish.build import Build, build, read

__version__ = "0.1.0"
__all__ = ["Agenda", "AgendaError", "Build", "Feed", "Problem", "Session", "__version__", "build", "read"]

_HOME = {
    "Agenda": "model.agenda",
    "AgendaError": "model.source",
    "Build": "publish.build",
    "Feed": "model.feed_kinds",
    "Problem": "model.source",
    "Session": "model.agenda",
    "build": "publish.build",
    "read": "publish.build",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `summit-ical --help` need not wait for icalendar."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"summit_ical.{_HOME[name]}"), name)
