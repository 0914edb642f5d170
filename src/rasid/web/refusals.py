"""What Rasid refuses or finds wrong, in Arabic. Errors and problems are worded in English where they arise, in layers that know
no languages; their words are found again here by the sentence they were made from (words/refusals.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from rasid.codes import label
from rasid.model import Ruling, SubjectKind, Verdict

_NAME = re.compile(r"\{(\w+)\}")
_CODES: dict[str, type[StrEnum]] = {"ruling": Ruling, "verdict": Verdict, "kind": SubjectKind}
"""What is put in and has a name in Arabic, by how the sentence calls it."""


class Sentence(NamedTuple):
    """One sentence in both languages."""

    english: re.Pattern[str]
    arabic: str


def in_arabic(message: str) -> str | None:
    """The message in Arabic; None for one that is not known."""
    for sentence in sentences():
        found = sentence.english.fullmatch(message)
        if found is not None:
            return sentence.arabic.format(**{name: _put(name, text) for name, text in found.groupdict().items()})
    return None


@cache
def sentences() -> tuple[Sentence, ...]:
    """All of them, those with the most words of their own first."""
    told: dict[str, str] = tomllib.loads(files("rasid.web").joinpath("words", "refusals.toml").read_text("utf-8"))
    order = sorted(told, key=lambda english: (-len(_NAME.sub("", english)), english))
    return tuple(Sentence(_pattern(english), told[english]) for english in order)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _NAME.split(english)  # words, name, words, name, … words
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL
    )


@lru_cache(maxsize=1024)
def _put(name: str, text: str) -> str:
    """What is put in, as a stretch with a direction of its own (first strong isolate)."""
    codes: Callable[[str], StrEnum] | None = _CODES.get(name)
    if codes is not None:
        try:
            return label(codes(text), "ar")
        except ValueError:
            pass
    return f"\u2068{text}\u2069"
