"""Releases of the zone database, each as a pytz in a folder of its own: a version in, the folder out.

They are installed when they are first asked for, and kept in the cache: `PYTHONPATH` with such a folder in it makes the
program use that release. Run as a program this installs all of them:

    python tests/judges/releases.py
"""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NEWEST = "newest"
VERSIONS = ("2025.2", "2026.1", NEWEST)  # of pytz; from old to new
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "summit-ical"
DAY = 24 * 60 * 60  # seconds for which the newest is taken for that
SECONDS = 120  # for pip


class Absent(Exception):  # noqa: N818 - a judge that is missing, not a mistake
    """A release is not here and cannot be had; says what pip said last."""


@functools.cache
def folder(version: str) -> Path:
    """Return the folder with a version of pytz. Raises Absent."""
    place = CACHE / f"pytz-{version}"
    is_old = version == NEWEST and place.exists() and time.time() - place.stat().st_mtime > DAY
    if not place.exists() or is_old:
        try:
            _install(version, place)
        except Absent:
            if not is_old:
                raise
    return place


def _install(version: str, place: Path) -> None:
    """Put a version into a folder: whole or not at all, for tests run side by side."""
    CACHE.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=CACHE))
    wanted = "pytz" if version == NEWEST else f"pytz=={version}"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", str(aside), wanted]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode:
        shutil.rmtree(aside)
        said = done.stderr.strip().splitlines() or ["pip says nothing"]
        raise Absent(f"{wanted} cannot be installed ({said[-1]}): connect to a package index")
    shutil.rmtree(place, ignore_errors=True)
    try:
        aside.rename(place)
    except OSError:  # another was first
        shutil.rmtree(aside)


if __name__ == "__main__":
    print(*map(folder, VERSIONS), sep="\n")
