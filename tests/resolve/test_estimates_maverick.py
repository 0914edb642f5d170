"""The benchmark on report-level codings: the rules give what they are defined to give, and how often reports disagree."""

import csv
import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.scripts import script

ROOT = Path(__file__).parents[2]
TABLE = Path(os.environ.get("RASID_MAVERICK", ROOT.parent / "shared" / "data" / "maverick" / "event_reports.csv"))


@pytest.fixture(scope="module")
def maverick() -> ModuleType:
    return script("benchmarks/maverick.py")


def table(path: Path, *rows: tuple[str, tuple[int, int, int], str, int]) -> Path:
    """A table of reports: event, deaths (low, best, high), actor and the precision of the actor."""
    fields = ["id", "event_id", "actor1", "actor1_id", "actor1_precision", "actor2", "target", "date_start", "city"]
    fields += ["location", "damage", "displacement"]
    fields += [f"{count}_{bound}" for count in ("deaths", "injuries") for bound in ("low", "best", "high")]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fields, restval="")
        out.writeheader()
        for number, (event, (low, best, high), actor, precision) in enumerate(rows):
            out.writerow(
                {
                    "id": f"r{number}",
                    "event_id": event,
                    "actor1": actor,
                    "actor1_id": actor,
                    "actor1_precision": precision,
                }
                | {"deaths_low": low, "deaths_best": best, "deaths_high": high, "injuries_best": 0}
            )
    return path


def test_disagreement_is_over_events_that_two_reports_tell(maverick: ModuleType, tmp_path: Path) -> None:
    rows = [
        ("a", (3, 3, 3), "army", 2), ("a", (4, 5, 6), "police", 3), ("a", (0, 0, 0), "army", 2),
        ("b", (2, 2, 2), "army", 2), ("b", (2, 2, 2), "army", 2),
        ("c", (7, 7, 7), "army", 2), ("c", (0, 0, 0), "", 0),
    ]  # fmt: skip
    found = maverick.disagreements(maverick.events(table(tmp_path / "t.csv", *rows)))
    assert found["deaths"] == {"events": 2, "differ": 1, "percent": 50.0}
    assert found["actor1"] == {"events": 2, "differ": 1, "percent": 50.0}
    assert found["injuries"] == {"events": 0, "differ": 0, "percent": None}


def test_a_tie_of_actors_goes_to_the_more_precise(maverick: ModuleType, tmp_path: Path) -> None:
    rows = [("a", (1, 1, 1), "somebody", 0), ("a", (1, 1, 1), "police", 3)]
    assert maverick.modal_actors(maverick.events(table(tmp_path / "t.csv", *rows))) == {
        "events": 1,
        "same": 1,
        "ties": 1,
    }
    assert maverick.modal([("somebody", 0), ("police", 3)], str) == "police"
    assert maverick.modal([("somebody", 0), ("somebody", 0), ("police", 3)], str) == "somebody"


@pytest.mark.skipif(
    not TABLE.is_file(),
    reason="MAVERICK's event_reports.csv (R package eventreport) is not beside the checkout; RASID_MAVERICK may name it",
)
def test_the_figures_of_maverick(maverick: ModuleType) -> None:
    reports = maverick.events(TABLE)
    found = maverick.disagreements(reports)
    assert found["deaths"] == {"events": 212, "differ": 120, "percent": 56.6}
    assert found["injuries"] == {"events": 114, "differ": 80, "percent": 70.2}
    for field in maverick.rules(reports).values():
        assert all(row["same"] == row["events"] for row in field.values())
    actors = maverick.modal_actors(reports)
    assert actors["same"] == actors["events"] == 2199
