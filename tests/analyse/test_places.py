"""Where: what is a place, where its words begin and end, and which of its namesakes it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.analyse.document import PlaceMention
from rasid.model import PlaceKind, PlacePrecision, PlaceReference
from rasid.text.function_words import words
from tests.analyse.reading import read, up_to

LAYERS = up_to("places")


def places(text: str) -> dict[str, PlaceMention]:
    return {mention.span.of(text): mention for mention in read(text, *LAYERS).places}


def reference(text: str, quote: str) -> PlaceReference:
    found = places(text)[quote].reference
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        # cities, towns and villages without their class word; camps, quarters, provinces, bases and crossings with it
        ("انفجار في مدينة كركوك", ["كركوك"]),
        ("قصف على مخيم جباليا", ["مخيم جباليا"]),
        ("غارة في محافظة الأنبار", ["محافظة الأنبار"]),
        ("استهدفت طائرة معبر رفح", ["معبر رفح"]),
        ("هجوم على قاعدة التاجي العسكرية العراقية", ["قاعدة التاجي العسكرية العراقية"]),
        # through clitics
        ("قتل ثلاثة بالفلوجة", ["الفلوجة"]),
        ("معارك في حلب وإدلب", ["حلب", "إدلب"]),
        # directions
        ("سقط صاروخ شمال بغداد", ["شمال بغداد"]),
        ("قصف على ريف إدلب الجنوبي", ["ريف إدلب الجنوبي"]),
        ("انفجار جنوب غرب السعودية", ["جنوب غرب السعودية"]),
        ("اشتباك على الحدود السورية العراقية", ["الحدود السورية العراقية"]),
        ("توتر على الحدود مع إسرائيل", ["الحدود مع إسرائيل"]),
        # what no gazetteer knows, after a class word
        ("اقتحموا قرية أم الرياحين", ["أم الرياحين"]),
        ("قصف على حي الرياحين", ["حي الرياحين"]),
        ("قصف مستشفى الرياحين", ["مستشفى الرياحين"]),
        # several of one class
        ("معارك في محافظتي أبين ولحج", ["أبين", "لحج"]),
        ("قصف على قرى الرياحين وتل الزعتر والوردات", ["الرياحين", "تل الزعتر", "الوردات"]),
        # told again by the class alone, after a preposition
        ("دخلوا كركوك وانفجرت سيارة في المدينة", ["المدينة"]),
        # a word lost its space when a link was cut out of the page
        ("هجوم على مدينةنابلس", ["نابلس"]),
        ("قصف فيالجليل", ["الجليل"]),
        # hashtags
        ("قصف على #عين_عيسى", ["عين_عيسى"]),
        ("وقع التفجير في العاصمة الصومالية مقديشو", ["العاصمة الصومالية مقديشو"]),
    ],
)
def test_place_expressions(text: str, quotes: list[str]) -> None:
    found = list(places(text))
    assert [quote for quote in quotes if quote not in found] == [], found


@pytest.mark.parametrize(
    "text",
    [
        "كيف وصلت السلطات إلى هذا الحد",
        "قال الرئيس باراك أوباما",
        "أعلن جيش الاحتلال ذلك",
        "بيان حركة طالبان باكستان",  # a name inside a group's name
        "أعلن حزب الله العراقي مسؤوليته",
        "اتهمت واشنطن طهران بذلك",  # governments, not places
        "وأدى ذلك إلى مقتل رجل",  # not وادي
        "خرج إلى مناطق متفرقة",
        "وهو مسقط رأس الرجل",
        "أعلنت وزارة الدفاع ذلك",
        "اختبأ الأهالي في الوادي القريب حتى الصباح",  # any valley, not the town of that name
        "أوقفت الوحدات عنصرين أمس",  # members: a preposition that lost its space is no part of it
    ],
)
def test_no_place(text: str) -> None:
    assert places(text) == {}


def test_a_state_is_a_place_after_a_preposition() -> None:
    assert "العراق" in places("قتل ثلاثة في العراق")
    assert "سوريا" in places("قوات دخلت سوريا")
    assert "العراق" not in places("أعلن العراق موقفه")


def test_a_country_has_no_point() -> None:
    found = reference("قتل ثلاثة في العراق", "العراق")
    assert (found.kind, found.country, found.precision) == (PlaceKind.COUNTRY, "IQ", PlacePrecision.COUNTRY)
    assert found.lat is None
    assert found.lon is None


def test_a_base_has_its_own_point() -> None:
    found = reference("هجوم على قاعدة التاجي العسكرية العراقية", "قاعدة التاجي العسكرية العراقية")
    assert (found.kind, found.precision) == (PlaceKind.BASE, PlacePrecision.EXACT)
    assert found.lat == pytest.approx(33.524, abs=0.05)


def test_a_direction_is_near_with_a_wider_radius() -> None:
    town = reference("انفجار في بغداد", "بغداد")
    north = reference("انفجار شمال بغداد", "شمال بغداد")
    assert (north.kind, north.precision) == (PlaceKind.REGION, PlacePrecision.NEAR)
    assert (north.radius_km or 0) > (town.radius_km or 0)


def test_by_a_site_is_near_it() -> None:
    assert reference("انفجار في محيط قاعدة التاجي", "قاعدة التاجي").precision is PlacePrecision.NEAR


@pytest.mark.parametrize(
    ("text", "quote", "country"),
    [
        ("قتل ثلاثة في طرابلس شمال لبنان", "طرابلس", "LB"),
        ("قتل ثلاثة في طرابلس وبنغازي في ليبيا", "طرابلس", "LY"),
        ("اعتقال شاب من أريحا في الضفة الغربية", "أريحا", "PS"),
        ("قصف على بلدة أريحا في ريف إدلب", "أريحا", "SY"),
    ],
)
def test_context_decides_among_namesakes(text: str, quote: str, country: str) -> None:
    assert reference(text, quote).country == country


def test_what_cannot_be_told_apart_stays_unresolved() -> None:
    found = reference("انفجار في بلدة الطيبة", "الطيبة")
    assert found.chosen is None
    assert found.lat is None
    assert len(found.candidates) > 1
    assert sum(candidate.score for candidate in found.candidates) <= 1


def test_a_town_is_preferred_to_its_province_unless_the_province_is_said() -> None:
    assert reference("انفجار في حلب", "حلب").kind is PlaceKind.CITY
    assert reference("انفجار في محافظة حلب", "محافظة حلب").kind is PlaceKind.GOVERNORATE


def test_an_unknown_place_has_the_country_of_its_neighbours_and_no_point() -> None:
    found = reference("اقتحموا قرية أم الرياحين في ريف إدلب", "أم الرياحين")
    assert (found.country, found.precision, found.lat) == ("SY", PlacePrecision.UNRESOLVED, None)


def test_the_capital_told_by_a_demonym_is_resolved() -> None:
    found = reference("انفجار في العاصمة العراقية", "العاصمة العراقية")
    assert (found.country, found.kind) == ("IQ", PlaceKind.CITY)
    assert found.lat == pytest.approx(33.34, abs=0.1)


def test_the_text_says_what_kind_of_place_it_is() -> None:
    assert places("قصف على بلدة كفر نبل")["كفر نبل"].kind is PlaceKind.TOWN
    assert places("قصف على قرية كفر نبل")["كفر نبل"].kind is PlaceKind.VILLAGE


def test_named_after_a_town_is_near_it_only() -> None:
    found = reference("قصف على مدرسة حلب", "مدرسة حلب")
    assert (found.kind, found.precision) == (PlaceKind.FACILITY, PlacePrecision.NEAR)


def test_a_street_is_not_named_after_a_town_of_another_country() -> None:
    found = reference("اغتال مسلحون صحافيا وسط مدينة تعز في اليمن وفروا باتجاه شارع جمال", "شارع جمال")
    assert (found.country, found.precision, found.chosen) == ("YE", PlacePrecision.UNRESOLVED, None)


def test_a_border_does_not_tell_the_country() -> None:
    text = "قتل جنود في هجوم على موقع للجيش المالي في إقليم الرياحين على مقربة من حدود النيجر في مالي"
    assert reference(text, "إقليم الرياحين").country == "ML"


def test_the_capital_is_named_after_its_country() -> None:
    found = reference("اشتباكات في مدينة الزاوية غربي العاصمة الليبية طرابلس", "غربي العاصمة الليبية طرابلس")
    assert (found.country, found.precision) == ("LY", PlacePrecision.NEAR)
    assert found.lat == pytest.approx(32.88, abs=0.2)


WORDS = words(
    "قصف في مدينة حلب قرية وريف إدلب الجنوبي الحدود مع العراق #عين _ « » ( ) ، . مخيم قرى و بال المدينة شمال محيط قاعدة 12 ـ"
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=25).map(" ".join))
def test_spans_hold_for_any_words(text: str) -> None:
    last = 0
    for mention in read(text, *LAYERS).places:
        assert last <= mention.span.start < mention.span.end <= len(text)
        assert mention.first < mention.last
        assert not mention.span.of(text).startswith(" ")
        last = mention.span.end
        assert mention.reference is not None
        assert (mention.reference.lat is None) == (mention.reference.lon is None)
        if mention.reference.precision in (PlacePrecision.COUNTRY, PlacePrecision.UNRESOLVED):
            assert mention.reference.lat is None


def test_the_middle_of_a_town_lies_in_it_but_not_that_of_a_country() -> None:
    for text, quote in (("انفجار وسط بغداد", "وسط بغداد"), ("انفجار وسط مدينة تعز", "وسط مدينة تعز")):
        found = reference(text, quote)
        assert found.precision is PlacePrecision.TOWN
        assert found.radius_km is not None
        assert found.radius_km < 30
        assert found.name_en
    assert reference("انفجار وسط العراق", "وسط العراق").precision is PlacePrecision.COUNTRY
    assert reference("انفجار شمال بغداد", "شمال بغداد").precision is PlacePrecision.NEAR


def test_a_part_of_an_outlets_name_is_no_place() -> None:
    assert list(places("قتل شخصان في كركوك، وفق ما قال ناجون لإذاعة وادي الملح")) == ["كركوك"]
    assert list(places("قال مراسل صحيفة بغداد إن انفجارا وقع في كركوك")) == ["كركوك"]


def test_a_site_called_by_an_everyday_word_is_not_the_village_of_that_name() -> None:
    found = reference("اعتصام أمام مقر الحكومة في كركوك", "مقر الحكومة")
    assert (found.kind, found.precision, found.lat) == (PlaceKind.FACILITY, PlacePrecision.UNRESOLVED, None)


def test_a_town_called_the_valley_is_one_where_nothing_describes_it() -> None:
    assert reference("اندلعت احتجاجات في مدينة الوادي شرقي الجزائر", "الوادي").country == "DZ"
