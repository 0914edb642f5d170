"""Words as pieces of the encoder's vocabulary: the likeliest cut under a unigram model (T. Kudo 2018), word by word.

Pieces never go over a word's bounds, so every piece has an exact place in the text. The vocabulary is a table of two columns,
piece and log-probability; the first four are <s>, <pad>, </s> and <unk>. A word after a space begins with ▁, as the base had it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rasid.errors import DataError
from rasid.text.normal import Aligned

OPEN, PAD, CLOSE, UNKNOWN = range(4)
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LONGEST = 24
"""Pieces of one word at most; what follows in it (unspaced or garbled text) is not looked at."""
_LETTERS = 120
"""Letters of a word that are looked at: LONGEST pieces seldom have more."""
_PENALTY = 10.0
"""By how much an unknown letter is less likely than the least likely piece, as SentencePiece has it."""


def spelling(aligned: Aligned) -> str:
    """The normal form with the text's own Arabic letters, character for character: إدلب, مدينة, not ادلب, مدينه. The base was
    trained on words as they are spelt; what is only form (vowel marks, tatweel, presentation forms, digits) stays normal."""
    text = aligned.text
    return "".join(
        text[at] if "ء" <= text[at] <= "ي" else char for char, at in zip(aligned.normal, aligned.origin, strict=True)
    )


class Pieces:
    """The vocabulary, and the cut of words by it."""

    def __init__(self, rows: Iterable[tuple[str, float]]) -> None:
        table = list(rows)
        if tuple(piece for piece, _ in table[:4]) != SPECIAL:
            raise DataError("the encoder's vocabulary does not begin with its four special pieces; install rasid again")
        self.count = len(table)
        self._ids = {piece: index for index, (piece, _) in enumerate(table) if index > UNKNOWN}
        self._scores = [score for _, score in table]
        self._longest = max(map(len, self._ids))
        self._unknown = min(self._scores[UNKNOWN + 1 :]) - _PENALTY
        self.of = lru_cache(maxsize=100_000)(self._of)

    @classmethod
    def read(cls, data: bytes) -> Pieces:
        """From the lines of the file: a piece, a tab, its log-probability."""
        try:
            rows = [line.rsplit("\t", 1) for line in data.decode("utf-8").split("\n") if line]
            return cls((piece, float(score)) for piece, score in rows)
        except ValueError as error:
            raise DataError(f"the encoder's vocabulary is damaged ({error}); install rasid again") from error

    def _of(self, word: str, spaced: bool) -> tuple[int, ...]:
        """Ids of the pieces of ``word``; ``spaced`` when a space or nothing stands before it."""
        text = ("▁" if spaced else "") + word[:_LETTERS]
        size = len(text)
        best = [0.0] + [float("-inf")] * size
        back = [(0, UNKNOWN)] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + self._longest) + 1):
                index = self._ids.get(text[start:end])
                if index is None:
                    if end > start + 1:
                        continue
                    index, score = UNKNOWN, here + self._unknown
                else:
                    score = here + self._scores[index]
                if score > best[end]:
                    best[end], back[end] = score, (start, index)
        out: list[int] = []
        at = size
        while at:
            at, index = back[at]
            if not (index == UNKNOWN and out and out[-1] == UNKNOWN):
                out.append(index)
        return tuple(reversed(out))[:LONGEST]
