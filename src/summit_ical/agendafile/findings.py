"""Every finding that a check can make: code -> how bad it is, and what it means."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from summit_ical.model.agenda import Allowance
from summit_ical.model.source import Mark, Problem, Severity

NOTES = ("left-out", "look-at")  # what `import` says, too: they are about a foreign file, which allows nothing


class Finding(NamedTuple):
    """What a check may find: how bad it is, and what it means."""

    severity: Severity
    sentence: str  # for the reference page


FINDINGS: dict[str, Finding] = {
    "alike-names": Finding(
        "warning", "Two speakers' names may be spellings of one: `Jon` and `John Smith`, not `Ana` and `Hana`."
    ),
    "alike-titles": Finding("warning", "Two sessions that are no re-run of each other have nearly the same title."),
    "backslash-n": Finding(
        "warning", "A backslash before an n: several calendar apps show a line break there instead."
    ),
    "cut-by-hash": Finding("warning", "` #` begins a comment in YAML: `Issue #42`, unquoted, is read as `Issue`."),
    "day-empty": Finding("warning", "A day without sessions."),
    "days-apart": Finding("warning", "More than thirty days between two days: a month or year mistyped?"),
    "fixed-zone": Finding(
        "warning", "A zone that keeps one offset all year although people who name it change their clocks."
    ),
    "html-in-text": Finding("warning", "An HTML tag in a title, a name or a reason: it would be shown as it is."),
    "large-feed": Finding("warning", "A feed over 900 kB or 1,000 entries: Google drops it in silence."),
    "late-early": Finding(
        "warning",
        "A start before 06:00 listed after one from 18:00 on: the night after, which is written `+1`?",
    ),
    "left-out": Finding("warning", "Something in a foreign schedule that its agenda does not have."),
    "long-session": Finding("warning", "More than eight hours, and no break or social: an end mistyped?"),
    "long-title": Finding("warning", "A title over 200 characters is cut in calendars."),
    "look-at": Finding("warning", "Something in a foreign schedule that was not said, or could mean something else."),
    "mojibake": Finding("warning", "UTF-8 that was once read as Windows-1252, such as â€™ for an apostrophe."),
    "no-feeds-url": Finding("warning", "Without `feeds_url` nobody can be given an address to subscribe to."),
    "no-id": Finding("warning", "Without `id`, a new title makes a new session of it for every subscriber."),
    "outside-days": Finding("warning", "A session that begins on another date than the days it stands between."),
    "outside-hours": Finding("warning", "A session outside its day's announced hours."),
    "page-language": Finding("warning", "A language that the page has no words in: it speaks English."),
    "plain-http": Finding("warning", "An address without https."),
    "replaced-live": Finding("warning", "`replaced_by` or `reason` on a session that is not cancelled."),
    "room-twice": Finding("warning", "Two sessions in one room at one time."),
    "secret-link": Finding("error", "A join link that carries a password or token would be published."),
    "speaker-twice": Finding("warning", "One speaker in two sessions at one time."),
    "unnamed-title": Finding("warning", "A title that says only that there is none yet (TBA, TBD, ???)."),
    "unsafe-link": Finding("warning", "A link in an abstract that would run a script or carry a file: it is left out."),
    "unused": Finding("warning", "A track, room, speaker or allowance that nothing uses."),
    "weekday": Finding("error", "The weekday and the date do not agree."),
    "zone-data-old": Finding(
        "warning",
        "pytz and the machine's own zone database disagree about a time, or pytz is more than a year older than days "
        "that are still to come. Found by `check` alone.",
    ),
}


def finding(mark: Mark, code: str, message: str, hint: str, about: tuple[str, ...] = ()) -> Problem:
    """Return the Problem of that code, as bad as the table says; `about` names the sessions it concerns."""
    return Problem(mark, FINDINGS[code].severity, code, message, hint, about)


def turning_off(allowances: Iterable[Allowance]) -> Callable[[Problem], Allowance | None]:
    """Return what tells of a Problem which allowance turns it off, if any.

    One without sessions turns off every finding of its code; else all sessions that the finding is about are in it:
    who expects a clash of two sessions has not seen that with a third.
    """
    by_code: dict[str, list[tuple[Allowance, frozenset[str]]]] = {}
    for allow in allowances:
        by_code.setdefault(allow.code, []).append((allow, frozenset(allow.sessions)))

    def allowance(problem: Problem) -> Allowance | None:
        for allow, sessions in by_code.get(problem.code, ()):
            if not sessions or (problem.about and sessions.issuperset(problem.about)):
                return allow
        return None

    return allowance
