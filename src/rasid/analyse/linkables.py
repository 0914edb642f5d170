"""What may be an argument of a happening: every mention of a report, and the noun phrases that tell what was aimed at and
that no other component looks for (منزلا, ثلاثة مواقع للكتائب, عدد من المتظاهرين)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

from rasid.analyse.document import Document, Quantity, Sentence
from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like, noun_phrase
from rasid.lexicon.aims import aim_words
from rasid.lexicon.harm import harm
from rasid.model import Span
from rasid.text.clitics import readings
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, TIMES, words
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
AIMS = verb_forms("استهدف", "يستهدف") | verb_forms("طال", "يطال") | noun_forms("استهداف")
ON = words("على ضد بحق باتجاه نحو صوب تجاه")
OPENING = 4
"""Sentences in which the dateline stands: after the title and the lines of the page's head."""
_DATELINE = 14
LONGEST = 8
"""Words of a phrase beyond its number and its owner."""
_LONGEST_BEFORE = 4
# عدد | كبير من: between a number and what it counts.
_AFTER_NUMBERS = words("من كبير كبيرا كبيرة")
# مواقع تابعة للنظام: whose they are.
_OF = words("تابع تابعا تابعه تابعين تابعون التابع التابعه التابعين")


@dataclass(slots=True)
class Linkable:
    """A mention that may be an argument: tokens ``first`` to ``last``."""

    kind: Kind
    first: int
    last: int
    span: Span
    sort: str
    """The registry's kind of an actor, the kind of a place, the granularity of a time, the class of what a phrase names."""
    key: str
    """What tells one thing from another: its name in normal form."""
    head: str = ""
    """The first noun in normal form, without what is joined to it."""
    value: object = None
    """The mention itself."""
    part: str = ""
    """What it is in a wider phrase: "counted" (ثلاثة | جنود), or the "owner" (مواقع | للجيش)."""
    owner: Linkable | None = None
    """Whose it is, told after its places."""


class _Mention(Protocol):
    first: int
    last: int
    span: Span


class Linkables:
    """All mentions of a document that may be arguments, by sentence."""

    def __init__(self, doc: Document) -> None:
        out: list[Linkable] = []

        def put(kind: Kind, mention: _Mention, sort: str) -> None:
            key = key_of(doc, mention.span)
            out.append(
                Linkable(kind, mention.first, mention.last, mention.span, sort, key, key.split(" ", 1)[0], mention)
            )

        for actor in doc.actors:
            put("actor", actor, actor.kind)
        taken = {(m.first, m.last) for m in doc.actors}
        for person in doc.persons:
            if (person.first, person.last) not in taken:
                put("person", person, "person")
        written = dateline(doc)
        for place in doc.places:
            if place.first not in written:
                put("place", place, place.kind.value)
        for time in doc.times:
            put("time", time, time.when.granularity.value)
        for weapon in doc.weapons:
            put("weapon", weapon, "weapon")
        out += _phrases(doc, out)
        out.sort(key=lambda m: (m.first, m.last))
        self.all = out
        self.starts = [m.first for m in out]

    def within(self, sentence: Sentence) -> list[Linkable]:
        return self.all[bisect_left(self.starts, sentence.first) : bisect_left(self.starts, sentence.last)]


def dateline(doc: Document) -> range:
    """The tokens of the dateline, whose places say where the report was written, not where things happened: بغداد،
    العراق (الراية) -- …; none where the text opens with none. Brackets and dash together make it one."""
    for sentence in doc.sentences[:OPENING]:
        norms = [token.norm for token in doc.tokens[sentence.first : min(sentence.first + _DATELINE, sentence.last)]]
        closes = [at for at, pair in enumerate(pairwise(norms)) if pair in ((")", "-"), (")", ":"))]
        if closes and "(" in norms[: closes[0]]:
            return range(sentence.first, sentence.first + norms.index("("))
    return range(0)


def _phrases(doc: Document, mentions: list[Linkable]) -> Iterator[Linkable]:
    """The noun phrases of the sentences that tell of happenings, where no mention of another kind stands."""
    known = {mention.first: mention for mention in reversed(mentions) if mention.kind != "place"}
    places = {place.first: place.last for place in doc.places}
    happenings = {trigger.first: trigger.last for trigger in doc.triggers}
    quantities = {quantity.first: quantity for quantity in doc.quantities if quantity.noun is None}
    for number in sorted({trigger.sentence for trigger in doc.triggers}):
        yield from _Phrases(doc, doc.sentences[number], known, places, happenings, quantities).read()


