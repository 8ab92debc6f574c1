"""Who may import what, how long a function may be, and that every public name is explained."""

import ast
import functools
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import summit_ical

PACKAGE = Path(summit_ical.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

# Third-party libraries, and the rooms that may import them.
DOORS = {
    "anyascii": {"text/slug.py"},
    "babel": {"text/translations.py"},
    "click": {"cli/"},
    "icalendar": {
        "calendars/ics.py",
        "importing/formats/ics_file.py",
        "importing/formats/ics_repeats.py",
        "importing/formats/ics_zones.py",
        "importing/formats/vtimezone.py",
    },
    "jinja2": {"page/jinja.py"},
    "markupsafe": {"page/files.py", "page/views.py", "page/embed.py"},
    "markdown_it": {"text/markdown.py", "importing/webpage/markdown.py", "importing/webpage/pipes.py"},
    "openpyxl": {"importing/formats/xlsx.py"},
    "pytz": {"model/zones.py"},
    "recurring_ical_events": {"importing/formats/ics_repeats.py", "importing/formats/vtimezone.py"},
    "segno": {"page/files.py"},
    "webcolors": {"model/values.py", "calendars/ics.py", "doctor/values.py"},
    "yaml": {"agendafile/yaml_reader.py"},
}
# Which wing may import which; one room of a wing, where only that is known. No arrow runs back up.
WINGS: dict[str, set[str]] = {
    "model": set(),
    "files": {"model"},
    "text": {"model", "files"},
    "doctor": {"model", "files"},
    "agendafile": {"model", "text", "files", "doctor.codes"},
    "importing": {"model", "text", "files", "agendafile"},
    "ledger": {"model", "text", "files"},
    "calendars": {"model", "text", "doctor", "ledger.records"},
    "exports": {"model", "text", "calendars"},
    "page": {"model", "text", "files", "doctor", "ledger", "calendars", "exports"},
    "publish": {
        *("model", "files", "text", "doctor", "agendafile", "importing", "ledger", "calendars", "exports", "page"),
    },
}
WINGS["serve"] = {*WINGS["publish"], "publish"}
WINGS["cli"] = {*WINGS["serve"], "serve"}
BACKWARD: dict[str, set[str]] = {}
FUNCTION_MAX = 60  # lines, the docstring not counted; 40 is what one should aim at


def wing(module: str) -> str:
    return module.partition("/")[0].removesuffix(".py")


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text("utf-8"))


