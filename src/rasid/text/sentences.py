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

# What has no stop for so long (speech written down, lists, one word over and over) is broken where a pause is, else between
# words: reading compares the words of a sentence with one another, and its cost must not grow with the square of a text's
# length. In annotated news two sentences in a thousand are longer.
LONGEST = 1_000
_PAUSE = regex.compile(r"[،؛;,]+(?=\s)")
_SPACE = regex.compile(r"\s+")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, without the white space round them; every non-space character lies in exactly one."""
    out: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        start = _broken(out, text, start, match.end())
    _broken(out, text, start, len(text))
    return out


def _broken(out: list[Span], text: str, start: int, end: int) -> int:
    """Adds the sentence, in pieces where it is too long; gives back its end."""
    while end - start > LONGEST:
        limit = start + LONGEST
        pauses = list(_PAUSE.finditer(text, start + LONGEST // 2, limit)) or list(_SPACE.finditer(text, start, limit))
        cut = pauses[-1].end() if pauses else limit
        _add(out, text, start, cut)
        start = cut
    _add(out, text, start, end)
    return end


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
