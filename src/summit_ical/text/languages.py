"""A language tag to the file of words that a page speaks it from: words/TAG.toml, a theme's or ours. Reads none."""

from pathlib import Path

HOME = Path(__file__).parent


def catalogue(tag: str, theme: Path | None = None) -> Path | None:
    """Return the words for a tag, else for its language, a theme's before ours; None where neither has any."""
    for name in (tag, tag.partition("-")[0]):
        for folder in filter(None, (theme, HOME)):
            file = folder / "words" / f"{name}.toml"
            if file.is_file():
                return file
    return None
