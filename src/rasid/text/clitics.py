"""What may stand joined to the front of an Arabic word: و ف · ب ل ك س · ال, and لل for ل + ال.

Without a full morphology a word has several readings (``وفد``: "a delegation", or و + فد). `readings` gives them all,
the longest stem first; a lexicon takes the first whose stem it knows.
"""

from __future__ import annotations

from functools import lru_cache

# Conjunctions, then prepositions or the future س, then the article. لل is ل + ال with its alif dropped.
_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك", "س")
_ARTICLE = "ال"
MIN_STEM = 2


@lru_cache(maxsize=100_000)
def readings(norm: str) -> tuple[tuple[str, str], ...]:
    """(prefix, stem) pairs of a word in normal form, the whole word first, then ever shorter stems.

    ``prefix + stem`` is the word, except for لل, where the article's alif is restored to the stem's side: the prefix is
    "لل" and the stem has no article.  Example: وبالقصف → ("", وبالقصف) ("و", بالقصف) ("وب", القصف) ("وبال", قصف).
    """
    out: list[tuple[str, str]] = [("", norm)]
    for conjunction in _CONJUNCTIONS:
        if conjunction and not norm.startswith(conjunction):
            continue
        rest = norm[len(conjunction) :]
        for preposition in _PREPOSITIONS:
            if preposition and not rest.startswith(preposition):
                continue
            stem = rest[len(preposition) :]
            prefix = conjunction + preposition
            if prefix and len(stem) >= MIN_STEM:
                out.append((prefix, stem))
            if preposition == "س":
                continue
            if stem.startswith(_ARTICLE) and len(stem) - 2 >= MIN_STEM:
                out.append((prefix + _ARTICLE, stem[2:]))
            elif preposition == "ل" and stem.startswith("ل") and len(stem) - 1 >= MIN_STEM:
                out.append((prefix + "ل", stem[1:]))
    out.sort(key=lambda reading: len(reading[0]))
    return tuple(dict.fromkeys(out))


def has_article(prefix: str) -> bool:
    """Whether a prefix from `readings` holds the article: ال, بال, لل …"""
    return prefix.endswith(("ال", "لل"))
