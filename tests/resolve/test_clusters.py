"""Clusters follow from scores and judgements alone: in whatever order, with judgements held, and undone without a trace."""

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model.incident import EventKey, Judgement, Verdict
from rasid.resolve.clusters import LIMITS, Clusters, Limits, Scored, clusters, expected

from .happenings import judged, key, revoked


def linked(*told: str) -> list[Scored]:
    """ "a b 2" for a link between a and b of score 2."""
    return [(key(a), key(b), float(score)) for a, b, score in map(str.split, told)]


def groups(found: Clusters) -> list[str]:
    """Clusters as "a b c/2"."""
    return [
        " ".join(event.report_id + ("" if event.event == "e1" else f"/{event.event[1:]}") for event in cluster.events)
        for cluster in found.clusters
    ]


def of(names: str, links: list[Scored], *judgements: Judgement, **more: object) -> list[str]:
    return groups(clusters(map(key, names.split()), links, judgements, **more))  # type: ignore[arg-type]


def test_events_without_links_stand_alone() -> None:
    assert of("a b c", []) == ["a", "b", "c"]
    assert of("", []) == []


def test_a_link_above_0_joins_and_one_below_does_not() -> None:
    assert of("a b c", linked("a b 2", "b c -1")) == ["a b", "c"]


def test_one_chance_likeness_does_not_join_two_crowds() -> None:
    crowd = ["a b 5", "a c 5", "b c 5", "x y 5", "x z 5", "y z 5"]
    assert of("a b c x y z", linked(*crowd, "c x 3")) == ["a b c", "x y z"]
    across = [f"{one} {other} 1" for one in "abc" for other in "xyz"]
    assert of("a b c x y z", linked(*crowd, *across)) == ["a b c x y z"]


def test_a_chain_of_weak_links_is_no_cluster() -> None:
    names = [f"r{number:02}" for number in range(30)]
    chain = [(key(a), key(b), 1.0) for a, b in pairwise(names)]
    found = clusters(map(key, names), chain)
    assert max(len(cluster.events) for cluster in found.clusters) <= 3


def test_two_events_of_one_report_are_two_happenings_for_one_link() -> None:
    # b tells of one strike; both events of a look like it.
    links = linked("a b 50", "a/2 b 40")
    assert of("a a/2 b", links) == ["a b", "a/2"]
    assert of("a a/2 b", links, judged(key("a"), key("a/2"), "same")) == ["a a/2 b"]


def test_what_was_judged_holds_against_scores() -> None:
    links = linked("a b 6", "b c 6", "a c 6")
    apart = of("a b c", links, judged(key("a"), key("b"), "different"))
    assert "a b" not in apart
    assert "a b c" not in apart
    assert of("a b", linked("a b -4"), judged(key("a"), key("b"), "same")) == ["a b"]
    assert of("a b", linked("a b 4"), judged(key("a"), key("b"), "unsure")) == ["a b"]


def test_different_holds_for_all_that_joins_either_side() -> None:
    links = linked("a x 6", "b y 6", "x y 6", "a y 3", "b x 3")
    found = of("a b x y", links, judged(key("a"), key("b"), "different"))
    assert not any("a" in group and "b" in group for group in found)


def test_judgements_that_contradict_each_other_are_told() -> None:
    said = [judged(key("a"), key("b"), "same"), judged(key("b"), key("c"), "same", by="basil")]
    against = judged(key("a"), key("c"), "different", by="dima")
    found = clusters(map(key, "abc"), [], [*said, against])
    assert groups(found) == ["a b c"]
    (problem,) = found.problems
    assert problem.code == "judgements-contradict"
    for judgement in (*said, against):
        assert judgement.id in problem.message
    assert found.contradicted == {key("a"), key("b"), key("c")}
    assert clusters(map(key, "abc"), [], [*said, revoked(against)]).problems == ()


def test_same_and_different_of_one_pair_is_a_contradiction() -> None:
    pair = [judged(key("a"), key("b"), "same"), judged(key("b"), key("a"), "different", by="basil")]
    assert [problem.code for problem in clusters(map(key, "ab"), [], pair).problems] == ["judgements-contradict"]


def test_judgements_on_events_that_are_gone_have_no_effect() -> None:
    assert of("a b", [], judged(key("a"), key("gone"), "same")) == ["a", "b"]


def test_a_thousand_copies_of_one_text_are_one_cluster_and_pull_nobody_in() -> None:
    copies = [f"r{number:04}" for number in range(1, 1001)]
    links = [(key("r0000"), key(copy), 9.0) for copy in copies]
    links += linked("r0000 z 2", "z y 5", "z x 5", "z w 5", "x y 5", "x w 5", "w y 5")
    names = " ".join(["r0000", *copies, "w", "x", "y", "z"])
    found = clusters(map(key, names.split()), links, silent=set(map(key, copies)), limits=((0.0, 100), (1e300, 9999)))
    assert [len(cluster.events) for cluster in found.clusters] == [1001, 4]
    assert {cluster.level for cluster in found.clusters} == {0.0}


