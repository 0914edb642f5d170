"""The gate: floors are pinned beside their gold, rise freely, and fall only with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rasid.analyse.factories import READERS
from rasid.analyse.pipeline import Pipeline
from rasid.errors import DataError, UsageError
from rasid.evaluate import gate, gold
from rasid.evaluate.evaluate import evaluate
from rasid.evaluate.score import Scores

GOLD = Path(__file__).parents[1] / "gold"


def scores_of(**right: int) -> Scores:
    """So many of ten right, by figure."""
    out = Scores()
    for figure, number in right.items():
        out.add(figure, number, 10, 10)
    return out


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.json"
    gate.pin(path, scores_of(typing=5, dates=8), "sha")
    return path


def pinned(path: Path) -> dict[str, float]:
    return gate.load(path)["floors"]


@pytest.mark.parametrize(("reader", "floors"), [("learned", "floors.json"), ("rules", "floors.rules.json")])
def test_our_own_gold_is_read_no_worse_than_it_was(reader: str, floors: str) -> None:
    articles, annotations = GOLD / "articles.jsonl", GOLD / "annotations.jsonl"
    texts = gold.articles(articles)
    reached = evaluate(texts, gold.annotated(annotations, texts), Pipeline(READERS[reader])).total
    held = gate.load(GOLD / floors)
    assert set(held["floors"]) >= set(gate.FIGURES)
    assert gate.below(held, reached, gate.fingerprint(articles, annotations)) == []


def test_what_was_reached_is_pinned(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    changed = gate.pin(path, scores_of(typing=5), "sha")
    assert "typing: 50.0" in changed
    assert pinned(path)["typing"] == 50.0
    assert gate.load(path)["gold_sha256"] == "sha"


def test_a_figure_is_cut_so_that_its_floor_is_not_above_it(tmp_path: Path) -> None:
    scores = Scores()
    scores.add("typing", 2, 3, 3)  # 66.66…
    gate.pin(tmp_path / "floors.json", scores, "sha")
    assert pinned(tmp_path / "floors.json")["typing"] == 66.6
    assert gate.below(gate.load(tmp_path / "floors.json"), scores, "sha") == []


def test_each_figure_that_fell_has_a_line(floors: Path) -> None:
    held = gate.load(floors)
    assert gate.below(held, scores_of(typing=5, dates=9), "sha") == []
    assert gate.below(held, scores_of(typing=4, dates=7), "sha") == [
        "typing: 40.0 is below its floor 50.0",
        "dates: 70.0 is below its floor 80.0",
    ]


def test_a_figure_that_is_measured_no_more_has_fallen(floors: Path) -> None:
    assert gate.below(gate.load(floors), scores_of(dates=8), "sha") == ["typing: 0.0 is below its floor 50.0"]


def test_floors_rise_freely(floors: Path) -> None:
    assert gate.pin(floors, scores_of(typing=7, dates=8), "sha") == ["typing: 50.0 → 70.0"]
    assert pinned(floors)["typing"] == 70.0
    assert gate.load(floors)["lowered"] == []


def test_a_floor_does_not_fall_when_others_rise(floors: Path) -> None:
    assert gate.pin(floors, scores_of(typing=7, dates=6), "sha") == ["typing: 50.0 → 70.0"]
    assert pinned(floors)["dates"] == 80.0


def test_a_floor_falls_with_a_reason_which_is_kept(floors: Path) -> None:
    gate.pin(floors, scores_of(typing=5, dates=7), "sha", lower="two dates of the gold were wrong")
    gate.pin(floors, scores_of(typing=4, dates=7), "sha", lower="one event was two")
    assert pinned(floors) == {**dict.fromkeys(gate.FIGURES, 0.0), "typing": 40.0, "dates": 70.0}
    assert gate.load(floors)["lowered"] == [
        {"figure": "dates", "from": 80.0, "to": 70.0, "reason": "two dates of the gold were wrong"},
        {"figure": "typing", "from": 50.0, "to": 40.0, "reason": "one event was two"},
    ]


def test_an_empty_reason_is_none(floors: Path) -> None:
    before = floors.read_bytes()
    with pytest.raises(UsageError, match="only with a reason"):
        gate.pin(floors, scores_of(typing=1), "sha", lower=" ")
    assert floors.read_bytes() == before


def test_a_floor_that_someone_added_holds_on(floors: Path) -> None:
    held = gate.load(floors)
    held["floors"]["places"] = 30.0
    floors.write_text(json.dumps(held), "utf-8")
    gate.pin(floors, scores_of(typing=5, dates=8, places=4), "sha")
    assert pinned(floors)["places"] == 40.0
    gate.pin(floors, scores_of(typing=5, dates=8), "sha")
    assert pinned(floors)["places"] == 40.0


def test_a_changed_gold_breaks_the_gate_until_it_is_pinned_anew(floors: Path) -> None:
    (line,) = gate.below(gate.load(floors), scores_of(typing=9, dates=9), "other")
    assert "gold has changed" in line
    gate.pin(floors, scores_of(typing=9, dates=9), "other")
    assert gate.below(gate.load(floors), scores_of(typing=9, dates=9), "other") == []


def test_the_fingerprint_is_of_all_files_and_of_each_byte(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_text("a")
    two.write_text("b")
    before = gate.fingerprint(one, two)
    assert gate.fingerprint(one) != before
    two.write_text("b\n")
    assert gate.fingerprint(one, two) != before


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        "[" * 100_000,
        "{}",
        '{"floors": {"typing": 50.0}}',
        '{"floors": {}, "gold_sha256": "sha"}',
        '{"floors": ["typing"], "gold_sha256": "sha"}',
        '{"floors": {"typing": "50"}, "gold_sha256": "sha"}',
        '{"floors": {"typing": NaN}, "gold_sha256": "sha"}',
        '{"floors": {"typing": 50.0}, "gold_sha256": "sha", "lowered": "no"}',
        "\0",
    ],
)
def test_a_file_without_floors_holds_no_gate(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(content, "utf-8")
    with pytest.raises(DataError, match=r"floors\.json holds no floors"):
        gate.load(path)


def test_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--raise makes it"):
        gate.load(tmp_path / "floors.json")
