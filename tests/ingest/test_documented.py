"""`docs/how-to/read-inputs.md` has every code, field name and limit that the code has, and none besides."""

import re
from pathlib import Path

from rasid.ingest import Limits
from rasid.ingest.problems import NOTES, Code
from rasid.ingest.records import FIELDS, LISTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "read-inputs.md").read_text("utf-8")
FAULTS, NOTED = PAGE.split("## What can go wrong")[1].split("Notes:")


def codes(text: str) -> list[str]:
    return re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)


def test_every_code_stands_in_the_tables() -> None:
    reading = [*(ROOT / "src" / "rasid" / "ingest").glob("*.py"), ROOT / "src" / "rasid" / "run" / "read.py"]
    source = "".join(path.read_text("utf-8") for path in reading)
    written = set(re.findall(r'code="([a-z-]+)"', source))
    assert sorted(codes(FAULTS) + codes(NOTED)) == sorted({code.value for code in Code} | written)
    assert set(codes(NOTED)) == {code.value for code in NOTES}


def test_every_code_is_used() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "src" / "rasid" / "ingest").glob("*.py")
        if path.name != "problems.py"
    )
    assert {code for code in Code if f"Code.{code.name}" not in source} <= {
        Code.NOT_FETCHED,
        Code.TOO_LARGE,
    }  # those of error classes


def test_every_name_of_a_field_stands_there() -> None:
    for field, names in FIELDS.items():
        row = re.search(rf"^\| {field} \| (.+) \|$", PAGE, re.MULTILINE)
        assert row is not None
        assert tuple(re.findall(r"`([^`]+)`", row.group(1).split(":")[0])) == names
    assert all(f"`{name}`" in PAGE for name in LISTS)


def test_the_limits_are_those_of_the_code() -> None:
    limits = Limits()
    told = dict(re.findall(r"^\| (.+) \| (.+) \|$", PAGE.split("## Limits")[1].split("## What")[0], re.MULTILINE))
    assert told["the text of an article"] == f"{limits.text_bytes // 1_000_000} MB"
    assert told["a line of JSON or CSV"] == f"{limits.line_bytes // 1_000_000} MB"
    assert told["a page, a feed, the answer to a URL"] == f"{limits.page_bytes // 1_000_000} MB"
    assert told["elements nested in a page"] == f"{limits.tag_depth:,}"
    assert told["what a gzip unpacks to"] == f"{limits.unpacked_ratio} times its size, and 1 MB"
    assert told["a URL, redirects and all"] == f"{limits.seconds:g} seconds, {limits.redirects} redirects"
