"""The words of a command line in, what is printed and an exit status out. Nothing else prints, asks or exits.

What sessions are is decided elsewhere. A room is loaded when its command is called, and loads what it needs: `--help`
is there at once.

common      what commands share: options, messages, exit status; it alone prints
answers     what a caller says of a foreign schedule: options, and a key where a person is asked
init        write a first agenda
import_     make an agenda of somebody else's schedule, or bring one up to date
check       say what is wrong with an agenda, and where a page says otherwise
show        print the timetable
build       write the feeds
diff        say in sentences what changed
withdraw    take back a session that should never have been published
forget      take back a name that must go
take_back   what these two share: they say what they will do, ask, and build
review      say in Markdown what a pull request would do to subscribers
preview     show the page, and follow every save
links       print the addresses of all feeds
embed       print the programme for somebody else's page
export      write the schedule section of a page
doctor      judge .ics files
schema      print the agenda's JSON Schema, or its reference page
completion  print a script for a shell
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from summit_ical import __version__

# Every command, in the order in which one needs them, with the first sentence of its help.
COMMANDS = {
    "init": "Write a first agenda.yaml that builds.",
    "import": "Make an agenda of a page, an export or a spreadsheet.",
    "check": "Say what is wrong with an agenda, and what smells.",
    "show": "Print the timetable.",
    "build": "Write the calendar feeds.",
    "diff": "Say in sentences what changed.",
    "review": "Say in Markdown what a pull request would do to subscribers.",
    "withdraw": "Take back a session that should never have been published.",
    "forget": "Take back a name that must go.",
    "preview": "Show the page in a browser, and follow every save.",
    "links": "Print every address for mails and slides.",
    "embed": "Print the programme for somebody else's page.",
    "export": "Write the schedule section of a page.",
    "doctor": "Judge .ics files as the strictest client would.",
    "schema": "Print the agenda's JSON Schema, or its reference page.",
    "completion": "Print a script that completes our commands.",
}


class Commands(click.Group):
    """Knows its commands by name, and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"summit_ical.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",  # as click has it from 8.5 on
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, help="Show the versions of the program, the zone database and icalendar.")
@click.pass_context
def main(ctx: click.Context, version: bool) -> None:
    """Calendar feeds from a conference agenda.

    Publish the feeds folder on any web server; people subscribe to the addresses, and get every change.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that cannot show a letter shows its number
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if version:
        show_versions()
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def show_versions() -> None:
    from importlib.metadata import version

    from summit_ical.model.zones import release

    click.echo(f"summit-ical {__version__}, zone database {release() or 'unknown'}, icalendar {version('icalendar')}")
