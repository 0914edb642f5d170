"""How far a word of harm, a "و" and a بينهم reach: which people they take."""

from __future__ import annotations

from rasid.analyse.counting import MANY_FLEE, Governor, State
from rasid.analyse.noun_phrase import is_verb_like
from rasid.analyse.people import BODILY, People, has_article_word
from rasid.lexicon.harm import ONE, TWO
from rasid.model import Group, Outcome
from rasid.text.function_words import FUNCTION_WORDS, words

CHAIN = 14
"""Words that may stand between two numbers joined by "و"."""
TOLL_REACH = 24
"""Words between the head of a toll and its number: ارتفع عدد قتلى … إلى 40."""
_ENDS = frozenset(".؛!؟?:;")
_TOWARDS = words("إلى بلغ بلغت عند تجاوز تجاوزت هو هي يبلغ تبلغ وصل وصلت يصل يتجاوز نحو حوالي قرابة على بلغوا")
_BY = frozenset({("من", "طرف"), ("من", "قبل"), ("علي", "يد"), ("علي", "ايدي")})
_ARMED = frozenset({Group.ARMED_GROUP, Group.ATTACKER})
_IN_IT = words("فيه فيها خلاله خلالها إليها به بها إثره إثرها")


def governed(state: State, people: People) -> Outcome | None:
    """The outcome, when the open word of harm governs these people."""
    governor = state.governor
    if governor is None or governor.filled or governor.unreal:
        return None
    if people.other and not state.claims and state.tokens[people.first].norm.endswith("اخري"):
        return None  # جرائم إبادة وأخرى ضد الإنسانية
    gap = people.first - governor.last
    if governor.toll:
        return _toll_number(state, people, governor, gap)
    if governor.fallen and not (people.number and people.person and gap <= 3):
        return None
    if governor.fleeing and (people.count.low or 0) < MANY_FLEE:
        return None
    if people.number:
        if people.noun is not None and not people.person and state.tokens[governor.at].norm.endswith("ضبط"):
            return None
        if gap > governor.reach or (gap > 2 and not people.person):
            return None
        if governor.verb and governor.outcome is Outcome.ABDUCTED and _ARMED.intersection(people.groups):
            return None  # اختطف أربعة مسلحين راعيا
        if not governor.verb and gap > 1 and not state.clear(governor.last, people.first):
            return None
    elif people.name:
        if gap > (8 if not governor.verb or governor.fixed else 3):
            return None
        if not state.clear(governor.last, people.first) and not _there(state, governor.last, people):
            return None
    elif not _governs_noun(state, people, governor, gap):
        return None
    died = people.own is Outcome.INJURED and governor.outcome is Outcome.KILLED and not governor.fallen and gap <= 1
    died = died and not state.joined(people)
    if people.own in BODILY and not died and (people.number or governor.outcome in BODILY):
        return people.own  # سقوط خمسة جرحى; but توفي اثنان من الجرحى
    if people.own is Outcome.ABDUCTED and governor.outcome is Outcome.DETAINED:
        return people.own  # يحتجزون عددا من الرهائن
    return governor.outcome


def doers(state: State, people: People) -> bool:
    """من طرف أربعة مسلحين، على يد ثلاثة: they did it."""
    before = tuple(token.norm for token in state.tokens[max(state.first, people.first - 2) : people.first])
    return before in _BY


def _toll_number(state: State, people: People, governor: Governor, gap: int) -> Outcome | None:
    if not people.number or gap > TOLL_REACH or (people.noun is not None and not people.person):
        return None
    towards = state.tokens[people.first - 1].norm in _TOWARDS or state.tokens[people.first].norm.startswith("ب")
    if not towards and people.own is None and gap > 2 and not people.person:
        return None
    return people.own if people.own in BODILY else governor.outcome


