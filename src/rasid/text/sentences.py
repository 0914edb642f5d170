"""Sentences of news prose. The Arabic comma never ends one; a line break does, and . ! ؟ ? where a word follows."""

from __future__ import annotations

import regex

from rasid.model.span import Span

# A full stop between digits (1.5), after one Latin letter (U.S.) or inside a word does not end a sentence; closing
# quotes and brackets belong to the sentence that they close. Without a space after it, a stop ends the sentence only
# before an Arabic letter (news feeds drop the space: "غزة.وفي وقت سابق").
_END = regex.compile(
    r"""(?<!\b[A-Za-z])(?<![\d])[.!?؟۔…]+["”»’')\]]*(?=\s|$|[\p{Arabic}&&\p{L}"“«(])|(?<=\d)[.!?؟۔…]+["”»’')\]]*(?=\s|$|[\p{Arabic}&&\p{L}])|\n+|\r\n?""",
    regex.V1,
)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, without the white space round them; every non-space character lies in exactly one."""
    out: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        _add(out, text, start, match.end())
        start = match.end()
    _add(out, text, start, len(text))
    return out


def _add(out: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if not piece.strip():
        return
    left = len(piece) - len(piece.lstrip())
    right = len(piece) - len(piece.rstrip())
    span = Span(start + left, end - right)
    # A piece of marks alone (a bullet, a stray quote) joins the sentence before it.
    if out and not any(char.isalnum() for char in span.of(text)):
        out[-1] = Span(out[-1].start, span.end)
    else:
        out.append(span)