def imported(module: str) -> Iterator[str]:
    """Yield the full names of all that a module imports, wherever it does."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports of ours are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES)
def test_third_party_libraries_come_through_one_door(module: str) -> None:
    """A library is imported where the table says, and nowhere else."""
    libraries = {name.partition(".")[0] for name in imported(module)} - set(sys.stdlib_module_names) - {"summit_ical"}
    allowed = {library for library, doors in DOORS.items() if any(module.startswith(door) for door in doors)}
    assert libraries <= allowed


# What opens a connection, and what reads a file: each has one room, which bounds it.
CONNECTING = {"http.client", "socket", "ssl", "urllib.request", "urllib.error"}
READING = {"open", "read_bytes", "read_text"}
READERS = {
    "files/read.py",
    "page/files.py",  # our own styles and script
    "importing/webpage/calendar_names.py",  # our own table of months and weekdays
    "text/translations.py",  # our own catalogues
    "serve/preview.py",  # the page that it built itself
    "publish/folder.py",  # whether a file in the folder holds what is to be written
    "publish/unchanged.py",  # writes
}


@pytest.mark.parametrize("module", MODULES)
def test_bytes_from_outside_come_through_one_door(module: str) -> None:
    """`files.fetch` alone opens an address; what a user names is opened by `files.read` alone."""
    if module != "files/fetch.py":
        names = {name for name in imported(module) if not name.startswith("summit_ical")}
        parts = {name.rpartition(".")[0] for name in names} | names
        assert parts.isdisjoint(CONNECTING)
    calls = [node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    called = {call.id for call in calls if isinstance(call, ast.Name)}
    called |= {call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr != "open"}
    assert module in READERS or called.isdisjoint(READING)


@pytest.mark.parametrize("module", [module for module in MODULES if "/" in module])
def test_no_arrow_runs_back_up(module: str) -> None:
    """A wing imports those that the table names, lazily or not."""
    known = {name.removeprefix("summit_ical.") for name in imported(module) if name.startswith("summit_ical.")}
    known -= {"__version__"}
    allowed = WINGS[wing(module)] | {wing(module)}
    up = {name for name in known if not any(f"{name}.".startswith(f"{room}.") for room in allowed)}
    assert up == BACKWARD.get(module, set())


def test_the_house_has_few_doors() -> None:
    """At the top stand the wings, the two ways in, and the mark of a typed package."""
    top = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert top == {*WINGS, "__init__.py", "__main__.py", "py.typed"}


@pytest.mark.parametrize("name", WINGS)
def test_a_wing_lists_its_rooms(name: str) -> None:
    """Its first words say what comes in and what goes out; a line names each room."""
    words = ast.get_docstring(tree(f"{name}/__init__.py")) or ""
    rooms = {module.split("/")[1].removesuffix(".py") for module in MODULES if module.startswith(f"{name}/")}
    listed = re.findall(r"^ *(\w+) {2,}\S", words, re.MULTILINE)
    assert sorted(listed) == sorted(rooms - {"__init__"})


def test_a_name_belongs_to_one_class() -> None:
    """One word, one thing: no two classes share a name, nor does an underscore tell two of them apart."""
    names = Counter(
        node.name.lstrip("_") for module in MODULES for node in ast.walk(tree(module)) if isinstance(node, ast.ClassDef)
    )
    assert {name for name, count in names.items() if count > 1} == set()


@pytest.mark.parametrize("module", MODULES)
def test_only_commands_print_and_exit(module: str) -> None:
    """Nothing below the commands prints, logs, exits or asks."""
    if wing(module) in ("cli", "__main__"):
        return
    called = {
        node.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called.isdisjoint({"print", "input", "exit", "quit", "breakpoint"})
    assert {"logging", "warnings"}.isdisjoint(imported(module))


@pytest.mark.parametrize("module", [module for module in MODULES if wing(module) == "cli"])
def test_commands_print_through_one_door(module: str) -> None:
    """What is printed for people is harmless by construction, since `cli/common.py` prints it."""
    printed = {
        ast.unparse(node.func)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "click.secho", "sys.stdout.write")
    }
    assert not printed or module in ("cli/common.py", "cli/__init__.py")  # the latter prints our own words alone


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    """It opens with what comes in and what goes out."""
    assert (ast.get_docstring(tree(module)) or "").strip()


@pytest.mark.parametrize("module", MODULES)
def test_a_function_can_be_read_at_a_glance(module: str) -> None:
    """No function is longer than a screen."""
    long = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = (node.end_lineno or 0) - first.lineno + 1
            if lines > FUNCTION_MAX:
                long[node.name] = lines
    assert long == {}


@pytest.mark.parametrize("module", MODULES)
def test_no_default_reads_the_clock_and_nothing_is_caught_whole(module: str) -> None:
    """A default is a value; an `except` names what it expects."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.arguments):
            calls = [call for default in (*node.defaults, *node.kw_defaults) if default for call in ast.walk(default)]
            assert not [call for call in calls if isinstance(call, ast.Call)], node.args
        if isinstance(node, ast.ExceptHandler):
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {"all"}
            assert names.isdisjoint({"all", "Exception", "BaseException"}), node.lineno


@pytest.mark.parametrize("name", summit_ical.__all__)
def test_a_public_name_is_explained(name: str) -> None:
    """What a library's user can import says what it is; so do its methods."""
    thing = getattr(summit_ical, name)
    if name == "__version__":
        assert thing.count(".") == 2
        return
    assert (thing.__doc__ or "").strip()
    assert not thing.__doc__.startswith(f"{name}("), "the dataclass's own words are no explanation"


def test_importing_us_imports_no_library() -> None:
    """`import summit_ical` costs next to nothing."""
    script = f"import sys, summit_ical; print(*sorted({set(DOORS)!r} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "\n"


def test_a_program_that_calls_us_keeps_its_garbage_collector() -> None:
    """The collector is off in our own process, and in nobody else's."""
    calls = (
        "from summit_ical.cli import main; main(['--version'], standalone_mode=False)\nimport gc; print(gc.isenabled())"
    )
    assert subprocess.check_output([sys.executable, "-c", calls], text=True).endswith("\nTrue\n")
    ours = (
        "import gc, sys; sys.argv[1:] = ['--version']\n"
        "from summit_ical.__main__ import run\n"
        "try: run()\n"
        "finally: print(gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", ours], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nFalse\n")


def test_every_module_can_be_imported_alone() -> None:
    """No circle that only some order of imports would survive."""
    names = [
        f"summit_ical.{module.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}" for module in MODULES
    ]
    for name in names:
        if name not in ("summit_ical.__main__", "summit_ical.__init__"):
            importlib.import_module(name)
    script = "import importlib, sys; importlib.import_module(sys.argv[1])"
    for name in (
        "calendars.ics",
        "ledger.revise",
        "ledger.changes",
        "publish.build",
    ):
        subprocess.run([sys.executable, "-c", script, f"summit_ical.{name}"], check=True)
