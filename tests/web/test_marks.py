"""Marks in place: the text of each is the text of its span, whatever the text and the spans."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.model import Span
from rasid.web.marks import PILED, Hidden, Look, Mark, Text, merged, paragraphs, windows, write, write_line
from tests.web.parsing import Marked

_HOSTILE = "\u202e\u202d\u2066\u2069\u200f\u061c\u200b\ufeff\x00\r\n\u2028<>&\"'\u0301\u064b𓀀😀قلىا \ud800é"
TEXTS = st.text(st.one_of(st.sampled_from(_HOSTILE), st.characters()), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place), max_size=12))
    return text, [Mark(min(s), max(s), ("place",), ("e1",)) for s in spans]


@given(marked())
def test_text_of_each_mark_is_its_quote(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    found = Marked(write(text, marks))
    assert found.text == text
    assert found.marks == {number: text[mark.start : mark.end] for number, mark in enumerate(marks)}
    assert found.spans == {n: mark.span for n, mark in enumerate(marks)}
    assert found.seen <= {"p", "mark", "span"}


@given(marked(), st.integers(1, 20))
def test_windows_lose_nothing(case: tuple[str, list[Mark]], size: int) -> None:
    text, marks = case
    pieces = windows(text, size)
    assert all(len(piece) <= size for piece in pieces)
    assert "".join(piece.of(text) for piece in pieces) == text
    marks = [mark for mark in marks if mark.start < mark.end]
    shown = [Marked(write(text, marks, piece)) for piece in pieces]
    assert "".join(page.text for page in shown) == text
    for number, mark in enumerate(marks):
        assert "".join(page.marks.get(number, "") for page in shown) == text[mark.start : mark.end]


@given(marked())
def test_offsets_of_pieces_are_code_points(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    for paragraph in paragraphs(text, marks):
        at = paragraph.start
        for piece in paragraph.pieces:
            if isinstance(piece, (Text, Hidden)):
                assert piece.start == at
                assert text[at : at + len(piece.text)] == piece.text
                at += len(piece.text)


@given(TEXTS)
def test_no_character_of_effect_is_drawn(text: str) -> None:
    """Overrides, embeddings, isolates, controls and lone surrogates are never in the page; so it can be sent as UTF-8."""
    page = write(text, [])
    page.encode()
    assert not set(page) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\r\u2028\u2029\u200b\ufeff")
    assert "<script" not in write("<script>alert(1)</script>", [])


def test_crossing_marks_are_drawn_in_parts() -> None:
    text = "قتل خمسة مدنيين في قصف"
    page = Marked(write(text, [Mark(0, 8, ("event",), ()), Mark(4, 15, ("count",), ())]))
    assert page.parts == {0: 1, 1: 2}
    assert page.marks == {0: "قتل خمسة", 1: "خمسة مدنيين"}


def test_nested_marks_have_lines_of_their_own() -> None:
    text = "مدير مشفى حلب الكبير"
    marks = [Mark(0, 20, ("speaker",), ()), Mark(5, 13, ("actor",), ()), Mark(10, 13, ("place",), ())]
    page = write(text, marks)
    assert [
        f'data-n="{n}" data-part="1" data-span="{m.span}" data-level="{2 - n}"' in page for n, m in enumerate(marks)
    ]
    levels = [page.split(f'data-span="{mark.span}" data-level="')[1][0] for mark in marks]
    assert levels == ["2", "1", "0"]
    quiet = write(text, marks, look=Look(quiet=frozenset({"actor"})))
    assert quiet.split('data-span="0-20" data-level="')[1][0] == "1"


def test_equal_spans_are_one_mark() -> None:
    found = merged(
        [(Span(0, 3), "quantity", ""), (Span(0, 3), "count", "c1"), (Span(0, 3), "count", "c2"), (Span(0, 9), "who", "c1")],
        ["count", "who", "quantity"],
    )  # fmt: skip
    assert found == [Mark(0, 9, ("who",), ("c1",)), Mark(0, 3, ("count", "quantity"), ("c1", "c2"))]


def test_mark_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside a text of 3 code points"):
        write("قصف", [Mark(1, 9, ("event",), ())])


def test_direction_follows_the_letters_of_a_line() -> None:
    page = write("BBC: قصف على حلب\nReuters 2021\n", [])
    assert '<p dir="rtl" data-at="0">BBC' in page
    assert '<p dir="auto" data-at="17">Reuters' in page


def test_controls_are_named_where_they_stand() -> None:
    page = write("قصف\u202eحلب\u200f", [])
    assert 'قصف<span class="hid" data-name="RLO" data-cps="202E"></span>حلب' in page
    assert '<span class="hid" data-name="RLM">\u200f</span>' in page


def test_piled_marks_are_folded() -> None:
    page = write("ق" + "\u0301" * 500 + "صف", [])
    assert page.count("\u0301") == PILED
    assert f'data-name="+{500 - PILED}"' in page


def test_line_of_a_sentence_is_isolated() -> None:
    text = 'أولا.\nقتل \u2067ثلاثة في "حلب".'
    line = write_line(text, [Mark(11, 16, ("count",), ("c1",))], Span(6, len(text)), Look(prefix="c1-w"))
    assert line.startswith('<bdi class="words" lang="ar" dir="rtl" data-at="6">')
    assert 'id="c1-w11-16"' in line
    assert "&quot;" in line


def test_five_megabytes_of_one_word() -> None:
    text = "قصف" * 900_000
    marks = [Mark(at, at + 3, ("event",), ()) for at in range(0, 300_000, 30)]
    began = time.perf_counter()
    pieces = windows(text)
    page = write(text, marks, pieces[0])
    assert time.perf_counter() - began < 5
    assert len(pieces) == -(-len(text) // 40_000)
    assert Marked(page).text == pieces[0].of(text)


def test_a_word_without_end_may_be_broken() -> None:
    page = write("قصف" * 1_000, [Mark(at, at + 3, ("event",), ()) for at in range(0, 3_000, 3)])
    assert page.count("<wbr>") == 14
    assert "<wbr>" not in write("قصف على حلب " * 1_000, [])


def test_many_crossing_marks() -> None:
    text = "ا" * 3_000
    marks = [Mark(at, at + 40, ("event",), ()) for at in range(0, 2_900, 5)]
    page = Marked(write(text, marks))
    assert page.text == text
    assert all(page.marks[n] == "ا" * 40 for n in range(len(marks)))
