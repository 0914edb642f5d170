"""The page of the commands is what the commands say now."""

import re
from pathlib import Path

import click

from tests.cli.test_help import every_command
from tests.scripts import script

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "commands.md"


def test_the_committed_page_is_the_one_that_is_made() -> None:
    assert PAGE.read_text("utf-8") == script("tools/docs/commands.py").commands(), "run: python tools/docs/commands.py"


def test_every_command_and_option_stands_in_the_page() -> None:
    sections = dict(re.findall(r"^## rasid (.+)\n((?:(?!## ).*\n)*)", PAGE.read_text("utf-8"), re.MULTILINE))
    for name, command in every_command().items():
        for parameter in command.params:
            for option in parameter.opts if isinstance(parameter, click.Option) else ():
                assert f"`{option}" in sections[name]
