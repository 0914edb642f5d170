"""Claims as they are found in one sentence: what has been counted, what word governs, who waits for a verb."""

from __future__ import annotations

from dataclasses import dataclass

from rasid.analyse.document import Sentence
from rasid.analyse.noun_phrase import is_joined
from rasid.analyse.people import BODILY, People
from rasid.analyse.reading import Reading
from rasid.model import Certainty, CountKind, CountRange, Group, Outcome, Span
from rasid.text.function_words import FUNCTION_WORDS, OWN_FIRST_LETTER, words

REACH = 14
"""Words that may stand between a verb and the number of people it governs: قتلت القوات أمس في البلدة 5 مدنيين."""
MANY_FLEE = 1000
"""So many who flee are displaced; fewer run away: فر العشرات من المسلحين."""
RECENT = 40
"""Claims of a sentence that are looked through for the total of a part."""
_UNREAL = words(
    "محاولة محاولات حاول حاولت يحاول تحاول حاولوا منع تفادي تجنب هدف يهدف تهدف تهمة تهم بتهمة حجة ذريعة تخطيط خطط خططت مخطط مؤامرة"
    " إذا احتمال خشية خوفا نخشى تخشى يخشى كاد كادت نجا نجاة نجت يسعى تسعى سعى أدين أدينوا اتهم اتهام متهم يعتزم تعتزم مذكرة مذكرات"
    " مهمة أجل الحيلولة للحيلولة حيلولة حالت يحول تحول هدد تهدد يهدد سوف إحباط أحبط أحبطت إفشال فشل فشلت حد"
)
_HABIT = words("غالبا عادة دائما")
_HEDGES = words(
    "أنباء ربما يعتقد ويعتقد يرجح ترجح رجح رجحت مرجحا يشتبه يبدو شائعات معلومات احتمال تردد ترددت يحتمل مفترض"
)
_PERMITTED = words("من نحو قرابة أيضا كل")


@dataclass(slots=True, eq=False)
class Claim:
    """One count statement, by token indices of the document."""

    outcome: Outcome
    count: CountRange
    span: Span
    first: int
    last: int
    """The number and the whole noun phrase after it."""
    noun: int | None
    """Token of the counted noun, the head of the people counted."""
    governor: int
    """Token of the word of harm that says it."""
    groups: tuple[Group, ...] = ()
    part_of: Claim | None = None
    added_to: Claim | None = None
    update: bool = False
    number: bool = False
    name: bool = False
    counted_before: bool = False
    other: bool = False
    """آخرين، منهم: people of the kind named before."""
    victims: bool = False
    """The noun is itself a word of harm: قتلى."""
    since: bool = False
    """Injured people who died since: no total of which others are a part."""
    certainty: Certainty = Certainty.ASSERTED


@dataclass(slots=True)
class Governor:
    outcome: Outcome
    at: int
    last: int
    verb: bool
    fixed: bool = False
    toll: bool = False
    rise: bool = False
    filled: bool = False
    reach: int = REACH
    part: Claim | None = None
    fallen: bool = False
    unreal: bool = False
    fleeing: bool = False


