"""Quotations in a text, by marks of every kind: «…» “…” ”…“ "…" ''…'' ,,…'' ‹…› '…', nested, turned round, left open.

Arabic keyboards and feeds turn marks round (”…“, »…«), so that a mark opens or closes by where it stands: before a word
it opens, after one it closes; what stands between words goes by its shape, and a straight one by whether one is open. A
quotation never runs over a paragraph. One without a closing mark ends with its paragraph, or, where another quotation
opens in the paragraph, with the sentence before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from rasid.model.span import Span
from rasid.text.sentences import sentences

DEEPEST = 8
"""Quotations that may stand within each other; deeper marks are passed over."""

_MARKS = regex.compile(r"''|,,|``|<<|>>|[\"“”„‟″❝❞＂〝〞«»‹›'‘’‚‛＇]|\n+|\r\n?")
_DOUBLE, _ANGLE, _SMALL_ANGLE, _SINGLE = range(4)
_FAMILY = (
    dict.fromkeys(("''", ",,", "``", *'"“”„‟″❝❞＂〝〞'), _DOUBLE)
    | dict.fromkeys(("<<", ">>", "«", "»"), _ANGLE)
    | dict.fromkeys("‹›", _SMALL_ANGLE)
    | dict.fromkeys("'‘’‚‛＇", _SINGLE)
)
_OPENS = frozenset((",,", "``", "<<", *"“„‟❝〝«‹‘‚‛"))
_CLOSES = frozenset((">>", *"”❞〞»›’"))
# What may stand before an opening mark, besides space: brackets, a colon, a dash, and و ف ب ل ك joined to the quotation.
_BEFORE = frozenset("([{:،؛-–—/ـ")
_JOINED = frozenset("وفبلك")
_AFTER = frozenset(".,،؛:!؟?)]}…-–—/")


@dataclass(frozen=True, slots=True)
class Quotation:
    """``span`` has its marks, ``inner`` has not; ``depth`` is 0 for one that stands in no other."""

    span: Span
    inner: Span
    closed: bool
    depth: int = 0


@dataclass(slots=True)
class _Open:
    family: int
    start: int
    end: int


def quotations(text: str) -> list[Quotation]:
    """All quotations, outer before inner, in the order in which they open.

    Examples: قال «إنه "نجا" من الهجوم» (one in another) · وأضاف: ”لم نشارك“ · قال: "لن نرد ⏎ (left open)
    """
    out: list[Quotation] = []
    paragraph = 0
    open_: list[_Open] = []
    left: list[_Open] = []
    marks = list(_MARKS.finditer(text))
    for index, match in enumerate(marks):
        mark = match.group()
        if mark[0] in "\r\n":
            _left_open(out, text, [*left, *open_], paragraph, match.start())
            open_, left, paragraph = [], [], match.end()
            continue
        family = _FAMILY[mark]
        here = next((depth for depth in range(len(open_) - 1, -1, -1) if open_[depth].family == family), None)
        opening = _is_opening(text, mark, match.start(), match.end(), open_=here is not None)
        if opening and here is not None and mark == '"':  # عناصر "داعش "قد: another opens only if another closes
            following = marks[index + 1] if index + 1 < len(marks) else None
            opening = (
                following is not None
                and following.group() == mark
                and not _is_opening(text, mark, following.start(), following.end(), open_=True)
            )
        if opening:
            if len(open_) < DEEPEST:
                open_.append(_Open(family, match.start(), match.end()))
        elif here is not None and (family != _SINGLE or not _inside_word(text, match.start(), match.end())):
            first = open_[here]
            out.append(Quotation(Span(first.start, match.end()), Span(first.end, match.start()), True))
            left += open_[here + 1 :]
            del open_[here:]
    _left_open(out, text, [*left, *open_], paragraph, len(text))
    out.sort(key=lambda quotation: (quotation.span.start, -quotation.span.end))
    return _with_depths(out)


def _with_depths(found: list[Quotation]) -> list[Quotation]:
    ends: list[int] = []
    for at, quotation in enumerate(found):
        while ends and ends[-1] <= quotation.span.start:
            ends.pop()
        if ends:
            found[at] = replace(quotation, depth=len(ends))
        ends.append(quotation.span.end)
    return found


def _is_opening(text: str, mark: str, start: int, end: int, *, open_: bool) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    joined = before in _JOINED and (start < 2 or not text[start - 2].isalpha())
    if after in "\r\n" or end == len(text) or (before.isspace() and after in _AFTER and open_):  # الماضية ".
        return False
    may_open = (before.isspace() or before in _BEFORE or before in _FAMILY or joined) and not after.isspace()
    may_close = not before.isspace() and (after.isspace() or after in _AFTER or after in _FAMILY)
    if may_open != may_close:
        return may_open
    if _FAMILY[mark] == _SINGLE and not may_open:  # an apostrophe
        return False
    if mark in _OPENS or mark in _CLOSES:
        return mark in _OPENS
    return not open_


def _inside_word(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isalpha() and text[end].isalpha()


def _left_open(out: list[Quotation], text: str, open_: list[_Open], first: int, last: int) -> None:
    """Ends those that no mark closed, in the paragraph from ``first`` to ``last``. A lone small mark is no quotation."""
    open_ = sorted((o for o in open_ if o.family != _SINGLE), key=lambda o: o.start)
    if not open_:
        return
    starts = sorted([q.span.start for q in out if q.span.start >= first] + [o.start for o in open_])
    ends = list(_sentence_ends(text, first, last))
    following = 0
    sentence = 0
    for this in open_:
        while following < len(starts) and starts[following] <= this.start:
            following += 1
        end = last
        if following < len(starts):
            while sentence < len(ends) and ends[sentence] <= this.end:
                sentence += 1
            end = ends[sentence] if sentence < len(ends) else last
            end = min(end, starts[following])
        end = this.end + len(text[this.end : end].rstrip())
        if end > this.end:
            out.append(Quotation(Span(this.start, end), Span(this.end, end), False))


def _sentence_ends(text: str, first: int, last: int) -> Iterator[int]:
    for span in sentences(text[first:last]):
        yield first + span.end
