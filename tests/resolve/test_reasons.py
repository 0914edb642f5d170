"""Reasons for and against two events being one happening: an example of each, the same in both orders, and scores that add up."""

import math
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model import EventType
from rasid.resolve.likeness import Bag, rarity, stems, weight
from rasid.resolve.linking import AGAINST, FOR, SIDES, link, reasons, score, weights
from rasid.resolve.profile import EventProfile, Point
from tests.resolve.happenings import DAY, profile

HERE, NEAR, FAR = Point(36.0, 37.0, 2.0, "p1"), Point(36.05, 37.05, 2.0, "p2"), Point(33.5, 36.3, 2.0, "p3")
PROVINCE = Point(35.9, 36.6, 60.0, "p4")


def told(report: str = "a", /, *, of_report: Mapping[str, object] | None = None, **fields: object) -> EventProfile:
    """An event of which nothing is told but what is given."""
    bare = profile(report, text="", day=None, published=None, type=None, lead=False)
    whole = msgspec.structs.replace(bare.report, **(of_report or {}))
    return msgspec.structs.replace(bare, report=whole, **{"countries": frozenset(), **fields})


def on(*days: int) -> dict[str, object]:
    return {"first": DAY.toordinal() + days[0], "last": DAY.toordinal() + days[-1]}


def bag(text: str) -> dict[str, object]:
    return {"bag": Bag(stems(text)), "of_report": {"bag": Bag(stems(text))}}


def out(day: int) -> dict[str, object]:
    return {"of_report": {"published": DAY.toordinal() + day}}


def dated(*dates: tuple[int, int]) -> dict[str, object]:
    return {"of_report": {"monthdays": frozenset(dates)}}


def words(*names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(stems(name)) for name in names)


STRIKE, SHELLING, PROTEST = EventType.AIR_STRIKE, EventType.SHELLING, EventType.PROTEST
SARMIN = "غارة للطيران على سوق الخضار في سرمين"
EXAMPLES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "both_lead": ({"lead": True}, {"lead": True}),
    "neither_lead": ({}, {}),
    "same_day": (on(0), on(0)),
    "next_day": (on(0), on(1)),
    "days_apart": (on(0), on(9)),
    "same_date_words": ({"monthdays": frozenset({(3, 5)})}, {"monthdays": frozenset({(3, 5)})}),
    "other_date_words": ({"monthdays": frozenset({(3, 5)})}, {"monthdays": frozenset({(3, 9)})}),
    "same_weekday": ({"weekdays": frozenset({1})}, {"weekdays": frozenset({1})}),
    "other_weekday": ({"weekdays": frozenset({1})}, {"weekdays": frozenset({4})}),
    "same_part_of_day": ({"parts": frozenset({1})}, {"parts": frozenset({1})}),
    "other_part_of_day": ({"parts": frozenset({1})}, {"parts": frozenset({3})}),
    "report_dates_shared": (dated((3, 5)), dated((3, 5), (3, 6))),
    "report_dates_differ": (dated((3, 5)), dated((4, 7))),
    "published_together": (out(0), out(1)),
    "published_apart": (out(0), out(30)),
    "told_at_once": (on(0), out(1)),
    "told_late": (on(0), out(20)),
    "told_before": (on(0), out(-5)),
    "same_point": ({"points": (HERE,)}, {"points": (HERE,)}),
    "near_points": ({"points": (HERE,)}, {"points": (NEAR,)}),
    "within_radius": ({"points": (HERE,)}, {"points": (PROVINCE,)}),
    "apart_km": ({"points": (HERE,)}, {"points": (FAR,)}),
    "same_place_name": ({"places": words("سرمين"), **bag(SARMIN)}, bag(SARMIN)),
    "other_place_names": ({"places": words("سرمين")}, {"places": words("بنش")}),
    "place_absent": ({"places": words("سرمين")}, {}),
    "rarest_place_absent": ({"places": words("سرمين")}, {}),
    "places_absent": ({"places": words("سرمين")}, {"places": words("بنش")}),
    "places_absent_in_one": ({"places": words("سرمين"), **bag(SARMIN)}, {"places": words("سرمين", "بنش"), **bag(SARMIN)}),
    "other_country": ({"countries": frozenset({"SY"})}, {"countries": frozenset({"IQ"})}),
    "same_type": ({"type": STRIKE}, {"type": STRIKE}),
    "same_family": ({"type": STRIKE}, {"type": SHELLING}),
    "other_family": ({"type": STRIKE}, {"type": PROTEST}),
    "same_weapon": (
        {"type": STRIKE, "weapons": frozenset({"aircraft"})},
        {"type": STRIKE, "weapons": frozenset({"aircraft"})},
    ),
    "other_weapon": (
        {"type": STRIKE, "weapons": frozenset({"aircraft"})},
        {"type": STRIKE, "weapons": frozenset({"firearm"})},
    ),
    "same_actor": ({"actors": frozenset({"ru"})}, {"actors": frozenset({"ru", "sy"})}),
    "other_actors": ({"actors": frozenset({"ru"})}, {"actors": frozenset({"tr"})}),
    "killed_equal": ({"killed": ((5, 5),)}, {"killed": ((5, 5),)}),
    "killed_overlap": ({"killed": ((5, None),)}, {"killed": ((9, 9),)}),
    "killed_differ": ({"killed": ((2, 2),)}, {"killed": ((40, 40),)}),
    "injured_equal": ({"injured": ((5, 5),)}, {"injured": ((5, 5),)}),
    "injured_overlap": ({"injured": ((5, None),)}, {"injured": ((9, 9),)}),
    "injured_differ": ({"injured": ((2, 2),)}, {"injured": ((40, 40),)}),
    "harm_differs": ({"injured": ((2, 2),)}, {"killed": ((3, 3),)}),
    "same_groups": ({"groups": frozenset({"killed:child"})}, {"groups": frozenset({"killed:child"})}),
    "other_groups": ({"groups": frozenset({"killed:child"})}, {"groups": frozenset({"killed:medical"})}),
    "same_names": (
        {"names": frozenset({frozenset(stems("مازن العلواني"))})},
        {"names": frozenset({frozenset(stems("مازن خالد العلواني"))})},
    ),
    "other_names": (
        {"names": frozenset({frozenset(stems("مازن العلواني"))})},
        {"names": frozenset({frozenset(stems("رغد الشيباني"))})},
    ),
    "sentences_alike": (bag(SARMIN), bag(SARMIN)),
    "sentences_contained": (bag(SARMIN), bag(SARMIN + " وإصابة نازحين بجروح")),
    "rare_words": (bag(SARMIN), bag(SARMIN)),
    "rare_words_beside_places": (bag(SARMIN), bag(SARMIN)),
    "reports_alike": (bag(SARMIN), bag(SARMIN)),
    "reports_contained": (bag(SARMIN), bag(SARMIN + " وإصابة نازحين بجروح")),
    "same_sentences": ({"copies": frozenset({7, 8})}, {"copies": frozenset({8, 9})}),
}  # fmt: skip


