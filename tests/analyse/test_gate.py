"""A report that tells of no conflict is seen at a glance, and read no further; one that may is read."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.document import Document
from rasid.analyse.gate import PART, Gate, parts
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.segment import segment
from rasid.errors import DataError
from rasid.lexicon import topic as words
from rasid.model import Report

MATCH = (
    "فاز الفريق الضيف على مضيفه بهدفين مقابل هدف في مباراة أقيمت مساء الجمعة ضمن منافسات الدوري، وسجل المهاجم هدف الفوز "
    "في الشوط الثاني بعد تمريرة من زميله. وقال مدرب الفريق إن اللاعبين قدموا مباراة كبيرة أمام الجماهير التي ملأت الملعب."
)
STRIKE = "قتل خمسة مدنيين في غارة جوية استهدفت منزلا في البلدة، وقصفت المدفعية أطرافها، بحسب مصدر طبي."


def looked_at(text: str) -> Document:
    doc = segment(Report.make(text))
    Gate()(doc)
    return doc


def test_football_is_dismissed_with_how_likely_it_was() -> None:
    doc = looked_at(MATCH)
    assert doc.dismissed
    assert not doc.relevant
    assert 0 < doc.relevance < 0.5


def test_a_strike_is_read() -> None:
    assert not looked_at(STRIKE).dismissed


def test_a_digest_is_judged_by_its_likeliest_part() -> None:
    football = " ".join([MATCH] * (3 * PART // len(MATCH.split()) + 1))
    assert looked_at(football).dismissed
    assert not looked_at(f"{football}\n{STRIKE}\n{football}").dismissed


@pytest.mark.parametrize("text", ["12 / 34 — 56", "The match ended in a draw.", "ظظظظ غغغغ", "."])
def test_what_is_not_known_is_not_dismissed(text: str) -> None:
    assert not looked_at(text).dismissed


@given(st.text(min_size=1, max_size=400))
def test_every_word_is_in_one_part(text: str) -> None:
    doc = segment(Report.make(text or "."))
    told = list(parts(doc))
    assert told
    assert sum(map(len, told)) == sum(token.kind == "word" for token in doc.tokens)


@pytest.mark.parametrize(
    ("word", "stem"), [("والقصف", "قصف"), ("للقصف", "قصف"), ("بالغاره", "غاره"), ("الف", "الف"), ("ولد", "ولد")]
)
def test_what_is_joined_before_a_word_is_taken_off_where_enough_is_left(word: str, stem: str) -> None:
    assert words.stem(word) == stem


def test_nothing_runs_after_a_dismissal() -> None:
    analysis = Pipeline(("gate", "times", "quantities"))(Report.make(f"{MATCH} يوم الجمعة 3 مايو 2019"))
    assert not analysis.relevant
    assert analysis.mentions == ()
    assert analysis.sentences


@pytest.mark.parametrize(
    "data",
    [b"", b"no gzip", gzip.compress(b"-1\nword without weight", mtime=0)],
    ids=["empty", "no gzip", "no weight"],
)
def test_a_damaged_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path, data: bytes) -> None:
    (tmp_path / words.FILE).write_bytes(data)
    monkeypatch.setattr(words, "path", lambda name: tmp_path / name)
    words.topic.cache_clear()
    try:
        with pytest.raises(DataError, match=r"topic\.tsv\.gz is damaged.*install rasid again"):
            words.topic()
    finally:
        words.topic.cache_clear()
