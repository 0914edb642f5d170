"""The same words in several reports: an agency's text in ten outlets, whole or in part, is one witness.

Texts are compared sentence by sentence in their normal forms, so that a copy with other vowels, another headline or half of
the paragraphs is still found. A sentence is a set of runs of four words; a MinHash of it gives a few numbers of which copies
share at least one, nearly always, and other sentences hardly ever.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from rasid.model import Report, Span
from rasid.resolve.likeness import words_of
from rasid.text.sentences import sentences

RUN = 4
"""Words of a run."""
SHORTEST = 8
"""Words of the shortest sentence that is told apart from a phrase everybody uses."""
SAME = 0.6
"""Share of runs in common from which two sentences are the same words: one word in twenty may differ."""
INSIDE = 0.8
"""Share of the shorter sentence's runs from which it is a part of the longer."""
BINS, ROWS = 12, 2
"""Numbers of a MinHash, and how many of them make one key: sentences that share 80 % of their runs share a key in 998 cases of
1,000, those that share 20 % in 217."""


class Piece:
    """A sentence of a report, ready to be compared."""

    __slots__ = ("keys", "report_id", "runs", "span")

    def __init__(self, report_id: str, span: Span, runs: frozenset[int], keys: tuple[int, ...]) -> None:
        self.report_id = report_id
        self.span = span
        self.runs = runs
        self.keys = keys

    def same(self, other: Piece) -> bool:
        """Whether the two are the same words, or the one is a part of the other."""
        common = len(self.runs & other.runs)
        shorter = min(len(self.runs), len(other.runs))
        return common >= SAME * (len(self.runs) + len(other.runs) - common) or common >= INSIDE * shorter


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def _keys(runs: Iterable[int]) -> tuple[int, ...]:
    """One permutation MinHash: the least run of each of `BINS` classes, `ROWS` classes to a key; empty ones give none."""
    least: list[int | None] = [None] * BINS
    for run in runs:
        at = run % BINS
        known = least[at]
        if known is None or run < known:
            least[at] = run
    rows = (least[at : at + ROWS] for at in range(0, BINS, ROWS))
    return tuple(_hash(f"{number} {row}") for number, row in enumerate(rows) if None not in row)


def pieces(report: Report, spans: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The sentences of a report, or those in ``spans``, that are long enough to be known again. One that stands in it twice
    counts once."""
    out: dict[frozenset[int], Piece] = {}
    for span in spans or report.sentences or sentences(report.text):
        runs, keys = _read(span.of(report.text))
        if runs:
            out.setdefault(runs, Piece(report.id, span, runs, keys))
    return tuple(out.values())


@lru_cache(maxsize=2048)  # what is told in many reports stands in them to the letter, more often than not
def _read(sentence: str) -> tuple[frozenset[int], tuple[int, ...]]:
    """As `compared`; nothing for a sentence that is too short."""
    words = words_of(sentence)
    return compared(words) if len(words) >= SHORTEST else (frozenset(), ())


def compared(words: Sequence[str]) -> tuple[frozenset[int], tuple[int, ...]]:
    """The runs of a sentence, and the keys of which copies of it share one."""
    runs = frozenset(_hash(" ".join(words[at : at + RUN])) for at in range(len(words) - RUN + 1))
    return runs, _keys(runs)


class Copies:
    """Which sentences of some reports are the same words. The order in which the reports are given makes no difference."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._pieces = {report.id: pieces(report) for report in sorted(reports, key=lambda report: report.id)}

    @cached_property
    def _groups(self) -> Mapping[tuple[str, int], str]:
        """(report, place of a sentence) -> the group of same sentences, where it has more than one report."""
        held = [piece for found in self._pieces.values() for piece in found]
        leads_to = list(range(len(held)))

        def top(at: int) -> int:
            while leads_to[at] != at:
                leads_to[at] = leads_to[leads_to[at]]
                at = leads_to[at]
            return at

        blocks: dict[int, list[int]] = defaultdict(list)
        for at, piece in enumerate(held):
            for key in piece.keys:
                # The first of a group stands for it: a thousand copies cost a thousand comparisons.
                for other in blocks[key]:
                    if top(at) == top(other) or piece.same(held[other]):
                        leads_to[max(top(at), top(other))] = min(top(at), top(other))
                        break
                else:
                    blocks[key].append(at)
        reports: dict[int, set[str]] = defaultdict(set)
        for at, piece in enumerate(held):
            reports[top(at)].add(piece.report_id)
        return {
            (piece.report_id, piece.span.start): f"{held[top(at)].report_id}:{held[top(at)].span.start}"
            for at, piece in enumerate(held)
            if len(reports[top(at)]) > 1
        }

    def of(self, report_id: str, at: int) -> str | None:
        """The id that the sentence at code point ``at`` shares with its copies in other reports; None for words of its own.
        The same for as long as the same reports are asked about."""
        for piece in self._pieces.get(report_id, ()):
            if piece.span.start <= at < piece.span.end:
                return self._groups.get((report_id, piece.span.start))
        return None

    def share(self, report_id: str) -> float:
        """0 to 1: how much of a report's text stands in others too. 0 for a report without a sentence to be known by."""
        held = self._pieces.get(report_id, ())
        copied = sum(len(piece.runs) for piece in held if (report_id, piece.span.start) in self._groups)
        return copied / total if (total := sum(len(piece.runs) for piece in held)) else 0.0

    def witnesses(self) -> tuple[frozenset[str], ...]:
        """The reports, those together that are mostly the same words: each is one witness."""
        leads: dict[str, str] = {}
        for report_id, held in self._pieces.items():
            groups: dict[str, int] = defaultdict(int)
            for piece in held:
                group = self._groups.get((report_id, piece.span.start))
                if group is not None:
                    groups[group] += len(piece.runs)
            whole = sum(len(piece.runs) for piece in held)
            told = max(groups, key=lambda group: (groups[group], group), default=None)
            leads[report_id] = told if told is not None and sum(groups.values()) * 2 > whole else report_id
        out: dict[str, set[str]] = defaultdict(set)
        for report_id, lead in leads.items():
            out[lead].add(report_id)
        return tuple(sorted(map(frozenset, out.values()), key=min))
