"""What is legal but smells: each finding, and what comes close to it and is none."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from folders import ROOT
from summit_ical import Problem, build, read
from summit_ical.agendafile import checks, yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.agendafile.findings import FINDINGS, NOTES
from summit_ical.model.agenda import Agenda
from summit_ical.model.source import AgendaError

EXAMPLES = (ROOT / "agenda.yaml", *sorted(ROOT.glob("examples/*/agenda.yaml")))

EVENT = "id: camp, title: Camp, timezone: Europe/Berlin, feeds_url: https://camp.example.org/feeds/"
DECLARED = """\
tracks: [{id: users, name: Users}]
rooms: [{id: main, name: Main stage}, {id: lobby, name: Lobby}]
speakers: [{id: ada, name: Ada Example, also: [A. Example]}]
"""
USED = "{id: used, time: tba, title: Everything declared, track: users, room: [main, lobby], speakers: [ada]}"


def agenda(*sessions: str, event: str = "", day: str = "date: 2026-10-23", more: str = "", declared: str = "") -> str:
    """Return an agenda without findings but for those of the sessions, each written in flow style."""
    listed = "".join(f"      - {session}\n" for session in (USED, *sessions))
    head = f"event: {{{EVENT}{', ' * bool(event)}{event}}}\n{DECLARED}{declared}days:\n  - {day}\n"
    return f"{head}    sessions:\n{listed}{more}"


def parsed(text: str) -> Agenda:
    root, problems = yaml_reader.parse("agenda.yaml", text)
    return assemble("agenda.yaml", root, problems)


def found(text: str) -> list[Problem]:
    it = parsed(text)
    return list(checks.open_findings(it, checks.findings(it)))


def two(first: str, second: str, **more: str) -> str:
    """Two sessions with titles that are far apart."""
    return agenda(f"{{id: a, title: Clocks, {first}}}", f"{{id: b, title: Diaries, {second}}}", **more)


def one(fields: str, **more: str) -> str:
    return agenda(f"{{id: a, {fields}}}", **more)


def block(fields: str) -> str:
    """A session in block style."""
    return agenda() + f"      - id: a\n        time: tba\n        {fields}\n"


NIGHT = "  - date: 2026-10-24\n    sessions:\n      - {id: z, time: tba, title: Breakfast}\n"

# code -> agendas that have it, and once only; agendas that come close
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "alike-names": (
        {
            "a letter left out": two(
                "time: tba, speakers: [Erika Mustermann]", "time: tba, speakers: [Erika Musterman]"
            ),
            "a letter changed": two(
                "time: tba, speakers: [Erika Mustermann]", "time: tba, speakers: [Erica Mustermann]"
            ),
            "a silent letter": two("time: tba, speakers: [Jon Smith]", "time: tba, speakers: [John Smith]"),
            "an accent": two("time: tba, speakers: [José García]", "time: tba, speakers: [Jose Garcia]"),
            "an id mistyped": two(
                "time: tba, speakers: [erika-mustermann]", "time: tba, speakers: [erika-musterman]"
            ).replace("speakers: [{", "speakers: [{id: erika-mustermann, name: E. Mustermann}, {", 1),
            "case": two("time: tba, speakers: [Erika mustermann]", "time: tba, speakers: [Erika Mustermann]"),
        },
        {
            "another name": two("time: tba, speakers: [Ryan Hallisey]", "time: tba, speakers: [Ryan Beisner]"),
            "a first letter": two("time: tba, speakers: [Ana Novak]", "time: tba, speakers: [Hana Novak]"),
            "short names": two("time: tba, speakers: [Jo Doe]", "time: tba, speakers: [Jo Dee]"),
            "declared spellings": two("time: tba, speakers: [Ada Example]", "time: tba, speakers: [A. Example]"),
            "numbered": two("time: tba, speakers: [Volunteer 1]", "time: tba, speakers: [Volunteer 2]"),
            "other scripts": two("time: tba, speakers: [見本 花子]", "time: tba, speakers: [見本 太郎]"),
        },
    ),
    "alike-titles": (
        {
            "the same": agenda(
                "{id: a, time: tba, title: All about clocks}", "{id: b, time: tba, title: All about clocks}"
            ),
            "but for signs and case": agenda(
                "{id: a, time: tba, title: All about clocks!}", "{id: b, time: tba, title: “All About Clocks”}"
            ),
            "one slip": agenda(
                "{id: a, time: tba, title: Moving virtual machines at night}",
                "{id: b, time: tba, title: Moving virtual machine at night}",
            ),
        },
        {
            "a re-run": agenda(
                "{id: a, time: tba, title: All about clocks}",
                "{id: b, time: tba, title: All about clocks, repeat_of: a}",
            ),
            "a re-run of a re-run": agenda(
                "{id: a, time: tba, title: All about clocks}",
                "{id: b, time: tba, title: All about clocks, repeat_of: a}",
                "{id: c, time: tba, title: All about clocks, repeat_of: b}",
            ),
            "two re-runs": agenda(
                "{id: a, time: tba, title: Clocks and all about them}",
                "{id: b, time: tba, title: All about clocks, repeat_of: a}",
                "{id: c, time: tba, title: All about clocks, repeat_of: a}",
            ),
            "breaks": agenda(
                "{id: a, time: tba, title: Coffee, kind: break}", "{id: b, time: tba, title: Coffee, kind: break}"
            ),
            "cancelled and moved": agenda(
                "{id: a, time: tba, title: All about clocks, status: cancelled}",
                "{id: b, time: tba, title: All about clocks}",
            ),
            "parts": agenda(
                "{id: a, time: tba, title: All about clocks part 1}",
                "{id: b, time: tba, title: All about clocks part 2}",
            ),
            "another word": agenda(
                "{id: a, time: tba, title: All about old clocks}", "{id: b, time: tba, title: All about big clocks}"
            ),
        },
    ),
    "backslash-n": (
        {
            "in a title": one("time: tba, title: 'C:\\new'"),
            "in an abstract": one("time: tba, title: Paths, abstract: 'in C:\\Notes'"),
            "in a reason": one("time: tba, title: Paths, status: cancelled, reason: 'lost in C:\\new'"),
        },
        {
            "another letter": one("time: tba, title: 'C:\\temp'"),
            "a line break": one('time: tba, title: X, abstract: "a\\nb"'),
        },
    ),
    "cut-by-hash": (
        {"a number": block("title: Issue #42 and others"), "a tab": block("title: Issue\t#42")},
        {
            "a comment": block("title: Issue  # the first"),
            "quoted": block('title: "Issue #42"'),
            "within a word": block("title: C#4 and others"),
            "in an abstract": block("title: Issue\n        abstract: |\n          See #42 and #43."),
            "before a value": block("title: #1\n          Issue"),
            "on a line of its own": block("title: Issue\n        #42"),
        },
    ),
    "day-empty": (
        {"no sessions": agenda(more="  - {date: 2026-10-24, sessions: []}\n")},
        {"only cancelled ones": agenda(more=NIGHT.replace("tba,", "tba, status: cancelled,"))},
    ),
    "days-apart": (
        {"a month mistyped": agenda(more=NIGHT.replace("2026-10-24", "2026-11-24"))},
        {"thirty days": agenda(more=NIGHT.replace("2026-10-24", "2026-11-22"))},
    ),
    "fixed-zone": (
        {
            "EST": agenda().replace("Europe/Berlin", "EST"),
            "Etc": agenda().replace("Europe/Berlin", "Etc/GMT+2"),
            "beside the event's": agenda(event="also_show: [MST]"),
        },
        {
            "UTC": agenda().replace("Europe/Berlin", "UTC"),
            "Phoenix": agenda().replace("Europe/Berlin", "America/Phoenix"),
            "CET": agenda().replace("Europe/Berlin", "CET"),
        },
    ),
    "html-in-text": (
        {
            "in a title": one('time: tba, title: "<b>Bold</b> talk"'),
            "in a name": one('time: tba, title: X, speakers: ["Erika<br/>Mustermann"]'),
            "in a reason": one('time: tba, title: X, status: cancelled, reason: "<a href=x>Why</a>"'),
        },
        {
            "less than": one("time: tba, title: When a < b and b > c"),
            "a type": one('time: tba, title: "vector<T> and List<String>"'),
            "Markdown's own": one('time: tba, title: X, abstract: "<b>Bold</b>"'),
        },
    ),
    "late-early": (
        {"after the evening": two("time: 22:00-23:00", "time: 00:30-01:00")},
        {
            "listed first": two("time: 00:30-01:00", "time: 22:00-23:00"),
            "written as the night after": two("time: 22:00-23:00", "time: +1 00:30-01:00"),
            "early, but not so early": two("time: 22:00-23:00", "time: 06:00-07:00"),
            "after an afternoon": two("time: 17:59-18:30", "time: 05:00-05:30"),
        },
    ),
    "long-session": (
        {"nine hours": one("title: X, time: 10:00-19:00")},
        {
            "eight hours": one("title: X, time: 10:00-18:00"),
            "a party": one("title: X, time: 18:00-04:00, kind: social"),
        },
    ),
    "long-title": (
        {"201 characters": one(f"time: tba, title: {'word ' * 40}x")},
        {"200 characters": one(f"time: tba, title: {'word ' * 39}words")},
    ),
    "mojibake": (
        {
            "in a title": one("time: tba, title: Itâ€™s all"),
            "in an abstract": one("time: tba, title: X, abstract: CafÃ©"),
            "in a name, of two sessions": two("time: tba, speakers: [JosÃ©]", "time: tba, speakers: [JosÃ©]"),
        },
        {
            "accents": one("time: tba, title: Café – naïve façade ’n’ Größe"),
            "capitals": one("time: tba, title: ÃO BRASILEIRO"),
        },
    ),
    "no-feeds-url": (
        {"left out": agenda().replace(", feeds_url: https://camp.example.org/feeds/", "")},
        {"there": agenda()},
    ),
    "no-id": (
        {"left out": agenda("{time: tba, title: Clocks}")},
        {"there": agenda("{id: clocks, time: tba, title: Clocks}")},
    ),
    "outside-days": (
        {"a day late": one("time: +1 10:00-11:00, title: X")},
        {"at night": one("time: +1 05:30-06:30, title: X"), "past midnight": one("time: 23:00-00:30, title: X")},
    ),
    "outside-hours": (
        {
            "too early": agenda("{id: a, time: 09:59-10:30, title: X}", day="date: 2026-10-23\n    hours: 10:00-18:00"),
            "too long": agenda("{id: a, time: 17:30-18:01, title: X}", day="date: 2026-10-23\n    hours: 10:00-18:00"),
        },
        {
            "from first to last": agenda(
                "{id: a, time: 10:00-18:00, title: X}", day="date: 2026-10-23\n    hours: 10:00-18:00"
            ),
            "a social": agenda(
                "{id: a, time: 19:00-20:00, title: X, kind: social}", day="date: 2026-10-23\n    hours: 10:00-18:00"
            ),
            "cancelled": agenda(
                "{id: a, time: 19:00-20:00, title: X, status: cancelled}",
                day="date: 2026-10-23\n    hours: 10:00-18:00",
            ),
            "hours past midnight": agenda(
                "{id: a, time: +1 00:30-01:00, title: X}", day="date: 2026-10-23\n    hours: 10:00+15h"
            ),
        },
    ),
    "page-language": (
        {
            "no words": agenda(event="language: ar"),
            "nor any in a variant of it": agenda(event="language: zh-Hant-TW"),
        },
        {
            "words of its own": agenda(event="language: ja"),
            "words of its language": agenda(event="language: de-AT"),
        },
    ),
    "plain-http": (
        {
            "the event's": agenda(event="url: http://example.org"),
            "a session's": one("time: tba, title: X, url: http://example.org"),
            "a link": one("time: tba, title: X, links: {slides: http://example.org}"),
            "a room's": one("time: tba, title: X, room: hall", declared="").replace(
                "{id: lobby, name: Lobby}", "{id: lobby, name: Lobby}, {id: hall, name: Hall, join: http://example.org}"
            ),
            "a speaker's": agenda().replace("also: [A. Example]", "url: http://example.org"),
        },
        {"https": one("time: tba, title: X, url: https://example.org/?next=http://example.org")},
    ),
    "replaced-live": (
        {
            "a reason": one("time: tba, title: X, reason: ill"),
            "a replacement": one("time: tba, title: X, replaced_by: used"),
        },
        {"cancelled": one("time: tba, title: X, status: cancelled, reason: ill, replaced_by: used")},
    ),
    "room-twice": (
        {
            "at one time": two("time: 10:00-11:00, room: main", "time: 10:30-11:30, room: main"),
            "within": two("time: 10:00-12:00, room: main", "time: 10:30-11:00, room: [lobby, main]"),
        },
        {
            "one after the other": two("time: 10:00-11:00, room: main", "time: 11:00-12:00, room: main"),
            "two rooms": two("time: 10:00-11:00, room: main", "time: 10:00-11:00, room: lobby"),
            "cancelled": two("time: 10:00-11:00, room: main", "time: 10:00-11:00, room: main, status: cancelled"),
            "no time yet": two("time: 10:00-11:00, room: main", "time: tba, room: main"),
            "another day": agenda(
                "{id: a, time: 10:00-11:00, title: X, room: main}", more=NIGHT.replace("tba", "10:00-11:00, room: main")
            ),
        },
    ),
    "secret-link": (
        {
            "online": agenda(event="online: https://zoom.us/j/1?pwd=abc"),
            "a link": one('time: tba, title: X, links: {video: "https://example.org/?a=b&token=abc"}'),
            "a session's": one('time: tba, title: X, url: "https://example.org/?tk=1"'),
            "in an abstract": one('time: tba, title: X, abstract: "Join at https://zoom.us/j/1?pwd=abc today"'),
        },
        {
            "no secret": agenda(event='online: "https://zoom.us/j/1?name=pwd"'),
            "a word that ends like one": agenda(event='online: "https://zoom.us/j/1?monkey=1&compass=2"'),
            "no address": one('time: tba, title: X, abstract: "Set pwd=$(pwd) and token=1"'),
        },
    ),
    "speaker-twice": (
        {
            "at one time": two("time: 10:00-11:00, speakers: [ada]", "time: 10:30-11:30, speakers: [Ada Example]"),
            "not declared": two("time: 10:00-11:00, speakers: Bo", "time: 10:59-11:30, speakers: Bo"),
        },
        {
            "one after the other": two("time: 10:00-11:00, speakers: [ada]", "time: 11:00-12:00, speakers: [ada]"),
            "two people": two("time: 10:00-11:00, speakers: [ada]", "time: 10:00-11:00, speakers: [Bo]"),
            "named twice in one": one("time: 10:00-11:00, title: X, speakers: [ada, A. Example]"),
            "no time yet": two("time: tba, speakers: [ada]", "time: tba, speakers: [ada]"),
        },
    ),
    "unnamed-title": (
        {
            "TBA": one("time: tba, title: TBA"),
            "question marks": one('time: tba, title: "???"'),
            "in words": one("time: tba, title: (To be announced)"),
        },
        {
            "more than that": one("time: tba, title: TBA and other abbreviations"),
            "an emoji": one("time: tba, title: 🎉"),
            "another script": one("time: tba, title: 未定の話"),
        },
    ),
    "unsafe-link": (
        {"a script": one("time: tba, title: X, abstract: '[x](javascript:alert(1))'")},
        {"a page": one("time: tba, title: X, abstract: '[x](https://a.example/)'")},
    ),
    "unused": (
        {
            "track": agenda().replace("{id: users, name: Users}", "{id: users, name: Users}, {id: x, name: X}"),
            "room": agenda().replace("{id: lobby, name: Lobby}", "{id: lobby, name: Lobby}, {id: x, name: X}"),
            "speaker": agenda().replace("also: [A. Example]}", "also: [A. Example]}, {id: x, name: Xaver}"),
            "allowance": agenda(event="allow: [{code: long-title, reason: none}]"),
            "allowance of another session": two(
                "time: tba", "time: tba", event="allow: [{code: unnamed-title, sessions: [a], reason: none}]"
            ),
        },
        {"in a cancelled session": agenda().replace("title: Everything", "status: cancelled, title: Everything")},
    ),
    "weekday": (
        {"another": agenda(day="date: Thu 2026-10-23", event="allow: []")},
        {"the right one": agenda(day="date: Friday 2026-10-23")},
    ),
}


def params(which: int) -> list[Any]:
    return [
        pytest.param(code, text, id=f"{code}: {name}")
        for code, both in CASES.items()
        for name, text in both[which].items()
    ]


@pytest.mark.parametrize(("code", "text"), params(0))
def test_found(code: str, text: str) -> None:
    """A finding is made once, at a place, with a way out, as bad as the table says; nothing else is found."""
    try:
        problems = found(text)
    except AgendaError as error:  # errors that reading itself notices
        problems = list(error.problems)
    assert [problem.code for problem in problems] == [code]
    (problem,) = problems
    assert problem.severity == FINDINGS[code].severity
    assert problem.mark.line > 0
    assert problem.hint


@pytest.mark.parametrize(("code", "text"), params(1))
def test_not_found(code: str, text: str) -> None:
    """What comes close to a finding is none."""
    assert [str(problem) for problem in found(text)] == []


@pytest.mark.parametrize(("code", "text"), [case for case in params(0) if "{code: " not in case.values[1]])
def test_allowed(code: str, text: str) -> None:
    """An allowance with a reason turns a finding off everywhere, and is then not unused."""
    allowing = text.replace("allow: []", "").replace(
        "title: Camp", f"title: Camp, allow: [{{code: {code}, reason: meant}}]", 1
    )
    assert [str(problem) for problem in found(allowing)] == []


def test_every_code_has_cases() -> None:
    """There is no finding without a case, and no case without a finding; some are not of an agenda alone."""
    assert set(CASES) | {"large-feed", "zone-data-old", *NOTES} == set(FINDINGS)
    assert all(both[0] and both[1] for both in CASES.values())


@pytest.mark.parametrize("path", [pytest.param(path, id=path.parent.name) for path in EXAMPLES])
def test_examples(path: Path) -> None:
    """The project's own agendas have no findings: whoever learns from them learns no bad habits."""
    it = read(path)
    assert [str(problem) for problem in checks.open_findings(it, checks.findings(it))] == []


