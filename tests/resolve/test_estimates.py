"""What an estimate makes of claims: update, contradiction, scope, part, addition, reprint, reserve, denial; and the rules."""

import datetime as dt

import msgspec
import pytest

from rasid.model import Certainty, CountKind, Group, Outcome, Scope, SpeakerKind
from rasid.model.estimate import Rule, Subgroup, TollStage
from rasid.resolve.estimates import estimate
from tests.resolve.claiming import DAY, nobody, range_of, said, use_of, vague, why

KILLED = Outcome.KILLED


# -- who is one witness ------------------------------------------------------------------------------------------


def test_a_reprint_is_the_witness_of_what_it_reprints() -> None:
    agency = said(4, outlet="agency", copies="p1", hour=8)
    reprints = [said(4, copies="p1", hour=hour) for hour in (9, 10, 11)]
    other = said(6, hour=9)
    found = estimate([*reprints, other, agency], Rule.MODE, KILLED)
    assert found.sources == 1
    for reprint in reprints:
        assert why(found, reprint) == ("set_aside", "reprint")
        assert use_of(found, reprint).of == agency.key
        assert use_of(found, reprint).source == use_of(found, agency).source
    # One against one: the lower, not the one that was copied three times.
    assert range_of(found) == (4, 4, 4)


def test_a_thousand_copies_of_one_text_are_one_witness() -> None:
    copies = [said(4, copies="p1", hour=number % 24) for number in range(1000)]
    found = estimate([*copies, *copies[:5]], Rule.AIRWARS, KILLED)
    assert (range_of(found)[::2], found.sources, len(found.claims)) == ((4, 4), 1, 1000)


