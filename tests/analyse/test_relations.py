"""Stated relations, one written example a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.actors import make as actors
from rasid.analyse.document import Document, PlaceMention
from rasid.analyse.relations import make as relations
from rasid.analyse.segment import segment
from rasid.model import PlaceKind, Report, Span


def document(text: str, places: tuple[tuple[str, PlaceKind], ...] = ()) -> Document:
    doc = segment(Report.make(text))
    if doc.tokens:
        actors()(doc)
        for name, kind in places:
            start = text.index(name)
            inside = [t.index for t in doc.tokens if t.start < start + len(name) and t.end > start]
            doc.places.append(PlaceMention(Span(start, start + len(name)), inside[0], inside[-1] + 1, kind))
        relations()(doc)
    return doc


def found(text: str, *places: tuple[str, PlaceKind]) -> list[tuple[str, str, str]]:
    return [(r.type.value, r.a.of(text), r.b.of(text)) for r in document(text, places).relations]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قواعد لحزب الله العراقي الموالي لإيران", ("loyal_to", "حزب الله العراقي", "إيران")),
        ("القوات الموالية للرئيس سامي كرم تقدمت", ("loyal_to", "القوات", "سامي كرم")),
        ("الجيش الموالي للشرعية", ("loyal_to", "الجيش", "شرعية")),
        ("المجموعات الإرهابية التابعة لإيران", ("member_of", "المجموعات الإرهابية", "إيران")),
        ("الجماعة التي بايعت تنظيم القاعدة", ("loyal_to", "الجماعة", "تنظيم القاعدة")),
        ("الحوثيون المدعومون من إيران", ("supported_by", "الحوثيون", "إيران")),
        ("الحوثيون المدعومون إيرانيا", ("supported_by", "الحوثيون", "إيرانيا")),
        ("تقدم الجيش السوري بدعم من حزب الله اللبناني", ("supported_by", "الجيش السوري", "حزب الله اللبناني")),
        ("الجماعة المسلحة تتلقى دعما من إيران", ("supported_by", "الجماعة المسلحة", "إيران")),
        ("كتائب القسام الجناح العسكري لحركة حماس", ("part_of", "كتائب القسام", "حركة حماس")),
        ("كتيبة جنين التابعة لسرايا القدس", ("part_of", "كتيبة جنين", "سرايا القدس")),
        ("اللواء 12 في الحشد الشعبي", ("part_of", "اللواء 12", "الحشد الشعبي")),
        ("مسلحون تابعون لحركة الشباب الصومالية", ("member_of", "مسلحون", "حركة الشباب الصومالية")),
        ("مسلحون ينتمون لحركة الشباب الصومالية", ("member_of", "مسلحون", "حركة الشباب الصومالية")),
        ("قال المتحدث باسم حركة حماس سامي كرم", ("member_of", "سامي كرم", "حركة حماس")),
        ("زعيم حركة الشباب الصومالية سامي كرم", ("leader_of", "سامي كرم", "حركة الشباب الصومالية")),
        ("رئيس المكتب السياسي لحركة حماس سامي كرم", ("leader_of", "سامي كرم", "حركة حماس")),
        ("التحالف العربي الذي تقوده السعودية", ("leader_of", "السعودية", "التحالف العربي")),
        ("حركة أمل بزعامة سامي كرم", ("leader_of", "سامي كرم", "حركة أمل")),
        ("القيادي في حركة حماس سامي كرم", ("commander_in", "سامي كرم", "حركة حماس")),
        ("قائد شرطة البلدة سامي كرم", ("commander_in", "سامي كرم", "شرطة البلدة")),
        ("شبكة حقاني المرتبطة بتنظيم القاعدة", ("allied_with", "شبكة حقاني", "تنظيم القاعدة")),
        ("الحوثيون المتحالفون مع إيران", ("allied_with", "الحوثيون", "إيران")),
        ("حركة أمل لها علاقة وثيقة بحزب الله اللبناني", ("allied_with", "حركة أمل", "حزب الله اللبناني")),
        ("مقاتلون مناهضون للحوثيين", ("opposed_to", "مقاتلون", "حوثيين")),
    ],
)  # fmt: skip
def test_found(text: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in found(text), found(text)


def test_located_in() -> None:
    village, governorate = ("بلدة النور", PlaceKind.TOWN), ("محافظة الشمال", PlaceKind.GOVERNORATE)
    assert found("قصف بلدة النور في محافظة الشمال", village, governorate) == [
        ("located_in", "بلدة النور", "محافظة الشمال")
    ]
    assert found("قصف بلدة النور بمحافظة الشمال", village, governorate) == [
        ("located_in", "بلدة النور", "محافظة الشمال")
    ]
    assert found("قصف بلدة النور ثم محافظة الشمال", village, governorate) == []
    assert found("في محافظة الشمال قصف بلدة النور", governorate, village) == []


@pytest.mark.parametrize("text", ["نائب رئيس حركة حماس سامي كرم", "قال الجيش السوري إن", "الموالية", "المدعوم من"])
def test_none(text: str) -> None:
    assert found(text) == []


def test_cue_is_kept() -> None:
    text = "الحوثيون المدعومون من إيران"
    (relation,) = document(text).relations
    assert relation.cue is not None
    assert relation.cue.of(text) == "المدعومون"


@given(
    st.lists(
        st.sampled_from(["الحوثيون", "المدعومون", "من", "إيران", "الموالية", "للرئيس", "سامي", "كرم", "زعيم", "حركة", "بقيادة", "الجناح", "،", '"', "علاقة"]),
        max_size=25,
    )
)  # fmt: skip
def test_never_of_itself(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for relation in document(text).relations:
        assert not relation.a.overlap(relation.b)
        assert relation.a.end <= len(text)
        assert relation.b.end <= len(text)
