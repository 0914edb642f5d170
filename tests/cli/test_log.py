"""`rasid log`: what was done and decided is there, and what was tampered with is named."""

import csv
import hashlib
import json
import sqlite3
from pathlib import Path

import msgspec
import pytest

from rasid.model import CountKind, CountRange, Ruling, SubjectKind
from rasid.run.review import decide, refresh, review
from rasid.store import Store
from tests.cli.conftest import Run
from tests.store.samples import RUN


@pytest.fixture
def decided(store: Path) -> Path:
    """A store in which amal edited the count of a claim, and wants a second."""
    with Store.open(store) as opened:
        (report,) = opened.reports()
        shown = review(opened, report.id)
        claim = next(claim for claim in shown.analysis.casualties if claim.outcome == "killed")
        draft, seen = shown.draft(
            SubjectKind.CLAIM, claim.id, Ruling.EDIT, by="amal", field="count", reason="القائمة المنشورة", wants_second=True,
            after=CountRange(low=41, high=41, kind=CountKind.EXACT),
        )  # fmt: skip
        decide(opened, draft, seen=seen)
    return store


def rows(run: Run, store: Path, *options: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("log", "show", "--store", store, "--json", *options).out.splitlines()]


def test_an_import_is_on_record(run: Run, store: Path) -> None:
    (row,) = rows(run, store)
    assert (row["field"], row["verdict"]) == ("import", "done")
    assert row["after"]["from"] == ["a.txt", "none.txt"]  # type: ignore[index]


def test_who_decided_what_and_why(run: Run, decided: Path) -> None:
    shown = run("log", "show", "--store", decided)
    assert shown.code == 0
    for told in ("amal", "edit count", "waits for a second", "low: 3 → 41", "القائمة المنشورة"):
        assert told in shown.out
    assert [row["seq"] for row in rows(run, decided)] == [2, 1]
    assert [row["seq"] for row in rows(run, decided, "--by", "amal", "--waiting")] == [2]
    assert rows(run, decided, "--kind", "person") == []
    (report,) = {row["subject"]["report_id"] for row in rows(run, decided, "--kind", "claim")}  # type: ignore[index]
    assert [row["seq"] for row in rows(run, decided, "--report", str(report))] == [2]


def test_a_second_person_confirms_and_the_record_changes(run: Run, decided: Path) -> None:
    assert "41 killed" not in run("show", "--store", decided).out
    refused = run("log", "confirm", 2, "--by", "amal", "--store", decided)
    assert (refused.code, "another person" in refused.err) == (2, True)
    assert run("log", "confirm", 2, "--by", "badr", "--store", decided).code == 0
    assert "41 killed" in run("show", "--store", decided).out
    exported = run("export", "--store", decided, "--format", "jsonl").out
    (record,) = [json.loads(line) for line in exported.splitlines()]
    (basis,) = record["analysis"]["decided"]
    assert (basis["by"], basis["field"], basis["verdict"]) == ("amal", "count", "edit")
    assert run("log", "undo", 2, "--by", "badr", "--store", decided).code == 0
    assert "41 killed" not in run("show", "--store", decided).out
    assert [row["seq"] for row in rows(run, decided, "2")] == [2, 3, 5]


def test_events_are_shown_and_exported_by_what_was_decided(run: Run, store: Path, tmp_path: Path) -> None:
    with Store.open(store) as opened:
        (report,) = opened.reports()
        shown = review(opened, report.id)
        event = shown.analysis.events[0]
        for field, verdict, after in (("type", Ruling.EDIT, "riot"), ("when", Ruling.REJECT, None)):
            draft, seen = shown.draft(SubjectKind.EVENT, event.id, verdict, by="amal", field=field, after=after)
            decide(opened, draft, seen=seen)
    assert event.id in run("show", "--store", store, "--list", "--type", "riot").out
    assert event.id not in run("show", "--store", store, "--list", "--type", event.type.value).out
    out = tmp_path / "events.csv"
    assert run("export", "--store", store, "--out", out, "--type", "riot").code == 0
    with out.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["event"], row["type"], row["date_start"]) == (f"{report.id}:{event.id}", "riot", "")
    told = run("export", "--store", store, "--out", out, "--type", "riot", "--from", "2000-01-01", "--json")
    (loss,) = [loss for loss in json.loads(told.err)["losses"] if "question of dates" in loss["reason"]]
    assert loss["count"] == 1


def test_tables_name_what_rests_on_people_and_not_who(run: Run, decided: Path, tmp_path: Path) -> None:
    run("log", "confirm", 2, "--by", "badr", "--store", decided)
    for name in ("events.csv", "events.geojson", "incidents.csv", "incidents.geojson"):
        out = tmp_path / name
        more = ["--incidents"] if name.startswith("incidents") else []
        assert run("export", "--store", decided, "--out", out, *more).code == 0
        told = out.read_text("utf-8")
        assert "count edit (2)" in told
        assert "amal" not in told
    assert "count edit (2)" in (tmp_path / "incidents.csv.claims.csv").read_text("utf-8")
    assert "decided by amal" in run("show", "--store", decided).out


