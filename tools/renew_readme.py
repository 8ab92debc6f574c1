"""Run every command that a page shows, and put its real output below it.

    python tools/renew_readme.py [PAGE...]

Each console block runs in a copy of the agenda and docs in an empty folder, one after the other, at a fixed time.
The tests hold README.md to what this would write.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
CLOCK = "1679961600"  # 2023-03-28T00:00:00Z, SOURCE_DATE_EPOCH


def renewed(page: str) -> str:
    """Return the page with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "agenda.yaml", folder)
        shutil.copytree(ROOT / "docs", Path(folder, "docs"))
        return CONSOLE.sub(lambda block: shown(block[0], folder), page)


def shown(block: str, folder: str) -> str:
    """Return a console block's commands, each with what it prints."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{output(command.removeprefix('$ '), folder)}" for command in commands)


def output(command: str, folder: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "SOURCE_DATE_EPOCH": CLOCK, "XDG_CACHE_HOME": f"{folder}/.cache", "NO_COLOR": "1"}
    ran = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ran.stdout


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:] or [ROOT / "README.md"]):
        page.write_text(renewed(page.read_text("utf-8")), "utf-8")
