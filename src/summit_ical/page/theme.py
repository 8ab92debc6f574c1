"""A folder of somebody's own templates, words and styles to their text, and what went wrong in them to a Problem.

Templates are programs of other people: whatever they raise is a mistake of the theme, with its file and line. What our
own functions raise below them is a bug, and keeps its traceback.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from sysconfig import get_path
from types import TracebackType

from summit_ical.files.read import refusal
from summit_ical.files.theme import as_theme, own, theme_text, unfit
from summit_ical.model.source import AgendaError, Refused

STDLIB = get_path("stdlib")
ENGINE = {"jinja2", "markupsafe"}
REASON_MAX = 200  # characters
TEMPLATES = str(Path(__file__).parent / "templates")  # transparent: a theme's template fills ours in
COMPILING = ("jinja2", "environment.py", "compile")
LONE = re.compile("[\ud800-\udfff]")

Place = tuple[str, int]  # file and line


def printable(value: object) -> object:
    """Return what a template prints, as it is. Raises Refused where no file can hold it."""
    if isinstance(value, str) and LONE.search(value):
        raise Refused("half a surrogate pair is no character", "write the character itself")
    return value


class Theme:
    """A theme's templates, those that were opened, and whose fault it is what goes wrong within the `with`."""

    def __init__(self, folder: Path, refusing: type[Exception]) -> None:
        """Raise AgendaError where there is no such folder. `refusing` is what the template engine itself raises."""
        if not folder.is_dir():
            raise as_theme(refusal(folder, "is no folder", "name the folder of the theme"))
        self.folder, self.refusing = folder, refusing
        self.opened: list[str] = []

    def template(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return a template's text, its file, and that it stays so; None where the theme has none of that name."""
        if any(part in ("", ".", "..") or "\\" in part for part in name.split("/")):
            return None
        raw = own(self.folder, name)
        if raw is None:
            return None
        file = self.folder / name
        self.opened.append(str(file))
        return theme_text(file, raw), str(file), lambda: True

    def __enter__(self) -> "Theme":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, AgendaError) and (place := self.place(error, trace)):
            raise unfit(*place, _reason(error)) from None

    def place(self, error: Exception, trace: TracebackType | None) -> Place | None:
        """Return where in the theme an error arose, None where it did not: in the innermost of its frames and ours."""
        frames = list(_frames(trace))
        theirs = [(file, line) for file, line, _ in frames if file in self.opened]
        if isinstance(error, (self.refusing, Refused)):
            return theirs[-1] if theirs else (self.opened[-1], 0) if self.opened else None
        if self.opened and any((*Path(file).parts[-2:], function) == COMPILING for file, _, function in frames):
            return self.opened[-1], 0  # too deep, or too long a number; ours compile
        files = [file for file, *_ in frames if file in self.opened or not _is_librarys(file)]
        if isinstance(error, RecursionError):  # it arises wherever the stack happens to end
            files = [file for file, _ in Counter(files).most_common(1)]
        return theirs[-1] if files and files[-1] in self.opened else None


def _is_librarys(file: str) -> bool:
    """Whether code that a template runs without knowing it is in this file: of Jinja, or of Python itself."""
    installed = {"site-packages", "dist-packages"} & set(Path(file).parts)
    return bool(ENGINE & set(Path(file).parts)) if installed else file.startswith((STDLIB, "<frozen"))


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    """Yield file, line and function of each call, the outermost first."""
    while trace:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(TEMPLATES):
            yield code.co_filename, trace.tb_lineno, code.co_name
        trace = trace.tb_next


def _reason(error: Exception) -> str:
    if isinstance(error, Refused):
        return f"{error.message}; {error.hint}" if error.hint else error.message
    if isinstance(error, RecursionError):
        return "it includes itself, or is too deep"
    name = "" if type(error).__module__.startswith("jinja2") else f"{type(error).__name__}: "
    return f"{name}{error}"[:REASON_MAX]
