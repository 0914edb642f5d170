"""A document that is being composed of what the encoder says of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from rasid.analyse.document import Document, StatementDraft
from rasid.analyse.encoder.encoded import Encoded, Found
from rasid.analyse.encoder.windows import WINDOW
from rasid.model import Span
from rasid.text.normal import fold

Enough = Mapping[str, float]
"""Thresholds by tag (trigger, actor …), by relation (same, attacker …) and by question (bears)."""
DEFAULT = 0.5


class Composition:
    def __init__(self, doc: Document, encoded: Encoded, enough: Enough) -> None:
        self.doc = doc
        self.encoded = encoded
        self._enough = enough
        self.triggers: dict[str, list[Found]] = {}
        """Of each event, in order."""
        self.anchors: list[tuple[int, StatementDraft]] = []
        """The word at which each statement stands, in order."""

    def enough(self, name: str) -> float:
        return self._enough.get(name, DEFAULT)

    def found(self, tag: str) -> list[Found]:
        """The mentions of one kind, in order."""
        return self.encoded.mentions(tag, self.enough(tag))

    def span(self, found: Found) -> Span:
        """The text of a mention, without the letters joined before it."""
        tokens = self.doc.tokens
        joined = int(self.encoded.value("clitics", (found.first,))[0])
        first = tokens[found.first]
        start = min(first.start + joined, first.end - 1)
        return Span(start, tokens[found.last - 1].end)

    def of_events(self, at: int, relation: str, *, reverse: bool) -> dict[str, float]:
        """By event in reach of the word ``at``, how likely the relation holds between its nearest trigger and the word; ``reverse``
        when it goes from the word to the trigger."""
        out = {}
        for name, group in self.triggers.items():
            after = bisect_left(group, at, key=lambda trigger: trigger.first)
            near = min(group[max(0, after - 1) : after + 1], key=lambda trigger: abs(trigger.first - at)).first
            if abs(near - at) < WINDOW:
                out[name] = self.encoded.pair(relation, at, near) if reverse else self.encoded.pair(relation, near, at)
        return out

    def nearest(self, relation: str, at: int, among: Sequence[Found]) -> tuple[Found | None, float]:
        """The likeliest of the mentions in reach, and how likely it is."""
        low = bisect_left(among, at - WINDOW, key=lambda found: found.first)
        high = bisect_left(among, at + WINDOW, key=lambda found: found.first)
        scored = [(self.encoded.pair(relation, at, found.first), found) for found in among[low:high]]
        if not scored:
            return None, 0.0
        odds, found = max(scored, key=lambda item: (item[0], -abs(item[1].first - at)))
        return found, odds


class _Spanned(Protocol):
    span: Span


_S = TypeVar("_S", bound=_Spanned)


def over(span: Span, among: Iterable[_S]) -> _S | None:
    """The mention that shares most letters with ``span``."""
    best, chosen = 0, None
    for mention in among:
        shared = mention.span.overlap(span)
        if shared > best:
            best, chosen = shared, mention
    return chosen


def key(text: str) -> str:
    """A name in normal form without its article."""
    norm = fold(text)
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm
