"""What kind of speaker a phrase names: by its words, by the actor registry, and by where the happenings are."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache

from rasid.analyse.document import ActorMention, Document, PersonMention
from rasid.lexicon.data import path
from rasid.model import Span, SpeakerKind
from rasid.text.function_words import words
from rasid.text.normal import fold


def bare(norm: str) -> str:
    """The word without the article and the prepositions joined before it: للجيش → جيش."""
    for prefix in ("وال", "بال", "لل", "ال"):
        if norm.startswith(prefix) and len(norm) - len(prefix) >= 2:
            return norm[len(prefix) :]
    return norm


def cut(norm: str, skip: int) -> str:
    """The word without its joined preposition; after لل the article is whole again: للشرطة → الشرطه."""
    if skip and norm.startswith("لل"):
        return "ال" + norm[2:]
    return norm[skip:]


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: SpeakerKind
    all_of: frozenset[str]
    none_of: frozenset[str]


@cache
def _rules() -> tuple[dict[str, list[tuple[int, _Rule]]], frozenset[str], frozenset[SpeakerKind]]:
    """Rules by their first word with their order; words of unnamed sources; kinds that are plain even then."""
    with path("speakers.toml").open("rb") as file:
        data = tomllib.load(file)
    rules: dict[str, list[tuple[int, _Rule]]] = {}
    order = 0
    for group in data["kind"]:
        for entry in group["words"]:
            parts = fold(entry).split()
            wanted = [bare(word) for word in parts[0].split("+")]
            forbidden = frozenset(bare(word[1:]) for word in parts[1:])
            rules.setdefault(wanted[0], []).append(
                (order, _Rule(SpeakerKind(group["name"]), frozenset(wanted), forbidden))
            )
            order += 1
        order += 1000
    plain = frozenset(SpeakerKind(name) for name in data["plain"])
    return rules, words(" ".join(data["unnamed"])), plain


@cache
def unnamed() -> frozenset[str]:
    return frozenset(form for word in _rules()[1] for form in (word, "ال" + word))


def known_word(norm: str) -> bool:
    """Whether the word tells a kind of speaker: وزارة, الشرطة, أحد."""
    return bare(norm) in _rules()[0] or norm in ("احد", "احدي")


def kind_of(doc: Document, indices: list[int], *, named: bool, skip: int = 0) -> SpeakerKind:
    """The kind of speaker that the words at those tokens name, by the settled conventions; `other` when none is known."""
    tokens = doc.tokens
    first = cut(tokens[indices[0]].norm, skip)
    if first in ("نفس", "ذات") and len(indices) > 1:  # نفس المصدر
        first = tokens[indices[1]].norm
    stems = {bare(first), first}
    for index in indices[1:]:
        norm = tokens[index].norm
        stems.add(bare(norm))
        if norm[:1] in "لبو" and len(norm) > 4:
            stems.add(bare(norm[1:]))
    rules, _, plain = _rules()
    best: tuple[int, _Rule] | None = None
    for stem in stems:
        for candidate in rules.get(stem, ()):
            if (
                (best is None or candidate[0] < best[0])
                and candidate[1].all_of <= stems
                and not candidate[1].none_of & stems
            ):
                best = candidate
    kind = best[1].kind if best else SpeakerKind.OTHER
    if not named and first in unnamed() and kind not in plain:
        return SpeakerKind.ANONYMOUS
    return kind


# Kinds of the actor registry, where the words alone told none.
_REGISTRY = {
    "armed_group": SpeakerKind.ARMED_GROUP,
    "militia": SpeakerKind.ARMED_GROUP,
    "movement": SpeakerKind.ARMED_GROUP,
    "army": SpeakerKind.MILITARY,
    "air_force": SpeakerKind.MILITARY,
    "navy": SpeakerKind.MILITARY,
    "coalition": SpeakerKind.MILITARY,
    "police": SpeakerKind.SECURITY,
    "intelligence": SpeakerKind.SECURITY,
    "security": SpeakerKind.SECURITY,
    "state": SpeakerKind.GOVERNMENT,
    "government": SpeakerKind.GOVERNMENT,
    "ministry": SpeakerKind.GOVERNMENT,
    "outlet": SpeakerKind.MEDIA,
    "agency": SpeakerKind.MEDIA,
    "party": SpeakerKind.POLITICAL,
    "international": SpeakerKind.INTERNATIONAL,
    "monitor": SpeakerKind.MONITOR,
    "ngo": SpeakerKind.MONITOR,
    "medical": SpeakerKind.MEDICAL,
    "rescue": SpeakerKind.RESCUE,
    "social": SpeakerKind.SOCIAL_MEDIA,
    "religious": SpeakerKind.RELIGIOUS,
}
# The part of a document's places that makes a country one of those where it happened.
SHARE = 0.3
_STATES = frozenset(("state", "government", "army", "police", "ministry", "demonym"))


class Backing:
    """The actors of a document by place, and the countries where its happenings are."""

    def __init__(self, doc: Document) -> None:
        self.actors = doc.actors
        self.persons = doc.persons
        self.named = [person.span.start for person in doc.persons]
        self.starts = [mention.span.start for mention in doc.actors]
        here = Counter(p.reference.country for p in doc.places if p.reference is not None and p.reference.country)
        if not here:
            here = Counter(m.country for m in doc.actors if m.country and m.kind in _STATES)
        total = here.total()
        self.home = frozenset(country for country, count in here.items() if count >= SHARE * total)

    def within(self, span: Span) -> list[ActorMention]:
        """The actors whose mention lies in the span, or overlaps it."""
        at = max(0, bisect_left(self.starts, span.start) - 1)
        out = []
        while at < len(self.actors) and self.starts[at] < span.end:
            if self.actors[at].span.end > span.start:
                out.append(self.actors[at])
            at += 1
        return out

    def person(self, span: Span) -> PersonMention | None:
        """The first person whose name overlaps the span."""
        at = max(0, bisect_left(self.named, span.start) - 1)
        while at < len(self.persons) and self.named[at] < span.end:
            if self.persons[at].span.end > span.start:
                return self.persons[at]
            at += 1
        return None

    def kind(self, kind: SpeakerKind, speaker: Span, role: Span | None) -> SpeakerKind:
        """The kind of a speaker of whom the words told ``kind``: the registry's where that is `other`, and
        `foreign_government` where the state is not the one in which it happened (البيت الأبيض, of a strike in Iraq)."""
        mentions = [*self.within(speaker), *(self.within(role) if role else [])]
        if kind is SpeakerKind.OTHER:
            kind = next((_REGISTRY[m.kind] for m in mentions if m.kind in _REGISTRY), kind)
        if kind is SpeakerKind.GOVERNMENT:
            country = next((m.country for m in mentions if m.country), None)
            if country and self.home and country not in self.home:
                return SpeakerKind.FOREIGN_GOVERNMENT
        return kind

    def actor(self, speaker: Span) -> ActorMention | None:
        """The registered actor whose name opens the speaker's mention or fills it."""
        return next(
            (m for m in self.within(speaker) if m.actor and m.kind != "demonym" and m.span.start == speaker.start), None
        )
