"""`rasid evaluate` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.evaluate.samples import annotation, article

__all__ = ["run"]  # a fixture

OTHER = {"id": "b", "text": "فاز فريق المدينة على ضيفه بهدفين.", "published": "2023-01-02"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    articles, annotations = tmp_path / "articles.jsonl", tmp_path / "annotations.jsonl"
    calm = {"doc": "b", "relevant": False, "lead_event": None, "events": [], "casualties": [], "statements": []}
    articles.write_text("".join(json.dumps(a) + "\n" for a in (article(), OTHER)), "utf-8")
    annotations.write_text("".join(json.dumps(a) + "\n" for a in (annotation(), calm)), "utf-8")
    return articles, annotations


def test_every_figure_has_its_line(run: Run, files: tuple[Path, Path]) -> None:
    done = run("evaluate", *files)
    assert done.code == 0
    assert done.out.startswith("2 articles\n")
    lines = {line[:20].strip(): line for line in done.out.splitlines()}
    assert {"relevance", "typing", "casualties+source", "statements+kind", "row.killed", "whole"} <= set(lines)
    assert lines["relevance"].endswith("2 / 2 / 2")
    assert done.err == ""


def test_json_has_the_same_figures_and_their_intervals(run: Run, files: tuple[Path, Path]) -> None:
    table = json.loads(run("evaluate", *files, "--json").out)
    assert table["articles"] == 2
    assert table["figures"]["relevance"] == {
        "p": 100.0, "r": 100.0, "f1": 100.0, "right": 2, "gold": 2, "predicted": 2, "f1_low": 100.0, "f1_high": 100.0,
    }  # fmt: skip
    assert "groups" not in table
    assert "listed" not in table


@pytest.mark.parametrize(
    ("by", "names"),
    [("outlet", ["not told", "بريد الساحل"]), ("year", ["2023", "2024"]), ("country", ["SY", "not told"])],
)
def test_groups(run: Run, files: tuple[Path, Path], by: str, names: list[str]) -> None:
    shown = run("evaluate", *files, "--by", by).out
    head, *rows = shown[shown.index(f"\n{by} ") + 1 :].splitlines()
    assert head.split()[:3] == [by, "relevance", "detection"]
    assert [row[:24].strip() for row in rows] == names
    groups = json.loads(run("evaluate", *files, "--by", by, "--json").out)["groups"]
    assert list(groups) == names
    assert sum(figures["relevance"]["gold"] for figures in groups.values()) == 2


def test_what_has_no_event_has_no_typing(run: Run, files: tuple[Path, Path]) -> None:
    shown = run("evaluate", *files, "--by", "year").out
    (calm,) = [line for line in shown.splitlines() if line.startswith("2023")]
    assert calm.split()[-1] == "–"  # no row: there is no lead event


@pytest.fixture
def faulty(files: tuple[Path, Path]) -> tuple[Path, Path]:
    """The gold says otherwise than any reader: three tolls more, of which no word tells."""
    first, *rest = files[1].read_text("utf-8").splitlines()
    changed = json.loads(first)
    changed["casualties"] += [
        {**changed["casualties"][0], "id": f"c{number}", "min": number, "max": number} for number in (70, 80, 90)
    ]
    files[1].write_text("\n".join([json.dumps(changed), *rest]), "utf-8")
    return files


def test_faults_are_listed_so_many_of_each_kind(run: Run, faulty: tuple[Path, Path]) -> None:
    plain = run("evaluate", *faulty).out
    assert "3 wrong number" in plain
    assert "wrong number | a" not in plain
    listed = run("evaluate", *faulty, "--faults", "2").out
    assert listed.count("wrong number | a | killed") == 2


def test_faults_of_one_kind(run: Run, faulty: tuple[Path, Path]) -> None:
    shown = run("evaluate", *faulty, "--kind", "wrong number").out
    listed = [line for line in shown.splitlines() if " | a | " in line]
    assert len(listed) == 3
    assert all(line.startswith("wrong number") for line in listed)
    table = json.loads(run("evaluate", *faulty, "--kind", "wrong number", "--json").out)
    assert [fault["detail"][1] for fault in table["listed"]] == ["70", "80", "90"]


def test_a_kind_that_there_is_none_of_is_said_to_be_none(run: Run, faulty: tuple[Path, Path]) -> None:
    done = run("evaluate", *faulty, "--kind", "wrong numbers")
    assert done.code == 0
    assert "no fault is called 'wrong numbers'; there are: " in done.err
    assert "wrong number" in done.err.split("there are:")[1]


def test_a_gate_that_is_held(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    first = run("evaluate", *files, "--gate", floors, "--raise")
    assert first.code == 0
    assert "relevance: 100.0" in first.err.splitlines()
    again = run("evaluate", *files, "--gate", floors)
    assert (again.code, again.err) == (0, "")


def lift(floors: Path) -> None:
    held = json.loads(floors.read_text("utf-8"))
    held["floors"]["casualties"] = 100.1
    floors.write_text(json.dumps(held), "utf-8")


def test_a_gate_that_is_not_held_ends_with_1(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    run("evaluate", *files, "--gate", floors, "--raise")
    lift(floors)
    done = run("evaluate", *files, "--gate", floors, "--json")
    assert done.code == 1
    assert done.err.startswith("casualties: ")
    assert "is below its floor 100.1" in done.err
    json.loads(done.out)  # the figures all the same
    assert run("evaluate", *files, "--gate", floors, "--raise").code == 1  # it did not fall


def test_a_floor_is_lowered_for_a_reason(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    run("evaluate", *files, "--gate", floors, "--raise")
    lift(floors)
    assert run("evaluate", *files, "--gate", floors, "--raise", "--lower", "").code == 2
    assert run("evaluate", *files, "--gate", floors, "--raise", "--lower", "set too high by hand").code == 0
    (lowered,) = json.loads(floors.read_text("utf-8"))["lowered"]
    assert (lowered["figure"], lowered["reason"]) == ("casualties", "set too high by hand")


def test_another_gold_ends_with_1(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    run("evaluate", *files, "--gate", floors, "--raise")
    with files[1].open("a", encoding="utf-8") as more:
        more.write("\n")
    done = run("evaluate", *files, "--gate", floors)
    assert done.code == 1
    assert "the gold has changed" in done.err


@pytest.mark.parametrize("options", [["--raise"], ["--lower", "why"], ["--gate", "x.json", "--lower", "why"]])
def test_options_that_need_another_end_with_2(run: Run, files: tuple[Path, Path], options: list[str]) -> None:
    done = run("evaluate", *files, *options)
    assert done.code == 2
    assert "--raise needs --gate" in done.err


def test_a_gate_file_that_is_none_ends_with_4_before_the_reading(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    floors = tmp_path / "floors.json"
    assert run("evaluate", *files, "--gate", floors).code == 4
    floors.write_text("{}", "utf-8")
    for more in ([], ["--raise"]):
        done = run("evaluate", *files, "--gate", floors, *more)
        assert (done.code, done.out) == (4, "")
        assert "holds no floors" in done.err


def test_bad_files_end_with_2(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run("evaluate", tmp_path / "none.jsonl", files[1]).code == 2
    files[1].write_text(json.dumps(annotation() | {"lead_event": "e9"}), "utf-8")
    done = run("evaluate", *files)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"rasid: {files[1]} has a fault: a: lead_event: there is no e9\n"
