"""Time and weigh summit-ical against other ways to the same feeds; a table goes to the terminal.

    python benchmarks/run.py [--quick] [--scratch FOLDER]

Every figure is of a whole process, from its start to its end, on this machine, in this run. Contenders take
turns, in an order that turns round from one round to the next, and each begins with an empty output folder
and an empty cache. Ratios are between the best times; medians are shown beside them. Exits with 1 if a
wanted figure is missed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import limit

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
SEED = 1
ROUNDS = {25: 15, 1_000: 7, 10_000: 3}
QUICK_ROUNDS = {25: 5, 1_000: 3}
START_ROUNDS, QUICK_START_ROUNDS = 30, 10
BUILD_OPTIONS = ("--now", "2026-01-01T00:00:00Z", "--quiet", "--no-page")  # page.py measures pages
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB elsewhere
MB = 1_000_000

# sessions, what is compared, the most that is wanted
WANTED = {
    (25, "script"): 0.9,
    (1_000, "script"): 0.15,
    (1_000, "limit"): 3.5,
    (1_000, "unchanged"): 0.5,
    (1_000, "one edited"): 1.5,
    (1_000, "ledger"): 1.25,
    (10_000, "script"): 0.12,
    (10_000, "own 1,000"): 11.0,
    (10_000, "ledger"): 1.25,
    (10_000, "MB"): 200.0,
    (0, "bare interpreter"): 4.0,
}


AGAINST_LIMIT = ("unchanged", "one edited")  # later builds of ours; the other lines compare a first build


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that makes feeds."""

    name: str
    command: tuple[str, ...]  # `{out}` stands for the output folder
    stdout: str = ""  # the file in it that takes what the program prints
    agendas: tuple[str, ...] = ()  # that which is built before, unmeasured, and that which is then; as `live.yaml`


@dataclass(slots=True)
class Runs:
    """What one contender needed, run by run."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)  # MB of resident memory
    shares: list[float] = field(default_factory=list)  # of the whole to the whole without the ledger

    @property
    def best(self) -> float:
        return min(self.seconds)


def main() -> int:
    options = parsed()
    scratch = options.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    program, yaml2ics = summit_ical(), yaml2ics_program(scratch)
    print(f"Python {sys.version.split()[0]} on {sys.platform}, {os.cpu_count()} cores")
    print(f"summit-ical is called as {' '.join(Path(part).name for part in program)}")
    missed = 0
    own_thousand = 0.0
    for sessions, count in rounds.items():
        contenders = prepared(scratch / str(sessions), sessions, program, yaml2ics)
        results = raced(contenders, scratch / str(sessions), count)
        missed += sum(print_size(sessions, results, own_thousand))
        own_thousand = results["summit-ical"].best if sessions == 1_000 else own_thousand
    missed += print_start(scratch, program, QUICK_START_ROUNDS if options.quick else START_ROUNDS)
    print(f"\n{missed or 'no'} wanted figure{'s' if missed != 1 else ''} missed")
    return 1 if missed else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="25 and 1,000 sessions, fewer rounds")
    parser.add_argument("--scratch", type=Path, default=HERE / ".scratch", help="folder for everything that is made")
    return parser.parse_args()


def summit_ical() -> tuple[str, ...]:
    """Return how summit-ical is called: the entry point beside this interpreter, else the package."""
    entry_point = Path(PYTHON).parent / "summit-ical"
    return (str(entry_point),) if entry_point.exists() else (PYTHON, "-m", "summit_ical")


def yaml2ics_program(scratch: Path) -> str:
    """Return yaml2ics's program in an environment of its own, made if need be; "" where it cannot be had."""
    program = scratch / "yaml2ics" / "bin" / "yaml2ics"
    if not program.exists():
        subprocess.run([PYTHON, "-m", "venv", scratch / "yaml2ics"], check=True)
        pip = [str(program.with_name("pip")), "install", "-qq", "-r", str(HERE / "requirements.txt")]
        if subprocess.run(pip).returncode:
            print("yaml2ics could not be installed; it is left out", file=sys.stderr)
            return ""
    return str(program)


