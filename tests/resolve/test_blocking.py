"""What is compared: near-linear in the number of events, the same in every order, and nothing that is one happening missed."""

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model.incident import EventKey
from rasid.resolve.blocking import HEADS, LASTING, MOST, WAITING, MemoryIndex, keys, neighbours
from rasid.resolve.profile import EventProfile

from .happenings import profile


def index_of(profiles: list[EventProfile]) -> MemoryIndex:
    index = MemoryIndex()
    for one in profiles:
        index.enter(one.key, keys(one))
    return index


def met(profiles: list[EventProfile]) -> dict[EventKey, set[EventKey]]:
    index = index_of(profiles)
    return {one.key: neighbours(keys(one), one.key, index) for one in profiles}


def test_events_of_one_place_and_time_meet_and_others_do_not() -> None:
    here = profile("r1", text="قصف مدفعي على بلدة سرمين", place="سرمين")
    also = profile("r2", text="سقوط قذائف في سرمين صباحا", place="سرمين", day=1)
    later = profile("r3", text="انفجار لغم في سرمين", place="سرمين", day=60, published=61)
    other = profile("r4", text="اشتباكات في محيط تل تمر", place="تل تمر")
    found = met([here, also, later, other])
    assert found[here.key] == {also.key}
    assert found[other.key] == set()


def test_an_event_without_a_time_meets_those_of_its_place() -> None:
    dated = profile("r1", text="قصف مدفعي على بلدة سرمين", place="سرمين")
    undated = profile("r2", text="شهداء سرمين", place="سرمين", day=None, published=None)
    assert met([dated, undated])[undated.key] == {dated.key}


def test_what_is_told_again_weeks_later_is_found_by_a_name() -> None:
    then = profile("r1", text="غارة على بلدة سرمين", place="سرمين", names=["مروان قدور"])
    again = profile("r2", text="ذكرى مقتل مروان قدور", day=None, published=90, names=["قدور مروان"])
    other = profile("r3", text="ذكرى مقتل هيثم الدروبي", day=None, published=90, names=["هيثم الدروبي"])
    assert met([then, again, other])[then.key] == {again.key}


def test_events_of_one_report_are_not_compared() -> None:
    assert met([profile("r1", "e1", place="سرمين"), profile("r1", "e2", place="سرمين", killed=[(3, 3)])]) == {
        EventKey("r1", "e1"): set(),
        EventKey("r1", "e2"): set(),
    }


def test_of_many_copies_only_the_first_report_speaks() -> None:
    copies = [profile(f"r{number:04}", place="سرمين") for number in range(500)]
    found = met(copies)
    first = copies[0].key
    assert all(found[one.key] == {first} for one in copies[1:])
    assert found[first] == {one.key for one in copies[1:]}


def test_both_events_of_a_short_report_meet_those_of_its_copy() -> None:
    told = [profile(report, event, killed=killed) for report in ("r1", "r2") for event, killed in TWO.items()]
    found = met(told)
    for event in TWO:
        assert EventKey("r2", event) in found[EventKey("r1", event)]
        assert EventKey("r1", event) in found[EventKey("r2", event)]


TWO = {"e1": [(3, 3)], "e2": [(8, 8)]}


def test_a_crowded_block_costs_no_more_than_its_first() -> None:
    crowd = [profile(f"r{n:04}", text=f"قصف على سرمين {word(n)}", place="سرمين", day=0) for n in range(600)]
    found = met(crowd)
    assert sum(map(len, found.values())) / 2 <= HEADS * MOST
    for a, b in combinations(found, 2):
        assert (a in found[b]) == (b in found[a])


def test_a_name_that_many_have_is_no_reason_to_compare_what_lies_far_apart_in_time() -> None:
    crowd = [
        profile(f"r{n:04}", text=f"ذكر مروان قدور {word(n)}", day=30 * n, published=30 * n, names=["مروان قدور"])
        for n in range(LASTING + 40)
    ]
    found = met(crowd)
    assert sum(bool(others) for others in found.values()) == LASTING
    assert sum(map(len, found.values())) == LASTING * (LASTING - 1)


def test_a_place_that_many_have_says_nothing_of_an_event_without_a_time() -> None:
    told = [
        profile(f"r{n:04}", text="سرمين", day=30 * n, published=30 * n, place="سرمين", killed=[(n + 2, n + 2)])
        for n in range(WAITING)
    ]
    undated = profile("u", text="سرمين", day=None, published=None, place="سرمين")
    assert met([*told[1:], undated])[undated.key] == {one.key for one in told[1:]}
    assert not any(met([*told, undated]).values())


def word(number: int) -> str:
    return "".join("ابتثجحخدذر"[int(digit)] for digit in f"{number:04}")


PROFILES = st.lists(
    st.builds(
        lambda report, event, text, day, place, killed: profile(
            f"r{report}", f"e{event}", text=text, day=day, published=day, place=place, killed=killed
        ),
        st.integers(0, 9),
        st.integers(1, 2),
        st.sampled_from(["قصف على سرمين", "غارة على سرمين", "لغم في تل تمر", "قصف على تل تمر"]),
        st.sampled_from([None, 0, 1, 5]),
        st.sampled_from([None, "سرمين", "تل تمر"]),
        st.sampled_from([[], [(3, 3)]]),
    ),
    max_size=14,
    unique_by=lambda one: one.key,
)


@settings(max_examples=150, deadline=None)
@given(PROFILES, st.randoms(use_true_random=False))
def test_what_is_compared_does_not_depend_on_the_order(profiles: list[EventProfile], chance: random.Random) -> None:
    expected = met(profiles)
    chance.shuffle(profiles)
    assert met(profiles) == expected
    for a, others in expected.items():
        assert all(a in expected[b] and a.report_id != b.report_id for b in others)