def clash(allow: str) -> list[str]:
    three = "".join(f"      - {{id: {n}, time: {t}, title: Title of {n}, room: main}}\n" for n, t in CLASHES.items())
    head = (
        f"event: {{{EVENT}, allow: [{{code: room-twice, reason: meant{allow}}}]}}\nrooms: [{{id: main, name: Main}}]\n"
    )
    return [
        " ".join((problem.code, *problem.about))
        for problem in found(f"{head}days:\n  - date: 2026-10-23\n    sessions:\n{three}")
    ]


CLASHES = {"anna": "10:00-11:00", "bert": "10:30-12:00", "carl": "11:30-12:30"}


@pytest.mark.parametrize(
    ("allow", "left"),
    [
        pytest.param("", [], id="everywhere"),
        pytest.param(", sessions: [anna, bert, carl]", [], id="all of them"),
        pytest.param(", sessions: [anna, bert]", ["room-twice bert carl"], id="one pair"),
        pytest.param(
            ", sessions: [bert]", ["unused", "room-twice anna bert", "room-twice bert carl"], id="half of two pairs"
        ),
        pytest.param(
            ", sessions: [anna, carl]", ["unused", "room-twice anna bert", "room-twice bert carl"], id="no pair"
        ),
    ],
)
def test_allowed_by_session(allow: str, left: list[str]) -> None:
    """An allowance with sessions turns off what is about these alone: a clash with a third is news."""
    assert clash(allow) == left


