"""A template and what it shows to text; a theme's own template comes before ours of the same name."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)

from summit_ical.page.theme import TEMPLATES, Theme, printable
from summit_ical.page.views import in_language


def template_text(folder: Path | None, template: str, /, **parts: Any) -> str:
    """Return a template filled in, a theme's own where it has one. Raises AgendaError where the theme is not right."""
    if folder is None:
        return _ours().get_template(template).render(parts)
    with Theme(folder, TemplateError) as theme:
        return environment(theme).get_template(template).render(parts)


@cache
def _ours() -> Environment:
    return environment()


def environment(theme: Theme | None = None) -> Environment:
    """Return the templates, a theme's own first. All that is filled in is escaped; a misspelt name is an error."""
    ours = FileSystemLoader(TEMPLATES)
    loader = ChoiceLoader([FunctionLoader(theme.template), ours, PrefixLoader({"ours": ours})]) if theme else ours
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable if theme else None,
    )
    made.globals["in_language"] = in_language
    return made
