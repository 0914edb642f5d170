"""Masks over names: one length for all, offsets there and back, and nothing of a name left anywhere."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.pipeline import Pipeline
from rasid.demo import reports
from rasid.export.names import private_names
from rasid.model import Mention, Report, Span
from rasid.web.masks import MASK, Masked, masked
from tests.web.test_marks import TEXTS

STORY = (
    "قتل الطفل أحمد سالم الدروبي وأصيب والده بجروح في قصف على حلب.\n"
    "وقال الشاهد خالد المصري إن الدروبي كان يلعب قرب منزله، وقتل معه ثلاثة مدنيين."
)


@st.composite
def named(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    place = st.integers(0, len(text))
    return text, [Span(min(s), max(s)) for s in draw(st.lists(st.tuples(place, place), max_size=6))]


@given(named())
def test_offsets_go_there_and_back(case: tuple[str, list[Span]]) -> None:
    text, names = case
    found = Masked(Report.make(text), names)
    inside = {at for name in names for at in range(name.start, name.end)}
    for at in range(len(text)):
        one = Span(at, at + 1)
        shown = found.shown(one)
        assert found.meant(shown).covers(one)
        if at in inside:
            assert shown.of(found.text) == MASK
        elif not text[at].isspace():
            assert shown.of(found.text) == text[at]
            assert found.meant(shown) == one


@given(named(), st.data())
def test_what_was_selected_is_meant(case: tuple[str, list[Span]], data: st.DataObject) -> None:
    text, names = case
    found = Masked(Report.make(text), names)
    a, b = (data.draw(st.integers(0, len(found.text))) for _ in "ab")
    words = found.full(min(a, b), max(a, b))
    assert text[words.start : words.end] == words.quote
    assert found.shown(words.span).covers(Span(min(a, b), max(a, b))) or a == b


def test_a_cleared_person_sees_the_report_itself() -> None:
    report = Report.make(STORY, published=dt.date(2021, 3, 1))
    analysis = Pipeline()(report)
    found = masked(report, analysis, cleared=True)
    assert found.report is report
    assert found.analysis(analysis) is analysis


def test_no_name_is_left_in_text_title_or_records() -> None:
    report = Report.make(STORY, title="مقتل الطفل أحمد الدروبي", published=dt.date(2021, 3, 1))
    analysis = Pipeline()(report)
    found = masked(report, analysis, cleared=False)
    seen = found.analysis(analysis)
    for told in (found.text, found.report.title, str(seen)):
        assert told is not None
        assert not [name for name in ("أحمد", "سالم", "الدروبي", "المصري") if name in told]
    assert MASK in found.text
    assert "ثلاثة" in found.text


def test_every_quote_stands_in_the_shown_text() -> None:
    pipeline = Pipeline()
    covered = 0
    for report in list(reports()):
        analysis = pipeline(report)
        covered += len(private_names(report, analysis))
        found = masked(report, analysis, cleared=False)
        seen = found.analysis(analysis)
        assert [sentence.of(found.text).strip() for sentence in seen.sentences] == [
            sentence.of(found.text) for sentence in seen.sentences
        ]
        for event in seen.events:
            for words in (event.trigger, *(argument.evidence for argument in event.arguments)):
                assert found.text[words.start : words.end] == words.quote
    assert covered


def test_no_decision_uncovers_a_name_and_names_that_people_add_are_covered() -> None:
    report = Report.make("قتل رجل في قصف على حلب، وقال إن فلان الفلاني كان هناك.", published=dt.date(2021, 3, 1))
    machine = Pipeline()(report)
    start = report.text.index("فلان الفلاني")
    told = Span(start, start + 12).evidence(report.id, report.text)
    claim = msgspec.structs.replace(machine.casualties[0], who=told)
    people = msgspec.structs.replace(
        machine,
        casualties=(claim,),
        mentions=(*machine.mentions, Mention(kind="person", evidence=told, normal="فلان الفلاني", component="person")),
    )
    assert "الفلاني" not in masked(report, machine, people, cleared=False).text
    named = Report.make(STORY, published=dt.date(2021, 3, 1))
    found = Pipeline()(named)
    emptied = msgspec.structs.replace(found, casualties=(), statements=(), events=())
    assert "أحمد" not in masked(named, found, emptied, cleared=False).text
