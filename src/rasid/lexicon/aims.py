"""What news of violence tells as aimed at, beside people and named places: buildings, positions, vehicles … (aims.toml)."""

from __future__ import annotations

import tomllib
from functools import cache

from rasid.lexicon.data import path
from rasid.lexicon.harm import numbered_forms


@cache
def aim_words() -> dict[str, str]:
    """Written form in normal form, without what is joined before it -> class of aim; the first class that has it."""
    out: dict[str, str] = {}
    for name, entry in tomllib.loads(path("aims.toml").read_text("utf-8")).items():
        for line in entry["nouns"]:
            for form, _, _ in numbered_forms(line):
                out.setdefault(form, name)
    return out
