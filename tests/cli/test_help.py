"""Help, exit codes, and how quickly they come."""

import importlib
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

import rasid
from rasid import errors
from rasid.cli.main import COMMANDS, EXIT_CODES, cli
from tests.cli.conftest import Run


def every_command() -> dict[str, click.Command]:
    """Names as they are called -> commands; those of a group too."""
    found: dict[str, click.Command] = {}

    def walk(name: str, command: click.Command) -> None:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for inner in command.list_commands(context):
                made = command.get_command(context, inner)
                assert made is not None
                walk(f"{name} {inner}".strip(), made)
        else:
            found[name] = command

    walk("", cli)
    return found


@pytest.mark.parametrize("name", list(every_command()))
def test_every_command_has_help_with_an_example(name: str, run: Run) -> None:
    done = run(*name.split(), "--help")
    assert done.code == 0
    shown = done.out + (
        run(name.split()[0], "--help").out if " " in name else ""
    )  # those of a group have theirs together
    assert re.search(rf"Examples?:\n(.+\n)*? +(\S+ .*\| )?rasid {name}\b", shown), shown
    assert all(option.help for option in every_command()[name].params if isinstance(option, click.Option))
    assert max(map(len, done.out.split("\n"))) <= 105


def test_examples_in_help_are_calls_that_are_understood() -> None:
    commands = every_command()
    groups = [module.command for module in map(importlib.import_module, (module for module, _ in COMMANDS.values()))]
    examples = [
        line
        for command in (*groups, *commands.values())
        for line in re.findall(r"^ +.*\brasid (.+)$", command.help or "", re.MULTILINE)
    ]
    assert len(examples) >= len(commands)
    for line in examples:
        words = shlex.split(line.split("|")[0])
        name = next(name for name in commands if words[: len(name.split())] == name.split())
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_the_list_of_commands_says_what_each_is_for(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    for name, (_, line) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", done.out, re.MULTILINE)
    assert run("-h") == done
    assert run("--version").out == f"rasid {rasid.__version__}\n"


def test_every_exit_code_stands_in_the_help() -> None:
    told = {int(code) for code in re.findall(r"^  (\d+)  \S", EXIT_CODES, re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.RasidError)]
    assert told == {0, 130} | {kind.exit_code for kind in kinds}
    assert click.UsageError.exit_code == errors.UsageError.exit_code == 2


@pytest.mark.parametrize(
    "call",
    [
        ["nonsense"],
        ["read"],
        ["read", "a.txt", "--nonsense"],
        ["read", "a.txt", "--published", "yesterday"],
        ["read", "a.txt", "--encoding", "nonsense"],
        ["read", "a.txt", "--json", "--as", "annotations"],
        ["read", "a.txt", "--workers", "0"],
        ["show"],
        ["show", "--store", "a.sqlite", "--search", "قصف", "--country", "SY"],
        ["show", "--store", "a.sqlite", "--search", "قصف", "--counts"],
        ["show", "--store", "a.sqlite", "--from", "2025-13-01"],
        ["export", "--store", "a.sqlite", "--format", "nonsense"],
        ["evaluate", "none.jsonl", "none.jsonl"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_told_in_one_line(
    call: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*call)
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"rasid: .{10,300}\n", done.err)
    assert not list(tmp_path.iterdir())


def test_a_call_without_a_command_shows_help(run: Run) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


HEAVY = ("sqlalchemy", "alembic", "trafilatura", "feedparser", "warcio", "httpx2", "rich", "lxml", "regex", "rasid.analyse", "rasid.store", "rasid.ingest", "rasid.model")  # fmt: skip


def test_help_comes_at_once_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from rasid.cli.main import main\ntry: main()\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    )
    times = []
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code, "--help"], capture_output=True, text=True, timeout=20, check=True
        )
        times.append(time.perf_counter() - started)
    assert min(times) < 0.3
    assert not [name for name in HEAVY if f"'{name}'" in done.stderr]


def test_doctor_finds_nothing_wrong(run: Run) -> None:
    done = run("doctor")
    assert done.code == 0, done.out
    assert "FAIL" not in done.out


def test_doctor_finds_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> int:
        raise errors.DataError("actors.csv is missing; install rasid again")

    monkeypatch.setattr("rasid.lexicon.actors.registry", missing)
    done = run("doctor")
    assert done.code == errors.DataError.exit_code == 4
    assert "FAIL  actor registry: actors.csv is missing; install rasid again" in done.out
