"""A release: files first, with what they leave out or guess; then a record with hashes that nobody can change behind it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.demo import reports
from rasid.errors import UsageError
from rasid.model import EventType, Rule
from rasid.run.incidents import Linking
from rasid.run.read import read
from rasid.run.release import (
    Settings,
    discard,
    file_of,
    folder_of,
    next_id,
    prepare,
    publish,
    sha256_of,
    states,
)
from rasid.run.review import refresh
from rasid.store import IncidentFilter, Store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "demo.sqlite"
    with Store.create(path) as store:
        linking = Linking(store)
        for number, _ in enumerate(read(reports(), sink=linking)):
            if number == 14:
                break
        linking.close()
        refresh(store)
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("RASID_DATA", str(tmp_path / "data"))
    path = tmp_path / "copy.sqlite"
    path.write_bytes(made.read_bytes())
    with Store.open(path) as opened:
        yield opened


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_files_are_written_with_what_they_leave_out_and_guess(store: Store):
    heard: list[tuple[int, int]] = []
    draft = prepare(store, Settings(forms=("csv", "geojson")), told=lambda done, of: heard.append((done, of)))
    names = [file.name for file in draft.files]
    assert names == ["claims.csv", "incidents.csv", "incidents.geojson", "losses.json"]
    table = rows(draft.folder / "incidents.csv")
    assert len(table) == draft.counts["incidents"] == len(draft.items) > 5
    assert draft.items.keys() == {row["incident"] for row in table}
    assert len(rows(draft.folder / "claims.csv")) == draft.counts["claims"] > 0
    undated = sum(not row["date_start"] for row in table)
    assert undated == sum(loss.count for loss in draft.losses if loss.field == "date")
    assert "names" in {loss.field for loss in draft.losses}
    assert sum(guess.count for guess in draft.guesses if guess.field == "date") > 0
    told = json.loads((draft.folder / "losses.json").read_bytes())
    assert [loss["count"] for loss in told["left_out"]] == [loss.count for loss in draft.losses]
    assert heard[-1] == (2 * len(table), 2 * len(table))
    for file in draft.files:
        assert sha256_of(draft.folder / file.name) == file.sha256
    assert store.releases.listed() == []
    discard(draft)
    assert not draft.folder.exists()


def test_filters_and_rule_are_kept_and_what_they_leave_out_is_counted(store: Store):
    everything = prepare(store, Settings())
    only = Settings(rule=Rule.UCDP, wanted=IncidentFilter(types=(EventType.AIR_STRIKE, EventType.SHELLING)))
    draft = prepare(store, only)
    left = {loss.field: loss.count for loss in draft.losses}
    assert left["incident"] == everything.counts["incidents"] - draft.counts["incidents"] > 0
    assert {row["rule"] for row in rows(draft.folder / "incidents.csv")} == {"ucdp"}
    assert {row["type"] for row in rows(draft.folder / "incidents.csv")} <= {"air_strike", "shelling"}
    release = publish(store, draft, "2024-05", by="amal", title="May", note="first")
    assert release.settings["rule"] == "ucdp"
    assert release.settings["types"] == ["air_strike", "shelling"]


def test_a_release_keeps_its_files_and_says_when_they_are_altered(store: Store):
    draft = prepare(store, Settings())
    release = publish(store, draft, "2024-05", by="amal")
    assert set(states(store, release).values()) == {"as released"}
    path = file_of(store, release, "incidents.csv")
    assert path is not None
    path.write_text(path.read_text("utf-8").replace(",", ";", 1), "utf-8")
    (folder_of(store) / "2024-05" / "claims.csv").unlink()
    assert states(store, release) == {
        "claims.csv": "gone",
        "incidents.csv": "altered",
        "losses.json": "as released",
    }
    assert file_of(store, release, "claims.csv") is None
    assert file_of(store, release, "../copy.sqlite") is None
    (last,) = store.decisions.listed(limit=1)
    assert (last.by, last.field) == ("amal", "release")
    assert last.after["files"]["incidents.csv"] == draft.files[1].sha256
    assert store.decisions.verify().faults == ()


def test_a_name_is_given_once(store: Store):
    publish(store, prepare(store, Settings()), "2024-05", by="amal")
    with pytest.raises(UsageError, match="another name"):
        publish(store, prepare(store, Settings()), "2024-05", by="amal")
    with pytest.raises(UsageError, match="not a name"):
        publish(store, prepare(store, Settings()), "../up", by="amal")
    assert [release.id for release in store.releases.listed()] == ["2024-05"]
    assert next_id(store, today=dt.date(2024, 5, 9)) == "2024-05.2"
    assert next_id(store, today=dt.date(2024, 6, 9)) == "2024-06"
    (folder_of(store) / "2024-06").mkdir()  # of a store that stood here before
    assert next_id(store, today=dt.date(2024, 6, 9)) == "2024-06.2"


def test_a_draft_that_was_touched_is_not_released(store: Store):
    draft = prepare(store, Settings())
    (draft.folder / "incidents.csv").write_text("", "utf-8")
    with pytest.raises(UsageError, match="prepare the release again"):
        publish(store, draft, "2024-05", by="amal")
    assert store.releases.listed() == []


def test_names_stand_in_it_only_where_they_are_cleared(store: Store):
    covered = (prepare(store, Settings(forms=("jsonl",))).folder / "claims.csv").read_text("utf-8")
    clear = (prepare(store, Settings(forms=("jsonl",), clear_names=True)).folder / "claims.csv").read_text("utf-8")
    assert "█" in covered
    assert "█" not in clear


def test_formats_that_are_none_are_said(store: Store):
    with pytest.raises(UsageError, match="csv, jsonl, geojson"):
        prepare(store, Settings(forms=("xls",)))
