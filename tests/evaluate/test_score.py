"""The scorer: what counts as a match, and what does not."""

from __future__ import annotations

import copy
import json

import pytest

from rasid.errors import DataError, UsageError
from rasid.evaluate import gate, gold
from rasid.evaluate.check import check
from rasid.evaluate.score import Scores, score

TEXT = "قال مصدر طبي إن ثلاثة مدنيين قتلوا في غارة على بلدة الزعفرانة يوم الاثنين."


def mention(quote: str) -> dict:
    start = TEXT.index(quote)
    return {"s": 0, "q": quote, "start": start, "end": start + len(quote)}


@pytest.fixture
def annotation() -> dict:
    return {
        "doc": "a",
        "relevant": True,
        "lead_event": "e1",
        "events": [
            {
                "id": "e1", "type": "air_strike", "trigger": mention("غارة"), "mentions": [], "realis": "actual", "salience": "main",
                "parent": None, "date": {"start": "2024-05-06", "end": "2024-05-06"},
                "args": [
                    {"role": "place", **mention("الزعفرانة"), "kind": "town", "country": "SY"},
                    {"role": "time", **mention("يوم الاثنين")},
                ],
            }
        ],
        "casualties": [
            {
                "id": "c1", "event": "e1", "outcome": "killed", "count": mention("ثلاثة"), "min": 3, "max": 3, "approx": False,
                "who": mention("مدنيين"), "groups": ["civilian"], "part_of": None, "source": "s1", "certainty": "asserted",
            }
        ],
        "statements": [
            {
                "id": "s1", "speaker": mention("مصدر طبي"), "role": None, "kind": "medical", "cue": mention("قال"), "act": "states",
                "about": ["e1", "c1"], "sentences": [0], "certainty": "asserted",
            }
        ],
        "relations": [],
    }  # fmt: skip


def f1(gold_one: dict, predicted: dict, figure: str) -> float:
    return score({"a": gold_one}, {"a": predicted}).tallies[figure].f1


def test_the_gold_scores_full_against_itself(annotation: dict) -> None:
    scores = score({"a": annotation}, {"a": annotation})
    assert {name for name, tally in scores.tallies.items() if tally.gold and tally.f1 < 100} == set()
    assert scores.faults == []


def test_a_missing_prediction_is_an_empty_one(annotation: dict) -> None:
    scores = score({"a": annotation}, {})
    assert scores.tallies["detection"].f1 == 0
    assert scores.tallies["relevance"].f1 == 0
    assert {fault.kind for fault in scores.faults} == {"missed event", "missed toll"}


@pytest.mark.parametrize(
    ("change", "figure", "expected", "kind"),
    [
        (lambda a: a["events"][0].update(type="shelling"), "typing", 0, "wrong type"),
        (lambda a: a["casualties"][0].update(min=2, max=2), "casualties", 0, "wrong number"),
        (lambda a: a["casualties"][0].update(source=None), "casualties+source", 0, "wrong speaker"),
        (lambda a: a["events"][0]["date"].update(start="2024-05-05"), "dates", 0, "wrong date"),
        (lambda a: a["events"][0]["args"].pop(0), "places", 0, "missed place"),
        (lambda a: a["statements"][0].update(act="accuses"), "statements+act", 0, None),
        (lambda a: a.update(relevant=False), "relevance", 0, None),
    ],
)
def test_each_fault_lowers_its_figure_and_is_named(
    annotation: dict, change, figure: str, expected: float, kind: str | None
) -> None:
    predicted = copy.deepcopy(annotation)
    change(predicted)
    scores = score({"a": annotation}, {"a": predicted})
    assert scores.tallies[figure].f1 == expected
    assert kind is None or kind in {fault.kind for fault in scores.faults}


def test_the_row_has_seven_fields(annotation: dict) -> None:
    predicted = copy.deepcopy(annotation)
    predicted["events"][0]["type"] = "bombing"
    tally = score({"a": annotation}, {"a": predicted}).tallies["row"]
    assert (tally.right, tally.gold) == (6, 7)


def test_a_split_happening_is_told_from_an_invented_one(annotation: dict) -> None:
    predicted = copy.deepcopy(annotation)
    predicted["events"].append({**copy.deepcopy(predicted["events"][0]), "id": "e2", "args": []})
    predicted["events"].append(
        {**copy.deepcopy(predicted["events"][0]), "id": "e3", "args": [], "trigger": mention("قتلوا")}
    )
    kinds = [fault.kind for fault in score({"a": annotation}, {"a": predicted}).faults]
    assert kinds.count("split event") == 1
    assert kinds.count("extra event") == 1


def article() -> dict:
    return {"id": "a", "text": TEXT, "published": "2024-05-07", "outlet": "بريد الساحل", "sentences": [[0, len(TEXT)]]}


def test_quotes_get_their_offsets(annotation: dict) -> None:
    bare = copy.deepcopy(annotation)
    del bare["events"][0]["trigger"]["start"], bare["events"][0]["trigger"]["end"]
    assert check(article(), bare) == []
    assert bare["events"][0]["trigger"] == annotation["events"][0]["trigger"]


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a["events"][0].update(type="battle"),
        lambda a: a["casualties"][0].update(event="e9"),
        lambda a: a["events"][0]["trigger"].update(q="قصف"),
        lambda a: a["events"][0].update(date={"start": "2024-05-07", "end": "2024-05-06"}),
        lambda a: a["statements"][0].update(about=["x"]),
        lambda a: a["events"][0].update(trigger=None),
        lambda a: a.update(relevant="yes"),
    ],
)
def test_a_fault_of_the_gold_is_found(annotation: dict, change) -> None:
    change(annotation)
    assert len(check(article(), annotation)) == 1


def test_faulty_files_are_named(tmp_path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"\n', "utf-8")
    with pytest.raises(UsageError, match=r"gold\.jsonl:1"):
        list(gold.read_lines(path))


def scores_of(right: int) -> Scores:
    out = Scores()
    out.add("typing", right, 10, 10)
    return out


def test_floors_rise_freely_and_fall_only_with_a_reason(tmp_path) -> None:
    path = tmp_path / "floors.json"
    gate.pin(path, scores_of(5), "sha")
    assert gate.below(gate.load(path), scores_of(5), "sha") == []
    assert gate.below(gate.load(path), scores_of(4), "sha") != []
    assert gate.pin(path, scores_of(7), "sha") != []
    gate.pin(path, scores_of(6), "sha")
    assert gate.load(path)["floors"]["typing"] > 69
    gate.pin(path, scores_of(6), "sha", lower="the gold was wrong")
    pinned = gate.load(path)
    assert pinned["floors"]["typing"] < 61
    assert pinned["lowered"][0]["reason"] == "the gold was wrong"
    with pytest.raises(UsageError):
        gate.pin(path, scores_of(5), "sha", lower=" ")


def test_another_gold_breaks_the_gate(tmp_path) -> None:
    path = tmp_path / "floors.json"
    gate.pin(path, scores_of(5), "sha")
    (line,) = gate.below(gate.load(path), scores_of(9), "other")
    assert "gold has changed" in line


def test_no_floors_is_a_data_error(tmp_path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps([]), "utf-8")
    with pytest.raises(DataError):
        gate.load(path)
