"""Any bytes at all: an Agenda, or mistakes with a place and words. Never anything else, and never for long."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from folders import DATA, ROOT
from fuzzing import examples
from summit_ical.agendafile import checks
from summit_ical.agendafile.assemble import assemble
from summit_ical.agendafile.keys import ROWS
from summit_ical.importing.formats import rows
from summit_ical.model.agenda import Agenda
from summit_ical.model.characters import visible
from summit_ical.model.source import AgendaError

SEEDS = tuple(
    path.read_bytes()
    for path in (
        ROOT / "examples" / "every-key" / "agenda.yaml",
        *sorted((DATA / "valid").glob("*.yaml")),
        *sorted((DATA / "invalid").glob("[!y]*.yaml")),
    )
)

# What YAML, times, addresses and Unicode trip over.
HARD = (
    *b"\x00 \t \n \r \r\n \x85 \xff \xc3 \xed\xa0\x80 \xef\xbb\xbf \xe2\x80\xa8 \xf0\x9f\x98\x80".split(b" "),
    *b"' \" \\ \\x00 \\ud800 [ ] { } , : - ? ! & * | > % @ ` # ~ << &a *a *s <<: !!map !!binary !x --- ...".split(b" "),
    *b"%YAML null 010 1e999 +1 tba 24:00 02:30 -02:30 [+02:00] [+99:99] +1h +99h 1969-12-31 2038-01-01".split(b" "),
    *b"Fri https:// http://[ ?pwd= con".split(b" "),
    *(b" ", b"  ", b"\n\n", b"\n  - ", b"\n      - {", b": ", b" #", b""),
)


def read(raw: bytes, name: str = "agenda.yaml") -> Agenda | AgendaError:
    """Return what reading these bytes gives; the findings are made as well."""
    try:
        root, problems = rows(name, raw)
        agenda = assemble(name, root, problems)
    except AgendaError as error:
        return error
    checks.open_findings(agenda, checks.findings(agenda))
    return agenda


def judge(raw: bytes, name: str = "agenda.yaml") -> None:
    given_back = read(raw, name)
    if isinstance(given_back, Agenda):
        assert given_back.sessions
        assert given_back.event.id
        return
    assert given_back.problems
    assert any(problem.severity == "error" for problem in given_back.problems)
    assert list(given_back.problems) == sorted(given_back.problems, key=lambda problem: problem.mark)
    lines = raw.count(b"\n") + raw.count(b"\r") + raw.count(b"\x85") + raw.count(b"\xe2\x80") + 1
    for problem in given_back.problems:
        assert problem.mark.file == name
        assert 0 <= problem.mark.line <= lines
        assert problem.mark.line == 0 or problem.mark.column >= 1
        assert problem.message
        assert visible(problem.message + problem.hint) == problem.message + problem.hint
        assert len(problem.message) < 400


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes(raw: bytes) -> None:
    """Bytes that nobody meant as an agenda."""
    judge(raw)
    judge(raw, "agenda.json")


@given(st.lists(st.sampled_from(HARD), max_size=60).map(b"".join))
@example(b"- " * 100)
@example(b"&a [" * 40)
def test_any_signs(raw: bytes) -> None:
    """Signs that mean something to YAML, in any order."""
    judge(raw)


@settings(max_examples=examples(400))
@given(st.data())
def test_mutations(data: st.DataObject) -> None:
    """Agendas with pieces cut out, doubled, moved, and strange ones put in."""
    raw = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 40)))
        piece = data.draw(st.one_of(st.sampled_from(HARD), st.just(bytes(raw[start:end]) * 2), st.binary(max_size=3)))
        raw[start:end] = piece
    judge(bytes(raw))


KEYS = sorted({key.name for keys in ROWS.values() for key in keys} | set(ROWS) | {"x", "<<", ""})
WORDS = st.one_of(
    st.sampled_from(
        [
            *KEYS,
            *(
                "UTC",
                "Europe/Berlin",
                "Fri 2026-10-23",
                "2026-10-25",
                "10:00-11:00",
                "02:30-03:30",
                "+1 00:30+1h",
                "tba",
            ),
            *(
                "23:30[+02:00]-01:30",
                "22:00-05:00",
                "1h30m",
                "teal",
                "en",
                "true",
                "500",
                "52.5",
                "https://example.org/",
            ),
            *("talk", "cancelled", "all", "opening", "no-id", "weekday", "Ada Example", "\0", "\u2028", "x" * 300),
        ]
    ),
    st.text(max_size=5),
)


def nested(row: str, depth: int) -> st.SearchStrategy[object]:
    """A row with keys of its own, with values that are mostly, but not always, of the right shape."""
    values: dict[str, st.SearchStrategy[object]] = {}
    for key in ROWS[row]:
        inner = key.takes.partition("|")[0].strip("[]{}")
        value: st.SearchStrategy[object] = nested(inner, depth - 1) if inner in ROWS and depth else WORDS
        values[key.name] = st.one_of(value, value, st.lists(value, max_size=3), WORDS)
    return st.fixed_dictionaries({}, optional=values)


def flow(node: object) -> str:
    """Return a node as YAML in flow style, every scalar in double quotes."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(held)}" for key, held in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(flow, node)) + "]"
    return '"' + "".join(f"\\U{ord(ch):08x}" if ch in '"\\' or not ch.isprintable() else ch for ch in str(node)) + '"'


@settings(max_examples=examples(400))
@given(nested("agenda", 3))
def test_right_keys_wrong_values(node: object) -> None:
    """Rows of the right keys, with any of the right words in any place."""
    judge(flow(node).encode("utf-8", "surrogatepass"))


GOOD = {"id": "opening", "time": "10:00-11:00", "title": "Opening"}


@settings(max_examples=examples(400))
@given(st.lists(nested("session", 1), max_size=4), nested("event", 2))
def test_nearly_right(sessions: list[dict[str, object]], event: dict[str, object]) -> None:
    """Sessions and an event that have all they need, and something else besides."""
    event = {"id": "camp", "title": "Camp", "timezone": "Europe/Berlin"} | event
    listed = [GOOD | {"id": f"s{n}"} | session for n, session in enumerate(sessions)]
    judge(
        flow({"event": event, "days": [{"date": "2026-10-25", "sessions": [GOOD, *listed]}]}).encode(
            "utf-8", "surrogatepass"
        )
    )