@pytest.mark.parametrize(
    ("allow", "message", "hint"),
    [
        pytest.param(
            "code: room-twise, reason: x",
            "'room-twise' is not the code of a finding",
            "did you mean room-twice?",
            id="slip",
        ),
        pytest.param(
            "code: x, reason: x",
            "'x' is not the code of a finding",
            "`summit-ical check` shows the code of each finding",
            id="no such code",
        ),
        pytest.param(
            "code: no-id", "an allowance needs 'reason'", "add 'reason:' with one line of text", id="no reason"
        ),
    ],
)
def test_bad_allowance(allow: str, message: str, hint: str) -> None:
    """An allowance names a finding and says why."""
    with pytest.raises(AgendaError) as error:
        found(agenda(event=f"allow: [{{{allow}}}]"))
    assert [(problem.message, problem.hint) for problem in error.value.problems] == [(message, hint)]


def test_messages() -> None:
    """A message names what it is about, and where the other one stands."""
    (problem,) = found(two("time: 10:00-11:00, room: main", "time: 10:30-11:30, room: main"))
    assert str(problem) == (
        "agenda.yaml:10:9: warning: 'Main stage' holds 'Clocks' (line 9) and 'Diaries' (line 10) at one time\n"
        "  hint: move one of them, or allow it with a reason"
    )
    assert problem.about == ("a", "b")


