"""Mentions, classes and pairs as events, statements and counts; numbers, days and places are the exact code's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rasid.analyse.document import Document
from rasid.analyse.encoder.blend import Blend
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Encoded
from rasid.analyse.encoder.labels import CLASSES, TAGS
from rasid.model import Act, Certainty, EventType, Outcome, Realis, Role, Salience, SpeakerKind
from tests.analyse.reading import read, up_to

TEXT = "قتل 5 جنود في هجوم مسلحين على نقطة تفتيش قرب الموصل أمس. وقال مصدر عسكري إن الهجوم أسفر عن إصابة جنديين"


class Said(Encoded):
    """An `Encoded` that says what a test tells it, by the words of the text."""

    def __init__(
        self,
        doc: Document,
        mentions: Mapping[str, list[str]],
        classes: Mapping[tuple[str, str], str],
        pairs: Mapping[tuple[str, str, str], float],
    ) -> None:
        self.words = [token.span.of(doc.text) for token in doc.tokens]
        count = len(self.words)
        self.tags = np.zeros((count, len(TAGS), 3), np.float32)
        self.tags[:, :, 0] = 1.0
        self.classes = {name: np.full((count, len(values)), 0.01, np.float32) for name, values in CLASSES.items()}
        self.classes["clitics"][:, 0] = 0.5
        self.relevant = 0.9
        self.ties = pairs
        for tag, phrases in mentions.items():
            for phrase in phrases:
                first, *more = phrase.split()
                at = self.words.index(first)
                self.tags[at, TAGS.index(tag)] = (0.1, 0.9, 0.0)
                for step in range(1, len(more) + 1):
                    self.tags[at + step, TAGS.index(tag)] = (0.1, 0.0, 0.9)
        for (name, word), value in classes.items():
            self.classes[name][self.words.index(word), CLASSES[name].index(value)] = 0.9

    def pairs(self, relation: str, at: int, others: Sequence[int], *, reverse: bool = False) -> list[float]:
        pairs = [(other, at) if reverse else (at, other) for other in others]
        return [self.ties.get((relation, self.words[i], self.words[j]), 0.1) for i, j in pairs]


EVEN: dict[str, dict[str, float]] = {
    "kin": {"read": 0.5, "heard": 1.0},
    "worth": {"read": 0.5, "heard": 1.0},
    "none": {"read": 0.5},
    "one": {"heard": 1.0},
    "type": {"heard": 1.0},
    "realis": {"heard": 1.0},
    "salience": {"heard": 1.0},
    **{
        role: {"heard": 0.5, "link": 1.0, "unheard": -9.0}
        for role in ("attacker", "target", "party", "place", "time", "weapon")
    },
    "unsourced": {},
    "source": {"heard": 1.0},
}
"""Both readers, with the word of the encoder foremost."""


def composed(*, weights: Mapping[str, dict[str, float]] = {}, **enough: float) -> Document:
    doc = read(TEXT, *up_to("tolls"), published="2020-03-10")
    said = Said(
        doc,
        {
            "trigger": ["هجوم", "الهجوم"],
            "actor": ["مسلحين", "نقطة تفتيش"],
            "place": ["الموصل"],
            "time": ["أمس"],
            "count": ["5", "جنديين"],
            "who": ["جنود"],
            "speaker": ["مصدر عسكري"],
            "cue": ["وقال"],
        },
        {
            ("type", "هجوم"): "armed_attack",
            ("type", "الهجوم"): "armed_attack",
            ("salience", "هجوم"): "main",
            ("realis", "هجوم"): "actual",
            ("clitics", "وقال"): "1",
            ("outcome", "5"): "killed",
            ("outcome", "جنديين"): "injured",
            ("kind", "وقال"): "anonymous",
            ("act", "وقال"): "states",
        },
        {
            ("same", "الهجوم", "هجوم"): 0.95,
            ("attacker", "هجوم", "مسلحين"): 0.9,
            ("target", "هجوم", "نقطة"): 0.8,
            ("place", "هجوم", "الموصل"): 0.9,
            ("time", "الهجوم", "أمس"): 0.9,  # the nearest of its triggers is asked, as in training
            ("event", "5", "هجوم"): 0.9,
            ("event", "جنديين", "الهجوم"): 0.9,
            ("who", "5", "جنود"): 0.9,
            ("speaker", "وقال", "مصدر"): 0.9,
            ("source", "جنديين", "وقال"): 0.9,
            ("about", "وقال", "الهجوم"): 0.9,
        },
    )
    compose(Composition(doc, said, Blend(enough, {**EVEN, **weights})))
    return doc


def test_triggers_of_one_happening_are_one_event() -> None:
    doc = composed()
    (event,) = doc.events
    assert event.type is EventType.ARMED_ATTACK
    assert event.realis is Realis.ACTUAL
    assert event.salience is Salience.MAIN
    told = [trigger.span.of(doc.text) for trigger in event.triggers]
    assert told[:2] == ["هجوم", "الهجوم"]
    assert event.trigger.span.of(doc.text) == "هجوم"
    assert doc.lead_event == event.id
    assert doc.relevant


def test_happenings_that_prove_one_are_joined() -> None:
    def told(likely: dict[str, float]) -> list[list[str]]:
        events = composed(weights={"kin": {"bias": -9.0}, "one": likely}).events
        words = [[trigger.span.of(TEXT) for trigger in event.triggers] for event in events]
        return [some for some in words if {"هجوم", "الهجوم"} & set(some)]

    assert len(told({"bias": -9.0})) == 2
    (words,) = told({"heard": 1.0})
    assert [word for word in words if word in ("هجوم", "الهجوم")] == ["هجوم", "الهجوم"]


def test_what_a_report_is_about_is_weighed_when_all_is_known() -> None:
    def about(weights: dict[str, float]) -> tuple[bool, bool]:
        """Whether the event that is the lead is the first that is told, and whether anybody was harmed in it."""
        doc = composed(weights={"kin": {"bias": -9.0}, "one": {"bias": -9.0}, "lead": weights})
        assert len(doc.events) > 1
        assert doc.lead_event is not None
        return doc.lead_event == doc.events[0].id, doc.lead_event in {claim.event for claim in doc.casualties}

    assert about({"rank": -1.0})[0]
    assert not about({"rank": 1.0})[0]
    assert about({"heard": 1.0}) == about({"heard": 1.0, "rank": -0.1})
    assert about({"harm": 1.0})[1]


def test_arguments_are_those_tied_to_the_nearest_trigger() -> None:
    (event,) = composed().events
    found = {(argument.role.value, argument.span.of(TEXT)) for argument in event.arguments}
    assert found == {("attacker", "مسلحين"), ("target", "نقطة تفتيش"), ("place", "الموصل"), ("time", "أمس")}


def test_days_and_places_are_resolved_by_the_exact_code() -> None:
    (event,) = composed().events
    assert event.when is not None
    assert str(event.when.start) == str(event.when.end) == "2020-03-09"
    (place,) = [argument.place for argument in event.arguments if argument.place is not None]
    assert place.country == "IQ"
    assert place.lat is not None


def test_counts_have_their_number_outcome_people_and_speaker() -> None:
    doc = composed()
    five, two = doc.casualties
    assert (five.outcome, five.count.low, five.count.high, five.source) == (Outcome.KILLED, 5, 5, None)
    assert five.who is not None
    assert five.who.of(TEXT) == "جنود"
    assert (two.outcome, two.count.low, two.count.high) == (Outcome.INJURED, 2, 2)
    assert two.source == doc.statements[0].id
    assert {five.event, two.event} == {doc.events[0].id}


def test_a_statement_has_its_speaker_cue_and_matter() -> None:
    doc = composed()
    (statement,) = doc.statements
    assert statement.speaker.of(TEXT) == "مصدر عسكري"
    assert statement.cue is not None
    assert statement.cue.of(TEXT) == "قال"
    assert (statement.kind, statement.act) == (SpeakerKind.ANONYMOUS, Act.STATES)
    assert statement.certainty is Certainty.ASSERTED
    assert statement.about == [doc.events[0].id, doc.casualties[1].id]


def test_what_is_less_likely_than_it_must_be_is_left_out() -> None:
    assert not composed(relevant=0.95).events
    roles = {argument.role.value for argument in composed(target=0.95).events[0].arguments}
    assert roles == {"attacker", "place", "time"}
    assert not composed(counts=0.999, **{"counts unread": 0.999}).casualties
    assert not composed(bears=0.999, **{"heard alone": 0.999}).statements


def test_weights_settle_between_the_readers() -> None:
    assert not composed(weights={"worth": {"bias": -99.0}}).events
    assert composed(weights={"unsourced": {"bias": 9.0}}).casualties[1].source is None
    (event,) = composed(weights={"realis": {"bias denied": 99.0}}).events
    assert event.realis is Realis.DENIED


SURE = {
    "sure event": {"bias": 2.0},
    "sure event's realis": {"chosen": 0.5},
    "sure argument": {"chosen": 1.0},
    "sure claim": {"bias": -1.0},
    "sure claim's event": {"told": 1.0},
    "sure claim's source": {"report's own": -1.0},
    "sure statement": {"chosen": 1.0},
    "sure statement's about": {"chosen": 1.0},
}


def test_a_confidence_is_given_where_one_was_fitted() -> None:
    doc = composed(weights=SURE)
    (event,) = doc.events
    assert event.confidence == 0.881  # 1 / (1 + e^-2)
    assert event.confidences.keys() == {"realis"}
    assert all(argument.confidence is not None and 0 < argument.confidence < 1 for argument in event.arguments)
    (statement,) = doc.statements
    assert statement.confidence is not None
    assert statement.confidences.keys() == {"about"}
    for claim in doc.casualties:
        assert claim.confidence == 0.269
        assert claim.confidences["event"] == event.confidence
        assert claim.confidences["source"] == (0.269 if claim.source is None else 0.5)


def test_no_confidence_is_made_up() -> None:
    doc = composed()
    (event,) = doc.events
    assert event.confidence is None
    assert event.confidences == {}
    assert {argument.confidence for argument in event.arguments} == {None}
    assert {record.confidence for record in (*doc.statements, *doc.casualties)} == {None}


def test_who_speaks_twice_is_of_one_kind() -> None:
    text = "وقع هجوم. وقال الناطق إن الهجوم وقع. وأضاف الناطق أن الهجوم انتهى."
    doc = read(text, *up_to("tolls"), published="2020-03-10")
    said = Said(
        doc,
        {"trigger": ["هجوم"], "cue": ["وقال", "وأضاف"], "speaker": ["الناطق"]},
        {("type", "هجوم"): "armed_attack", ("kind", "وقال"): "witness", ("kind", "وأضاف"): "military"},
        {},
    )
    said.classes["kind"][said.words.index("وأضاف")] *= 2  # the surer of the two
    compose(Composition(doc, said, Blend({"bears": 0.0}, EVEN | {"kind": {"heard": 1.0}})))
    assert [statement.kind for statement in doc.statements] == [SpeakerKind.MILITARY] * 2


def said_of_an_attack(text: str, cue: str, speaker: str, role: str) -> list[tuple[str, str | None]]:
    """Speakers and their titles when the encoder hears these words and ties them to one another, and them to the attack."""
    doc = read(text, *up_to("tolls"), published="2020-03-10")
    first = speaker.split()[0]
    said = Said(
        doc,
        {"trigger": ["هجوم"], "cue": [cue], "speaker": [speaker], "role": [role]},
        {("type", "هجوم"): "armed_attack"},
        {("speaker", cue, first): 0.9, ("about", cue, "هجوم"): 0.9, ("role", first, role): 0.9},
    )
    compose(Composition(doc, said, Blend({"bears": 1.1, "heard alone": 0.0}, EVEN)))
    return [(one.speaker.of(text), one.role and one.role.of(text)) for one in doc.statements]


def test_of_a_name_heard_in_part_the_exact_code_has_the_whole() -> None:
    text = "وقع هجوم في الموصل. وطلب رئيس الحكومة عادل عبدالمهدي بعقد اجتماع طارئ بعد الهجوم."
    assert said_of_an_attack(text, "وطلب", "عادل", "رئيس") == [("عادل عبدالمهدي", "رئيس الحكومة")]


def actors(text: str, *heard: str) -> list[str]:
    """What is taken for the party of an attack when the encoder ties these words to it."""
    doc = read(text, *up_to("tolls"), published="2020-03-10")
    ties = {("party", "هجوم", phrase.split()[0]): 0.9 for phrase in heard}
    said = Said(doc, {"trigger": ["هجوم"], "actor": list(heard)}, {("type", "هجوم"): "armed_attack"}, ties)
    compose(Composition(doc, said, Blend({}, EVEN | {"party": {"bias": -9.0, "heard": 0.5, "link": 9.0}})))
    return [argument.span.of(text) for argument in doc.events[0].arguments if argument.role is Role.PARTY]


def test_a_number_alone_is_no_mention() -> None:
    assert actors("وقع هجوم نفذه مئات الطلاب أمس.", "مئات", "الطلاب") == ["الطلاب"]
    assert actors("وقع هجوم خلف 14 امرأة أمس.", "14") == ["14 امرأة"]
    assert actors("وقع هجوم نفذه أربعة.", "أربعة") == ["أربعة"]


def test_a_mention_ends_with_the_marks_that_are_its_own() -> None:
    text = "وقع هجوم نفذه «لواء المرسى» خصم «كتيبة الواحة» أمس."
    assert actors(text, "لواء المرسى » خصم «") == ["لواء المرسى"]
    assert actors("وقع هجوم نفذته حركة «الراية» أمس.", "حركة « الراية »") == ["حركة «الراية»"]
    assert actors("وقع هجوم نفذته الحركة (في بيان) أمس.", "الحركة ( في") == ["الحركة"]


def test_a_title_of_another_sentence_is_not_the_speakers() -> None:
    text = "قالت الطبيبة هناء علي إن ثلاثة قتلوا في هجوم. وقالت «أنصار الفجر» إنها نفذته."
    assert said_of_an_attack(text, "وقالت", "أنصار الفجر", "الطبيبة") == [("أنصار الفجر", None)]


def test_a_country_that_acts_elsewhere_is_a_place_where_it_is_heard_as_one() -> None:
    text = "اتهمت واشنطن إيران بهجوم."
    doc = read(text, *up_to("tolls"), published="2020-03-10")
    assert not doc.places
    said = Said(
        doc,
        {"trigger": ["بهجوم"], "place": ["إيران"]},
        {("type", "بهجوم"): "armed_attack"},
        {("place", "بهجوم", "إيران"): 0.9},
    )
    compose(Composition(doc, said, Blend({}, EVEN)))
    (place,) = [argument.place for argument in doc.events[0].arguments if argument.place]
    assert (place.country, place.chosen, place.name_en) == ("IR", "cIR", "Iran")


def places(text: str, *heard: str, tied: Mapping[str, float] = {}) -> list[list[str]]:
    """What is taken for a place of each event when the encoder ties each of these words to the attack, surely or as ``tied`` says."""
    doc = read(text, *up_to("tolls"), published="2020-03-10")
    ties = dict.fromkeys(heard, 0.9) | dict(tied)
    said = Said(
        doc,
        {"trigger": ["هجوم"], "place": list(ties)},
        {("type", "هجوم"): "armed_attack", ("salience", "هجوم"): "main"},
        {("place", "هجوم", phrase.split()[0]): chance for phrase, chance in ties.items()},
    )
    compose(Composition(doc, said, Blend({}, EVEN)))
    return [[argument.span.of(text) for argument in event.arguments if argument.place] for event in doc.events]


def test_a_word_of_class_before_a_name_is_no_place_of_its_own() -> None:
    assert places("وقع هجوم في مدينة الموصل أمس.", "مدينة", "الموصل") == [["الموصل"]]


def test_a_side_of_a_place_is_no_place_without_it() -> None:
    assert places("وقع هجوم غرب محافظة الأنبار أمس.", "غرب") == [["غرب محافظة الأنبار"]]
    assert places("وقع هجوم في محيط قاعدة التاجي العسكرية أمس.", "محيط", "قاعدة") == [["قاعدة التاجي العسكرية"]]


def test_where_a_report_was_written_is_not_where_it_happened() -> None:
    told = places("تفجير عند مدخل بلدوين\nمقديشو (سندس) - وقع هجوم على حاجز في بلدوين اليوم.", "مقديشو", "بلدوين")
    assert all("مقديشو" not in some for some in told)
    assert any("بلدوين" in some for some in told)


def test_a_main_event_has_a_place_that_is_known_and_of_those_as_likely_the_finest() -> None:
    text = "وقع هجوم عند نقطة تفتيش في بلدوين وسط الصومال أمس."
    assert places(text, "نقطة تفتيش", tied={"بلدوين": 0.04, "وسط الصومال": 0.04}) == [["نقطة تفتيش", "بلدوين"]]
    told = places("وقع هجوم في الموصل قرب بلدوين أمس.", "الموصل", tied={"بلدوين": 0.04})
    assert told == [["الموصل"]]
    # Though the broader one is told: the town is half as likely, or is not.
    assert places(text, tied={"بلدوين": 0.15, "وسط الصومال": 0.3}) == [["بلدوين", "وسط الصومال"]]
    assert places(text, tied={"بلدوين": 0.04, "وسط الصومال": 0.3}) == [["وسط الصومال"]]


def test_a_main_event_has_a_day_that_is_surely_tied_to_it_though_hardly_a_mention() -> None:
    def days(tie: float) -> list[str]:
        text = "أعلن الجيش أمس وصول تعزيزات. وزار الوزير المدينة والتقى السكان. وكان هجوم قد وقع قرب الموصل."
        doc = read(text, *up_to("tolls"), published="2020-03-10")
        said = Said(
            doc,
            {"trigger": ["هجوم"], "time": ["أمس"]},
            {("type", "هجوم"): "armed_attack", ("salience", "هجوم"): "main"},
            {("time", "هجوم", "أمس"): tie},
        )
        compose(Composition(doc, said, Blend({}, EVEN | {"time": {"bias": -3.0}})))
        return [str(event.when and event.when.start) for event in doc.events]

    assert days(0.95) == ["2020-03-09"]
    assert days(0.1) == ["None"]


def test_a_span_that_reaches_on_from_a_day_is_the_time_though_the_day_is_told_too() -> None:
    text = "بدأت الحرب في السابع من أكتوبر 2023. وتتواصل الحرب منذ 7 أكتوبر 2023."
    doc = read(text, *up_to("tolls"), published="2024-10-17")
    times = [time.span.of(doc.text) for time in doc.times]
    assert times == ["السابع من أكتوبر 2023", "منذ 7 أكتوبر 2023"]
    ties = {("time", "الحرب", time.split()[0]): 0.9 for time in times}
    compose(Composition(doc, Said(doc, {"trigger": ["الحرب"], "time": times}, {}, ties), Blend({}, EVEN)))
    (event,) = doc.events
    assert event.when is not None
    assert [str(event.when.start), str(event.when.end)] == ["2023-10-07", "2024-10-17"]
