"""Normal forms: words that were pulled apart are whole, and every normal letter leads back to its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.dates import find_times
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("شهـ.ـيد", "شهيد"),
        ("استـ ـهداف", "استهداف"),
        ("الجـ. ــثث", "الجثث"),
        ("بقـ.صف", "بقصف"),
        ("المـ..ـداهمة", "المداهمه"),
        ("العـ ـمـ ـلـ ـيـ ـة", "العمليه"),
        ("قصــــف", "قصف"),
        # No word pulled apart:
        ("1443هـ. وقال", "1443ه. وقال"),
        ("سنة 1443هـ.وقال", "سنه 1443ه.وقال"),
        ("بــ معهد", "ب معهد"),
        ("حلب ـ إدلب", "حلب  ادلب"),
        ("غزة.وفي", "غزه.وفي"),
    ],
)
def test_words_pulled_apart(written, normal):
    aligned = align(written)
    assert aligned.normal == fold(written) == normal
    assert aligned.span(0, len(normal)).of(written) == written


@given(st.text(alphabet="هشلا ـ.،\nًA1", max_size=40))
def test_align_and_fold_agree(text):
    aligned = align(text)
    assert aligned.normal == fold(text)
    assert len(aligned.origin) == len(aligned.normal)
    assert list(aligned.origin) == sorted(aligned.origin)


@pytest.mark.parametrize("text", ["منذ شهر", "خلال شهر", "شهر", "هذا الشهر"])
def test_a_time_may_end_the_text(text):
    assert len(find_times(tokenize(align(text)), None)) <= 1
