"""How likely a mention is an argument of the happening that a trigger of its sentence names: what stands round the pair, by
name, and fitted weights (lexicon/data/links.csv, fitted by tools/fit/links.py).

The features are the ways in which an Arabic news clause says who did what to whom: verb, doer, aim (قصف الجيش القرية); the
doer before its verb (إن الجيش قصف); the adjective (قصف إسرائيلي); the verb that only carries a noun of violence (شن مسلحون
هجوما على); من قبل and على يد before the doer; على, ضد, استهدف before the aim; بين … و… round two sides.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rasid.analyse.document import ActorMention, Document, Sentence, Trigger
from rasid.analyse.linkables import AIMS, ON, ROLES, Kind, Linkable
from rasid.analyse.noun_phrase import is_verb_like
from rasid.analyse.role_weights import Weights, role_weights
from rasid.lexicon.cues import Cue, cues
from rasid.text.clitics import readings
from rasid.text.function_words import NUMBERS, words
from rasid.text.morphology import noun_forms, verb_forms
from rasid.text.normal import fold
from rasid.text.tokens import Token

# شن، نفذ، ارتكب: verbs that only carry a noun of violence; their subject is its doer (شنت الطائرات غارات).
_CARRIERS = (
    frozenset().union(
        *(
            verb_forms(*pair)
            for pair in (
                ("شن", "يشن"), ("نفذ", "ينفذ"), ("ارتكب", "يرتكب"), ("خاض", "يخوض"), ("نظم", "ينظم"), ("كثف", "يكثف"),
                ("واصل", "يواصل"), ("جدد", "يجدد"), ("بدأ", "يبدأ"), ("تبنى", "يتبنى"), ("دبر", "يدبر"), ("وجه", "يوجه"),
                ("قام", "يقوم"), ("أعلن", "يعلن"), ("صعد", "يصعد"), ("تعرض", "يتعرض"),
            )
        )
    )
    | noun_forms("تنفيذ")
    | noun_forms("شن")
    | noun_forms("منفذ", "منفذون")
)  # fmt: skip
# تعرضت القرية لقصف: this verb's subject is the aim, not the doer.
_SUFFERS = verb_forms("تعرض", "يتعرض") | noun_forms("تعرض")
_BY = words("قبل يد أيدي طرف بأيدي برصاص بنيران جانب بقيادة مصدره بيد")
_AMONG = words("بين وبين")
_RELATIVE = words("الذي التي الذين اللذين اللتين والذي والتي ما مما")
_THAT = words("أن إن أنه أنها أنهم بأن بأنه بأنها وأن وإن")
_THAT_ITS = words("أنه أنها أنهم بأنه بأنها")
_WHILE = words("فيما بينما كما حيث لكن بعدما عندما حين عقب بعد إثر خلال")
_STOP = frozenset(".؛:؟!")
_COMMA = frozenset("،,-")
_PREPOSITIONS = words(
    "في على من إلى عن مع بين ضد بحق قرب خلال منذ بعد قبل إثر باتجاه نحو وسط جراء داخل أن التي الذي عند حيث أمام"
)
_GAPS = (0, 1, 2, 3, 5, 8)
_IN_PLACES = words("في من قرب شمال جنوب شرق غرب شمالي جنوبي شرقي غربي وسط")
NEAR = 3
"""Words between a happening and what is still beside it."""
_BY_REACH = 3
_RANKS = 5
_TELLING = 4
"""Words between what stands beside a word of saying and its "that"."""

# What a word between a happening and a mention tells.
_SIGNS = {
    "a stop": _STOP,
    "aim": AIMS,
    "by": _BY,
    "on": ON,
    "among": _AMONG,
    "a relative": _RELATIVE,
    "that": _THAT,
    "while": _WHILE,
}
_WITH_CLITICS = {"carrier": _CARRIERS, "suffers": _SUFFERS}
SIGNS = (*_SIGNS, *_WITH_CLITICS, "a verb")
_BIT = {name: 1 << at for at, name in enumerate(SIGNS)}


@lru_cache(maxsize=100_000)
def _signs(norm: str) -> int:
    """What the word tells, as bits."""
    out = sum(_BIT[name] for name, forms in _SIGNS.items() if norm in forms)
    stems = {stem for _, stem in readings(norm)}
    out += sum(_BIT[name] for name, forms in _WITH_CLITICS.items() if not stems.isdisjoint(forms))
    return out + (_BIT["a verb"] if is_verb_like(norm) else 0)


@lru_cache(maxsize=100_000)
def _names(signs: int) -> tuple[str, ...]:
    return tuple(name for name in SIGNS if signs & _BIT[name])


@dataclass(slots=True)
class Way:
    """What stands between a happening and a word."""

    signs: int = 0
    by: int = 0
    """How many words ago من قبل or على يد stood, from 1; 0 where it did not."""
    commas: int = 0
    others: int = 0
    """Triggers of other events."""
    own: int = 0
    """Further triggers of the same event."""
    actors: int = 0
    places: int = 0

    def on(self, norm: str, kind: str | None, told: bool | None) -> Way:
        """The way with one more word, a mention of ``kind`` that it ends, a trigger (``told``: of the same event)."""
        return Way(
            self.signs | _signs(norm),
            1 if norm in _BY else self.by + 1 if 0 < self.by < _BY_REACH else 0,
            self.commas + (norm in _COMMA),
            self.others + (told is False),
            self.own + (told is True),
            self.actors + (kind in ("actor", "person")),
            self.places + (kind == "place"),
        )


class Links:
    """The pairs of one trigger with every mention of its sentence."""

    def __init__(
        self,
        doc: Document,
        trigger: Trigger,
        mentions: Sequence[Linkable],
        triggers: Sequence[Trigger],
        own: frozenset[int],
    ) -> None:
        """``triggers`` are all of the sentence, in order; ``own`` the ids of those of the same event."""
        self.doc, self.trigger, self.mentions, self.triggers, self.own = doc, trigger, mentions, triggers, own
        self.sentence: Sentence = doc.sentences[trigger.sentence]
        self.word = "noun" if trigger.noun else "verb"
        self._walk()

    def _walk(self) -> None:
        """The ways to every word of the sentence, both ways."""
        tokens, trigger, sentence = self.doc.tokens, self.trigger, self.sentence
        self.chains = _chains([m for m in self.mentions if m.kind == "place"], tokens)
        told = {other.first: id(other) in self.own for other in self.triggers if other is not trigger}
        seen = [m for m in self.mentions if m.kind in ("actor", "person", "place")]
        ends = {m.last - 1: m.kind for m in seen}
        starts = {m.first: m.kind for m in seen}
        self.after: dict[int, Way] = {}
        self.before: dict[int, Way] = {}
        way = Way()
        for at in range(trigger.last, sentence.last):
            self.after[at] = way
            way = way.on(tokens[at].norm, ends.get(at), told.get(at))
        way = Way()
        for at in range(trigger.first, sentence.first, -1):
            self.before[at] = way
            way = way.on(tokens[at - 1].norm, starts.get(at - 1), told.get(at - 1))
        self.before[sentence.first] = way

    def features(self) -> Iterator[tuple[Linkable, list[str]]]:
        """For each mention what speaks for and against its being an argument of the trigger."""
        for mention in self.mentions:
            if not self._dates_the_telling(mention):
                yield mention, self._features(mention)

    def scores(self) -> Iterator[tuple[Linkable, list[float]]]:
        """For each mention the logit of each of its roles (`ROLES`)."""
        for mention, features in self.features():
            sums = link_weights(mention.kind).sums(features)
            if "attacker" in ROLES[mention.kind] and self._bereft(mention):
                sums[ROLES[mention.kind].index("attacker")] = -math.inf
            yield mention, sums

    def _features(self, mention: Linkable) -> list[str]:
        tokens, trigger, sentence, word = self.doc.tokens, self.trigger, self.sentence, self.word
        kind, sort, family = mention.kind, mention.sort, trigger.family
        if mention.first >= trigger.last:
            side, gap, way = "after", mention.first - trigger.last, self.after[mention.first]
        elif mention.last <= trigger.first:
            side, gap, way = "before", trigger.first - mention.last, self.before[mention.last]
        else:
            side, gap, way = "inside", 0, Way()
        size = sum(gap >= edge for edge in _GAPS)
        before = tokens[mention.first - 1] if mention.first > sentence.first else None
        joined = _joined(self.doc, mention)
        out = [
            "bias", side, f"{word}, {side}", f"{word}, {side}, gap {size}", f"sort {sort}", f"sort {sort}, {side}", f"kind {kind}",
            f"kind {kind}, {word}, {side}, gap {size}", f"family {family}, {side}", f"family {family}, {side}, {kind}",
            f"type {trigger.type.value}", f"joined {joined}, {side}", f"actors between {min(way.actors, 3)}, {word}, {side}",
            f"actors between {min(way.actors, 3)}, {kind}, {word}, {side}", f"places between {min(way.places, 3)}, {side}, {kind}",
        ]  # fmt: skip
        if sentence.is_title:
            out.append("title")
        if gap <= NEAR:
            out.append(f"family {family}, {side}, sort {sort}, near")
        if gap == 0 and side != "inside":
            out += (f"beside, {word}, {side}", f"beside, {word}, {side}, sort {sort}", f"beside, {word}, {side}, joined {joined}, {kind}")  # fmt: skip
            if trigger.noun:
                out.append(f"beside, {trigger.lemma[:6]}, {side}")
        if mention.head:
            out.append(f"{kind} {mention.head}")
        if mention.part:
            out.append(f"part {mention.part}, {side}")
        if isinstance(mention.value, ActorMention) and mention.value.actor is not None:
            out.append("known")
        if before is not None:
            if before.norm in _PREPOSITIONS:
                out += (f"after {before.norm}, {side}", f"after {before.norm}, {side}, {kind}")
            elif before.norm in _BY:
                out.append("after by")
            elif before.kind == "number" or before.norm in NUMBERS:
                out.append("counted")
            if is_verb_like(before.norm):
                out.append(f"after a verb, {side}")
            cue = _cue(before.norm)
            if cue is not None:
                out += (f"speaks, {cue.kind.value}", f"speaks, {cue.act.value}", f"speaks, {kind}")
        telling = self._telling(mention)
        if telling is not None:
            out += (f"of the telling, {side}", f"of the telling, {side}, {kind}")
            if telling in _THAT_ITS:
                out.append(f"of the telling of its own, {side}, {kind}")
        self._chain(out, mention, side, gap)
        self._follows(out, mention, side)
        self._between(out, mention, side, way)
        return out

    def _bereft(self, mention: Linkable) -> bool:
        """وقوع قتلى في صفوف | اللواء | في | الحشد: those who lost people there are not the doers."""
        before = self.doc.tokens[max(self.sentence.first, mention.first - _RANKS) : mention.first]
        return any(token.norm == "صفوف" for token in before)

    def _dates_the_telling(self, mention: Linkable) -> bool:
        """بعد هذه الغارات، قال مسؤول مساء الأحد إن …: that evening is not the strikes'."""
        return mention.kind == "time" and mention.first >= self.trigger.last and self._telling(mention) is not None

    def _telling(self, mention: Linkable) -> str | None:
        """قال مسؤول | مساء الأحد | إن …: the "that" of the word of saying beside which the mention stands."""
        tokens = self.doc.tokens
        after = tokens[mention.last : min(mention.last + _TELLING, self.sentence.last)]
        that = next((token.norm for token in after if token.norm in _THAT), None)
        if that is None:
            return None
        for token in reversed(tokens[max(self.sentence.first, mention.first - 2 * _TELLING) : mention.first]):
            if token.norm in _THAT:
                return None
            if _cue(token.norm) is not None:
                return that
        return None

    def _chain(self, out: list[str], mention: Linkable, side: str, gap: int) -> None:
        """في قرية … بريف …، شمال …: a place right after another is as near as the first of them."""
        first = self.chains.get(id(mention))
        if first is not None:
            far = first.first - self.trigger.last if side == "after" else gap
            out += ("after a place", f"after a place, {side}", f"after a place, {self.word}, {side}, gap {sum(far >= edge for edge in _GAPS)}")  # fmt: skip

    def _between(self, out: list[str], mention: Linkable, side: str, way: Way) -> None:
        kind, triggers = mention.kind, self.triggers
        if way.others:
            out += ("another trigger between", f"another trigger between, {side}", f"another trigger between, {side}, {kind}")  # fmt: skip
        if way.own:
            out.append(f"own trigger between, {side}")
        at = bisect_left(triggers, mention.first, key=lambda t: t.first)
        nearest = min(
            triggers[max(0, at - 2) : at + 2],
            key=lambda t: min(abs(t.last - mention.first), abs(mention.last - t.first)),
        )
        if nearest is not self.trigger:
            out.append("own trigger nearer" if id(nearest) in self.own else "another trigger nearer")
        if self.trigger is triggers[0]:
            out.append(f"first trigger, {side}")
        if way.commas:
            out.append(f"commas between {min(way.commas, 3)}")
        if way.by:
            out.append("right after by")
        for name in _names(way.signs):
            out += (f"{name} between, {side}", f"{name} between, {side}, {self.word}, {kind}")
        if side == "before":
            start = self.doc.tokens[max(self.sentence.first, mention.first - 3) : mention.first]
            if any(_signs(token.norm) & _BIT["carrier"] for token in start):
                out.append("right after a carrier")

    def _follows(self, out: list[str], mention: Linkable, side: str) -> None:
        """What the word after the mention tells."""
        if mention.last >= self.sentence.last:
            return
        norm = self.doc.tokens[mention.last].norm
        if norm in _THAT:
            out.append("speaks")
        if is_verb_like(norm):
            out.append(f"before a verb, {side}")
        if norm in ON:
            out.append(f"before on, {side}")
        if norm in _PREPOSITIONS:
            out.append(f"before {norm}, {side}")
        elif norm[0] == "ل" and len(norm) > 3 and mention.last != self.trigger.first:
            out.append(f"before ل, {side}, {mention.kind}")  # استهداف الطيران | لمقرين


def _chains(places: Sequence[Linkable], tokens: Sequence[Token]) -> dict[int, Linkable]:
    """The first of the places that stand one after another, for each of the others."""
    out: dict[int, Linkable] = {}
    for before, place in pairwise(places):
        between = tokens[before.last : place.first]
        if len(between) <= 2 and all(token.kind == "mark" or token.norm in _IN_PLACES for token in between):
            out[id(place)] = out.get(id(before), before)
    return out


@lru_cache(maxsize=100_000)
def _cue(norm: str) -> Cue | None:
    return cues().get(norm) or (cues().get(norm[1:]) if norm[0] in "وف" else None)


def _joined(doc: Document, mention: Linkable) -> str:
    """The preposition joined to the mention's first word: "ب" in بالعراق; "" when none."""
    token = doc.tokens[mention.first]
    start = mention.span.start
    return fold(doc.text[token.start : start])[-1:] if token.start < start < token.end else ""


@cache
def link_weights(kind: Kind) -> Weights:
    return role_weights("links.csv", ROLES[kind])
