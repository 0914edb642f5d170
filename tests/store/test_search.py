"""Search finds Arabic words whatever their vowels, hamzas and clitics, and shows where they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model import Analysis, Report
from rasid.store import Store
from rasid.store.fulltext import index_words, matches, parse

from .samples import RUN


def put(store: Store, *texts: str) -> None:
    for text in texts:
        one = Report.make(text)
        store.save(one, Analysis(report_id=one.id, run=RUN.id, relevant=True))


@pytest.mark.parametrize(
    ("query", "text", "quotes"),
    [
        ("قصف ادلب", "قصفٌ على إدلب", ["قصفٌ", "إدلب"]),
        ("بغداد", "وبغداد هادئة", ["بغداد"]),
        ("بغداد", "وقع ببغداد", ["بغداد"]),
        ("القصف", "تجدد قصف المدينة", ["قصف"]),
        ("قصف", "وبالقصف المدفعي", ["القصف"]),
        ("قصف", "قـــصف", ["قـــصف"]),
        ("مدرسة", "خرجوا للمدرسة", ["لمدرسة"]),
        ("مستشفى", "مستشفي الميدان", ["مستشفي"]),
        ("غار*", "غارات وغارة", ["غارات", "غارة"]),
        ('"ريف إدلب"', "في ريفِ إدلب الجنوبي", ["ريفِ إدلب"]),
        ("12", "أصيب ١٢ شخصا", ["١٢"]),
        ("1,200", "نحو ١٬٢٠٠ نازح", ["١٬٢٠٠"]),
        ("Taji", "قاعدة (taji)", ["taji"]),
        ("أطفال", "قتل ثلاثة أطفال. والأطفال نائمون.", ["أطفال", "الأطفال"]),
    ],
)
def test_finds_and_shows(store: Store, query: str, text: str, quotes: list[str]) -> None:
    put(store, text, "لا شيء هنا.")
    (found,) = store.search(query)
    assert [quote.quote for quote in found.quotes] == quotes
    assert all(found.report.text[q.start : q.end] == q.quote for q in found.quotes)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("قصف حلب", "قصف على إدلب"),
        ("لد", "غادر البلد بلد آمن"),
        ('"إدلب ريف"', "ريف إدلب"),
        ('"ريف إدلب"', "ريف حماة وإدلب"),
        ("", "قصف"),
        ("؟ ! *", "قصف"),
        ('"', "قصف"),
        ("قصف AND حلب OR NEAR(", "قصف"),
    ],
)
def test_does_not_find(store: Store, query: str, text: str) -> None:
    put(store, text)
    assert store.search(query) == []


def test_best_first_and_no_more_than_asked(store: Store) -> None:
    put(store, *(f"قصف رقم {n} " + "كلمات أخرى " * n for n in range(5)))
    found = store.search("قصف")
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert len(store.search("قصف", limit=2)) == 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_spans_are_in_the_text(text: str, query: str) -> None:
    for span in matches(parse(query), text):
        assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("قصف ادلبوالغارةأمس ١٢"), max_size=40))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    words = index_words(text)
    for term in parse(text).terms:
        assert set(term.forms) & set(words)
        assert matches(parse(term.forms[0]), text)
