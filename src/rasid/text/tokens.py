"""Words, numbers and marks of a text, each with its normal form and its place in the text."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from rasid.model.span import Span
from rasid.text.normal import Aligned

# A number keeps its separators (1,200 · 1.5 · ٣٬٠٠٠); a word is a run of letters, a Latin one may carry - and '.
_TOKEN = regex.compile(
    r"(?P<number>\d+(?:[.,٫٬/:]\d+)*)"
    r"|(?P<word>[\p{Arabic}&&\p{L}]+)"
    r"|(?P<latin>[\p{Latin}]+(?:['.-][\p{Latin}]+)*)"
    r"|(?P<other>\p{L}+)"
    r"|(?P<mark>[^\s])",
    regex.V1,
)


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
    for match in _TOKEN.finditer(aligned.normal):
        a, b = match.span()
        span = aligned.span(a, b)
        out.append(Token(len(out), match.group(), match.lastgroup or "mark", a, b, span.start, span.end))
    return out