def test_a_rejected_claim_goes_out_no_more_and_why_stays_on_record(run: Run, store: Path, tmp_path: Path) -> None:
    def told() -> tuple[str, str, str]:
        table = tmp_path / "incidents.csv"
        assert run("export", "--store", store, "--incidents", "--out", table).code == 0
        claims = (tmp_path / "incidents.csv.claims.csv").read_text("utf-8")
        return run("export", "--store", store, "--format", "jsonl").out, table.read_text("utf-8"), claims

    with Store.open(store) as opened:
        (report,) = opened.reports()
        shown = review(opened, report.id)
        claim = next(claim for claim in shown.analysis.casualties if claim.outcome == "killed")
    key = f'"id":"{claim.id}"'
    before = told()
    assert key in before[0]
    with Store.open(store) as opened:
        draft, seen = review(opened, report.id).draft(
            SubjectKind.CLAIM, claim.id, Ruling.REJECT, by="amal", reason="عدد من خبر آخر"
        )
        rejected = decide(opened, draft, seen=seen).seq
    records, table, claims = told()
    (record,) = [json.loads(line) for line in records.splitlines()]
    assert claim.id not in {one["id"] for one in record["analysis"]["casualties"]}
    assert len(claims.splitlines()) < len(before[2].splitlines())
    assert table != before[1]
    assert "عدد من خبر آخر" in run("log", "show", "--store", store).out
    assert run("log", "undo", rejected, "--by", "amal", "--store", store).code == 0
    assert [line.split(",")[:3] for line in told()[2].splitlines()] == [
        line.split(",")[:3] for line in before[2].splitlines()
    ]


def test_decisions_without_their_words_are_listed(run: Run, decided: Path) -> None:
    assert rows(run, decided, "--orphans") == []
    with Store.open(decided) as opened:
        ((report, analysis),) = opened.records_of([report.id for report in opened.reports()])
        opened.add_run(RUN)
        opened.save(report, msgspec.structs.replace(analysis, casualties=(), run=RUN.id))
        refresh(opened)
        assert {need.need.value for card in opened.cards.all("report") for need in card.needs} >= {"orphan"}
    assert [row["seq"] for row in rows(run, decided, "--orphans")] == [2]


def test_the_ledger_is_proved(run: Run, decided: Path) -> None:
    done = run("log", "verify", "--store", decided)
    assert done.code == 0
    head = done.out.rsplit(" ", 1)[1].strip()
    assert run("log", "verify", "--store", decided, "--head", head).code == 0
    with sqlite3.connect(decided) as connection:
        connection.execute("DROP TRIGGER decisions_stay")
        connection.execute("UPDATE decisions SET decided_by = 'mallory' WHERE seq = 2")
    done = run("log", "verify", "--store", decided)
    assert done.code == 1
    assert "decision 2 is not what was written [altered]" in done.out
    assert "decisions_stay" in done.out
    told = json.loads(run("log", "verify", "--store", decided, "--json").out)
    assert [fault["seq"] for fault in told["faults"] if fault["code"] == "altered"] == [2]


@pytest.mark.parametrize("head", ["12", "x:" + "a" * 64, "2:zz", "2:" + "A" * 64])
def test_a_head_that_is_none_is_told(run: Run, store: Path, head: str) -> None:
    done = run("log", "verify", "--store", store, "--head", head)
    assert (done.code, "--head is a number and a hash" in done.err) == (2, True)


def test_others_can_count_the_ledger_over(run: Run, decided: Path, tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    assert run("log", "export", "--out", out, "--store", decided).code == 0
    previous = "0" * 64
    for line in out.read_bytes().splitlines():
        row = json.loads(line)
        told = row.pop("hash")
        assert row["previous"] == previous
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == told
        previous = told
    assert run("log", "export", "--out", tmp_path / "nowhere" / "x", "--store", decided).code == 2


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["show", "9"], "there is no decision 9"),
        (["show", "1", "--by", "amal"], "N goes alone"),
        (["undo", "9", "--by", "amal"], "there is no decision 9"),
        (["undo", "1", "--by", "amal"], "says what was done"),
        (["confirm", "1", "--by", " "], "cannot be undone or confirmed"),
    ],
)
def test_what_cannot_be_is_told(run: Run, store: Path, call: list[str], told: str) -> None:
    done = run("log", *call, "--store", store)
    assert done.code == 2
    assert told in done.err


def test_judging_is_on_record(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    run("read", "--demo", "--store", path, "--quiet")
    judged = json.loads(
        run("incidents", "judge", "d01/e1", "d03/e1", "different", "--by", "amal", "--json", "--store", path).out
    )
    run("incidents", "undo", judged["act"], "--by", "badr", "--store", path)
    told = [(row["field"], row["by"]) for row in rows(run, path, "--kind", "incident")]
    assert told == [("undo", "badr"), ("judge", "amal")]
    assert run("log", "verify", "--store", path).code == 0