def test_a_copy_with_another_number_is_no_reprint() -> None:
    agency, altered = said(4, copies="p1", hour=8), said(7, copies="p1", hour=9)
    found = estimate([agency, altered], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (4, 7)


def test_one_speaker_in_two_outlets_is_one_source_and_an_unnamed_one_is_not() -> None:
    def quoted(speaker: str | None, kind: SpeakerKind) -> int:
        return estimate(
            [said(3, speaker=speaker, speaker_kind=kind), said(3, speaker=speaker, speaker_kind=kind)],
            Rule.MODE,
            KILLED,
        ).sources

    assert quoted("civil-defence", SpeakerKind.RESCUE) == 1
    assert quoted(None, SpeakerKind.MEDICAL) == 2


# -- the course of a toll ----------------------------------------------------------------------------------------


def test_a_later_count_of_the_same_source_is_an_update() -> None:
    early = said(3, outlet="outlet", day=0)
    late = said(5, outlet="outlet", day=1)
    found = estimate([late, early], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (5, 5)
    assert why(found, early) == ("set_aside", "superseded")
    assert use_of(found, early).of == late.key
    assert why(found, late) == ("used", "update")


def test_a_smaller_later_count_without_a_word_of_change_replaces_nothing() -> None:
    early, late = said(5, outlet="outlet", day=0), said(1, outlet="outlet", day=1)
    assert range_of(estimate([early, late], Rule.IBC, KILLED))[::2] == (1, 5)
    lowered = said(4, outlet="outlet", day=1, stage=TollStage.LOWERED)
    found = estimate([early, lowered], Rule.IBC, KILLED)
    assert range_of(found)[::2] == (4, 4)
    assert why(found, early) == ("set_aside", "superseded")


def test_a_risen_toll_takes_the_place_of_what_others_told_before() -> None:
    early = said(3, day=0)
    risen = said(9, day=0, stage=TollStage.RISEN)
    found = estimate([early, risen], Rule.ACLED, KILLED)
    assert range_of(found) == (9, 9, 9)
    assert why(found, early) == ("set_aside", "superseded")


def test_a_risen_toll_of_an_unknown_day_may_be_older_than_what_others_tell() -> None:
    other = said(12, day=None)
    risen = said(20, day=0, stage=TollStage.RISEN)
    found = estimate([other, risen], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (12, 20)
    former = said(4, report="r", day=None, speaker="sy-red-crescent", start=10)
    now = said(7, report="r", day=None, stage=TollStage.RISEN, start=60)
    found = estimate([former, now], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (7, 7)
    assert why(found, former) == ("set_aside", "superseded")


def test_a_risen_toll_leaves_the_count_of_a_side_as_a_contradiction() -> None:
    army = said(2, speaker="sy-army", speaker_kind=SpeakerKind.MILITARY)
    hospital = said(9, speaker_kind=SpeakerKind.MEDICAL, day=1, stage=TollStage.RISEN)
    found = estimate([army, hospital], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (2, 9)
    assert why(found, army) == why(found, hospital) == ("used", "contradiction")
    assert use_of(found, army).of == hospital.key


def test_a_number_recalled_as_the_former_one_gives_way() -> None:
    now = said(7, report="r", stage=TollStage.RISEN, start=10)
    former = said(4, report="r", stage=TollStage.FORMER, start=60)
    other = said(7)
    found = estimate([now, former, other], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (7, 7)
    assert why(found, former) == ("set_aside", "superseded")


def test_a_first_count_gives_way_to_a_later_greater_one_of_others() -> None:
    first = said(3, day=0, hour=8, stage=TollStage.PRELIMINARY)
    assert range_of(estimate([first, said(6, day=0, hour=12)], Rule.IBC, KILLED))[::2] == (6, 6)
    assert range_of(estimate([first, said(6, day=0, hour=6)], Rule.IBC, KILLED))[::2] == (3, 6)


def test_independent_sources_whose_numbers_cannot_both_be_true_contradict() -> None:
    one, two, open_ = said(2), said(9), said(5, kind=CountKind.AT_LEAST)
    found = estimate([one, two, open_], Rule.MOST_PRECISE, KILLED)
    assert range_of(found) == (2, 2, 2)
    assert why(found, one) == ("used", "contradiction")
    assert why(found, two) == ("dissenting", "contradiction")
    assert why(estimate([two, open_], Rule.MODE, KILLED), open_) == ("used", "count")  # 9 is at least 5


# -- what is not a count of this incident ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (said(40, scope=Scope.PERIOD), "period"),
        (said(4000, scope=Scope.CONFLICT), "conflict"),
        (said(40, elsewhere=True), "other_event"),
        (said(40, day=-1), "before_event"),
        (said(40, certainty=Certainty.DENIED), "denied"),
        (said(40, certainty=Certainty.HEDGED), "hedged"),
        (vague(10), "vague"),
        (said(None), "no_number"),
    ],
)
def test_set_aside_with_its_reason(claim, reason) -> None:  # type: ignore[no-untyped-def]
    strike = said(4)
    for rule in Rule:
        found = estimate([claim, strike], rule, KILLED, happened=DAY)
        assert range_of(found)[0] == 4
        assert found.high == 4
        assert why(found, claim) == ("set_aside", reason)


def test_what_is_said_with_reserve_or_in_words_stands_where_nothing_firmer_is_said() -> None:
    assert range_of(estimate([said(4, certainty=Certainty.HEDGED)], Rule.IBC, KILLED))[::2] == (4, 4)
    found = estimate([vague(10)], Rule.AIRWARS, KILLED)
    assert (found.low, found.high, found.or_more) == (10, 10, True)


def test_a_part_follows_its_total_out_of_the_incident() -> None:
    total = said(40, report="r", scope=Scope.CONFLICT)
    children = said(9, report="r", groups=(Group.CHILD,), part_of=total)
    found = estimate([total, children], Rule.MODE, KILLED, Subgroup.CHILD)
    assert range_of(found) == (None, None, None)
    assert why(found, children) == ("set_aside", "conflict")
    assert use_of(found, children).of == total.key


# -- parts, additions, zero --------------------------------------------------------------------------------------


def test_parts_count_in_their_column_and_not_in_all() -> None:
    total = said(9, report="r")
    children = said(3, report="r", groups=(Group.CHILD,), part_of=total)
    everyone = estimate([total, children], Rule.MODE, KILLED)
    assert range_of(everyone) == (9, 9, 9)
    assert why(everyone, children) == ("set_aside", "part")
    assert use_of(everyone, children).of == total.key
    assert range_of(estimate([total, children], Rule.MODE, KILLED, Subgroup.CHILD)) == (3, 3, 3)
    assert not estimate([total, children], Rule.MODE, KILLED, Subgroup.WOMAN).claims


def test_numbers_that_one_source_adds_are_added_only_when_asked() -> None:
    soldiers = said(5, report="r", groups=(Group.MILITARY,))
    civilians = said(3, report="r", groups=(Group.CIVILIAN,), added_to=soldiers)
    alone = estimate([soldiers, civilians], Rule.ACLED, KILLED)
    assert (range_of(alone), alone.summed) == ((5, 5, 5), False)
    assert why(alone, civilians) == ("set_aside", "addition")
    added = estimate([soldiers, civilians], Rule.ACLED, KILLED, add=True)
    assert (range_of(added), added.summed) == ((8, 8, 8), True)
    assert why(added, civilians) == ("used", "addition")
    mode = estimate([soldiers, civilians], Rule.MODE, KILLED)
    assert (mode.low, mode.or_more) == (5, True)


def test_one_beside_the_other_in_one_breath_is_an_addition() -> None:
    man = said(1, report="r", groups=(Group.CIVILIAN,), start=10)
    girl = said(1, report="r", groups=(Group.CHILD,), start=17, prefix="مقتل رجل و")
    assert range_of(estimate([man, girl], Rule.MODE, KILLED, add=True)) == (2, 2, 2)
    far = said(1, report="r", groups=(Group.CHILD,), start=400, prefix="قتل طفل و")
    assert range_of(estimate([man, far], Rule.MODE, KILLED, add=True)) == (1, 1, 1)


def test_a_word_for_a_number_adds_no_number() -> None:
    dead = said(3, report="r")
    more = vague(10, report="r", added_to=dead)
    found = estimate([dead, more], Rule.AIRWARS, KILLED, add=True)
    assert (found.low, found.high, found.or_more) == (3, 3, True)


def test_zero_is_a_number_and_not_stated_is_none() -> None:
    none = nobody()
    for rule in Rule:
        assert range_of(estimate([none], rule, KILLED))[0] == 0
        assert estimate([none], rule, KILLED).high == 0
        empty = estimate([said(3, outcome=Outcome.INJURED)], rule, KILLED)
        assert not empty.stated
        assert range_of(empty) == (None, None, None)
    both = estimate([none, said(3)], Rule.AIRWARS, KILLED)
    assert range_of(both)[::2] == (0, 3)
    assert why(both, none) == ("used", "contradiction")


def test_a_report_that_counts_dead_does_not_say_nobody() -> None:
    none, dead = nobody(report="r"), said(3, report="r")
    found = estimate([none, dead], Rule.IBC, KILLED)
    assert range_of(found)[::2] == (3, 3)
    assert why(found, none) == ("set_aside", "within")


def test_women_and_children_in_one_number_are_in_neither_column() -> None:
    total = said(9, report="r")
    mixed = said(6, report="r", groups=(Group.WOMAN, Group.CHILD), part_of=total)
    found = estimate([total, mixed], Rule.MODE, KILLED, Subgroup.CHILD)
    assert range_of(found) == (None, None, None)
    assert why(found, mixed) == ("set_aside", "mixed_group")
    girl = said(1, groups=(Group.WOMAN, Group.CHILD))
    assert range_of(estimate([girl], Rule.MODE, KILLED, Subgroup.CHILD)) == (1, 1, 1)


# -- the rules ---------------------------------------------------------------------------------------------------


def test_recorders_of_civilians_leave_fighters_out() -> None:
    fighters = said(12, groups=(Group.ARMED_GROUP,))
    civilians = said(2, groups=(Group.CIVILIAN,))
    for rule in (Rule.IBC, Rule.AIRWARS):
        found = estimate([fighters, civilians], rule, KILLED)
        assert range_of(found)[::2] == (2, 2)
        assert why(found, fighters) == ("set_aside", "not_counted")
    assert range_of(estimate([fighters, civilians], Rule.UCDP, KILLED))[::2] == (2, 12)


def test_of_a_total_with_fighters_the_civilian_part_is_recorded() -> None:
    total = said(10, report="r")
    civilians = said(4, report="r", groups=(Group.CIVILIAN,), part_of=total)
    fighters = said(6, report="r", groups=(Group.ARMED_GROUP,), part_of=total)
    found = estimate([total, civilians, fighters], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (4, 4)
    assert why(found, total) == ("set_aside", "mixed_group")
    assert range_of(estimate([total, civilians, fighters], Rule.ACLED, KILLED)) == (10, 10, 10)


def test_kin_and_trades_named_among_the_dead_do_not_make_the_others_fighters() -> None:
    """ثلاثة أشخاص بينهم طفل ووالده: the three count; عشرة قتلى بينهم 4 مدنيين: the four."""
    total = said(3, report="r")
    father = said(1, report="r", groups=(Group.CIVILIAN,), part_of=total, who="والده")
    found = estimate([total, father], Rule.AIRWARS, KILLED)
    assert range_of(found)[::2] == (3, 3)
    total = said(10, report="r")
    civilians = said(4, report="r", groups=(Group.CIVILIAN,), part_of=total, who="مدنيين")
    assert range_of(estimate([total, civilians], Rule.AIRWARS, KILLED))[::2] == (4, 4)


def test_acled_takes_the_lowest_and_has_numbers_for_words() -> None:
    assert range_of(estimate([said(7), said(4), said(9)], Rule.ACLED, KILLED)) == (4, 4, 4)
    for low, number in ((2, 3), (3, 3), (10, 10), (100, 100)):
        assert range_of(estimate([vague(low)], Rule.ACLED, KILLED)) == (number, number, number)
    assert range_of(estimate([vague(10), said(4)], Rule.ACLED, KILLED)) == (4, 4, 4)


def test_ucdp_takes_the_number_of_most_sources_and_the_lower_of_two() -> None:
    assert range_of(estimate([said(3), said(8), said(8)], Rule.UCDP, KILLED)) == (3, 8, 8)
    assert range_of(estimate([said(3), said(8)], Rule.UCDP, KILLED)) == (3, 3, 8)
    army = [said(2, speaker="sy-army", speaker_kind=SpeakerKind.MILITARY)]
    assert range_of(estimate([*army, said(8)], Rule.UCDP, KILLED)) == (2, 8, 8)


def test_ibc_and_airwars_give_a_range_and_prefer_no_number() -> None:
    for rule in (Rule.IBC, Rule.AIRWARS):
        assert range_of(estimate([said(3), said(8), said(5)], rule, KILLED)) == (3, None, 8)


def test_at_least_is_open_above_and_up_to_below() -> None:
    found = estimate([said(3), said(8, kind=CountKind.AT_LEAST)], Rule.AIRWARS, KILLED)
    assert (found.low, found.high, found.or_more) == (3, 8, True)
    up_to = said(None, 8, kind=CountKind.AT_MOST)
    assert range_of(estimate([up_to], Rule.UCDP, KILLED)) == (None, None, 8)
    assert range_of(estimate([up_to, said(5)], Rule.UCDP, KILLED)) == (5, 5, 8)


def test_mode_breaks_ties_by_precision_then_takes_the_lower() -> None:
    assert range_of(estimate([said(3), said(8), said(8)], Rule.MODE, KILLED)) == (8, 8, 8)
    assert range_of(estimate([said(8), said(3, kind=CountKind.AT_LEAST)], Rule.MODE, KILLED)) == (8, 8, 8)
    assert range_of(estimate([said(8), said(3)], Rule.MODE, KILLED)) == (3, 3, 3)


def test_mean_is_over_sources_and_the_only_number_that_is_computed() -> None:
    claims = [said(3), said(4), said(6, 8, kind=CountKind.BETWEEN)]
    assert range_of(estimate(claims, Rule.MEAN, KILLED)) == (4.333, 4.333, 5.0)
    thrice = [said(3, outlet="outlet", day=None) for _ in range(3)]
    assert range_of(estimate([*thrice, said(6)], Rule.MEAN, KILLED)) == (4.5, 4.5, 4.5)


def test_most_recent_is_the_last_published_and_undated_reports_come_first() -> None:
    claims = [said(8, day=0, hour=9), said(5, day=0, hour=11), said(2, day=None)]
    assert range_of(estimate(claims, Rule.MOST_RECENT, KILLED)) == (5, 5, 5)
    assert range_of(estimate([said(8, day=0), said(5, day=0)], Rule.MOST_RECENT, KILLED)) == (5, 5, 5)


def test_most_precise_goes_before_most_frequent() -> None:
    wide = [said(4, 6, kind=CountKind.BETWEEN) for _ in range(3)]
    assert range_of(estimate([*wide, said(9)], Rule.MOST_PRECISE, KILLED)) == (9, 9, 9)
    assert range_of(estimate(wide, Rule.MOST_PRECISE, KILLED)) == (4, 4, 6)


def test_times_of_day_in_other_zones_are_compared() -> None:
    zone = dt.timezone(dt.timedelta(hours=3))
    early = msgspec.structs.replace(
        said(3, outlet="outlet"), published_at=dt.datetime.combine(DAY, dt.time(12), tzinfo=zone)
    )
    late = said(5, outlet="outlet", hour=10)  # UTC, so an hour later
    assert why(estimate([early, late], Rule.MODE, KILLED), early) == ("set_aside", "superseded")


def test_nobody_hurt_beside_a_count_of_the_same_report_is_said_of_another_place() -> None:
    three = said(3, report="a", outlet="Sada", start=10)
    none = nobody(report="a", outlet="Sada", speaker_kind=SpeakerKind.RESCUE, start=90)
    found = estimate([three, none], Rule.AIRWARS, Outcome.KILLED)
    assert range_of(found) == (3, None, 3)
    assert why(found, none) == ("set_aside", "within")
    hurt = said(20, report="b", outlet="Nahr", outcome=Outcome.HARMED)
    five, again = said(5, report="c", outlet="Rabita"), nobody(report="b", outlet="Nahr")
    assert range_of(estimate([hurt, five, again], Rule.AIRWARS, Outcome.KILLED)) == (5, None, 5)


def test_a_side_that_says_nobody_was_hurt_contradicts_the_rest_of_the_report() -> None:
    three = said(3, report="a", outlet="Sada", start=10)
    army = nobody(report="a", outlet="Sada", speaker="army", speaker_kind=SpeakerKind.MILITARY, start=90)
    found = estimate([three, army], Rule.AIRWARS, Outcome.KILLED)
    assert range_of(found) == (0, None, 3)
    assert why(found, army) == ("used", "contradiction")


def test_single_people_after_a_count_are_some_of_those_counted() -> None:
    four = said(4, report="a", outlet="Sada", start=10)
    named = said(1, report="a", outlet="Sada", speaker="civil-defence", speaker_kind=SpeakerKind.RESCUE, start=90)
    found = estimate([four, named], Rule.IBC, Outcome.KILLED)
    assert range_of(found) == (4, None, 4)
    assert why(found, named) == ("set_aside", "within")
    before = said(1, report="a", outlet="Sada", speaker="civil-defence", speaker_kind=SpeakerKind.RESCUE, start=1)
    assert range_of(estimate([four, before], Rule.IBC, Outcome.KILLED)) == (1, None, 4)