def test_large_feed(tmp_path: Path) -> None:
    """A feed over a thousand entries is a warning that says how to split; one of a thousand is none."""
    sessions = [f"{{id: s{n}, time: tba, title: T{n}, kind: social}}" for n in range(1000)]
    for number, expected in ((999, []), (1000, ["large-feed"])):
        it = parsed(agenda(*sessions[:number], event="feeds: [all]"))
        built = build(it, tmp_path / str(number), now=datetime(2026, 1, 1, tzinfo=UTC))
        assert [problem.code for problem in built.findings] == expected
        assert all("by track and day instead" in problem.hint for problem in built.findings)


LIKE: dict[str, str] = {
    "numbers": "{{id: s{n}, time: 10:00+5m, title: Talk number {n} of the day, speakers: [Speaker {n}]}}",
    "the same": "{{id: s{n}, time: 10:00+5m, title: Talk, room: main, speakers: [Ada Example]}}",
    "no ids": "{{time: 10:00+5m, title: A talk about {n}, speakers: [Ada, Bo, Speaker number {n}]}}",
}


@pytest.mark.parametrize("like", [pytest.param(like, id=name) for name, like in LIKE.items()])
def test_linear(like: str) -> None:
    """Eight times the sessions take about eight times as long, however alike: quadratic would be sixty-four."""

    def seconds(number: int) -> float:
        it = parsed(agenda(*(like.format(n=n) for n in range(number))))
        runs = []
        for _ in range(3):
            start = time.process_time()
            checks.open_findings(it, checks.findings(it))
            runs.append(time.process_time() - start)
        return min(runs)

    assert seconds(8000) < 30 * seconds(1000)
