"""Runs the commands whose output a page shows, and puts the output that they have now in its place.

python tools/docs/outputs.py        rewrites README*.md and docs/**/*.md

A page marks an output by a comment before its block, `<!-- output: COMMAND -->`. The commands of one page run in its order
in one folder of their own, which holds the files of docs/examples and ends with the page. `<!-- counts: COMMAND -->` marks an
output that counts what the learned reader found in many reports: such a count may be another by one or two on another make of
processor, whose fractions round otherwise, and `same` lets it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKED = re.compile(
    r"(<!-- (?P<kind>output|counts): (?P<command>[^\n]+) -->\n```text\n)(?P<shown>.*?)(^```$)", re.DOTALL | re.MULTILINE
)


def pages() -> list[Path]:
    """Pages that people write; those made from the code have no outputs."""
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


COUNT = re.compile(r"(?<![\w.-])\d[\d,]*(?![\w.-])")
ROUNDING = 0.02


def same(page: str, other: str) -> bool:
    """Whether two states of a page are the same, counts in outputs of counts up to two or 2 %."""
    if MARKED.sub(_without, page) != MARKED.sub(_without, other):
        return False
    return all(abs(one - two) <= max(2, ROUNDING * one) for one, two in zip(_counts(page), _counts(other), strict=True))


def _without(match: re.Match[str]) -> str:
    """The output as it is, or without its counts and the width of their columns."""
    return re.sub(r" +", " ", COUNT.sub("0", match[0])) if match["kind"] == "counts" else match[0]


def _counts(page: str) -> list[int]:
    return [
        int(count.replace(",", ""))
        for match in MARKED.finditer(page)
        if match["kind"] == "counts"
        for count in COUNT.findall(match["shown"])
    ]


def renewed(page: str) -> str:
    """The text of the page with the outputs of today."""
    if not MARKED.search(page):
        return page
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rasid"
        shutil.copytree(ROOT / "docs" / "examples", folder)
        for shared in ("docs", "tests"):
            (folder / shared).symlink_to(ROOT / shared)
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
            "RASID_DATA": f"{name}/data",
        }
        environment.pop("RASID_STORE", None)
        environment.pop("RASID_READER", None)  # as whoever follows the page has it

        def output(match: re.Match[str]) -> str:
            done = subprocess.run(
                ["/bin/sh", "-c", match["command"]], cwd=folder, env=environment, capture_output=True, text=True
            )
            lines = (line.rstrip() for line in (done.stdout + done.stderr).splitlines())
            return match[1] + "".join(f"{line}\n" for line in lines) + match[5]

        return MARKED.sub(output, page)


if __name__ == "__main__":
    for path in pages():
        before = path.read_text("utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, "utf-8")
            print(path.relative_to(ROOT))
