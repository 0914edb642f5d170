"""Floors of the figures, pinned beside the gold that they are measured on: they rise freely, and fall only with a reason."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from rasid.errors import DataError, UsageError
from rasid.evaluate.score import Scores

# What is pinned: the figures that people judge a reading by. The others are parts of these, or rest on few cases.
FIGURES = ("relevance", "detection", "typing", "casualties", "casualties+event", "statements", "dates", "row")


def fingerprint(*files: Path) -> str:
    """sha256 of the gold's files, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def load(path: Path) -> dict[str, Any]:
    """The pinned floors. Raises DataError where the file holds none: a gate that holds nothing would pass unseen."""
    try:
        pinned: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}; --raise makes it") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} holds no floors: {error}") from None
    floors = pinned.get("floors") if isinstance(pinned, dict) else None
    if (
        not isinstance(floors, dict)
        or not floors
        or not all(isinstance(floor, int | float) and math.isfinite(floor) for floor in floors.values())
        or not isinstance(pinned.get("gold_sha256"), str)
        or not isinstance(pinned.get("lowered", []), list)
    ):
        raise DataError(
            f"{path} holds no floors: floors by figure, gold_sha256 and what was lowered are looked for in it"
        )
    whole: dict[str, Any] = pinned
    return whole


def below(pinned: dict[str, Any], scores: Scores, gold_sha256: str) -> list[str]:
    """What has fallen: one line a figure below its floor. A gold other than the pinned one is the only line then."""
    if pinned["gold_sha256"] != gold_sha256:
        return ["the gold has changed since the floors were pinned; look at the change, then pin anew with --raise"]
    return [
        f"{figure}: {reached(scores, figure):.1f} is below its floor {floor:.1f}"
        for figure, floor in pinned["floors"].items()
        if reached(scores, figure) < floor
    ]


def reached(scores: Scores, figure: str) -> float:
    """F1 in percent, cut to one decimal, so that what is pinned is never above what was reached; 0 where not measured."""
    tally = scores.tallies.get(figure)
    return math.floor(10 * tally.f1) / 10 if tally else 0.0


def pin(path: Path, scores: Scores, gold_sha256: str, *, lower: str | None = None) -> list[str]:
    """Writes the floors anew: each raised to what was reached. One that would fall stays, unless ``lower`` gives the
    reason, which is kept in the file. Returns what changed, one line a figure. Raises UsageError for an empty reason."""
    if lower is not None and not lower.strip():
        raise UsageError("a floor falls only with a reason: --lower 'why'")
    old = load(path) if path.exists() else {"floors": {}}
    floors: dict[str, float] = {}
    changed: list[str] = []
    lowered = list(old.get("lowered", []))
    for figure in dict.fromkeys((*FIGURES, *old["floors"])):  # a floor pinned by hand holds on
        now, before = reached(scores, figure), old["floors"].get(figure)
        if before is not None and now < before:
            if lower is None:
                floors[figure] = before
                continue
            lowered.append({"figure": figure, "from": before, "to": now, "reason": lower})
        floors[figure] = now
        if before != now:
            changed.append(f"{figure}: {'' if before is None else f'{before:.1f} → '}{now:.1f}")
    pinned = {"gold_sha256": gold_sha256, "floors": floors, "lowered": lowered}
    path.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return changed
