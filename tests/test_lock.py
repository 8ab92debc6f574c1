"""The locks are what pyproject.toml allows. Read, not installed: nothing is asked of any network."""

import re
import tomllib
from collections import defaultdict

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from folders import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
EXTRAS = PROJECT["project"]["optional-dependencies"]
TEST = [*RUN, *EXTRAS["test"]]
LOCKS = {"requirements.lock": RUN, "tests/requirements.lock": TEST, "tests/oldest.lock": TEST}
ZONE_DATA = {"pytz", "tzdata", "types-pytz"}
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\\\n]+)? \\\n(?P<hashes>(?:    --hash=sha256:\w{64}.*\n)+)", re.M
)


def pins(lock: str) -> dict[str, set[Version]]:
    """Return the versions of a lock by name: more than one where platforms differ."""
    found = defaultdict(set)
    for pin in PIN.finditer((ROOT / lock).read_text("utf-8")):
        found[pin["name"]].add(Version(pin["version"]))
    return found


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items())
def test_a_lock_is_what_is_allowed(lock: str, wanted: list[str]) -> None:
    """Everything that pyproject.toml asks for is locked at a version inside its range."""
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        versions = locked[canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not in {lock}: run tools/lock"
        assert all(version in requirement.specifier for version in versions), f"{requirement}: run tools/lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_nothing_but_pins_with_hashes(lock: str) -> None:
    """Every line belongs to a pin with its hashes, or is a comment; no registry is named."""
    text = (ROOT / lock).read_text("utf-8")
    rest = PIN.sub("", text)
    assert [line for line in rest.splitlines() if not line.lstrip().startswith("#")] == []
    assert not re.search("://|index|links", text)


def test_tests_run_what_is_run() -> None:
    """What the program is tested with is what it is run with."""
    tested = pins("tests/requirements.lock")
    assert {name: versions for name, versions in pins("requirements.lock").items() if tested[name] != versions} == {}


def test_the_oldest_are_the_floors() -> None:
    """What is named as a floor is what the tests are run with, and not something newer that another library needs."""
    oldest = pins("tests/oldest.lock")
    newest = pins("tests/requirements.lock")
    for requirement in map(Requirement, TEST):
        name = canonicalize_name(requirement.name)
        floor = Version(next(part.version for part in requirement.specifier if part.operator == ">="))
        (version,) = oldest[name]
        assert floor <= version <= min(newest[name])
        assert version.release[:2] == (*floor.release, 0)[:2], f"{requirement}: its floor is {version}"


@pytest.mark.parametrize("wanted", [*RUN, *(wanted for extra in EXTRAS.values() for wanted in extra)])
def test_every_library_has_a_range(wanted: str) -> None:
    """A floor, and a ceiling at the next major version; zone data has none, for zones change without warning."""
    requirement = Requirement(wanted)
    operators = sorted(part.operator for part in requirement.specifier)
    assert operators == ([">="] if requirement.name in ZONE_DATA else ["<", ">="])
