"""What the network is told of the words beside their letters."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.analyse.document import Document
from rasid.analyse.encoder.marks import LAYERS, MARKS, marks
from rasid.analyse.encoder.windows import owners
from tests.analyse.reading import read

TEXT = """قصف على مدينة إدلب
قال مصدر عسكري إن الجيش السوري قصف مدينة إدلب صباح أمس بالصواريخ، ما أدى إلى مقتل ثلاثة مدنيين."""


def marked(text: str) -> tuple[Document, dict[str, set[str]]]:
    """The document, and the marks of each word (words that stand twice together)."""
    doc = read(text, *LAYERS, published="2024-03-10")
    out: dict[str, set[str]] = {}
    for token, row in zip(doc.tokens, marks(doc), strict=True):
        out.setdefault(token.norm, set()).update(MARKS[at] for at in np.flatnonzero(row))
    return doc, out


def test_each_kind_of_thing_is_marked() -> None:
    _, told = marked(TEXT)
    assert {"trigger shelling", "family bombard", "title", "sentence begins"} <= told["قصف"]
    assert {"place city", "place resolved"} <= told["ادلب"] | told["مدينه"]
    assert "weapon" in told["بالصواريخ"]
    assert {"number", "toll killed"} <= told["ثلاثه"]
    assert "toll people" in told["مدنيين"]
    assert {"toll word", "family killing"} <= told["مقتل"]
    assert {"cue states", "opening"} <= told["قال"]
    assert {"speaker", "actor source"} <= told["مصدر"]
    assert {"actor army", "actor known"} <= told["الجيش"]
    assert any(mark.startswith("time ") for mark in told["امس"] | told["صباح"])


def test_words_without_anything_bear_only_their_place() -> None:
    _, told = marked("كلام عادي لا شيء فيه")
    assert all(marks <= {"sentence begins", "opening", "title", "phrase", "phrase goes on"} for marks in told.values())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_row_a_word(text: str) -> None:
    doc = read(text or " ", *LAYERS)
    held = marks(doc)
    assert held.shape == (len(doc.tokens), len(MARKS))
    assert set(np.unique(held).tolist()) <= {0.0, 1.0}


def test_no_mark_stands_twice() -> None:
    assert len(set(MARKS)) == len(MARKS)


def test_pieces_know_their_words() -> None:
    assert owners([0, 2], [1, 2], 3) == [0, 1, 1, 2, 0]
    assert owners([], [], 0) == [0, 0]
