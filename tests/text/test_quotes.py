"""Quotations: every kind of mark, turned round, nested, left open; always in the coordinates of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.quotes import quotations

CASES = [
    ("قال «لن نرحل» أمس", [("لن نرحل", True, 0)]),
    ("قال “لن نرحل” أمس", [("لن نرحل", True, 0)]),
    ("وأضاف: ”لن نرحل“ من هنا", [("لن نرحل", True, 0)]),
    ("»لن نرحل« قال", [("لن نرحل", True, 0)]),
    ('قال:"لن نرحل".وأضاف:"أبدا".', [("لن نرحل", True, 0), ("أبدا", True, 0)]),
    ("قالت ''الوكالة'' و'الجريدة' اليوم", [("الوكالة", True, 0), ("الجريدة", True, 0)]),
    ("قال ,,لن نرحل“ أمس", [("لن نرحل", True, 0)]),
    ("قال <<لن نرحل>> أمس", [("لن نرحل", True, 0)]),
    ("قال ‹لن نرحل› أمس", [("لن نرحل", True, 0)]),
    ("قال ‘نعم’ و’لا‘ ثم سكت", [("نعم", True, 0), ("لا", True, 0)]),
    ('قال «إنه "نجا" من الهجوم» أمس', [('إنه "نجا" من الهجوم', True, 0), ("نجا", True, 1)]),
    ('قال: "إنه "نجا" أمس" ثم سكت', [('إنه "نجا" أمس', True, 0), ("نجا", True, 1)]),
    ("«أ «ب» ج»", [("أ «ب» ج", True, 0), ("ب", True, 1)]),
    ('قال " نعم " ثم', [(" نعم ", True, 0)]),
    ('وكان عناصر "الكتيبة "قد وصلوا', [("الكتيبة ", True, 0)]),
    ('قال: "لن نرد. سنبقى\nثم خرج', [("لن نرد. سنبقى", False, 0)]),
    ('قال: "لن نرد. ثم قال "نعم" اليوم', [("لن نرد.", False, 0), ("نعم", True, 0)]),
    ("زار Qur'an museum اليوم", []),
    ('شاشة 12" ثم "كلام"', [("كلام", True, 0)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quotations(text: str, expected: list[tuple[str, bool, int]]) -> None:
    assert [(q.inner.of(text), q.closed, q.depth) for q in quotations(text)] == expected


def test_several_sentences_in_one_quotation() -> None:
    text = "قال: «سقطت القذائف. لم يصب أحد. سنعود غدا.» ثم غادر."
    (quotation,) = quotations(text)
    assert quotation.span.of(text) == "«سقطت القذائف. لم يصب أحد. سنعود غدا.»"


@given(st.text(alphabet=st.sampled_from("أب \n.،\"'«»“”‘’‹›,<>"), max_size=60))
def test_spans_lie_in_the_text_and_never_run_over_a_paragraph(text: str) -> None:
    found = quotations(text)
    starts = [q.span.start for q in found]
    assert starts == sorted(starts)
    for quotation in found:
        span, inner = quotation.span, quotation.inner
        assert 0 <= span.start < inner.start <= inner.end <= span.end <= len(text)
        assert "\n" not in span.of(text)
        assert (inner.end == span.end) == (not quotation.closed)