def test_a_piece_that_is_too_large_is_cut_at_a_higher_score_and_it_is_told() -> None:
    groups_ = [[f"g{group}r{n}" for n in range(4)] for group in range(30)]
    strong = [(key(a), key(b), 5.0) for group in groups_ for a in group for b in group if a < b]
    weak = [(key(one[0]), key(two[0]), 0.5) for one, two in pairwise(groups_)]
    events = [key(name) for group in groups_ for name in group]
    whole = clusters(events, strong + weak, limits=((0.0, 999),))
    cut = clusters(events, strong + weak, limits=((0.0, 50), (1.0, 50), (1e300, 999)))
    assert [c.events for c in whole.clusters] == [c.events for c in cut.clusters]
    assert {c.level for c in whole.clusters} == {0.0}
    assert {c.level for c in cut.clusters} == {1.0}


def test_a_large_incident_of_which_blocking_compares_a_part_is_one_cluster() -> None:
    size, heads = 300, 48
    names = [f"r{number:03}" for number in range(size)]
    links = [(key(names[a]), key(names[b]), 4.0) for a in range(heads) for b in range(a + 1, size)]
    (cluster,) = clusters(map(key, names), links).clusters
    assert len(cluster.events) == size
    assert expected(150, 150) < 150 * 150
    assert expected(3, 4) == pytest.approx(12)


# --- properties ---------------------------------------------------------------------------------------------------------------

EVENTS = st.sampled_from([EventKey(f"r{report}", f"e{event}") for report in range(7) for event in (1, 2)])
PAIRS = st.tuples(EVENTS, EVENTS).filter(lambda pair: pair[0].report_id != pair[1].report_id)
LINKS = st.dictionaries(PAIRS.map(lambda pair: tuple(sorted(pair))), st.floats(-4, 9), max_size=40).map(
    lambda found: [(a, b, score) for (a, b), score in found.items()]
)
JUDGEMENTS = st.lists(
    st.builds(
        judged,
        EVENTS,
        EVENTS,
        st.sampled_from(list(Verdict)),
        by=st.sampled_from(["amal", "basil"]),
        at=st.integers(0, 50),
    ),
    max_size=8,
)
ALL = [EventKey(f"r{report}", f"e{event}") for report in range(7) for event in (1, 2)]
LIMITED = st.sampled_from([((0.0, 3), (2.0, 3), (4.0, 6), (1e300, 999)), ((0.0, 6), (3.0, 6), (1e300, 999)), LIMITS])


@settings(max_examples=200, deadline=None)
@given(LINKS, JUDGEMENTS, st.randoms(use_true_random=False), LIMITED)
def test_the_order_of_arrival_makes_no_difference(
    links: list[Scored], judgements: list[Judgement], chance: random.Random, limits: Limits
) -> None:
    expected_ = clusters(ALL, links, judgements, limits=limits)
    events = list(ALL)
    turned = [(b, a, score) if chance.random() < 0.5 else (a, b, score) for a, b, score in links]
    for some in (events, turned, judgements):
        chance.shuffle(some)
    assert clusters(events, turned, judgements, limits=limits) == expected_


@settings(max_examples=200, deadline=None)
@given(LINKS, JUDGEMENTS, LIMITED)
def test_judgements_always_hold_or_are_told_to_contradict(
    links: list[Scored], judgements: list[Judgement], limits: Limits
) -> None:
    found = clusters(ALL, links, judgements, limits=limits)
    home = {event: number for number, cluster in enumerate(found.clusters) for event in cluster.events}
    assert sorted(event for cluster in found.clusters for event in cluster.events) == ALL
    for judgement in judgements:
        if judgement.a == judgement.b:
            continue
        if judgement.verdict is Verdict.SAME:
            assert home[judgement.a] == home[judgement.b]
        elif judgement.verdict is Verdict.DIFFERENT:
            assert home[judgement.a] != home[judgement.b] or judgement.a in found.contradicted
    assert bool(found.problems) == bool(found.contradicted)


@settings(max_examples=200, deadline=None)
@given(LINKS, JUDGEMENTS, JUDGEMENTS)
def test_what_is_taken_back_leaves_no_trace(
    links: list[Scored], judgements: list[Judgement], further: list[Judgement]
) -> None:
    before = clusters(ALL, links, judgements)
    assert clusters(ALL, links, [*judgements, *map(revoked, further)]) == before


@settings(max_examples=200, deadline=None)
@given(LINKS)
def test_events_of_one_report_meet_only_where_others_tie_both(links: list[Scored]) -> None:
    for cluster in clusters(ALL, links).clusters:
        inside = [(a, b) for a, b, _ in links if a in cluster.events and b in cluster.events]
        one = [(a, b) for a, b in combinations(cluster.events, 2) if a.report_id == b.report_id]
        assert not one or len(inside) > len(one) + 1


@settings(max_examples=100, deadline=None)
@given(LINKS, JUDGEMENTS)
def test_pieces_apart_are_clustered_as_they_are_together(links: list[Scored], judgements: list[Judgement]) -> None:
    """What adding a report relies on: nothing outside of a piece matters to it."""
    whole = clusters(ALL, links, judgements)
    reached = {ALL[0]}
    ties = [(a, b) for a, b, score in links if score > 0]
    ties += [(j.a, j.b) for j in judgements if j.verdict is Verdict.SAME]
    for _ in ALL:
        reached |= {b for a, b in ties if a in reached} | {a for a, b in ties if b in reached}
    alone = clusters(reached, links, judgements)
    assert alone.clusters == tuple(cluster for cluster in whole.clusters if cluster.events[0] in reached)
