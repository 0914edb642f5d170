"""Numbered lists of names under a word for the people harmed: المصابون: 1- سامر علي 2- هدى خليل."""

from __future__ import annotations

from dataclasses import dataclass

from rasid.analyse.counting import Claim
from rasid.analyse.document import Document
from rasid.analyse.people import BODILY
from rasid.lexicon.harm import MANY, TWO_OR_MANY, harm
from rasid.model import CountKind, CountRange, Outcome, Span

HEADING = 26
"""Words between the heading and the first name: أسماء المصابين حتى هذه اللحظة جراء القصف على البلدة."""
ITEM = 16
"""Words of one item: the name, whose son, an age, a remark."""
_SEPARATORS = frozenset("-_.)/:،")
_DOTS = ("…", "..")


@dataclass(frozen=True, slots=True)
class Roll:
    """Tokens ``first`` to ``last`` list the people, and ``claim`` counts them; None where a number before the list does."""

    first: int
    last: int
    claim: Claim | None


def rolls(doc: Document) -> list[Roll]:
    """The lists of a document. The number of the last item is the count; a list that breaks off (3- …) is as vague as
    عدد من: it tells of so many at least, and says nothing against a number."""
    out: list[Roll] = []
    at = 0
    while at < len(doc.tokens):
        roll = _roll(doc, at)
        if roll is None:
            at += 1
        else:
            out.append(roll)
            at = roll.last
    return out


def _roll(doc: Document, first: int) -> Roll | None:
    if not _item(doc, first, 1):
        return None
    found = _heading(doc, first)
    if found is None:
        return None
    heading, outcome = found
    number, start, at = 1, first, first + 1
    while at < len(doc.tokens) and at - start <= ITEM:
        if _item(doc, at, number + 1):
            number, start = number + 1, at
        elif _item(doc, at, number):  # the item that a post broke off at is told again
            start = at
        at += 1
    if number < 2:
        return None
    end = _end(doc, start)
    claim = None if _counted(doc, heading, first) else _claim(doc, heading, outcome, start, number, end)
    return Roll(first, end, claim)


def _item(doc: Document, at: int, number: int) -> bool:
    """Whether an item of this number begins here: 2- سامر, or 2 سامر at the beginning of a line."""
    tokens = doc.tokens
    if tokens[at].kind != "number" or tokens[at].norm != str(number) or at + 1 >= len(tokens):
        return False
    name = at + 1
    while name < len(tokens) and name <= at + 2 and tokens[name].norm in _SEPARATORS:
        name += 1
    begins = at == 0 or "\n" in doc.text[tokens[at - 1].end : tokens[at].start]
    if name == at + 1 and not begins:
        return False
    return name < len(tokens) and (tokens[name].kind == "word" or tokens[name].norm in ("…", "."))


def _heading(doc: Document, first: int) -> tuple[int, Outcome] | None:
    """The word for the people harmed that the list stands under, with no full stop between, and what befell them."""
    for at in range(first - 1, max(first - HEADING, 0) - 1, -1):
        token = doc.tokens[at]
        if token.norm in (".", "؟", "!") and "." not in (doc.tokens[at - 1].norm, doc.tokens[at + 1].norm):
            return None
        found = harm().word(token.norm)
        outcome = found[1].victim if found is not None and found[1].number in (MANY, TWO_OR_MANY) else None
        if outcome is not None and outcome in BODILY:
            return at, outcome
    return None


def _counted(doc: Document, heading: int, first: int) -> bool:
    """3 إصابات وهم: 1- …, 5 إصابات حتى اللحظة 1- …"""
    near = range(heading - 2, first)
    return any(quantity.first in near and quantity.last <= first for quantity in doc.quantities)


def _end(doc: Document, start: int) -> int:
    """The token after the last item: the end of its line, as far as an item reaches."""
    for at in range(start + 1, min(start + ITEM, len(doc.tokens))):
        if "\n" in doc.text[doc.tokens[at - 1].end : doc.tokens[at].start]:
            return at
    return min(start + ITEM, len(doc.tokens))


def _claim(doc: Document, heading: int, outcome: Outcome, start: int, number: int, end: int) -> Claim:
    cut = doc.text[doc.tokens[start].end : doc.tokens[end - 1].end].rstrip().endswith(_DOTS)
    span = Span(doc.tokens[start].start, doc.tokens[start].end)
    count = CountRange(
        low=number,
        high=None if cut else number,
        kind=CountKind.VAGUE if cut else CountKind.EXACT,
        raw=span.of(doc.text),
    )
    return Claim(outcome, count, span, heading, heading + 1, None, heading, number=True, victims=True)
