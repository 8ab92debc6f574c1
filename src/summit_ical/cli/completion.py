"""Completion: print a script for a shell."""

from __future__ import annotations

import click

from summit_ical.cli import main
from summit_ical.cli.common import hand_over


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print a script that completes our commands in SHELL.

    \b
    bash:  summit-ical completion bash >> ~/.bashrc
    zsh:   summit-ical completion zsh >> ~/.zshrc
    fish:  summit-ical completion fish > ~/.config/fish/completions/summit-ical.fish
    """  # noqa: D301 - click reads the sign for backspace, and leaves the lines as they are
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    hand_over(f"{kind(main, {}, 'summit-ical', '_SUMMIT_ICAL_COMPLETE').source()}\n")
