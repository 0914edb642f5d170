"""Statements that nobody was harmed: دون وقوع إصابات، لم يسفر عن ضحايا، لم يصب أحد، نفى سقوط قتلى."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.noun_phrase import is_definite
from rasid.lexicon.harm import Harm
from rasid.model import Outcome
from rasid.text.function_words import words
from rasid.text.tokens import Token

_PREVENT = words("الحيلولة للحيلولة والحيلولة حيلولة حال حالت يحول تحول ليحول لتحول")
"""حالت دون سقوط قتلى: it may yet have come to it."""
_THIS = words("ذلك هذا هذه")
REACH = 9
"""Words between the negation and the harm: لم ترد أنباء عن وقوع أي إصابات."""


def unharmed(harm: Harm, tokens: Sequence[Token], at: int, limit: int) -> tuple[int, str, Outcome] | None:
    """The token after the statement, what is joined before its first word, and ``none`` (or ``detained`` for no arrests).

    Only what brings harm about may stand between: لم يعرف عدد الضحايا says nothing of the kind.
    """
    nobody = harm.nobody.at(tokens, at, limit)
    if nobody is not None:
        end = nobody.last
        if end < limit and tokens[end].norm in ("باذي", "بسوء", "باي"):
            end += 1
        return end, nobody.prefix, Outcome.NONE
    match = harm.none.at(tokens, at, limit)
    if match is None or (at and tokens[at - 1].norm in _PREVENT):
        return None
    for index in range(match.last, min(match.last + REACH, limit)):
        norm = tokens[index].norm
        stem = (
            norm if norm in harm.none_harms else norm[1:] if norm[:1] in "بل" and norm[1:] in harm.none_harms else None
        )
        if stem is not None:
            return _end(tokens, stem, index + 1, limit, match.prefix)
        if norm not in harm.none_between and norm not in ("'", '"') and not _subject(harm, tokens, index):
            return None
    return None


def _subject(harm: Harm, tokens: Sequence[Token], at: int) -> bool:
    """دون أن يسفر | ذلك، لم توقع | هذه | الغارة: what is said to have brought no harm about, right behind its verb."""
    norm, before = tokens[at].norm, tokens[at - 1].norm
    if before in _THIS:
        return is_definite(norm)
    return before[0] in "يت" and before in harm.none_between and (norm in _THIS or is_definite(norm))


def _end(tokens: Sequence[Token], stem: str, end: int, limit: int, prefix: str) -> tuple[int, str, Outcome] | None:
    after = [token.norm for token in tokens[end : min(end + 2, limit)]]
    if stem == "خساير":  # losses of people, not of things
        if after[:1] == ["بشريه"]:
            end += 1
        elif after == ["في", "الارواح"]:
            end += 2
        elif after != ["في", "صفوف"]:
            return None
    elif after[:1] == ["بشريه"]:
        end += 1
    elif after and after[0] in ("كثيرين", "كثيره", "كبيره", "خطيره", "جديده"):
        return None
    return end, prefix, Outcome.DETAINED if stem == "اعتقالات" else Outcome.NONE
