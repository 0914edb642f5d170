"""Which actors, places, times and weapons belong to which event: every pair of a trigger and a mention in one sentence is
judged by named features and fitted weights (lexicon/data/links.toml, fitted by tools/fit/links.py).

The features are the ways in which an Arabic news clause says who did what to whom: verb, doer, aim (قصف الجيش القرية); the
doer before its verb (إن الجيش قصف); the adjective (قصف إسرائيلي); the verb that only carries a noun of violence (شن مسلحون
هجوما على); من قبل and على يد before the doer; على, ضد, استهدف before the aim; بين … و… round two sides.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rasid.analyse.document import Document, Sentence, Trigger
from rasid.analyse.kinship import Features
from rasid.analyse.noun_phrase import is_verb_like, noun_phrase
from rasid.lexicon.data import path
from rasid.model import Span
from rasid.text.clitics import readings
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, TIMES
from rasid.text.morphology import noun_forms, verb_forms
from rasid.text.normal import fold

Kind = Literal["actor", "person", "phrase", "place", "time", "weapon"]
ROLES: dict[Kind, tuple[str, ...]] = {
    "actor": ("attacker", "target", "party"),
    "person": ("attacker", "target", "party"),
    "phrase": ("target",),
    "place": ("place", "target"),
    "time": ("time",),
    "weapon": ("weapon",),
}
"""Which roles a mention of each kind may have."""

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
_BY = frozenset(
    fold(w) for w in ("قبل", "يد", "أيدي", "طرف", "بأيدي", "برصاص", "بنيران", "جانب", "بقيادة", "مصدره", "بيد")
)
_AIMS = verb_forms("استهدف", "يستهدف") | verb_forms("طال", "يطال") | noun_forms("استهداف")
_STOP = frozenset({".", "؛", ":", "؟", "!"})
_PREPOSITIONS = ("في", "على", "علي", "من", "الى", "الي", "عن", "مع", "بين", "ضد", "بحق", "قرب", "خلال", "منذ", "بعد", "قبل", "اثر", "باتجاه", "نحو", "وسط", "جراء", "داخل", "ان", "التي", "الذي", "عند", "حيث", "امام")  # fmt: skip
_GAPS = (0, 1, 2, 3, 5, 8, 13, 21)
AIM_WORDS = 6


@dataclass(slots=True)
class Linkable:
    """A mention that may be an argument: tokens ``first`` to ``last``."""

    kind: Kind
    first: int
    last: int
    span: Span
    sort: str
    """The registry's kind of an actor, the kind of a place, the granularity of a time."""
    key: str
    """What tells one thing from another: its name in normal form."""
    value: object = None
    """The mention itself."""


class Linkables:
    """All mentions of a document that may be arguments, by sentence."""

    def __init__(self, doc: Document) -> None:
        out: list[Linkable] = []

        def put(kind: Kind, mention, sort: str) -> None:  # type: ignore[no-untyped-def]
            out.append(
                Linkable(kind, mention.first, mention.last, mention.span, sort, key_of(doc, mention.span), mention)
            )

        for actor in doc.actors:
            put("actor", actor, actor.kind)
        taken = {(m.first, m.last) for m in doc.actors}
        for person in doc.persons:
            if (person.first, person.last) not in taken:
                put("person", person, "person")
        for place in doc.places:
            put("place", place, place.kind.value)
        for time in doc.times:
            put("time", time, time.when.granularity.value)
        for weapon in doc.weapons:
            put("weapon", weapon, "weapon")
        known = {m.first for m in out if m.kind in ("actor", "person")} | {trigger.first for trigger in doc.triggers}
        for trigger in doc.triggers:
            out += _aims(doc, trigger, known)
        out.sort(key=lambda m: (m.first, m.last))
        self.all = out
        self.starts = [m.first for m in out]

    def within(self, sentence: Sentence) -> list[Linkable]:
        return self.all[bisect_left(self.starts, sentence.first) : bisect_left(self.starts, sentence.last)]


def _aims(doc: Document, trigger: Trigger, known: set[int]) -> list[Linkable]:
    """Noun phrases where an aim would stand, that no other component found: قصف | منزلا, هجوم على | نقطة تفتيش."""
    sentence = doc.sentences[trigger.sentence]
    tokens = doc.tokens
    starts = [trigger.last]
    for index in range(trigger.last, min(sentence.last, trigger.last + 12)):
        if tokens[index].norm in _STOP:
            break
        if tokens[index].norm in ("علي", "ضد", "بحق", "في", "باتجاه", "نحو") or tokens[index].norm in _AIMS:
            starts.append(index + 1)
    out = []
    for index in dict.fromkeys(starts):
        if index >= sentence.last or index in known or tokens[index].kind != "word":
            continue
        norm = tokens[index].norm
        if norm in FUNCTION_WORDS or norm in TIMES or norm in NUMBERS or is_verb_like(norm):
            continue
        prefix = next((p for p, _ in readings(norm) if p in ("ل", "لل")), "") if norm.startswith("لل") else ""
        end = min(noun_phrase(tokens, index, sentence.last), index + AIM_WORDS)
        span = Span(doc.stem_span(index, prefix).start, tokens[end - 1].end)
        out.append(Linkable("phrase", index, end, span, "phrase", key_of(doc, span)))
    return out


