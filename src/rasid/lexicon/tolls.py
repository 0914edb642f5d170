"""Words that put a count into the course of a toll: first, risen, new, final, former (data: tolls.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.model.estimate import TollStage
from rasid.text.clitics import readings
from rasid.text.normal import fold
from rasid.text.tokens import Token

BETWEEN = 4
"""Words of a subject between a verb and the toll that it changes."""


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
def _phrases() -> Phrases[StageCue]:
    found: Phrases[StageCue] = Phrases()
    data = _data()
    for name, entry in data["stage"].items():
        cue = StageCue(TollStage(name), entry["side"] == "any")
        for phrase in _written(entry, data["heads"], data["nouns"]):
            found.add(phrase, cue)
    return found


@cache
def _changers() -> tuple[dict[str, StageCue], frozenset[str]]:
    """Verbs that are said of a toll a little further on, and the words for a toll."""
    data = _data()
    verbs = {
        fold(verb): StageCue(TollStage(name), entry["side"] == "any")
        for name, entry in data["stage"].items()
        for verb in entry.get("changers", ())
    }
    return verbs, frozenset(map(fold, data["heads"]))


def stage_cues(tokens: Sequence[Token]) -> Iterator[tuple[int, int, StageCue]]:
    """The words of ``tokens`` that tell a stage: first token, the token after the last, and what they tell."""
    for match in _phrases().find(tokens):
        yield match.first, match.last, match.value
    verbs, heads = _changers()
    for index, token in enumerate(tokens):
        for _, stem in readings(token.norm) if token.kind == "word" else ():
            if stem in verbs:
                reach = tokens[index + 1 : index + 2 + BETWEEN]
                at = next((later.index for later in reach if later.norm in heads), None)
                if at is not None:
                    yield index, at + 1, verbs[stem]
                break


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
