"""Words of matters other than conflict (matters.toml): accidents, disasters, illness, sport, the arts."""

from __future__ import annotations

import tomllib
from functools import cache

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.text.morphology import noun_forms


@cache
def matters() -> Phrases[str]:
    """Every written form, with the matter that it belongs to. Raises DataError when the file is missing."""
    table: Phrases[str] = Phrases()
    for matter, row in tomllib.loads(path("matters.toml").read_text("utf-8")).items():
        for noun in row["nouns"]:
            singular, *plurals = noun.split()
            for form in noun_forms(singular, *plurals):
                table.add_key(form, matter)
        for phrase in row.get("phrases", ()):
            table.add(phrase, matter)
    return table
