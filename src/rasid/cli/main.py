"""The `rasid` command: subcommands are imported when called, errors become one line and an exit code."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

import rasid
from rasid.errors import RasidError

# Name -> (module with a click command called `command`, one line for the list). The line stands here so that
# `rasid --help` imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("rasid.cli.read", "Read articles into records, each value tied to its words."),
    "show": ("rasid.cli.show", "Show what a store holds: reports, events, claims; search it."),
    "incidents": ("rasid.cli.incidents", "Reports that tell of one happening: show, reconcile, judge."),
    "serve": ("rasid.cli.serve", "Open the desk: read, check, correct and decide in a browser."),
    "log": ("rasid.cli.log", "The ledger: who decided what, and proof of it."),
    "people": ("rasid.cli.people", "Who works at the desk, and what they may do."),
    "export": ("rasid.cli.export", "Write the records out as JSON lines, CSV or GeoJSON."),
    "evaluate": ("rasid.cli.evaluate", "Score the reading against articles annotated by hand."),
    "places": ("rasid.cli.places", "Look up the gazetteer and add to it."),
    "doctor": ("rasid.cli.doctor", "Check that the installation and its data are whole."),
}

EXIT_CODES = """\b
Exit codes:
  0  done
  1  some items could not be read, each told on stderr; or a gate was not held
  2  the call itself is wrong: an option, a path, a date
  3  the store is missing, locked, damaged or newer than this program
  4  a data file is missing or damaged
  5  an optional part is not installed; the message has the command
  130  stopped by Ctrl-C
"""


STOPPED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""


class Lazy(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name][0]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Taken here, because Click would end with 1, which says that items could not be read.
            _leave_quietly()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(rasid.__version__, prog_name="rasid", message="%(prog)s %(version)s")
def cli() -> None:
    """Rasid (راصد): Arabic news of conflict, read into records in which every value is shown in the text.

    Start with:  rasid read ARTICLE.txt --published 2024-05-01
    """


def _leave_quietly() -> NoReturn:
    """The reader of our output has gone (| head); what is still buffered must not raise again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _one_line(message: str) -> str:
    return " ".join(message.split())


def main() -> None:
    """Runs the command. What goes wrong is told in one line on stderr; the class of the error gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Arabic goes out as UTF-8, whatever the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli(prog_name="rasid", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        see = f"; see: {context.command_path} --help" if context else ""
        click.echo(f"rasid: {_one_line(error.format_message()).rstrip('.')}{see}", err=True)
        sys.exit(error.exit_code)
    except RasidError as error:
        click.echo(f"rasid: {_one_line(str(error))}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "rasid: stopped; what was kept until now is whole, and the same command goes on from there", err=True
        )
        sys.exit(STOPPED)
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        click.echo(
            f"rasid: {error.filename or 'the output'} cannot be written or read: {error.strerror or error}", err=True
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
