"""One report with the constructions that news of strikes is full of, read as a whole: each value with its words."""

from __future__ import annotations

import pytest

from rasid.model import (
    Act,
    Analysis,
    Certainty,
    EventType,
    Outcome,
    PlacePrecision,
    Realis,
    RelationType,
    Role,
    SpeakerKind,
)
from tests.analyse.reading import analyse

# Ours. Published on a Sunday.
TEXT = """أعلن الجيش التركي اليوم الأحد أنه استهدف أربع قواعد في العراق وسوريا لحزب العمال الكردستاني، ما أدى إلى وقوع 21 قتيلا بينهم 4 قياديين وإصابة 33 آخرين، بعد ثلاثة أيام من مقتل تركي في هجوم بالصواريخ على قاعدة عسكرية تركية في الموصل.
وبعد ساعات قليلة من هذه الغارات، قال مسؤول أمني عراقي مساء الأحد إن "خمسة صواريخ كاتيوشا سقطت مساء في محيط قاعدة بلد الجوية شمال بغداد من دون أن تسفر عن ضحايا".
وتشير معلومات متداولة على "تويتر" إلى مقتل أبو سالم الجبوري في القصف التركي على معسكرات الحزب في العراق.
وأوضح القيادي المحلي في المنطقة سردار الزيباري أن القصف أسفر عن وقوع عشرات القتلى والجرحى في صفوف مقاتلي الحزب، غرب محافظة نينوى.
وتضمنت هجمات الحزب الأخيرة هجوما صاروخيا على قاعدة تركية بالقرب من الموصل، أسفر عن مقتل جندي تركي وإصابة خمسة من أفراد القوات التركية واثنين من عناصر الشرطة العراقية."""


@pytest.fixture(scope="module")
def read() -> Analysis:
    return analyse(TEXT, published="2021-03-14")


def tolls(read: Analysis) -> set[tuple[str, int | None, int | None]]:
    return {(claim.outcome.value, claim.count.low, claim.count.high) for claim in read.casualties}


def test_every_quote_stands_in_the_text(read: Analysis) -> None:
    for claim in read.casualties:
        assert TEXT[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
    for event in read.events:
        assert TEXT[event.trigger.start : event.trigger.end] == event.trigger.quote


def test_the_tolls(read: Analysis) -> None:
    assert {
        ("killed", 21, 21),
        ("killed", 4, 4),
        ("injured", 33, 33),
        ("killed", 1, 1),
        ("none", 0, 0),
        ("harmed", 10, None),
        ("injured", 5, 5),
        ("injured", 2, 2),
    } <= tolls(read)


def test_part_and_total(read: Analysis) -> None:
    total = next(claim for claim in read.casualties if claim.count.low == 21)
    part = next(claim for claim in read.casualties if claim.count.low == 4)
    assert part.part_of == total.id
    assert total.part_of is None


def test_the_strike_of_that_sunday(read: Analysis) -> None:
    event = next(event for event in read.events if event.trigger.quote == "استهدف")
    assert event.type is EventType.AIR_STRIKE
    assert event.when is not None
    assert event.when.start == event.when.end
    assert str(event.when.start) == "2021-03-14"
    countries = {a.place.country: a.place for a in event.arguments if a.role is Role.PLACE and a.place is not None}
    assert {"IQ", "SY"} <= set(countries)
    assert all(place.lat is None for place in countries.values() if place.precision is PlacePrecision.COUNTRY)
    assert "turkish-army" in {a.actor for a in event.arguments} or "الجيش التركي" in {
        a.evidence.quote for a in event.arguments
    }


def test_a_day_counted_back_from_another_happening(read: Analysis) -> None:
    earlier = next(event for event in read.events if event.trigger.quote.startswith("هجوم بالصواريخ"))
    assert earlier.when is not None
    assert str(earlier.when.start) == "2021-03-11"
    assert earlier.type is EventType.SHELLING


def test_told_again_with_its_toll(read: Analysis) -> None:
    earlier = next(event for event in read.events if event.trigger.quote.startswith("هجوم بالصواريخ"))
    mine = {(c.outcome, c.count.low) for c in read.casualties if c.event == earlier.id}
    assert {(Outcome.INJURED, 5), (Outcome.INJURED, 2)} <= mine


def test_no_casualties_is_zero_on_the_word_of_an_unnamed_official(read: Analysis) -> None:
    none = next(claim for claim in read.casualties if claim.outcome is Outcome.NONE)
    assert (none.count.low, none.count.high) == (0, 0)
    (speaker,) = [statement for statement in read.statements if statement.id == none.source]
    assert speaker.kind is SpeakerKind.ANONYMOUS
    event = next(event for event in read.events if event.id == none.event)
    base = next(a.place for a in event.arguments if a.role is Role.PLACE and a.evidence.quote.startswith("قاعدة بلد"))
    assert base is not None
    assert base.lat is not None


def test_what_is_only_passed_on_is_alleged(read: Analysis) -> None:
    claim = next(claim for claim in read.casualties if "الجبوري" in claim.evidence.quote)
    assert claim.certainty is Certainty.HEDGED
    (speaker,) = [statement for statement in read.statements if statement.id == claim.source]
    assert speaker.kind is SpeakerKind.SOCIAL_MEDIA
    event = next(event for event in read.events if event.id == claim.event)
    assert event.realis is Realis.ALLEGED


def test_tens_stand_beside_the_exact_number(read: Analysis) -> None:
    tens = next(claim for claim in read.casualties if claim.outcome is Outcome.HARMED)
    assert (tens.count.low, tens.count.high) == (10, None)
    assert next(claim for claim in read.casualties if claim.count.low == 21).count.high == 21
    assert tens.source is not None


def test_the_army_owns_its_act(read: Analysis) -> None:
    first = read.statements[0]
    assert first.speaker.quote == "الجيش التركي"
    assert first.act is Act.CLAIMS_RESPONSIBILITY
    assert first.kind is SpeakerKind.MILITARY


def test_loyalty_is_a_relation() -> None:
    read = analyse("قصف الجيش مواقع لكتائب حزب الله العراقي الموالي لإيران يوم الأحد وقتل ثلاثة مسلحين.")
    assert RelationType.LOYAL_TO in {relation.type for relation in read.relations}


def test_without_a_publication_date_the_day_is_a_sunday() -> None:
    read = analyse(TEXT)
    event = next(event for event in read.events if event.trigger.quote == "استهدف")
    assert event.when is not None
    assert event.when.start is None
    assert event.when.note == "a Sunday"