class _Phrases:
    """The noun phrases of one sentence, from left to right."""

    def __init__(
        self,
        doc: Document,
        sentence: Sentence,
        known: dict[int, Linkable],
        places: dict[int, int],
        happenings: dict[int, int],
        quantities: dict[int, Quantity],
    ) -> None:
        self.doc, self.tokens, self.first, self.limit = doc, doc.tokens, sentence.first, sentence.last
        self.known, self.places, self.happenings, self.quantities = known, places, happenings, quantities

    def read(self) -> Iterator[Linkable]:
        at = self.first
        while at < self.limit:
            quantity = self.quantities.get(at)
            here = self._plain(at) if quantity is None else self._counted(quantity)
            if here is not None:
                yield here
                at = max(here.last, at + 1)
            elif quantity is not None:
                at = max(quantity.last, at + 1)
            else:
                mention = self.known.get(at)
                at = max(at + 1, mention.last if mention is not None else 0, self.happenings.get(at, 0))

    def _counted(self, quantity: Quantity) -> Linkable | None:
        """ثلاثة مواقع للكتائب, عدد من المتظاهرين: a number with what it counts."""
        at = quantity.last
        while at < self.limit and self.tokens[at].norm in _AFTER_NUMBERS:
            at += 1
        if at >= self.limit or not self._is_noun(at):
            return None
        mention = self.known.get(at)
        if mention is None:
            _, stem, sort = _opened(self.tokens[at].norm)
            if not sort and not self._may_open(quantity.first):
                return None
            end, sort = self._end(at), sort or "other"
        elif mention.kind in ("actor", "weapon"):
            end, stem, sort = mention.last, mention.head, f"counted {mention.sort}"
            mention.part = "counted"
        else:
            return None
        return self._linkable(quantity.first, quantity.span.start, self._with_owner(end), sort, stem)

    def _plain(self, at: int) -> Linkable | None:
        """منزلا في …, مواقع تابعة للنظام."""
        if at in self.known or at in self.happenings or not self._is_noun(at):
            return None
        norm = self.tokens[at].norm
        prefix, stem, sort = _opened(norm)
        if prefix.startswith("ك") or (not sort and (is_verb_like(norm) or not self._may_open(at))):
            return None
        end = self._with_owner(self._end(at))
        return self._linkable(at, self.doc.stem_span(at, end, prefix).start, end, sort or "other", stem)

    def _linkable(self, first: int, start: int, end: int, sort: str, head: str) -> Linkable:
        span = Span(start, self.tokens[end - 1].end)
        owner = self._owner(self._past_places(end))  # خمس قواعد | في العراق وسوريا | لحزب الله
        return Linkable("phrase", first, end, span, sort, key_of(self.doc, span), head, owner=owner)

    def _is_noun(self, at: int) -> bool:
        token = self.tokens[at]
        norm = token.norm
        return token.kind == "word" and norm not in FUNCTION_WORDS and norm not in TIMES and norm not in NUMBERS

    def _may_open(self, at: int) -> bool:
        """Whether an aim that no list holds would stand here: after "on" or "in", a word of aiming, a happening, a mention."""
        if at == self.first:
            return False
        before = self.tokens[at - 1].norm
        if before in ON or before == "في" or before in AIMS:
            return True
        for index in range(max(self.first, at - _LONGEST_BEFORE), at):
            if self.happenings.get(index) == at or (index in self.known and self.known[index].last == at):
                return True
        return False

    def _end(self, at: int) -> int:
        """The end of the phrase, before a number, a time or a happening."""
        limit = min(self.limit, at + LONGEST)
        for index in range(at + 1, limit):
            mention = self.known.get(index)
            if index in self.quantities or index in self.happenings or (mention is not None and mention.kind == "time"):
                limit = index
                break
        return noun_phrase(self.tokens, at, limit)

    def _with_owner(self, end: int) -> int:
        """مواقع | للجيش, نقطة عسكرية | تابعة لقوات النظام: whose it is belongs to the phrase."""
        at = end + 1 if end + 1 < self.limit and self.tokens[end].norm in _OF else end
        owner = self._owner(at)
        if owner is not None:
            owner.part = "owner"
            return owner.last
        return end

    def _owner(self, at: int) -> Linkable | None:
        """The actor at a token to whom something is said to belong: لحزب الله, للجيش."""
        owner = self.known.get(at) if at < self.limit else None
        if owner is None or owner.kind != "actor":
            return None
        token = self.tokens[at]
        belongs = fold(self.doc.text[token.start : owner.span.start]) == "ل" or token.norm.startswith("لل")
        return owner if belongs else None

    def _past_places(self, at: int) -> int:
        """The end of the places told right after a phrase."""
        while at < self.limit and (self.tokens[at].norm == "في" or at in self.places):
            at = max(at + 1, self.places.get(at, 0))
        return at


def _opened(norm: str) -> tuple[str, str, str]:
    """What is joined to a noun, the noun, and its class: one of aims.toml, people, or "" for any other."""
    aims, lexicon = aim_words(), harm()
    for prefix, stem in readings(norm):
        sort = aims.get(stem)
        if sort is not None:
            return prefix, stem, sort
    found = lexicon.word(norm)
    if found is not None and found[1].number and not found[1].act and not found[1].verb:
        return found[0], norm[len(found[0]) :], "people"
    if norm.startswith("لل"):
        return "لل", norm[2:], ""
    if is_joined(norm):
        return norm[0], norm[1:], ""
    return "", norm[2:] if is_definite(norm) else norm, ""


def key_of(doc: Document, span: Span) -> str:
    """A name in normal form without its article, to tell mentions of one thing."""
    norm = fold(span.of(doc.text))
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm
