"""The pages: links lead to files, commands parse, outputs are those of today, both READMEs say the same."""

import re
import shlex
from pathlib import Path
from types import ModuleType

import click
import pytest

from rasid.analyse.factories import RULES
from rasid.cli.main import EXIT_CODES, cli
from rasid.lexicon.places import shipped
from tests.scripts import script

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def shell(page: str) -> list[str]:
    """The lines of the blocks of shell commands, without their comments."""
    blocks = [block for language, block in FENCED.findall(page) if language == "sh"]
    return [line.split("  #")[0].rstrip() for block in blocks for line in block.splitlines() if line.strip()]


def calls(page: str) -> list[list[str]]:
    """Every call of rasid in those lines, as words."""
    found = []
    for line in shell(page):
        if "rasid " not in line:
            continue
        words = (
            list(shlex.shlex(line, posix=True, punctuation_chars=True).__iter__()) if "|" in line else shlex.split(line)
        )
        call: list[str] = []
        for word in [*words, "|"]:
            if word in ("|", "&&", ";", ">"):
                if call and call[0].endswith("rasid"):
                    found.append(call[1:])
                call = []
            else:
                call.append(word)
    return found


def parse(command: click.Command, words: list[str], context: click.Context | None = None) -> None:
    """Goes down to the command that is called and parses its options. Raises UsageError as the command itself would."""
    with command.make_context(command.name or "rasid", list(words), parent=context, resilient_parsing=False) as made:
        if isinstance(command, click.Group):
            rest = [*made._protected_args, *made.args]
            if rest:
                inner = command.get_command(made, rest[0])
                assert inner is not None, f"there is no command {rest[0]!r}"
                parse(inner, rest[1:], made)


def headings(page: str) -> set[str]:
    """What GitHub makes of the headings."""
    lines = re.findall(r"^#+ (.+)$", FENCED.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if "://" in link:
            continue
        path, _, part = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), f"{link} leads nowhere"
        if part and target.suffix == ".md":
            assert part in headings(target.read_text("utf-8")), f"{link}: there is no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_parse(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_STORE", "store.sqlite")  # as a page may have told to set it
    monkeypatch.chdir(tmp_path)
    for folder in ("docs", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for call in calls(page.read_text("utf-8")):
        for word in call:  # files that a reader has
            if re.fullmatch(r"[\w-]+\.(txt|csv|jsonl|json)", word):
                (tmp_path / word).touch()
        try:
            parse(cli, call)
        except click.UsageError as error:
            pytest.fail(f"rasid {shlex.join(call)}: {error.format_message()}")


def test_both_readmes_hold_the_same_commands() -> None:
    english, arabic = ((ROOT / file).read_text("utf-8") for file in ("README.md", "README.ar.md"))
    assert FENCED.findall(english) == FENCED.findall(arabic)
    assert re.findall(r"^#+", english, re.MULTILINE) == re.findall(r"^#+", arabic, re.MULTILINE)
    assert len(LINK.findall(english)) == len(LINK.findall(arabic))


def test_the_readmes_have_every_exit_code() -> None:
    codes = re.findall(r"^  (\d+)  ", EXIT_CODES, re.MULTILINE)
    for file in ("README.md", "README.ar.md"):
        assert re.findall(r"^\| (\d+) \|", (ROOT / file).read_text("utf-8"), re.MULTILINE) == codes


def test_the_notice_names_those_whose_data_we_ship() -> None:
    """Every source of the gazetteer that is not ours, by the name under which its rows go, with licence and address."""
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert {place.source for place in shipped()} == {"own", "geonames"}
    for said in (
        "https://www.geonames.org",
        "https://creativecommons.org/licenses/by/4.0/",
        "Changed:",
        "airportsdata",
    ):
        assert said in notice


def test_the_list_of_components_is_the_one_that_runs() -> None:
    page = (ROOT / "docs" / "explanation" / "how-it-reads.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| \d+ \| `(\w+)` \|", page, re.MULTILINE)) == RULES


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    reached = {(index.parent / link).resolve() for link in LINK.findall(index.read_text("utf-8")) if "://" not in link}
    assert {page for page in (ROOT / "docs").rglob("*.md") if page != index} <= reached


MARKED = re.compile("<!-- (output|counts): ")


@pytest.fixture(scope="module")
def outputs() -> ModuleType:
    return script("tools/docs/outputs.py")


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if MARKED.search(page.read_text("utf-8"))], ids=name)
def test_outputs_are_what_the_commands_print(page: Path, outputs: ModuleType) -> None:
    shown = page.read_text("utf-8")
    now = outputs.renewed(shown)
    assert outputs.same(shown, now), f"run: make docs\n{now}"


def shown(kind: str, text: str) -> str:
    return f"As said.\n\n<!-- {kind}: rasid show -->\n```text\n{text}\n```\n\nMore.\n"


def test_counts_of_the_learned_reader_may_differ_by_what_rounding_does(outputs: ModuleType) -> None:
    one = shown("counts", "  105 events of 47 reports\n  1,155 mentions of 2021-03-14")
    assert outputs.same(one, shown("counts", "  104 events of 47 reports\n  1,170 mentions of 2021-03-14"))
    for other in (
        "  102 events of 47 reports\n  1,155 mentions of 2021-03-14",
        "  105 events of 47 reports\n  1,155 mentions of 2021-03-15",
        "  105 events of 47 reports\n  1,190 mentions of 2021-03-14",
        "  105 incidents of 47 reports\n  1,155 mentions of 2021-03-14",
        "  105 events of 47 reports",
    ):
        assert not outputs.same(one, shown("counts", other))
    assert not outputs.same(shown("output", "105 events"), shown("output", "104 events"))
    assert outputs.same(shown("output", "105 events"), shown("output", "105 events"))
