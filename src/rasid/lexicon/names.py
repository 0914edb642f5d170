"""Given names (given_names.txt) and the small words of names: عبد الله, بن لادن, أبو علي."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.text.normal import fold


@dataclass(frozen=True, slots=True)
class GivenNames:
    """All in normal form."""

    sure: frozenset[str]
    common: frozenset[str]
    """Everyday words too: they count beside another part of a name."""
    foreign: frozenset[str]
    """Their surname may be any word."""
    whole: Phrases[bool]
    """Names of which no part is in the lists (بان كي مون): True; places and days that look like names (خان يونس): False."""

    def __contains__(self, norm: str) -> bool:
        return norm in self.sure or norm in self.common or norm in self.foreign


# عبد الله, أبو علي, بن لادن: what follows belongs to the name whatever it is.
OPENERS = frozenset(map(fold, ("عبد", "أبو", "أبا", "أبي", "ابن", "أم", "ولد", "بن", "آل", "عبيد")))
# Between the parts of a name: محمد بن سلمان، سيف الدين، دومينيك دو فيلبان.
LINKS = frozenset(
    map(
        fold,
        (
            "بن",
            "ابن",
            "بنت",
            "ولد",
            "آل",
            "أبو",
            "أبي",
            "عبد",
            "دي",
            "دو",
            "دا",
            "فان",
            "فون",
            "دير",
            "لا",
            "ال",
            "أوغلو",
            "بك",
            "أغا",
            "زاده",
        ),
    )
)
SECOND = frozenset(map(fold, ("الله", "الدين", "الحق", "الإسلام", "الرحمن", "النبي", "الزهراء")))
"""Second halves of names: نصر الله، سيف الدين, جاد الحق."""


@cache
def given_names() -> GivenNames:
    """The lists of the package. Raises DataError when the file is missing."""
    lists: dict[str, set[str]] = {"arabic": set(), "common": set(), "foreign": set()}
    whole: Phrases[bool] = Phrases()
    current = "arabic"
    for line in path("given_names.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.endswith(":"):
            current = line[:-1]
        elif current in ("whole", "none"):
            whole.add(line, current == "whole", exact=True)
        else:
            lists[current].update(fold(line).split())
    common = frozenset(lists["common"])
    return GivenNames(frozenset(lists["arabic"]) - common, common, frozenset(lists["foreign"]) - common, whole)
