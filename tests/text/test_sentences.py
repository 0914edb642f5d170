"""Where sentences end, and that what has no end is broken."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rasid.text.sentences import LONGEST, sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def test_stops_line_breaks_and_closing_quotes() -> None:
    text = "قُتل اثنان (1.5 كلم من U.S. Base)! «انتهى القصف.»\nوقال: لماذا؟ لا نعلم…"
    assert cut(text) == ["قُتل اثنان (1.5 كلم من U.S. Base)!", "«انتهى القصف.»", "وقال: لماذا؟", "لا نعلم…"]


def test_a_stop_without_its_space_ends_a_sentence_before_an_arabic_letter() -> None:
    assert cut("قصفت غزة.وفي وقت سابق") == ["قصفت غزة.", "وفي وقت سابق"]


def test_a_comma_ends_none() -> None:
    assert len(sentences("قصف، وقتل، وجرح، ")) == 1


def test_what_has_no_stop_is_broken_at_a_pause() -> None:
    clause = "وأغارت الطائرات على المدينة وقتلت ثلاثة من سكانها، "
    pieces = cut(clause * 60)
    assert len(pieces) > 1
    assert all(piece.endswith("،") and len(piece) <= LONGEST for piece in pieces)
    assert " ".join(pieces) == (clause * 60).strip()


def test_without_a_pause_it_is_broken_between_words() -> None:
    pieces = cut("قصف " * 1_000)
    assert len(pieces) > 1
    assert set(" ".join(pieces).split()) == {"قصف"}


def test_one_word_without_end_is_broken_all_the_same() -> None:
    assert [len(piece) for piece in cut("قتل" * LONGEST)] == [LONGEST] * 3


@given(
    st.text(alphabet="قصف .،؛\n\r!؟…«»()1a", max_size=80),
    st.text(alphabet="قو ،", max_size=30),
    st.integers(0, 200),
)
def test_every_character_lies_in_one_sentence(start: str, middle: str, times: int) -> None:
    text = start + middle * times + start
    found = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    inside = {at for span in found for at in range(span.start, span.end)}
    assert {at for at, char in enumerate(text) if not char.isspace()} <= inside