def key_of(doc: Document, span: Span) -> str:
    """A name in normal form without its article, to tell mentions of one thing."""
    norm = fold(span.of(doc.text))
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm


def link_features(doc: Document, trigger: Trigger, mention: Linkable, triggers: list[Trigger]) -> Features:
    """What speaks for the mention being an argument of the trigger; ``triggers`` are all of the sentence, in order."""
    tokens = doc.tokens
    sentence = doc.sentences[trigger.sentence]
    inside = mention.first < trigger.last and mention.last > trigger.first
    after = mention.first >= trigger.last
    low, high = (trigger.last, mention.first) if after else (mention.last, trigger.first)
    gap = max(0, high - low)
    between = [token.norm for token in tokens[low:high]] if not inside else []
    size = sum(gap >= edge for edge in _GAPS)
    side = "inside" if inside else "after" if after else "before"
    word = "noun" if trigger.noun else "verb"
    before = tokens[mention.first - 1].norm if mention.first > sentence.first else ""
    joined = _joined(doc, mention)
    out: Features = {
        "bias": 1.0,
        side: 1.0,
        f"{word}, {side}": 1.0,
        f"{word}, {side}, gap {min(size, 6)}": 1.0,
        f"sort {mention.sort}": 1.0,
        f"sort {mention.sort}, {side}": 1.0,
        f"kind {mention.kind}": 1.0,
        f"family {trigger.family}, {side}": 1.0,
        f"type {trigger.type.value}": 1.0,
        f"joined {joined}, {side}": 1.0,
        "title": float(sentence.is_title),
    }
    if before in _PREPOSITIONS:
        out[f"after {before}, {side}"] = 1.0
    elif before in _BY:
        out["after by"] = 1.0
    elif (mention.first > sentence.first and tokens[mention.first - 1].kind == "number") or before in NUMBERS:
        out["counted"] = 1.0
    if gap == 0 and not inside:
        out[f"beside, {word}, {side}"] = 1.0
        out[f"beside, {trigger.lemma[:6]}, {side}"] = 1.0 if trigger.noun else 0.0
        out[f"beside, {word}, {side}, sort {mention.sort}"] = 1.0
    if any(norm in _STOP for norm in between):
        out["a stop between"] = 1.0
    commas = sum(norm in ("،", ",", "-") for norm in between)
    out["commas between"] = min(commas, 3) / 3
    others = [t for t in triggers if t is not trigger and low <= t.first < high]
    if others:
        out["another trigger between"] = 1.0
        out[f"another trigger between, {side}"] = 1.0
    mine = min(triggers, key=lambda t: min(abs(t.last - mention.first), abs(mention.last - t.first)))
    if mine is not trigger:
        out["another trigger nearer"] = 1.0
    if trigger is triggers[0]:
        out[f"first trigger, {side}"] = 1.0
    if any(norm in _BY for norm in between[-3:]):
        out["by between"] = 1.0
    if any(norm in _AIMS for norm in between):
        out["aim between"] = 1.0
    if after and any(norm in ("علي", "ضد", "بحق") for norm in between):
        out["on between"] = 1.0
    if after and any(norm in ("بين", "وبين") for norm in between):
        out["among between"] = 1.0
    for norm in between:
        stems = {stem for _, stem in readings(norm)} if not after else {norm}
        if stems & _SUFFERS:
            out[f"suffers between, {side}"] = 1.0
        elif stems & _CARRIERS:
            out[f"carrier between, {side}"] = 1.0
    start = tokens[max(sentence.first, mention.first - 3) : mention.first]
    if not after and any({stem for _, stem in readings(t.norm)} & _CARRIERS for t in start):
        out["right after a carrier"] = 1.0
    if before and is_verb_like(before):
        out[f"after a verb, {side}"] = 1.0
    follows = tokens[mention.last].norm if mention.last < sentence.last else ""
    if follows in ("ان", "انه", "انها", "انهم"):
        out["speaks"] = 1.0
    if follows and is_verb_like(follows):
        out[f"before a verb, {side}"] = 1.0
    return out


def _joined(doc: Document, mention: Linkable) -> str:
    """The preposition joined to the mention's first word: "ب" in بالعراق; "" when none."""
    token = doc.tokens[mention.first]
    extra = mention.span.start - token.start
    if extra <= 0:
        return ""
    return fold(doc.text[token.start : mention.span.start])[-1:]


@cache
def link_weights() -> dict[str, Features]:
    """Weights by role."""
    table: dict[str, Features] = tomllib.loads(path("links.toml").read_text("utf-8"))
    return table
