"""Tokens: words, numbers and marks, and words that a lost line break has glued together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.normal import align
from rasid.text.tokens import tokenize


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("قرية السروةاستشهد شابان", ["قريه", "السروه", "استشهد", "شابان"]),
        ("سد النهرأصيب مدني", ["سد", "النهر", "اصيب", "مدني"]),
        ("البلديةوقصف", ["البلديه", "وقصف"]),
        ("مستشفىالرحمة", ["مستشفي", "الرحمه"]),
        # Words of their own, with what may be joined to them:
        ("والاستهداف وباستشهاد للإصابة", ["والاستهداف", "وباستشهاد", "للاصابه"]),
        ("مدرسةً شىء مستهدفة لاستهدافه", ["مدرسه", "شيء", "مستهدفه", "لاستهدافه"]),
    ],
)
def test_words_glued_where_a_line_ended(written, expected):
    assert [token.norm for token in tokenize(align(written))] == expected


@given(st.text(alphabet="ةىالستشهدأصيب ـًA1.\n", max_size=40))
def test_tokens_are_cut_from_the_text_in_order(text):
    aligned = align(text)
    tokens = tokenize(aligned)
    assert "".join(token.norm for token in tokens) == "".join(aligned.normal.split())
    for before, after in pairwise(tokens):
        assert before.b <= after.a
        assert before.end <= after.start
    for token in tokens:
        assert token.norm == aligned.normal[token.a : token.b] != ""
        assert align(token.span.of(text)).normal == token.norm


@pytest.mark.parametrize("space", [chr(c) for c in range(0x3001) if chr(c).isspace()], ids=ascii)
def test_white_space_is_no_token(space):
    assert tokenize(align(space * 2)) == []
    assert len(tokenize(align(f"قصف{space}مدفعي"))) == 2
