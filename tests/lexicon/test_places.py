"""The gazetteer: every row usable, our own places in their countries, names found as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.lexicon.phrases import phrase_key
from rasid.lexicon.places import Gazetteer, Place, gazetteer, name_key, name_uses
from rasid.model import PlaceKind

# South, north, west and east ends of countries, in degrees, with half a degree to spare.
BOXES = {
    "SY": (31.8, 37.9, 35.2, 42.9), "IQ": (28.5, 38.0, 38.2, 49.2), "LB": (32.5, 35.2, 34.6, 37.2), "JO": (28.7, 33.9, 34.4, 39.8),
    "PS": (30.7, 33.1, 33.7, 36.1), "IL": (29.0, 33.9, 33.7, 36.4), "YE": (11.6, 19.5, 41.3, 55.1), "SA": (15.9, 32.7, 34.0, 56.2),
    "EG": (21.5, 32.2, 24.2, 37.4), "LY": (19.0, 33.7, 8.8, 25.7), "TN": (29.7, 38.0, 7.0, 12.1), "DZ": (18.5, 37.6, -9.2, 12.5),
    "MA": (20.5, 36.5, -17.6, -0.5), "SD": (8.1, 22.8, 21.3, 39.1), "SS": (3.0, 12.8, 23.6, 36.4), "SO": (-2.2, 12.5, 40.4, 52.0),
    "AF": (28.8, 39.0, 60.0, 75.4), "PK": (23.1, 37.6, 60.3, 77.6), "IR": (24.5, 40.3, 43.5, 63.9), "TR": (35.3, 42.6, 25.1, 45.4),
    "ML": (9.6, 25.5, -12.8, 4.8), "NG": (3.7, 14.4, 2.1, 15.2), "UA": (43.8, 52.9, 21.6, 40.7), "ET": (2.9, 15.4, 32.5, 48.5),
}  # fmt: skip
OWN = [place for place in gazetteer() if place.source == "own"]


def test_enough_places_and_ids_once() -> None:
    places = list(gazetteer())
    assert len(places) > 9_000
    assert len({place.id for place in places}) == len(places)
    assert len([place for place in OWN if place.kind is not PlaceKind.COUNTRY]) >= 1_000


@pytest.mark.parametrize("country", sorted(BOXES))
def test_places_lie_in_their_country(country: str) -> None:
    south, north, west, east = BOXES[country]
    out = [
        (place.id, place.lat, place.lon)
        for place in gazetteer()
        if place.country == country
        and place.lat is not None
        and place.lon is not None
        and not (south <= place.lat <= north and west <= place.lon <= east)
    ]
    assert out == []


def test_a_country_has_no_point_and_all_else_has_one() -> None:
    for place in gazetteer():
        bare = (place.lat, place.lon, place.radius_km) == (None, None, None)
        assert bare == (place.kind is PlaceKind.COUNTRY), place.id
        assert bare or (place.radius_km or 0) > 0, place.id


def test_every_name_is_arabic() -> None:
    for place in gazetteer():
        assert place.names
        assert all("\u0600" <= name[0] <= "\u06ff" and name == name.strip() for name in place.names), place.id


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("قطاع غزة", "PS", PlaceKind.REGION),
        ("ريف دمشق", "SY", PlaceKind.GOVERNORATE),
        ("محافظة الأنبار", "IQ", PlaceKind.GOVERNORATE),
        ("إقليم كردستان", "IQ", PlaceKind.REGION),
        ("شمال وزيرستان", "PK", PlaceKind.DISTRICT),
        ("قاعدة التاجي", "IQ", PlaceKind.BASE),
        ("معبر رفح", "PS", PlaceKind.CROSSING),
        ("مخيم جباليا", "PS", PlaceKind.CAMP),
        ("كفر نبل", "SY", PlaceKind.VILLAGE),
        ("العاصمة العراقية", "IQ", PlaceKind.CITY),
        ("البحر الأحمر", "XZ", PlaceKind.WATER),
        ("السودان", "SD", PlaceKind.COUNTRY),
    ],
)
def test_places_of_the_news_are_there(name: str, country: str, kind: PlaceKind) -> None:
    assert (country, kind) in {(place.country, place.kind) for place in gazetteer().find(name)}


def test_the_article_and_the_class_word_may_be_left_out() -> None:
    whole = {place.id for place in gazetteer().find("الفلوجة")}
    assert whole
    assert (
        whole
        == {place.id for place in gazetteer().find("فلوجة")}
        == {place.id for place in gazetteer().find("مدينة الفلوجة")}
    )


def test_the_bare_name_of_a_province_and_its_seat_is_the_seat() -> None:
    assert {place.kind for place in gazetteer().find("إدلب")} == {PlaceKind.CITY}


@pytest.mark.parametrize(
    ("form", "use"),
    [("كيف", "class"), ("السلطات", "class"), ("الباب", "lies"), ("باراك", "word"), ("بغداد", None), ("حلب", None)],
)
def test_everyday_words_need_more_to_be_places(form: str, use: str | None) -> None:
    assert name_uses().get(form) == use


@given(st.sampled_from([name for place in OWN for name in place.names]))
def test_the_quick_key_is_the_key(name: str) -> None:
    assert name_key(name) == phrase_key(name)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة \u064b\u0651ـ", max_size=20))
def test_the_quick_key_is_the_key_of_any_text(name: str) -> None:
    assert name_key(name) == phrase_key(name)


def test_a_place_has_a_first_name_and_others() -> None:
    place = Place("x", PlaceKind.TOWN, "SY", 35.0, 36.0, 3.0, 0, "test", "X", ("الرياحين", "رياحين"))
    assert place.name_ar == "الرياحين"
    assert place.variants == ("رياحين",)


def village(place_id: str, *names: str, lat: float, lon: float = 36.5, source: str = "mine") -> Place:
    return Place(place_id, PlaceKind.VILLAGE, "SY", lat, lon, 3.0, 0, source, "", names)


def test_an_imported_row_does_not_stand_beside_our_own_for_one_place() -> None:
    ours = village("own-1", "الرياحين", lat=35.0, source="own")
    places = Gazetteer([ours, village("gn1", "الورد", lat=35.0, source="geonames")])
    places.lay_over(village("a", "الرياحين", "رياحين الشمال", lat=35.05))
    places.lay_over(village("b", "الرياحين", lat=36.0))
    places.lay_over(village("gn1", "الورد", lat=35.01))
    assert [place.id for place in places.keyed("الرياحين")] == ["own-1", "b"]  # a is 6 km from ours, b 111 km
    assert [place.id for place in places.keyed("رياحين الشمال")] == ["a"]
    assert [place.lat for place in places.keyed("الورد")] == [35.01]
    assert len(places) == 4


def test_an_imported_row_with_our_id_takes_our_place() -> None:
    places = Gazetteer([village("own-1", "الرياحين", lat=35.0, source="own")])
    places.lay_over(village("own-1", "الرياحين", lat=35.02))
    assert [(place.id, place.lat) for place in places.keyed("الرياحين")] == [("own-1", 35.02)]


def test_single_words_of_imported_tables_need_a_preposition() -> None:
    places = Gazetteer([village("own-1", "الرياحين", lat=35.0, source="own")])
    places.lay_over(village("a", "السلام", "رياحين", "تل السلام", lat=36.0))
    assert places.uncounted == {"السلام", "سلام"}
