"""`rasid export` from a store to files and pipes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasid.cli.export import command
from rasid.errors import StoreError, UsageError
from rasid.store import Store
from tests.store.samples import RUN, analysis, report


@pytest.fixture
def store(tmp_path: Path) -> Path:
    where = tmp_path / "s.db"
    with Store.create(where) as made:
        made.add_run(RUN)
        made.save(report(), analysis(report()))
    return where


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize("name", ["jsonl", "csv", "geojson"])
def test_a_file_and_what_it_leaves_out(store: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"o.{name}"
    result = run("--store", store, "--out", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "3 events of 1 report written" in result.stderr
    assert "names" in result.stderr
    losses = json.loads((tmp_path / f"o.{name}.losses.json").read_text())["losses"]
    assert "names" in {loss["field"] for loss in losses}
    assert "يزن" not in out.read_text("utf-8")
    assert not list(tmp_path.glob("*.part"))


def test_standard_output_and_a_summary_as_json(store: Path) -> None:
    result = run("--store", store, "--format", "jsonl", "--with-text", "--clear-names", "--json")
    assert json.loads(result.stdout)["report"]["text"] == report().text
    assert json.loads(result.stderr) == {"reports": 1, "events": 3, "out": "standard output", "losses": []}


def test_rows_are_only_the_events_that_were_asked_for(store: Path) -> None:
    result = run("--store", store, "--format", "csv", "--type", "air_strike", "--from", "2024-05-01", "--json")
    assert result.stdout.count("\n") == 2
    told = json.loads(result.stderr)
    assert (told["reports"], told["events"]) == (1, 1)
    assert {"field": "event", "reason": "events that were not asked for", "count": 2} in told["losses"]


def test_undated_events_are_told(store: Path) -> None:
    result = run("--store", store, "--format", "csv", "--from", "2024-05-01", "--json")
    assert any(loss["count"] == 2 and "--undated" in loss["reason"] for loss in json.loads(result.stderr)["losses"])


def test_a_file_that_is_there_stays_when_the_store_fails(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    out.write_text("before")
    with Store.open(store) as opened, opened._write() as connection:
        connection.exec_driver_sql("UPDATE analyses SET record = x'00'")
    with pytest.raises(StoreError, match="read that report again"):
        run("--store", store, "--out", out)
    assert out.read_text() == "before"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--out", "x.doc"), "--format"),
        (("--out", "nowhere/x.csv"), "no folder"),
        (("--format", "csv", "--with-text"), "goes with --format jsonl"),
        (("--bom",), "goes with --format csv"),
    ],
)
def test_wrong_calls(store: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run("--store", store, *arguments)
