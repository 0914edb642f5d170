"""The coding manual and the references are what their sources say now."""

import re
from types import ModuleType

import msgspec
import pytest

from rasid import codes, model
from rasid.resolve.linking import SIDES
from tests.scripts import script


def tool(name: str) -> ModuleType:
    return script(f"tools/docs/{name}.py")


@pytest.mark.parametrize("name", ["coding_manual", "records_reference", "weights"])
def test_committed_pages_are_those_that_are_made(name: str) -> None:
    made = tool(name)
    for page, make in made.PAGES.items():
        assert (made.FOLDER / page).read_text("utf-8") == make(), f"run: python tools/docs/{name}.py"


def test_the_reference_has_every_record() -> None:
    kinds = {kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)}
    assert set(tool("records_reference").STRUCTS) == kinds


def test_links_lead_to_headings() -> None:
    manual = tool("coding_manual").english()
    headings = {
        re.sub(r"[^\w -]", "", line[3:].lower()).replace(" ", "-")
        for line in manual.splitlines()
        if line.startswith("## ")
    }
    anchors = set(re.findall(r"coding-manual\.md#([\w-]+)", tool("records_reference").records()))
    assert anchors
    assert anchors <= headings


def test_the_table_of_weights_tells_what_every_reason_measures() -> None:
    made = tool("weights")
    assert list(made.MEANS) == list(SIDES)
    assert made.table().count("\n| ") == len(SIDES) + 1


def test_both_manuals_have_every_code() -> None:
    made = tool("coding_manual")
    for page in (made.english(), made.arabic()):
        assert page.count("\n### ") == len(list(codes.members()))
