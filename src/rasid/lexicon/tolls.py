"""Words that put a count into the course of a toll: first, risen, new, final, former (data: tolls.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.model.estimate import TollStage


@dataclass(frozen=True, slots=True)
class StageCue:
    stage: TollStage
    after: bool
    """Whether the words may also stand after the count of which they say it."""


@cache
def _data() -> dict[str, Any]:
    with path("tolls.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def stages() -> Phrases[StageCue]:
    """The phrases, each with what it says of the count."""
    found: Phrases[StageCue] = Phrases()
    data = _data()
    for name, entry in data["stage"].items():
        cue = StageCue(TollStage(name), entry["side"] == "any")
        for phrase in _written(entry, data["heads"], data["nouns"]):
            found.add(phrase, cue)
    return found


def _written(entry: dict[str, Any], heads: list[str], nouns: list[str]) -> Iterator[str]:
    yield from entry["phrases"]
    for verb in entry["verbs"]:
        yield from (f"{verb} {head}" for head in heads)
    for adjective in entry["adjectives"]:
        for noun in nouns:
            yield f"{noun} {adjective}"
            first, _, rest = adjective.partition(" ")
            # الحصيلة الأولية, but الحصيلة غير النهائية and الحصيلة المرشحة للارتفاع.
            yield f"ال{noun} غير ال{rest}" if first == "غير" else f"ال{noun} ال{adjective.removeprefix('ال')}"


def examples() -> dict[TollStage, str]:
    """One sentence a stage, with the count between brackets."""
    return {TollStage(name): entry["example"] for name, entry in _data()["stage"].items()}
