"""From Arabic words to what stands in an incident: stages of a toll, speakers, sources, and who is held responsible."""

import datetime as dt

import pytest

from rasid.lexicon.tolls import examples
from rasid.model import Analysis, Outcome, Report, Source, SourceKind
from rasid.model.estimate import Grade, IncidentClaim, Rule, Subgroup, TollStage
from rasid.model.responsibility import Attribution, Contest, Stance
from rasid.resolve.claims import claims_of
from rasid.resolve.estimates import estimate
from rasid.resolve.grade import grade
from rasid.resolve.responsibility import attributions_of, responsibility
from tests.analyse.reading import pipeline
from tests.resolve.claiming import range_of, why


def read(text: str, outlet: str = "Sada al-Wadi", day: int = 5) -> tuple[Report, Analysis]:
    report = Report.make(text, source=Source(name=outlet, kind=SourceKind.NEWSPAPER), published=dt.date(2024, 3, day))
    return report, pipeline()(report)


def claims(
    text: str, outlet: str = "Sada al-Wadi", day: int = 5, copies: str | None = None
) -> tuple[IncidentClaim, ...]:
    report, analysis = read(text, outlet, day)
    shared = {claim.id: f"{copies} {claim.id}" for claim in analysis.casualties} if copies else None
    return claims_of(report, analysis, events={event.id for event in analysis.events}, copies=shared)


def held(text: str, outlet: str = "Sada al-Wadi", copies: str | None = None) -> tuple[Attribution, ...]:
    report, analysis = read(text, outlet)
    return attributions_of(report, analysis, events={event.id for event in analysis.events}, copies=copies)


@pytest.mark.parametrize("stage", list(TollStage))
def test_the_example_of_each_stage_is_read(stage: TollStage) -> None:
    text = examples()[stage]
    number = int(text[text.index("[") + 1 : text.index("]")])
    found = {claim.claim.count.low: claim.stage for claim in claims(text.replace("[", "").replace("]", ""))}
    assert found[number] is stage
    assert all(other is None for count, other in found.items() if count != number)


def test_two_stages_in_one_sentence() -> None:
    found = claims("ارتفعت حصيلة القصف على بلدة وادي السرو إلى 7 قتلى بعد أن كانت 4 قتلى.")
    assert [(claim.claim.count.low, claim.stage) for claim in found] == [(7, TollStage.RISEN), (4, TollStage.FORMER)]


def test_a_stage_after_the_counts_is_of_each_outcome() -> None:
    found = claims("قُتل 9 مدنيين في غارة على سوق البلدة وأصيب 20 آخرون في حصيلة غير نهائية.")
    assert [(claim.claim.outcome, claim.stage) for claim in found] == [
        (Outcome.KILLED, TollStage.PRELIMINARY),
        (Outcome.INJURED, TollStage.PRELIMINARY),
    ]


def test_a_part_is_of_the_state_of_its_total() -> None:
    found = claims("ارتفعت حصيلة الغارة على سوق بلدة وادي السرو إلى 6 قتلى بينهم طفلان.")
    assert [(claim.claim.count.low, claim.stage) for claim in found] == [(6, TollStage.RISEN), (2, TollStage.RISEN)]


def test_words_of_a_rise_that_are_far_or_of_something_else_tell_nothing() -> None:
    for text in (
        "ارتفع عدد السياح في المدينة هذا العام. وقُتل 3 أشخاص في قصف على البلدة.",
        "قُتل 3 أشخاص في قصف على البلدة، وارتفعت أسعار الخبز.",
    ):
        assert [claim.stage for claim in claims(text)] == [None]


def test_the_course_of_a_toll_over_three_reports() -> None:
    first = claims("قُتل 3 مدنيين في غارة على سوق بلدة وادي السرو.", "Sada al-Wadi", 5)
    second = claims("ارتفعت حصيلة الغارة على سوق بلدة وادي السرو إلى 6 قتلى بينهم طفلان.", "Manara", 6)
    army = claims("قال الجيش السوري إن شخصين قتلا في الغارة على سوق بلدة وادي السرو.", "Nahr", 6)
    everything = [*army, *second, *first]
    found = estimate(everything, Rule.AIRWARS, Outcome.KILLED)
    assert range_of(found)[::2] == (2, 6)
    assert why(found, first[0]) == ("set_aside", "superseded")
    assert why(found, army[0]) == ("used", "contradiction")
    assert range_of(estimate(everything, Rule.MODE, Outcome.KILLED, Subgroup.CHILD)) == (2, 2, 2)


def test_scopes_are_no_contradiction() -> None:
    found = claims("قُتل 5 أشخاص في غارة على سوق بلدة وادي السرو. ومنذ بدء الحرب قُتل 4000 شخص في المحافظة.")
    toll = estimate(found, Rule.UCDP, Outcome.KILLED)
    assert range_of(toll) == (5, 5, 5)
    assert why(toll, found[1]) == ("set_aside", "conflict")


def test_the_same_words_in_another_outlet_are_one_witness() -> None:
    text = "قُتل 4 مدنيين في قصف على بلدة وادي السرو."
    both = [*claims(text, "Sada al-Wadi", copies="a"), *claims(text, "Nahr", 6, copies="a")]
    assert estimate(both, Rule.AIRWARS, Outcome.KILLED).sources == 1
    assert grade(both, responsibility(())).grade is Grade.WEAK
    apart = [*claims(text, "Sada al-Wadi"), *claims("قصف على بلدة وادي السرو يقتل 4 مدنيين.", "Nahr", 6)]
    assert grade(apart, responsibility(())).grade is Grade.FAIR


