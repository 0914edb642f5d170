"""Runs the commands whose output a page shows, and puts the output that they have now in its place.

python tools/docs/outputs.py        rewrites README*.md and docs/**/*.md

A page marks an output by a comment before its block, `<!-- output: COMMAND -->`. The commands of one page run in its order
in one folder of their own, which holds the files of docs/examples and ends with the page.
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
MARKED = re.compile(r"(<!-- output: (?P<command>[^\n]+) -->\n```text\n)(?P<shown>.*?)(^```$)", re.DOTALL | re.MULTILINE)


def pages() -> list[Path]:
    """Pages that people write; those made from the code have no outputs."""
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


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
            return match[1] + "".join(f"{line}\n" for line in lines) + match[4]

        return MARKED.sub(output, page)


if __name__ == "__main__":
    for path in pages():
        before = path.read_text("utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, "utf-8")
            print(path.relative_to(ROOT))
