"""What windows say, put together: mentions, classes, pairs, over windows that overlap."""

from __future__ import annotations

import numpy as np
import pytest

from rasid.analyse.encoder.encoded import Encoded, bucket, encode
from rasid.analyse.encoder.labels import CLASSES, DISTANCES, GROUPS, PAIR_WIDTH, PAIRS, TAGS
from rasid.analyse.encoder.pieces import SPECIAL, Pieces
from rasid.analyse.encoder.session import Floats
from rasid.analyse.segment import segment
from rasid.model import Report

WORDS = ["▁كلمة", "▁قصف", "▁المدينة", "▁قال"]
PIECES = Pieces([*((piece, 0.0) for piece in SPECIAL), *((word, -1.0) for word in WORDS)])
NOUGHT = np.zeros((len(PAIRS), 2 * len(DISTANCES)), np.float32)
KINDS = sum(map(len, CLASSES.values()))
TRIGGER, PLACE = TAGS.index("trigger"), TAGS.index("place")


class Scripted:
    """A network that tags قصف as a trigger and المدينة as a place, and ties every trigger to every place. It counts its windows."""

    def __init__(self) -> None:
        self.windows = 0

    def __call__(self, ids: list[int], first: list[int], last: list[int], marks: Floats) -> dict[str, Floats]:
        assert len(marks) == len(first)
        self.windows += 1
        n = len(first)
        tags = np.zeros((n, len(TAGS), 3), np.float32)
        tags[:, :, 0] = 5.0
        left, right = (np.zeros((n, len(PAIRS), PAIR_WIDTH), np.float32) for _ in range(2))
        for at, piece in enumerate(first):
            word = WORDS[ids[piece] - len(SPECIAL)]
            if word == "▁قصف":
                tags[at, TRIGGER] = (0.0, 6.0, 0.0)
                left[at, PAIRS.index("place")] = 1.0
            if word == "▁المدينة":
                tags[at, PLACE] = (0.0, 6.0, 0.0)
                right[at, PAIRS.index("place")] = 1.0
        return {
            "tags": tags.reshape(n, -1),
            "classes": np.zeros((n, KINDS), np.float32),
            "groups": np.zeros((n, len(GROUPS)), np.float32),
            "left": left.reshape(n, -1),
            "right": right.reshape(n, -1),
            "relevant": np.float32(3.0),
        }


def encoded(text: str, network: Scripted | None = None) -> Encoded:
    return encode(segment(Report.make(text)), PIECES, network or Scripted(), NOUGHT)


def test_mentions_are_read_with_their_scores() -> None:
    said = encoded("كلمة قصف المدينة قصف")
    assert [(m.first, m.last) for m in said.mentions("trigger")] == [(1, 2), (3, 4)]
    assert [(m.first, m.last) for m in said.mentions("place")] == [(2, 3)]
    assert said.mentions("trigger")[0].score == pytest.approx(1 / (1 + 2 * np.exp(-6)), abs=1e-4)
    assert said.mentions("actor") == []
    assert said.relevant == pytest.approx(0.9526, abs=1e-4)


def test_a_mention_goes_on_over_words_that_continue_it() -> None:
    said = encoded("كلمة قصف المدينة قصف")
    said.tags[2, TRIGGER] = (0.1, 0.2, 0.7)
    assert [(m.first, m.last) for m in said.mentions("trigger")] == [(1, 3), (3, 4)]


def pair(said: Encoded, i: int, j: int) -> float:
    """The same from either end."""
    (chance,), (back,) = said.pairs("place", i, [j]), said.pairs("place", j, [i], reverse=True)
    assert chance == back
    return chance


def test_pairs_are_of_words_in_one_window() -> None:
    said = encoded("كلمة قصف المدينة قصف")
    assert pair(said, 1, 2) == pytest.approx(1 / (1 + np.exp(-(PAIR_WIDTH**0.5))), abs=1e-4)
    assert pair(said, 2, 1) == 0.5  # no vector speaks for it
    assert pair(said, 0, 2) == 0.0  # a word that begins no mention is asked nothing


def test_a_long_text_is_read_in_windows_and_each_word_once() -> None:
    network = Scripted()
    said = encoded("قصف المدينة كلمة " * 1_000, network)
    assert network.windows > 5
    assert [m.first for m in said.mentions("trigger")] == list(range(0, 3_000, 3))
    assert pair(said, 0, 1) > 0.99
    assert pair(said, 1_500, 1_501) > 0.99
    assert pair(said, 0, 2_998) == 0.0  # no window has both


def test_a_text_without_words_says_nothing() -> None:
    said = encoded("")
    assert said.mentions("trigger") == []
    assert said.relevant == 0.0


def test_distances_have_buckets_on_either_side() -> None:
    found = {gap: bucket(gap) for gap in range(-500, 500)}
    assert found[0] == len(DISTANCES)
    assert found[1] == len(DISTANCES) + 1
    assert found[-1] == len(DISTANCES) - 2
    assert found[499] == 2 * len(DISTANCES) - 1
    assert found[-500] == 0
    assert len(set(found.values())) == 2 * len(DISTANCES) - 1
