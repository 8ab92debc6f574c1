"""A page of org-mode to Markdown, line for line. Its tables are Markdown's, but for the line that they draw."""

import re

HEADING = re.compile(r"(\*+)\s+(?:(?:TODO|DONE|CANCELED|CANCELLED)\s+)?(.*?)(?:\s+:[\w@:]+:)?\s*")
KEYWORD = re.compile(r"\s*#\+(\w+):\s*(.*)", re.IGNORECASE)
DRAWER = re.compile(r"\s*:(?:PROPERTIES|LOGBOOK):\s*", re.IGNORECASE)
LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
STRUCK = re.compile(r"(?<![\w+])\+(\S[^+\n]*?\S|\S)\+(?![\w+])")


def as_markdown(text: str) -> tuple[dict[str, str], str]:
    """Return the fields in front of a page, and its lines as Markdown; comments and drawers are blank lines."""
    fields: dict[str, str] = {}
    lines = []
    drawer = False
    for line in text.split("\n"):
        if drawer or DRAWER.fullmatch(line):
            drawer = line.strip().upper() != ":END:"
            lines.append("")
        elif keyword := KEYWORD.fullmatch(line):
            fields.setdefault(keyword[1].lower(), keyword[2].strip())
            lines.append("")
        elif line.lstrip().startswith("#"):
            lines.append("")
        else:
            lines.append(_line(line))
    return fields, "\n".join(lines)


def _line(line: str) -> str:
    heading = HEADING.fullmatch(line)
    if heading:
        line = f"{'#' * min(len(heading[1]), 6)} {heading[2]}"
    line = LINK.sub(lambda link: f"[{link[2] or link[1]}](<{link[1]}>)", line)
    return line if line.lstrip().startswith("|-") else STRUCK.sub(r"~~\1~~", line)
