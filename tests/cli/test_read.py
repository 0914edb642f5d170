"""`rasid read`: forms of output, streams, terminals, and what is told at the end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rasid.evaluate.check import check
from rasid.text.display import visual
from tests.cli.conftest import Run
from tests.run.samples import text

COMMAND = (sys.executable, "-c", "from rasid.cli.main import main; main()")


def test_a_report_for_a_person(run: Run, article: Path) -> None:
    done = run("read", article, "--published", "2025-05-05", "--source", "وكالة")
    assert (done.code, done.err) == (0, "")
    for shown in (
        "2025-05-04",
        "Idlib",
        "3 killed",
        "2 killed",
        "children",
        "says",
        "مصادر طبية",
        "published 2025-05-05 (given)",
        "وكالة",
    ):
        assert shown in done.out
    assert text(0).split("\n")[0] in done.out


@pytest.mark.parametrize("columns", ["20", "60", "200"])
def test_narrow_and_wide_terminals(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for bidi in ("terminal", "visual"):
        done = run("read", article, "--bidi", bidi)
        assert done.code == 0
        assert "toll" in done.out


def test_letters_are_joined_and_ordered_where_the_terminal_does_not(run: Run, article: Path) -> None:
    out = run("read", article, "--bidi", "visual").out
    [(word, _)] = visual("مصادر طبية", (), width=99)
    assert word in out
    assert "\u2067" not in out


def test_colours_only_on_a_terminal_and_not_against_ones_wish(article: Path) -> None:
    pty = pytest.importorskip("pty")
    outputs = {}
    for setting in ({}, {"NO_COLOR": "1"}):
        environment = (
            {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
            | {"TERM": "xterm-256color", "COLUMNS": "60"}
            | setting
        )
        ours, theirs = pty.openpty()
        process = subprocess.Popen([*COMMAND, "read", str(article)], stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        read = b""
        while True:
            try:
                read += (piece := os.read(ours, 65536))
            except OSError:
                break
            if not piece:
                break
        os.close(ours)
        assert process.wait(20) == 0
        outputs[bool(setting)] = read.decode()
    assert "\x1b[1;31m" in outputs[False]
    assert "3 killed" in outputs[True]
    assert not any(f"3{n}m" in outputs[True] for n in range(8))


def test_json(run: Run, article: Path) -> None:
    done = run("read", article, article, "--json")
    record = json.loads(done.out)
    assert record["report"]["text"] == text(0)
    event = record["analysis"]["events"][0]
    assert record["report"]["text"][event["trigger"]["start"] : event["trigger"]["end"]] == event["trigger"]["quote"]


def test_standard_input(run: Run) -> None:
    done = run("read", "-", "--json", stdin=text(1))
    assert done.code == 0
    assert json.loads(done.out)["report"]["origin"] == "standard input"


def test_annotations_hold_to_the_guidelines(run: Run, tmp_path: Path) -> None:
    articles = [
        {"id": f"a{n}", "text": text(n), "published": "2025-05-05", "sentences": [[0, len(text(n))]]} for n in range(3)
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, articles)), "utf-8")
    done = run("read", path, "--as", "annotations")
    annotations = [json.loads(line) for line in done.out.splitlines()]
    assert [annotation["doc"] for annotation in annotations] == ["a0", "a1", "a2"]
    for article, annotation in zip(articles, annotations, strict=True):
        assert check(article, annotation) == []
        trigger = annotation["events"][0]["trigger"]
        assert str(article["text"])[trigger["start"] : trigger["end"]] == trigger["q"]


def test_the_summary_tells_what_came_of_all(run: Run, tmp_path: Path, article: Path) -> None:
    (tmp_path / "same.txt").write_text(text(0), "utf-8")
    (tmp_path / "none.txt").touch()
    (tmp_path / "english.txt").write_text("Four were killed.")
    where = tmp_path / ".a.sqlite"
    done = run("read", tmp_path, "--store", where)
    assert (done.code, done.out) == (1, "")
    *problems, summary = done.err.splitlines()
    assert summary == f"1 read (1 tells of conflict); 1 skipped as duplicate; 1 not Arabic; 1 failed: 1 empty → {where}"
    assert problems == [
        f"{tmp_path / 'english.txt'}: it is not in Arabic; --any-language reads it all the same [not-arabic]",
        f"{tmp_path / 'none.txt'}: it is empty [empty]",
    ]
    assert run("read", tmp_path, "--store", where, "--quiet").err == ""
    assert (
        run("read", article, "--store", where).err == f"0 read (0 tell of conflict); 1 skipped as duplicate → {where}\n"
    )
    assert run("read", article, "--store", where, "--again").err == f"1 read (1 tells of conflict) → {where}\n"


def test_records_are_printed_as_they_come_and_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"a{n}", "text": text(n)}) for n in range(60)), "utf-8")
    process = subprocess.Popen([*COMMAND, "read", str(path), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["report"]["external_id"] == "a0"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0


def test_output_in_any_locale_is_utf8(article: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*COMMAND, "read", str(article)], capture_output=True, env=environment, timeout=30, check=True
    )
    assert "مصادر" in done.stdout.decode("utf-8")


def test_a_disk_that_is_full_is_told() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=20, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("rasid: ")
    assert "Traceback" not in done.stderr
