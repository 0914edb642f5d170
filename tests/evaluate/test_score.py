"""The scorer: what counts as a match, and what does not."""

from __future__ import annotations

import copy

import pytest

from rasid.evaluate.score import score
from tests.evaluate import samples
from tests.evaluate.samples import mention


@pytest.fixture
def annotation() -> dict:
    return samples.annotation()


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
