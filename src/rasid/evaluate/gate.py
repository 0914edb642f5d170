"""Floors of the figures, pinned beside the gold that they are measured on: they rise freely, and fall only with a reason."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from rasid.errors import DataError, UsageError
from rasid.evaluate.score import Scores

# A floor lies this much below what was reached, so that a change that only moves one borderline mention passes.
SLACK = 0.05


def fingerprint(*files: Path) -> str:
    """sha256 of the gold's files, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def load(path: Path) -> dict[str, Any]:
    """The pinned floors. Raises DataError where the file is none."""
    try:
        pinned: dict[str, Any] = json.loads(path.read_text("utf-8"))
        pinned["floors"], pinned["gold_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} holds no floors: {error}") from None
    return pinned


def below(pinned: dict[str, Any], scores: Scores, gold_sha256: str) -> list[str]:
    """What has fallen: one line a figure below its floor. A gold other than the pinned one is the only line then."""
    if pinned["gold_sha256"] != gold_sha256:
        return ["the gold has changed since the floors were pinned; look at the change, then pin anew with --raise"]
    return [
        f"{figure}: {scores.tallies[figure].f1:.1f} is below its floor {floor:.1f}"
        if figure in scores.tallies
        else f"{figure}: not measured"
        for figure, floor in pinned["floors"].items()
        if figure not in scores.tallies or scores.tallies[figure].f1 < floor
    ]


def pin(path: Path, scores: Scores, gold_sha256: str, *, lower: str | None = None) -> list[str]:
    """Writes the floors anew: each raised to what was reached. One that would fall stays, unless ``lower`` gives the reason,
    which is kept in the file. Returns what changed, one line a figure."""
    old: dict[str, Any] = load(path) if path.exists() else {"floors": {}, "gold_sha256": gold_sha256, "lowered": []}
    floors: dict[str, float] = {}
    changed: list[str] = []
    lowered: list[dict[str, Any]] = list(old.get("lowered", []))
    for figure, tally in scores.tallies.items():
        reached = max(0.0, round(tally.f1 - SLACK, 1))
        before = old["floors"].get(figure)
        if before is not None and reached < before:
            if lower is None:
                floors[figure] = before
                continue
            lowered.append({"figure": figure, "from": before, "to": reached, "reason": lower})
        floors[figure] = reached
        if before != reached:
            changed.append(f"{figure}: {before} → {reached}")
    if lower is not None and not lower.strip():
        raise UsageError("a floor falls only with a reason: --lower 'why'")
    path.write_text(
        json.dumps({"gold_sha256": gold_sha256, "floors": floors, "lowered": lowered}, ensure_ascii=False, indent=1)
        + "\n",
        "utf-8",
    )
    return changed
