"""Words as pieces, and texts as windows of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.encoder.pieces import LONGEST, SPECIAL, UNKNOWN, Pieces, spelling
from rasid.analyse.encoder.windows import STRIDE, WINDOW, cut, margins, words
from rasid.errors import DataError
from rasid.text.normal import align
from rasid.text.tokens import tokenize

ROWS = [
    *((piece, 0.0) for piece in SPECIAL),
    ("▁", -3.0), ("▁قصف", -4.0), ("قصف", -5.0), ("ق", -6.0), ("ص", -6.0), ("ف", -6.0), ("▁ال", -2.0), ("مدينة", -5.0), ("ت", -4.0), (".", -2.0),
]  # fmt: skip
PIECES = Pieces(ROWS)


def told(*ids: int) -> list[str]:
    return [ROWS[index][0] for index in ids]


def test_the_likeliest_cut_is_taken() -> None:
    assert told(*PIECES.of("قصفت", True)) == ["▁قصف", "ت"]
    assert told(*PIECES.of("قصفت", False)) == ["قصف", "ت"]
    assert told(*PIECES.of("المدينة", True)) == ["▁ال", "مدينة"]


def test_letters_without_a_piece_are_one_unknown() -> None:
    assert PIECES.of("ژژژ", False) == (UNKNOWN,)
    assert told(*PIECES.of("ژقصفژ", False)) == ["<unk>", "قصف", "<unk>"]


def test_a_word_without_end_is_bounded() -> None:
    assert len(PIECES.of("ق" * 100_000, True)) == LONGEST


def test_words_are_spelt_as_written_and_without_vowels() -> None:
    assert spelling(align("إِدلـب مدينةٌ ٣")) == "إدلب مدينة 3"


@pytest.mark.parametrize("data", [b"", b"<s>\t0\n<pad>\tx\n", b"a\t0\nb\t0\nc\t0\nd\t0\n", b"\xff\xfe\t1\n"])
def test_a_damaged_vocabulary_is_named(data: bytes) -> None:
    with pytest.raises(DataError, match="install rasid again"):
        Pieces.read(data)


def test_a_vocabulary_is_read_as_it_was_written() -> None:
    data = "".join(f"{piece}\t{score}\n" for piece, score in ROWS).encode()
    assert Pieces.read(data).of("قصفت", True) == PIECES.of("قصفت", True)


@given(st.text(max_size=300))
def test_every_word_has_pieces_of_its_own(text: str) -> None:
    aligned = align(text)
    tokens = tokenize(aligned)
    found = words(aligned, tokens, PIECES)
    assert len(spelling(aligned)) == len(aligned.normal)
    assert len(found.first) == len(found.last) == len(tokens)
    at = 0
    for first, last in zip(found.first, found.last, strict=True):
        assert at == first <= last
        at = last + 1
    assert at == len(found.ids)


@pytest.mark.parametrize(
    "text",
    ["قصف " * 5_000, "قصف", "", "قصفتقصفت" * 4_000, "12345 " * 900, "ژ" * 3_000 + " قصف " * 700],
    ids=["one sentence", "one word", "nothing", "no space", "digits", "garbled"],
)
def test_windows_are_bounded_and_leave_no_word_out(text: str) -> None:
    aligned = align(text)
    tokens = tokenize(aligned)
    found = words(aligned, tokens, PIECES)
    seen: set[int] = set()
    before = -1
    for low, high in cut(found):
        assert before < low < high
        assert found.last[high - 1] - found.first[low] < WINDOW
        room = margins(low, high, len(tokens))
        assert len(room) == high - low
        assert min(room) >= 0
        seen.update(range(low, high))
        before = low
    assert seen == set(range(len(tokens)))


def test_windows_overlap_so_that_each_word_has_words_on_either_side() -> None:
    aligned = align("قصف " * 2_000)
    tokens = tokenize(aligned)
    widest = [-1] * len(tokens)
    for low, high in cut(words(aligned, tokens, PIECES)):
        for at, room in zip(range(low, high), margins(low, high, len(tokens)), strict=True):
            widest[at] = max(widest[at], room)
    assert min(widest) >= (WINDOW - STRIDE) // 2 - 1