CLAIM = "أعلن تنظيم الدولة الإسلامية مسؤوليته عن الهجوم الذي قُتل فيه 5 مدنيين قرب تدمر."
ACCUSATION = "اتهم المرصد السوري لحقوق الإنسان قوات النظام بقصف سوق بلدة وادي السرو بالمدفعية ما أدى إلى مقتل 6 مدنيين."
DENIAL = "نفى النظام السوري قصف بلدة وادي السرو حيث قُتل 6 مدنيين."
OTHER_SIDE = "شن الطيران الروسي غارة على سوق بلدة وادي السرو قُتل فيها 6 مدنيين."
OWN_WORDS = "قال الجيش الإسرائيلي إنه شن غارة على بلدة وادي السرو."


@pytest.mark.parametrize(
    ("text", "party", "stance", "source"),
    [
        (CLAIM, "isis", Stance.CLAIMED, "speaker:isis"),
        (ACCUSATION, "syrian-regime-forces", Stance.ACCUSED, "speaker:sohr"),
        (DENIAL, "syrian-regime", Stance.DENIED, "speaker:syrian-regime"),
        (OTHER_SIDE, "ru-air-force", Stance.REPORTED, "outlet:sada al-wadi"),
        (OWN_WORDS, "il-army", Stance.CLAIMED, "speaker:il-army"),
    ],
)
def test_how_a_party_is_tied_to_an_attack(text: str, party: str, stance: Stance, source: str) -> None:
    assert [(a.party, a.stance, a.source) for a in held(text)] == [(party, stance, source)]


def test_an_attacker_who_is_only_described_is_not_a_party() -> None:
    found = responsibility(held("فجّر انتحاري نفسه عند حاجز قرب تدمر فقُتل 3 مدنيين."))
    assert not found.parties
    assert not found.attributed
    assert [a.stance for a in found.unnamed] == [Stance.REPORTED]


def test_contested_is_computed() -> None:
    accused = held(ACCUSATION)
    assert not responsibility(accused).contested
    denied = responsibility([*accused, *held(DENIAL, "Nahr")])
    assert denied.contest == (Contest.DENIAL,)
    rivals = responsibility([*accused, *held(OTHER_SIDE, "Manara")])
    assert rivals.contest == (Contest.RIVALS,)
    assert {party.side for party in rivals.parties} == {"sy", "ru"}


def test_one_source_that_names_two_sides_contests_neither() -> None:
    both = held("شنت طائرات النظام السوري والطيران الروسي غارات على بلدة وادي السرو قُتل فيها 6 مدنيين.")
    assert {a.party for a in both} >= {"ru-air-force"}
    assert not responsibility([*both, *held(OTHER_SIDE, "Manara")]).contested


def test_a_reprint_of_an_accusation_is_no_second_source() -> None:
    once, again = held(OTHER_SIDE, "Manara", copies="x"), held(OTHER_SIDE, "Nahr", copies="x")
    (party,) = responsibility([*once, *again]).parties
    assert len(party.attributions) == 2
    assert len(party.sources) == 1


def test_the_order_of_reports_changes_no_responsibility() -> None:
    told = [*held(ACCUSATION), *held(DENIAL, "Nahr"), *held(OTHER_SIDE, "Manara")]
    assert responsibility(told) == responsibility(reversed(told))


def test_grades() -> None:
    one = claims("قُتل 4 مدنيين في قصف على بلدة وادي السرو.")
    two = claims("قصف على بلدة وادي السرو يوقع 6 قتلى مدنيين.", "Nahr")
    nothing = responsibility(())
    assert grade([], nothing).grade is None
    assert grade(one, nothing).grade is Grade.WEAK
    assert grade([*one, *two], nothing).grade is Grade.FAIR
    rivals = responsibility([*held(ACCUSATION), *held(OTHER_SIDE, "Manara")])
    assert grade([*one, *two], rivals).grade is Grade.CONTESTED
    fighters = claims("قُتل 4 مسلحين في غارة على موقع قرب بلدة وادي السرو.")
    assert grade(fighters, nothing).grade is Grade.DISCOUNTED
    # The army says that it struck, and counts no civilians: that confirms nothing.
    own = responsibility(held(OWN_WORDS))
    assert grade([*one, *two], own).grade is Grade.FAIR
    admitted = "أقر الجيش الإسرائيلي بأنه قتل 3 مدنيين في غارة على بلدة وادي السرو."
    assert grade([*one, *claims(admitted, "Nahr")], responsibility(held(admitted, "Nahr"))).grade is Grade.CONFIRMED


def test_what_a_survivor_says_of_his_kin_is_a_part_of_the_toll() -> None:
    found = claims(
        "قُتل 12 شخصا في هجوم مسلحين على قرية وادي السرو، بحسب السلطات المحلية. وقال أحد المزارعين إن اثنين من إخوته قُتلا في الهجوم."
    )
    assert range_of(estimate(found, Rule.UCDP, Outcome.KILLED)) == (12, 12, 12)
    assert [why(estimate(found, Rule.UCDP, Outcome.KILLED), claim)[1] for claim in found] == ["count", "within"]