def test_every_reason_has_an_example() -> None:
    assert EXAMPLES.keys() == SIDES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_each_reason(name: str) -> None:
    one, other = EXAMPLES[name]
    found = reasons(told("a", **one), told("b", **other))  # type: ignore[arg-type]
    assert found[name] > 0
    opposite = {other for some in OPPOSITES if name in some for other in some} - {name}
    assert opposite.isdisjoint(found)


OPPOSITES = [
    {"both_lead", "neither_lead"}, {"same_day", "next_day", "days_apart"}, {"same_date_words", "other_date_words"},
    {"same_weekday", "other_weekday"}, {"same_part_of_day", "other_part_of_day"}, {"same_type", "same_family", "other_family"},
    {"report_dates_shared", "report_dates_differ"}, {"same_weapon", "other_weapon"}, {"same_actor", "other_actors"},
    {"killed_equal", "killed_overlap", "killed_differ"}, {"same_groups", "other_groups"}, {"same_names", "other_names"},
    {"same_point", "near_points", "apart_km"}, {"same_place_name", "other_place_names"}, {"told_at_once", "told_late", "told_before"},
]  # fmt: skip


def test_what_is_not_told_speaks_neither_for_nor_against() -> None:
    assert set(reasons(told("a"), told("b"))) == {"neither_lead"}


def test_weights_stand_on_the_side_of_their_reasons() -> None:
    known = weights()
    assert set(known) == {"always", *SIDES}
    for name, side in SIDES.items():
        assert known[name] * side >= 0
    assert {FOR, AGAINST} == set(SIDES.values())


def test_a_name_written_together_is_not_absent() -> None:
    apart, together = told("a", places=words("جسر الشغور")), told("b", places=words("جسرالشغور"))
    assert "rarest_place_absent" not in reasons(apart, together)


def test_a_long_span_says_less_than_a_day() -> None:
    day, month = told("a", **on(3)), told("b", **on(0, 29))  # type: ignore[arg-type]
    assert reasons(day, told("c", **on(3)))["same_day"] == reasons(day, month)["same_day"] == 1  # type: ignore[arg-type]
    assert reasons(month, told("d", **on(0, 9)))["same_day"] == pytest.approx(0.1)  # type: ignore[arg-type]


def test_rare_words_tell_more_and_common_ones_nothing() -> None:
    common, rare = min(stems(SARMIN), key=weight), max(stems(SARMIN), key=weight)
    assert rarity([rare]) > rarity([common])
    assert rarity([rare, rare]) == pytest.approx(math.log1p(2 * math.expm1(rarity([rare]))))


PROFILES = st.builds(
    profile,
    st.sampled_from(["a", "b"]),
    text=st.sampled_from([SARMIN, "قصف مدفعي على بنش أدى إلى مقتل مدنيين", "تظاهرة في تفتناز", ""]),
    day=st.sampled_from([None, 0, 1, 40]),
    published=st.sampled_from([None, 0, 2, 90]),
    place=st.sampled_from([None, "سرمين", "بنش", "جسر الشغور"]),
    point=st.sampled_from([None, (36.0, 37.0), (36.05, 37.05), (33.5, 36.3)]),
    killed=st.sampled_from([(), ((3, 3),), ((3, None),), ((0, 0),), ((90, 120),)]),
    names=st.sampled_from([(), ("مازن العلواني",)]),
    type=st.sampled_from([None, STRIKE, SHELLING, PROTEST]),
    lead=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(PROFILES, PROFILES)
def test_reasons_are_the_same_in_both_orders_and_scores_add_up(a: EventProfile, b: EventProfile) -> None:
    found = reasons(a, b)
    assert reasons(b, a) == pytest.approx(found)
    assert set(found) <= set(SIDES)
    assert all(value > 0 for value in found.values())
    made = link(a, b)
    assert made.score == pytest.approx(score(a, b))
    assert made.score == pytest.approx(sum(feature.value * feature.weight for feature in made.features))
    assert made.features[0].name == "always"
    assert all(feature.weight for feature in made.features)
