"""Writes the reference of commands from the commands themselves.

python tools/docs/commands.py      writes docs/reference/commands.md
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from rasid.cli.main import EXIT_CODES, cli

FOLDER = Path(__file__).parents[2] / "docs" / "reference"

INTRO = """\
# Commands

Data goes to standard output, progress, summaries and faults to standard error; `-` stands for standard input or output.
`--json` prints JSON, one record a line where there are several. `rasid COMMAND --help` says what stands here.

This page is made from the commands themselves by `python tools/docs/commands.py`; change it there.
"""


def commands() -> str:
    """The page, as Markdown."""
    parts = [INTRO, "\n## Exit codes\n\n| code | means |\n|---|---|\n"]
    parts += [f"| {code} | {means} |\n" for code, means in re.findall(r"^  (\d+)  (.+)$", EXIT_CODES, re.MULTILINE)]
    parts.append(
        "\nAn error is one line on standard error that begins with `rasid:`. What is said of an item begins with its name and ends with a code, as `[truncated]`: [how to read inputs](../how-to/read-inputs.md) lists them.\n"
    )
    for name, command in _walk("rasid", cli):
        parts.append(_section(name, command))
    return "".join(parts)


def _walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command's name as it is called, and the command; a group before those in it."""
    if command is not cli:
        yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _walk(f"{name} {inner}", found)


def _section(name: str, command: click.Command) -> str:
    about, examples = _help(command)
    parts = [f"\n## {name}\n\n{about}\n"]
    if not isinstance(command, click.Group):
        usage = " ".join(command.collect_usage_pieces(click.Context(command)))
        parts.append(f"\n```\n{name} {usage}\n```\n")
    if examples:
        parts.append(f"\n```sh\n{examples}\n```\n")
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        parts.append("\n| option | |\n|---|---|\n")
        parts += [f"| {_cell(_names(option))} | {_cell(_about(option))} |\n" for option in options]
    return "".join(parts)


def _help(command: click.Command) -> tuple[str, str]:
    """What a command is for, and its examples."""
    text = inspect.cleandoc(command.help or "")
    about, _, examples = text.partition("\b\n")
    lines = [line.strip() for line in examples.split("\n")[1:]]
    return about.strip(), "\n".join(line for line in lines if line)


def _names(option: click.Option) -> str:
    value = "" if option.is_flag else " " + option.make_metavar(click.Context(click.Command("rasid")))
    return ", ".join(f"`{name}{value}`" for name in option.opts)


def _about(option: click.Option) -> str:
    told = [option.help or ""]
    if isinstance(option.type, click.Choice) and option.metavar:
        told.append("One of " + ", ".join(f"`{choice}`" for choice in option.type.choices) + ".")
    if option.required:
        told.append("Needed.")
    if option.show_default:
        told.append(f"Default: `{option.default}`.")
    return " ".join(told)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {"commands.md": commands}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