def prepared(folder: Path, sessions: int, program: tuple[str, ...], yaml2ics: str) -> list[Contender]:
    """Make the agenda and whatever else a contender starts from, untimed; return the contenders."""
    folder.mkdir(parents=True, exist_ok=True)
    agenda, packed, built = str(folder / "agenda.yaml"), str(folder / "packed"), str(folder / "built")
    once(folder, PYTHON, str(HERE / "generate.py"), str(sessions), str(SEED), agenda)
    build = (*program, "build", agenda, *BUILD_OPTIONS, "--output")
    contenders = [
        Contender("summit-ical", (*build, "{out}")),
        Contender("script", (PYTHON, str(HERE / "script.py"), agenda, "{out}")),
        Contender("limit", (PYTHON, str(HERE / "limit.py"), agenda, packed, "{out}")),
    ]
    edited = str(folder / "edited.yaml")
    Path(edited).write_text(retitled(Path(agenda).read_text("utf-8")), "utf-8")
    live = (*program, "build", str(folder / "live.yaml"), *BUILD_OPTIONS, "--output", "{out}")
    contenders += [
        Contender("unchanged", live, agendas=(agenda, agenda)),
        Contender("one edited", live, agendas=(agenda, edited)),
        Contender("ledger", (PYTHON, str(HERE / "ledger_share.py"), agenda, "{out}"), stdout="spent"),
    ]
    if yaml2ics:
        theirs = str(folder / "yaml2ics.yaml")
        once(folder, PYTHON, str(HERE / "to_yaml2ics.py"), agenda, theirs)
        contenders.append(Contender("yaml2ics", (yaml2ics, theirs), stdout="all.ics"))
    shutil.rmtree(built, ignore_errors=True)
    once(folder, *build, built)
    limit.pack(built, packed)
    compared(built, contenders[1], folder, sessions)
    return contenders