def _governs_noun(state: State, people: People, governor: Governor, gap: int) -> bool:
    if gap > (5 if governor.verb else 1):
        return False
    if not state.clear(governor.last, people.first) and not (governor.verb and _there(state, governor.last, people)):
        return False
    if governor.outcome is Outcome.DISPLACED or (people.other and people.noun is None and gap):
        return False
    if people.definite and not people.other:
        known = people.count.high != 2 and not (people.count.high == 1 and _owned(state, people))
        if known or (governor.verb and not governor.fixed and not (gap == 0 and _owned(state, people))):
            return False  # مقتل الرجل; but مقتل ابنيه، أصيب والداه
    if people.count.high is None and governor.outcome is Outcome.ABDUCTED and not people.other:
        return False
    if people.national and people.count.high == 1 and gap and not governor.verb:
        return False  # خلية فلسطينية
    return not (governor.verb and not people.other and _object_follows(state, people))


def _there(state: State, first: int, people: People) -> bool:
    """Whether only "in it" stands between a verb and who is its subject: قتل خلاله جندي، أصيب في الهجوم مدنيون."""
    several = people.count.high is None and people.count.low != 1
    if (people.definite and not people.name) or (several and not state.tokens[people.first].norm.endswith("ون")):
        return False
    at, found = first, False
    while at < people.first:
        norm = state.tokens[at].norm
        if norm in _IN_IT:
            found = True
        elif norm == "في" and at + 1 < people.first and has_article_word(state.tokens[at + 1].norm):
            found, at = True, at + 1
        elif norm not in ("ايضا", "كذلك", "امس", "اليوم"):
            return False
        at += 1
    return found


def _object_follows(state: State, people: People) -> bool:
    """قتل مسلحون ثلاثة جنود: the people before a number are those who did it."""
    for index in range(people.last, min(people.last + 5, state.limit)):
        token = state.tokens[index]
        if token.kind == "mark" or token.norm[:1] == "و" or token.norm in FUNCTION_WORDS:
            return False
        if index in state.reading.quantities:
            other = state.reading.people(index, state.limit)
            return other is not None and other.person
    return False


def chained(state: State, people: People) -> bool:
    """Whether "و" carries the last claim on to these people: مقتل 5 جنود … و3 مدنيين، وضابط."""
    if not state.claims or state.most or not (state.joined(people) or _along(state, people)):
        return False
    last = state.claims[-1]
    start = people.first if state.added != people.first else min(people.first, _added_start(state, people.first))
    gap = start - last.last
    if last.outcome is Outcome.NONE or last.count.high == 0 or gap > CHAIN:
        return False
    if (
        state.governor is not None
        and last.last <= state.governor.at
        and not (state.governor.filled or state.governor.unreal)
    ):
        return False  # قتل الطفل | وأصيب والداه وشقيقه
    if not people.number and not people.other and gap > (6 if people.name else 2 if people.own is None else 5):
        return False
    if people.definite and people.count.high is None and not (people.own in BODILY and last.victims):
        return False
    if not people.number and people.count.high is None and not people.other and last.number and last.part_of is None:
        return people.own is not None  # 10 ضباط وجنود، عدد من المدنيين وعناصر من الشرطة: one number
    if people.definite and not people.name and people.own is None:
        return people.count.high in (1, 2) and _owned(state, people) and gap <= 4  # رجل وزوجته، امرأة وطفليها
    if not people.person and gap > 4:
        return False
    if people.noun is not None and not people.person and not people.apart:
        return False
    for token in state.tokens[last.last : start]:
        if token.kind == "word" and is_verb_like(token.norm):
            return False
        if token.kind == "mark" and token.norm in _ENDS:
            return False
    return True


def _added_start(state: State, at: int) -> int:
    while at > state.first and state.harm.parts.at(state.tokens, at, state.added) is None:
        at -= 1
    return at


def _owned(state: State, people: People) -> bool:
    found = state.harm.word(state.tokens[people.first].norm)
    return found is not None and found[1].owned and found[1].number in (ONE, TWO)


def _along(state: State, people: People) -> bool:
    """قتل النائب مع حارسيه، القائد قتل مع ثلاثة من عناصره."""
    at = people.first - 1
    if at < state.first or state.tokens[at].norm != "مع":
        return False
    last = state.claims[-1]
    return _owned(state, people) or (people.number and people.person and at <= max(last.last, last.governor + 1))


def in_part(state: State, people: People) -> bool:
    if people.own in BODILY and state.part is not None and people.own is not state.part.outcome:
        return False
    if people.definite and not people.name:
        return False
    return people.first - state.part_at <= (2 if people.number or people.name else 0)
