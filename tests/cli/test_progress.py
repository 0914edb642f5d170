"""The bar that a person sees while much is read; nothing of it where nobody watches."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from rasid.ingest import Options, read_items
from rasid.ingest.targets import bytes_of

LINE = "قصفت قوات النظام بالمدفعية الثقيلة مدينة الزيتونية صباح اليوم، وقتل ثلاثة مدنيين. "


def articles(folder: Path, count: int) -> Path:
    file = folder / "articles.jsonl"
    lines = [json.dumps({"text": LINE + f"الخبر {number}", "published": "2024-03-10"}) for number in range(count)]
    file.write_text("\n".join(lines), "utf-8")
    return file


def seen_by_a_person(*arguments: str) -> str:
    """What stands on the terminal, stdout and stderr, when the command has ended."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [str(Path(sys.executable).with_name("rasid")), *arguments],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env=environment,
    ) as running:
        os.close(theirs)
        out = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            out += piece
    os.close(ours)
    assert running.returncode == 0
    return out.decode()


def test_the_bar_comes_to_a_hundred(tmp_path: Path) -> None:
    file = articles(tmp_path, 60)
    out = seen_by_a_person("read", str(file), "--store", str(tmp_path / "store.sqlite"))
    assert "100%" in out
    assert "0 failed" in out
    assert "60 read" in out


def test_quiet_draws_no_bar(tmp_path: Path) -> None:
    file = articles(tmp_path, 5)
    assert "%" not in seen_by_a_person("read", str(file), "--store", str(tmp_path / "store.sqlite"), "--quiet")


def test_the_meter_ends_at_the_size_of_the_files(tmp_path: Path) -> None:
    file, options = articles(tmp_path, 400), Options()
    met = []
    for _ in read_items([str(tmp_path)], options):
        met.append(options.meter.done)
    assert met == sorted(met)
    assert met[0] < file.stat().st_size
    assert options.meter.done == bytes_of([str(tmp_path)]) == file.stat().st_size


def test_of_a_stream_nobody_knows_the_end(tmp_path: Path) -> None:
    assert bytes_of([str(articles(tmp_path, 1)), "-"]) is None
    assert bytes_of(["https://example.org/feed"]) is None


def test_what_is_not_there_counts_nothing(tmp_path: Path) -> None:
    assert bytes_of([str(tmp_path / "nothing")]) == 0
