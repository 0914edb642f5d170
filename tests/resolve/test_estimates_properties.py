"""What holds of every estimate, whatever is claimed."""

from itertools import count

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model import Certainty, CountKind, Group, Outcome, Scope, SpeakerKind
from rasid.model.estimate import Estimate, IncidentClaim, Rule, Standing, Subgroup, TollStage
from rasid.resolve.estimates import estimate
from rasid.resolve.grade import grade
from rasid.resolve.matrix import COUNTED, matrix
from rasid.resolve.responsibility import responsibility
from tests.resolve.claiming import DAY, said

CELLS = st.tuples(st.sampled_from([Outcome.KILLED, Outcome.INJURED]), st.sampled_from(list(Subgroup)))
_GROUPS = st.lists(st.sampled_from(list(Group)), max_size=2, unique=True).map(tuple)
_SPEAKERS = st.sampled_from(
    [
        (None, None),
        (None, SpeakerKind.MEDICAL),
        (None, SpeakerKind.ANONYMOUS),
        ("civil-defence", SpeakerKind.RESCUE),
        ("sy-army", SpeakerKind.MILITARY),
    ]
)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int | None, int | None, CountKind]:
    kind = draw(st.sampled_from(list(CountKind)))
    number = draw(st.integers(0, 12))
    if kind is CountKind.EXACT or kind is CountKind.ABOUT:
        return number, number, kind
    if kind is CountKind.AT_LEAST:
        return number, None, kind
    if kind is CountKind.AT_MOST:
        return None, number, kind
    if kind is CountKind.BETWEEN:
        return number, number + draw(st.integers(1, 5)), kind
    if kind is CountKind.VAGUE:
        return draw(st.sampled_from([2, 3, 10, 100, 1000])), None, kind
    return 0, 0, kind


@st.composite
def incidents(draw: st.DrawFn) -> list[IncidentClaim]:
    """Claims of a few reports of a few outlets, with parts, additions, stages, scopes and missing dates."""
    made: list[IncidentClaim] = []
    for number in range(draw(st.integers(1, 5))):
        outlet = draw(st.sampled_from(["first", "second", "third"]))
        day, hour = draw(st.sampled_from([(None, None), (0, None), (0, 7), (0, 9), (1, None), (2, 8)]))
        inside: list[IncidentClaim] = []
        for place in range(draw(st.integers(1, 4))):
            low, high, kind = draw(counts())
            speaker, speaker_kind = draw(_SPEAKERS)
            tied = draw(st.sampled_from([None, "part", "added"])) if inside else None
            other = draw(st.sampled_from(inside)) if tied else None
            inside.append(
                said(
                    low,
                    high,
                    kind=kind,
                    outcome=Outcome.NONE
                    if kind is CountKind.NONE
                    else draw(st.sampled_from([Outcome.KILLED, Outcome.INJURED, Outcome.HARMED])),
                    groups=draw(_GROUPS),
                    part_of=other if tied == "part" else None,
                    added_to=other if tied == "added" else None,
                    scope=draw(st.sampled_from([Scope.EVENT] * 4 + list(Scope))),
                    certainty=draw(st.sampled_from([Certainty.ASSERTED] * 4 + list(Certainty))),
                    report=f"report {number}",
                    outlet=outlet,
                    day=day,
                    hour=hour,
                    speaker=speaker,
                    speaker_kind=speaker_kind,
                    stage=draw(st.sampled_from([None] * 4 + list(TollStage))),
                    prefix=draw(st.sampled_from(["", "قتل رجل و"])),
                    start=100 + 20 * place,
                )
            )
        made += inside
    return made


def numbers(found: Estimate) -> set[int | float | None]:
    return {found.low, found.best, found.high} - {None}


