"""Words, numbers and marks of a text, each with its normal form and its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

import regex

from rasid.model.span import Span
from rasid.text.normal import Aligned

# A number keeps its separators (1,200 · 1.5 · ٣٬٠٠٠); a word is a run of letters, a Latin one may carry - and '.
_TOKEN = regex.compile(
    r"(?P<number>\d+(?:[.,٫٬/:]\d+)*)"
    r"|(?P<word>[\p{Arabic}&&\p{L}]+)"
    r"|(?P<latin>[\p{Latin}]+(?:['.-][\p{Latin}]+)*)"
    r"|(?P<other>\p{L}+)"
    r"|(?P<mark>[^\s\x1c-\x1f])",  # these four are white space to str.isspace, by which sentences go, and not to \s
    regex.V1,
)

# Posts lose their line breaks: حليصةاستشهد, تشرينأصيب. ة ends a word whatever follows, ى before an article; the words of harm and
# attack that reports begin with are cut off from what no clitic can be.
_ENDED = re.compile("ة(?=[ء-ي])|ى(?=ال)")
_BEGUN = re.compile("(?<=[ء-ي]{3})(?:استشهدت?|استشهاد|استهدفت?|استهداف|[أا]صيبت?|[إا]صابة)(?![ء-ي])")
_CLITICS = re.compile("[وفبكل]{0,3}(?:ال|لل)?")
_LAST_LETTERS = re.compile("[ء-ي]{3,}$")
LONGEST_WORD = 24
"""Letters before a word of harm that are looked at."""


def runs_on(text: str) -> bool:
    """Whether words of the text may be glued together: whether its tokens need not be what spaces and marks part."""
    return _ENDED.search(text) is not None or _BEGUN.search(text) is not None


def _glued(aligned: Aligned) -> list[int]:
    """Places in the normal form where a word ends though no space stands there, in order."""
    text = aligned.text
    out = {match.end() for match in _ENDED.finditer(text)}
    for match in _BEGUN.finditer(text):
        head = _LAST_LETTERS.search(text[max(0, match.start() - LONGEST_WORD) : match.start()])
        if head is not None and not _CLITICS.fullmatch(head.group()):
            out.add(match.start())
    return sorted(map(aligned.position, out))


@dataclass(slots=True)
class Token:
    """``a`` and ``b`` are the place in the normal form, ``start`` and ``end`` that in the text."""

    index: int
    norm: str
    kind: str
    """word (Arabic), number, latin, other, mark."""
    a: int
    b: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def tokenize(aligned: Aligned) -> list[Token]:
    """All tokens in order; white space is between them and in none."""
    out: list[Token] = []
    cuts = _glued(aligned)
    for match in _TOKEN.finditer(aligned.normal):
        bounds = [match.start(), *cuts[bisect_right(cuts, match.start()) : bisect_left(cuts, match.end())], match.end()]
        for a, b in pairwise(bounds):
            span = aligned.span(a, b)
            out.append(Token(len(out), aligned.normal[a:b], match.lastgroup or "mark", a, b, span.start, span.end))
    return out