class State:
    """One sentence being read from left to right."""

    def __init__(self, reading: Reading, sentence: Sentence, before: list[Claim]) -> None:
        self.reading = reading
        self.doc = reading.doc
        self.harm = reading.harm
        self.tokens = reading.doc.tokens
        self.first, self.limit = sentence.first, sentence.last
        self.before = before
        self.claims: list[Claim] = []
        self.governor: Governor | None = None
        self.pending: list[People] = []
        self.part: Claim | None = None
        self.part_at = -1
        self.added = -1
        self.rise = -100
        self.denial = -100
        self.most = False
        self.waiting_part = -1
        self.relative = False
        self.listing: Outcome | None = None
        self.one: People | None = None
        """The last single person named of whom no word has told yet what befell him."""

    def ahead(self, first: int, reach: int, wanted: frozenset[str]) -> bool:
        return any(token.norm in wanted for token in self.tokens[first : min(first + reach, self.limit)])

    def add(self, people: People, outcome: Outcome, governor: int) -> Claim:
        claim = Claim(
            outcome=outcome,
            count=people.count,
            span=people.span,
            first=people.first,
            last=self.reading.end(people, self.limit),
            noun=people.noun,
            governor=governor,
            groups=people.groups,
            number=people.number,
            name=people.name,
            counted_before=people.counted_before,
            other=people.noun is None and (people.other or people.of_them),
            victims=people.own is not None,
            since=people.own is Outcome.INJURED and outcome is Outcome.KILLED,
            certainty=self.certainty(min(governor, people.first)),
        )
        self.claims.append(claim)
        self.one = None
        return claim

    def certainty(self, at: int) -> Certainty:
        """أنباء عن مقتل، ربما قتل: hedged; نفى الجيش مقتل ثلاثة: denied."""
        if at - self.denial <= 8 and at > self.denial:
            return Certainty.DENIED
        for token in self.tokens[max(self.first, at - 6) : at + 1]:
            if token.norm in _HEDGES:
                return Certainty.HEDGED
        return Certainty.ASSERTED

    def joined(self, people: People) -> bool:
        return self.added == people.first or self.reading.joined(people, self.first)

    def total(self, claims: list[Claim]) -> Claim:
        for claim in reversed(claims[-RECENT:]):
            if claim.part_of is None:
                return claim
        return claims[-1]

    def clear(self, first: int, last: int) -> bool:
        """Whether nothing stands between that ends the reach of a word."""
        for token in self.tokens[first:last]:
            if token.kind == "mark" and token.norm not in "\"'()":
                return False
            norm = token.norm
            if (norm in FUNCTION_WORDS and norm not in _PERMITTED) or is_joined(norm):
                return False
            if norm[0] in "بل" and len(norm) > 3 and norm not in OWN_FIRST_LETTER and self.harm.word(norm) is None:
                return False  # أصيبت بنيران | قناص
        return True

    def settle(self, outcome: Outcome, at: int) -> None:
        total: Claim | None = None
        fleeing = outcome is Outcome.DISPLACED and self.tokens[at].norm.startswith("فر")
        for people in self.pending:
            if fleeing and (people.count.low or 0) < MANY_FLEE:
                continue
            own = people.own if people.own in BODILY else None
            claim = self.add(people, own or outcome, at)
            if total is not None and 0 <= self.waiting_part <= people.first:
                claim.part_of = total
            total = total or claim
        self.pending.clear()
        self.part, self.waiting_part = None, -1
        self.governor = Governor(outcome, at, at + 1, verb=True, filled=True)

    def last_total(self, outcome: Outcome) -> Claim | None:
        for claims in (self.claims, self.before):
            for claim in reversed(claims[-RECENT:]):
                if claim.outcome is outcome and claim.part_of is None and claim.number and not claim.since:
                    return claim
        return None

    def unreal(self, at: int) -> bool:
        """محاولة اغتيال، لمنع سقوط قتلى، خطط لقتل: what did not happen, or not yet."""
        for index in range(at, max(self.first, at - 4) - 1, -1):
            norm = self.tokens[index].norm
            if index < at and self.tokens[index].kind == "mark" and norm not in "\"'":
                return False
            if norm in _UNREAL or (index < at and norm[1:] in _UNREAL and norm[0] in "ولبف"):
                return True
        return False

    def habitual(self, at: int) -> bool:
        """وغالبا ما تسفر عن سقوط ضحايا وإصابات: what happens again and again, and nothing that did."""
        before = [token.norm for token in self.tokens[max(self.first, at - 8) : at]]
        return any(norm in _HABIT or norm[1:] in _HABIT for norm in before)

    def none(self, outcome: Outcome, span: Span, at: int, end: int) -> None:
        count = CountRange(low=0, high=0, kind=CountKind.NONE, raw=span.of(self.doc.text))
        self.claims.append(Claim(outcome, count, span, at, end, None, at))