def retitled(agenda: str) -> str:
    """Return an agenda with another title for one session in its middle."""
    end = agenda.index("\n", agenda.index("title: ", len(agenda) // 2))
    return f"{agenda[:end]}, mostly{agenda[end:]}"


def once(folder: Path, *command: str) -> None:
    """Run a program that is not measured. Stops where it fails; it has said why."""
    if status := subprocess.run(command, env=environment(folder / "cache")).returncode:
        raise SystemExit(f"exit status {status}: {' '.join(command)}")


def compared(built: str, script: Contender, folder: Path, sessions: int) -> None:
    """Stop if the script and summit-ical do not write the same feeds: the race would mean nothing."""
    measured(script, folder)
    ours, theirs = feeds(Path(built)), feeds(folder / "out")
    if ours != theirs:
        raise SystemExit(f"feeds of summit-ical or of the script only: {', '.join(sorted(ours ^ theirs)[:20])}")
    with Path(built, "all.ics").open("rb") as file:
        entries = sum(line == b"BEGIN:VEVENT\r\n" for line in file)
    size = sum(path.stat().st_size for path in Path(built).rglob("*") if path.is_file())
    print(f"\n{sessions:,} sessions, {len(ours):,} feeds, {size / MB:,.1f} MB, {entries:,} entries in all.ics")


def feeds(folder: Path) -> set[str]:
    """Return the paths of a folder's feeds."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.ics")}


def raced(contenders: list[Contender], folder: Path, rounds: int) -> dict[str, Runs]:
    """Run every contender once in every round, there and back, and return what each needed."""
    results = {contender.name: Runs() for contender in contenders}
    for number in range(rounds):
        for contender in contenders if number % 2 else reversed(contenders):
            seconds, peak = measured(contender, folder)
            results[contender.name].seconds.append(seconds)
            results[contender.name].peaks.append(peak)
            if contender.name == "ledger":
                spent = float((folder / "out" / contender.stdout).read_text("utf-8"))
                results[contender.name].shares.append(seconds / (seconds - spent))
    return results


def measured(contender: Contender, folder: Path) -> tuple[float, float]:
    """Run a contender into an empty folder with an empty cache; return its seconds and its peak MB."""
    out, cache, messages = folder / "out", folder / "cache", folder / "messages"
    for place in (out, cache):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    command = [part.replace("{out}", str(out)) for part in contender.command]
    if contender.agendas:
        before, then = contender.agendas
        shutil.copyfile(before, folder / "live.yaml")
        once(folder, *command)
        shutil.copyfile(then, folder / "live.yaml")
    os.sync()  # so that what the last one wrote is not still being written while the next one runs
    stdout = str(out / contender.stdout) if contender.stdout else os.devnull
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    redirected = [
        (os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, str(messages), flags, 0o644),
    ]
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment(cache), file_actions=redirected)
    # Linux lets a child's peak begin at its parent's, so this program stays small: what needs memory happens
    # in programs of its own.
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"{contender.name} failed: {messages.read_text('utf-8', 'replace').strip()[-2000:]}")
    return seconds, usage.ru_maxrss * RSS_UNIT / MB


def environment(cache: Path) -> dict[str, str]:
    """The environment of every program: this checkout, an empty cache, and modules compiled once, as when installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = cache.parent / "compiled"
    here = {"PYTHONPATH": str(HERE.parent / "src"), "XDG_CACHE_HOME": str(cache), "PYTHONPYCACHEPREFIX": str(compiled)}
    return kept | here


def print_size(sessions: int, results: dict[str, Runs], own_thousand: float) -> Iterator[bool]:
    """Print what was measured at one size; yield for every line whether a wanted figure was missed."""
    ours = results["summit-ical"]
    columns(ours)
    peak = WANTED.get((sessions, "MB"))
    yield row("summit-ical", figures(ours), peak and max(ours.peaks), " MB", peak)
    for name, runs in results.items():
        figure = compare(name, results)
        if runs is not ours:
            yield row(name, figures(runs), figure, " x", WANTED.get((sessions, name)))
    if sessions == 10_000:
        seconds = f"{own_thousand:9.3f}{'':19}"
        yield row("own 1,000", seconds, ours.best / own_thousand, " x", WANTED[sessions, "own 1,000"])


def compare(name: str, results: dict[str, Runs]) -> float:
    """Return the ratio that is shown beside a contender's time: of summit-ical to it, or what its own line means."""
    if name in AGAINST_LIMIT:
        return results[name].best / results["limit"].best
    if name == "ledger":
        return min(results[name].shares)
    return results["summit-ical"].best / results[name].best


def print_start(scratch: Path, program: tuple[str, ...], rounds: int) -> bool:
    """Print what starting costs; return whether the wanted figure was missed."""
    folder = scratch / "start"
    folder.mkdir(exist_ok=True)
    start = Contender("summit-ical --help", (*program, "--help"))
    bare = Contender("bare interpreter", (PYTHON, "-c", "pass"))
    results = raced([start, bare], folder, rounds)
    ours, theirs = results[start.name], results[bare.name]
    print("\nStarting: summit-ical --help, and python -c pass")
    columns(ours)
    row(start.name, figures(ours), None, "", None)
    return row(bare.name, figures(theirs), ours.best / theirs.best, " x", WANTED[0, bare.name])


def columns(ours: Runs) -> None:
    runs = f"of {len(ours.seconds)} runs"
    print(f"{runs:18}{'best s':>9}{'median s':>10}{'peak MB':>9}{'summit-ical':>14}{'wanted':>10}")


def figures(runs: Runs) -> str:
    return f"{runs.best:9.3f}{statistics.median(runs.seconds):10.3f}{max(runs.peaks):9.1f}"


def row(name: str, numbers: str, figure: float | None, unit: str, wanted: float | None) -> bool:
    """Print one line; return whether a wanted figure was missed."""
    missed = figure is not None and wanted is not None and figure > wanted
    compared = "" if figure is None else f"{figure:{14 - len(unit)}.2f}{unit}"
    verdict = "" if wanted is None else f"{f'<= {wanted:g}':>10}   {'missed' if missed else 'ok'}"
    print(f"{name:18}{numbers}{compared}{verdict}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