@given(incidents(), st.sampled_from(list(Rule)), CELLS, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_order_of_claims_changes_nothing(claims, rule, cell, random, add) -> None:  # type: ignore[no-untyped-def]
    mixed = list(claims)
    random.shuffle(mixed)
    assert estimate(mixed, rule, *cell, add=add) == estimate(claims, rule, *cell, add=add)
    nothing = responsibility(())
    assert grade(mixed, nothing) == grade(claims, nothing)


@given(incidents(), st.sampled_from([rule for rule in Rule if rule is not Rule.MEAN]), CELLS)
@settings(max_examples=200, deadline=None)
def test_no_number_stands_in_an_estimate_that_no_claim_has(claims, rule, cell) -> None:  # type: ignore[no-untyped-def]
    found = estimate(claims, rule, *cell)
    used = {use.claim for use in found.claims if use.standing is not Standing.SET_ASIDE}
    counts_ = [claim.claim.count for claim in claims if claim.key in used]
    claimed = {bound for count_ in counts_ for bound in (count_.low, count_.high)}
    if rule is Rule.ACLED and any(count_.kind is CountKind.VAGUE for count_ in counts_):
        claimed.add(3)  # the codebook's number for a plural without one
    assert numbers(found) <= claimed
    assert not found.summed


@given(incidents(), CELLS)
@settings(max_examples=200, deadline=None)
def test_a_mean_lies_among_the_claims(claims, cell) -> None:  # type: ignore[no-untyped-def]
    found = estimate(claims, Rule.MEAN, *cell)
    used = {use.claim for use in found.claims if use.standing is Standing.USED}
    bounds = [
        bound
        for claim in claims
        if claim.key in used
        for bound in (claim.claim.count.low, claim.claim.count.high)
        if bound is not None
    ]
    if found.stated:
        assert all(min(bounds) <= number <= max(bounds) for number in numbers(found) if number is not None)


@given(incidents(), st.sampled_from(list(Rule)), CELLS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_low_best_and_high_are_in_order_and_every_claim_is_told_once(claims, rule, cell, add) -> None:  # type: ignore[no-untyped-def]
    found = estimate(claims, rule, *cell, add=add)
    stated = [number for number in (found.low, found.best, found.high) if number is not None]
    assert stated == sorted(stated)
    assert all(number >= 0 for number in stated)
    assert (found.sources > 0) == found.stated or any(use.standing is Standing.DISSENTING for use in found.claims)
    keys = [use.claim for use in found.claims]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {claim.key for claim in claims}
    if found.stated:
        assert any(use.standing is Standing.USED for use in found.claims)
    for use in found.claims:
        assert use.of is None or use.of != use.claim


@given(incidents(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_reprint_changes_no_estimate(claims, data) -> None:  # type: ignore[no-untyped-def]
    """Another outlet prints a report word for word, the same day or later."""
    original = data.draw(st.sampled_from(claims)).report_id
    shared = [
        msgspec.structs.replace(claim, copies=f"words {claim.claim.id}") if claim.report_id == original else claim
        for claim in claims
    ]
    serial = count(1)
    reprinted = [
        msgspec.structs.replace(
            claim, report_id="reprint", outlet="a fourth", order=claim.order + 1, published_at=None,
            published=max(claim.published, DAY) if claim.published and next(serial) else None,
        )
        for claim in shared
        if claim.report_id == original
    ]  # fmt: skip
    later = data.draw(st.integers(1, 3))
    reprinted = [
        msgspec.structs.replace(claim, published=claim.published.replace(day=claim.published.day + later))
        if claim.published
        else claim
        for claim in reprinted
    ]
    for rule in Rule:
        before, after = matrix(shared, rule), matrix([*shared, *reprinted], rule)
        for outcome in COUNTED:
            for subgroup in Subgroup:
                one, two = before.cell(outcome, subgroup), after.cell(outcome, subgroup)
                assert (one.low, one.best, one.high, one.or_more) == (two.low, two.best, two.high, two.or_more)
                assert one.sources == two.sources
    nothing = responsibility(())
    assert grade(shared, nothing).grade == grade([*shared, *reprinted], nothing).grade
