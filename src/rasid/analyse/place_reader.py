"""Finds the place expressions of one sentence: by name, by class word, by direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rasid.analyse.document import ActorMention
from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like
from rasid.analyse.place_words import (
    ACTING,
    ADJECTIVES,
    ALONE,
    AROUND,
    BARE,
    BY,
    CENTRE,
    CLASSES,
    COMPASS,
    GENERAL,
    GLUED,
    INSIDE,
    LOCATIVE,
    NAME_PREFIXES,
    NAMING,
    NO_NAMES,
    OUTLETS,
    PLURAL,
    SITES,
)
from rasid.analyse.resolve_places import NO_COUNTRY
from rasid.lexicon.nations import demonym
from rasid.lexicon.places import Gazetteer
from rasid.model import PlaceKind
from rasid.text.clitics import has_article, readings
from rasid.text.duals import has_ending
from rasid.text.function_words import DEEDS, FUNCTION_WORDS, NUMBERS, TIMES, TITLES, words
from rasid.text.tokens import Token

_PREFIXES = frozenset({"", "و", "ف", "ب", "ل", "وب", "ول", "فب", "ال", "وال", "بال", "لل", "ولل", "وبال", "فال"})
_IN = frozenset({"ب", "وب", "فب", "بال", "وبال"})
_MARKS = frozenset("\"()[]«»'")
_QUALIFIED = words("مدينه بلده قريه محافظه مخيم العاصمه ريف منطقه معسكر قطاع ولايه")
_SHORTEST_GLUED = 4
KNOWN_WELL = 60_000
"""Inhabitants from which a town may be named without a word that says where something lies."""


@dataclass(slots=True)
class Found:
    """A place expression, in words of the sentence without the marks of hashtags."""

    first: int
    last: int
    kind: PlaceKind
    key: str | None = None
    """Normal form to look up; None for what has no name (شمال البلاد)."""
    prefix: str = ""
    class_word: str | None = None
    near: bool = False
    """Round the place that the key names, not it: شمال بغداد."""
    centre: bool = False
    """The middle of it, where it is a town: وسط بغداد."""
    around: bool = False
    """Said to be by the place, not in it: في محيط قاعدة …"""
    plural: str | None = None
    """Class word of several places, of which more may follow: محافظتي أبين | ولحج."""
    demonym: str | None = None
    """Country that an adjective of the expression tells: الحدود السورية."""
    skip: int = 0
    """Letters of another word that stand before the name without a space."""


class Reader:
    """Reads the place expressions of one sentence, from left to right."""

    def __init__(
        self, places: Gazetteer, uses: dict[str, str], text: str, tokens: list[Token], actors: dict[int, ActorMention], persons: set[int], *, opening: bool
    ) -> None:  # fmt: skip
        self.places = places
        self.uses = uses
        self.text = text
        self.tokens = tokens
        self.norms = [token.norm for token in tokens]
        self.actors = actors
        self.persons = persons
        self.opening = opening
        self.end = len(tokens)

    def read(self) -> Iterator[Found]:
        index = 0
        before: Found | None = None
        while index < self.end:
            here = self._at(index, before) if self.tokens[index].kind == "word" else None
            if here is not None and not here.prefix and self._is_outlet(index):
                index, before = here.last, None
            elif here is None:
                index += 1
                if self.norms[index - 1] not in ("،", ",", ")", '"'):
                    before = None
            else:
                yield here
                index = max(here.last, index + 1)
                before = here

    def _at(self, index: int, before: Found | None) -> Found | None:
        norm = self.norms[index]
        if before is not None and before.last >= index - 1 and (here := self._listed(index, before)) is not None:
            return here
        for prefix, stem in readings(norm):
            if prefix not in _PREFIXES or (prefix and self.uses.get(norm) == "word"):
                continue
            word = "ال" + stem if has_article(prefix) else stem
            here = self._worded(index, prefix, word)
            if here is not None:
                return here
        joined = before is not None and before.last == index
        return self._named(index, joined=joined) or self._alone(index) or self._glued(index)

    def _worded(self, index: int, prefix: str, word: str) -> Found | None:
        """Expressions that begin with a word of direction, of class, or with العاصمة, الحدود, الأراضي."""
        if word in COMPASS or word in AROUND:
            return self._directed(index, prefix, word)
        after = self._norm(index + 1)
        if (
            word in ("العاصمه", "الاراضي", "المدن", "الساحل", "الاجواء")
            and after.startswith("ال")
            and (land := demonym(after))
        ):
            kind = {"العاصمه": PlaceKind.CITY, "الاراضي": PlaceKind.COUNTRY, "الساحل": PlaceKind.WATER}.get(
                word, PlaceKind.OTHER
            )
            name = self._longest(index + 2) if word == "العاصمه" else None
            if name is not None:  # العاصمة الصومالية مقديشو
                return Found(index, name[0], kind, name[1], prefix, class_word="مدينه")
            return Found(index, index + 2, kind, None, prefix, demonym=land)
        if word == "الريف" and after in ADJECTIVES:
            return Found(index, index + 2, PlaceKind.REGION, None, prefix)
        if word == "الحدود":
            return self._border(index, prefix)
        if word in ACTING and self._acts(index, prefix):
            return None
        if word in CLASSES and not self._led(index):  # وأدى إلى
            return self._classed(index, prefix, word)
        if (
            word.startswith("ال")
            and CLASSES.get(word[2:]) is PlaceKind.FACILITY
            and after.startswith("ال")
            and after.endswith(("ي", "يه"))
        ):
            return Found(index, self._adjectives(index + 1), PlaceKind.FACILITY, None, prefix)  # السفارة الأمريكية
        return None

    def _acts(self, index: int, prefix: str) -> bool:
        """Whether a body or a group begins here, and nothing lies in it: أعلنت وزارة الدفاع (not قرب وزارة الدفاع)."""
        actor = self.actors.get(self.tokens[index].index)
        if actor is None or actor.kind in ("state", "demonym", "description") or prefix in _IN:
            return False
        return self._before(index) not in INSIDE and self._before(index) not in ("مقر", "مبني", "استهدف", "استهدفت")

    def _led(self, index: int) -> bool:
        """وأدى إلى, "and led to", is written like وادي, "valley", once hamza is gone."""
        return self.norms[index] == "وادي" and self.text.startswith("وأ", self.tokens[index].start)

    def _is_outlet(self, index: int) -> bool:
        """إذاعة | وادي الملح: the name is of what broadcasts or prints."""
        before = self._before(index)
        return any(stem in OUTLETS for prefix, stem in readings(before) if prefix in _PREFIXES)

    def _is_body(self, index: int) -> bool:
        """معسكرات | حزب الله: the word begins the name of a body or a group."""
        actor = self.actors.get(self.tokens[index].index)
        return actor is not None and actor.kind not in ("state", "demonym", "description") and actor.actor is not None

    def _directed(self, index: int, prefix: str, word: str) -> Found | None:
        """شمال بغداد · جنوب غرب السعودية · ريف إدلب الجنوبي · وسط المدينة"""
        at = index + 1
        if self._norm(at) in COMPASS:
            at += 1
        after = self._norm(at)
        if word in BY and CLASSES.get(after) in SITES and after != "مخيم":
            return None  # محيط | قاعدة التاجي: the site itself, said to be near
        if at >= self.end or self.tokens[at].kind != "word":
            return None
        known: tuple[int, str | None] | None = self._longest(at)
        class_word = None
        if after in _QUALIFIED and (known is None or known[0] == at + 1):
            known, class_word = self._longest(at + 1), after
            if known is None and demonym(self._norm(at + 1)) and after == "العاصمه":
                known = self._longest(at + 2) or (at + 2, None)  # غربي العاصمة الليبية طرابلس
            elif known is None and after != "العاصمه":
                return None
        named = class_word is not None and known is not None and known[1] is not None
        general = after in GENERAL and not named and not self._tells(after)
        if general:
            known, class_word = (at + 1, None), None
        if known is None or (
            not general
            and known[0] == at + 1
            and self.uses.get(after) == "class"
            and word not in ("ريف", "محيط")
            and not class_word
        ):
            return None
        last, key = known
        if word in ("ريف", "ارياف", "ساحل") and self._norm(last) in ADJECTIVES:
            last += 1
        whole = f"{word} {key}" if key else ""
        if whole and (places := self.places.keyed(whole)):  # شمال سيناء, ريف دمشق: names of their own
            return Found(index, last, places[0].kind, whole, prefix)
        kind = PlaceKind.REGION
        if word in BY:
            kind = CLASSES.get(class_word or after.removeprefix("ال"), PlaceKind.REGION)
        elif word == "سواحل":
            kind = PlaceKind.WATER
        elif word == "حدود":
            kind = PlaceKind.OTHER
        elif key is None and word == "وسط" and after in ("المدينه", "العاصمه", "البلده", "الحي"):
            kind = PlaceKind.NEIGHBOURHOOD
        return Found(
            index, last, kind, key or (after if after in GENERAL else None), prefix, class_word=class_word, near=True, centre=word == CENTRE
        )  # fmt: skip

    def _border(self, index: int, prefix: str) -> Found | None:
        """الحدود السورية العراقية · الحدود بين مصر وقطاع غزة · الحدود مع إسرائيل"""
        at, land = index + 1, None
        while at - index <= 4 and (
            (self._norm(at).startswith("ال") and self._norm(at).endswith(("يه", "ي")))
            or (at > index + 1 and self._norm(at) == "-")
        ):
            land = land or demonym(self._norm(at))
            at += 1
        if self._norm(at) in ("مع", "بين"):
            known = self._longest(at + 1)
            if known is not None:
                both = self._norm(at) == "بين"
                at = known[0]
                if both and self._norm(at).startswith("و") and (other := self._longest(at, cut=1)) is not None:
                    at = other[0]
        while self._norm(at - 1) == "-":
            at -= 1
        if at == index + 1 and self._norm(index - 1) not in ("علي", "عبر", "قرب", "عند"):
            return None
        return Found(index, at, PlaceKind.OTHER, None, prefix, demonym=land)

    def _classed(self, index: int, prefix: str, word: str) -> Found | None:
        """محافظة الأنبار · مخيم جباليا · قرية أم العمد · مستشفى الشفاء"""
        kind = CLASSES[word]
        around = self._norm(index - 1) in BY
        plural = word if word in PLURAL else None
        bare = word in BARE or plural is not None
        at = index + 1
        if self._norm(at) in _MARKS:
            at += 1
        whole = self._longest(index, cut=len(prefix))
        named = self._longest(at) if self._norm(at) not in NO_NAMES and self._norm(at) not in FUNCTION_WORDS else None
        if named is not None and named[0] == at + 1 and self._norm(at) in CLASSES:
            named = None  # أحياء | مدينة الباب
        everyday = self.uses.get(self._norm(at)) == "class"
        if named is not None and named[0] == at + 1 and kind is PlaceKind.FACILITY and everyday:
            named = None  # مقر | الحكومة: only after "the village of" is it that village
        if whole is not None and whole[0] >= (named[0] if named else 0) and " " in whole[1]:
            last = self._adjectives(whole[0]) if kind in SITES else whole[0]
            return Found(
                index,
                last,
                self.places.keyed(whole[1])[0].kind,
                whole[1],
                prefix,
                class_word=None if word in NAME_PREFIXES else word,
                around=around,
            )
        key: str | None
        if named is not None:
            last, key = named
            if kind in SITES:
                last = self._adjectives(last)
        else:
            end = self._unknown(at, kind)
            if (
                end is None
                and kind is PlaceKind.FACILITY
                and word not in ACTING
                and (prefix in _IN or self._before(index) in INSIDE)
            ):
                return Found(index, index + 1, kind, None, prefix)  # داخل | مطعم
            if end is None or (at < self.end and self._is_body(at)):
                return None
            last, key = end, None if everyday and kind is PlaceKind.FACILITY else " ".join(self.norms[at:end])
        if at > index + 1 and self._norm(last) in _MARKS and not bare:
            last += 1
        first = at if bare else index
        return Found(first, last, kind, key, "" if bare else prefix, class_word=word, around=around, plural=plural)

    def _listed(self, index: int, before: Found) -> Found | None:
        """One more of several: قرى الرياحين | وتل الورد، والزعتر."""
        if before.plural is None or (before.last != index and self._norm(before.last) not in ("،", ",")):
            return None
        norm = self.norms[index]
        prefix = "و" if norm.startswith("و") and (len(norm) > 3 or norm[1:] in NAME_PREFIXES) else ""
        if not prefix and before.last == index:
            return None
        stem = norm[len(prefix) :]
        if (stem in CLASSES and stem not in NAME_PREFIXES) or stem in COMPASS:
            return None
        known = self._longest(index, cut=len(prefix))
        kind = CLASSES[before.plural]
        if known is None:
            at = self.tokens[index].index
            if at in self.persons or at in self.actors or self.uses.get(stem):
                return None
            end = self._unknown(index, kind, stem)
            if end is None or (stem.startswith("ال") and stem.endswith("يه")):
                return None
            known = end, " ".join([stem, *self.norms[index + 1 : end]])
        elif stem in FUNCTION_WORDS or stem in DEEDS or self.uses.get(norm) == "word":
            return None
        return Found(index, known[0], kind, known[1], prefix, class_word=before.plural, plural=before.plural)

    def _unknown(self, at: int, kind: PlaceKind, norm: str | None = None) -> int | None:
        """The word after a name that no gazetteer holds, after a class word; None when what stands there is no name."""
        if at >= self.end or self.tokens[at].kind != "word":
            return None
        listed = norm is not None
        norm = norm or self.norms[at]
        after = self._norm(at + 1)
        two = norm in NAME_PREFIXES and at + 1 < self.end and self.tokens[at + 1].kind == "word"
        if two and kind in NAMING and after not in FUNCTION_WORDS and not is_joined(after):
            return at + 2  # أم الرياحين
        if (
            norm in FUNCTION_WORDS
            or norm in TIMES
            or norm in NUMBERS
            or norm in NO_NAMES
            or norm in CLASSES
            or len(norm) < 2
        ):
            return None
        if (
            is_verb_like(norm)
            or (not listed and is_joined(norm) and not self._own_letter(norm))
            or norm in COMPASS
            or norm in ADJECTIVES
        ):
            return None
        definite = is_definite(norm)
        if kind not in NAMING:
            if not definite or norm.endswith("يه"):  # قاعدة | العسكرية: an adjective, not a name
                if (
                    kind is PlaceKind.FACILITY
                    and not definite
                    and is_definite(self._norm(at + 1))
                    and not norm.endswith("يه")
                ):
                    return self._adjectives(at + 2)  # مسجد قوات الطوارئ
                return (
                    at + 1 if kind is PlaceKind.BASE and not definite and not norm.endswith(("ي", "يه", "ات")) else None
                )
            return self._adjectives(at + 1)
        if not definite and (norm.endswith(("يه", "ات", "تين")) or demonym(norm)):
            return None  # منطقة سكنية
        return at + 1

    def _own_letter(self, norm: str) -> bool:
        """معسكر لبوزة: what looks like a joined preposition may be the name's own letter, where the rest is no known word."""
        rest = norm[1:]
        plain = norm[0] in "بل" and norm.endswith("ه") and not norm.startswith(("لل", "بال"))
        known = (
            rest in CLASSES
            or rest in AROUND
            or rest in COMPASS
            or rest in NO_NAMES
            or rest in self.uses
            or demonym(rest)
        )
        return plain and not known and not self.places.keyed(rest)

    def _adjectives(self, last: int) -> int:
        """قاعدة التاجي | العسكرية العراقية"""
        while (
            (norm := self._norm(last)).startswith("ال")
            and norm.endswith(("يه", "ي"))
            and len(norm) > 5
            and norm not in ADJECTIVES
        ):
            last += 1
        return last

    def _named(self, index: int, *, joined: bool) -> Found | None:
        """A name of the gazetteer that stands by itself. ``joined``: right after another place (في العراق وسوريا)."""
        norm = self.norms[index]
        if self.tokens[index].index in self.persons or self._led(index):
            return None
        best: tuple[int, str, str] | None = None
        for prefix, stem in readings(norm):
            if prefix not in _PREFIXES or (prefix and self.uses.get(norm) == "word"):
                continue
            for head in ("ال" + stem, stem) if has_article(prefix) else (stem,):
                known = self._match(index, head)
                if known is not None and (best is None or known[0] > best[0]):
                    best = *known, prefix
        if best is None:
            return None
        last, key, prefix = best
        one = last == index + 1
        before = self._before(index)
        lies = (
            prefix in _IN
            or (joined and prefix in ("و", ""))
            or before in LOCATIVE
            or (before in ("،", "-", "(") and index > 0)
        )
        lies = lies or (self._norm(last) in (":", "/") and index <= 1)
        if one:
            written = ("ال" if has_article(prefix) else "") + readings_stem(norm, prefix)
            use = self.uses.get(written)
            if (
                use == "class"
                or (key == "مسقط" and self._norm(last) == "راس")
                or written in FUNCTION_WORDS
                or key in TIMES
                or key in TITLES
                or key in NUMBERS
                or key in DEEDS
                or len(key) < 3
            ):
                return None
            if use == "lies" and not (prefix in _IN or before in INSIDE or (joined and prefix == "و")):
                return None
            if is_definite(written) and written[2:] in CLASSES and self._norm(last)[2:] in NO_NAMES:
                return None  # نقلوا إلى الوادي القريب: any valley, not the town of that name
            if not lies and is_verb_like(norm):
                return None
        places = self.places.keyed(key)
        state = any(place.kind is PlaceKind.COUNTRY for place in places)
        actor = self.actors.get(self.tokens[index].index)
        if actor is not None:
            wider = actor.last - actor.first > last - index or actor.first < self.tokens[index].index
            if wider and not (lies and actor.kind in ("state", "demonym")) and not self._dateline(index):
                return None
            if not wider and not lies and not self._dateline(index):
                return None
        elif (state or places[0].country == NO_COUNTRY) and not lies:
            return None
        known_well = state or any(place.source == "own" or place.population >= KNOWN_WELL for place in places)
        if one and not known_well and not lies:
            return None
        return Found(index, last, places[0].kind, key, prefix)

    def _alone(self, index: int) -> Found | None:
        """A place told again by its class alone, after a preposition: اقتحموا منازل في | المدينة."""
        norm = self.norms[index]
        prefix = "ب" if norm.startswith("بال") else ""
        kind = ALONE.get(norm[len(prefix) :])
        if kind is None or self.tokens[index].index in self.actors or not (prefix or self._before(index) in INSIDE):
            return None
        return Found(index, index + 1, kind, norm[len(prefix) :], prefix, near=False, class_word=None)

    def _glued(self, index: int) -> Found | None:
        """A known place after a word that lost its space, as in pages whose links were cut out: علىقطاع غزة, مدينةنابلس."""
        norm = self.norms[index]
        for glued in GLUED:
            rest = norm[len(glued) :]
            if (
                norm.startswith(glued)
                and len(rest) >= _SHORTEST_GLUED
                and rest not in self.uses
                and norm not in self.uses
                and not has_ending(norm)  # عنصرين, not عن | صرين
            ):
                known = self._match(index, rest)
                if known is not None and any(
                    p.source == "own" or p.kind is PlaceKind.COUNTRY or p.population >= KNOWN_WELL
                    for p in self.places.keyed(known[1])
                ):
                    return Found(
                        index,
                        known[0],
                        self.places.keyed(known[1])[0].kind,
                        known[1],
                        skip=len(glued),
                        class_word=glued if glued in CLASSES else None,
                    )
        return None

    def _norm(self, index: int) -> str:
        return self.norms[index] if 0 <= index < self.end else ""

    def _before(self, index: int) -> str:
        """The word before, through opening quotes."""
        index -= 1
        while index > 0 and self.norms[index] in ('"', "'"):
            index -= 1
        norm = self._norm(index)
        return norm[1:] if norm.startswith("و") and norm[1:] in LOCATIVE else norm

    def _tells(self, word: str) -> bool:
        """Whether our own list has the word as a name: القطاع, الضفة."""
        return any(place.source == "own" for place in self.places.keyed(word))

    def _longest(self, at: int, *, cut: int = 0) -> tuple[int, str] | None:
        """End and key of the longest known name at a word, whose first ``cut`` letters are left out; with or without the article."""
        if at >= self.end or self.tokens[at].kind != "word":
            return None
        norm = self.norms[at][cut:]
        for head in (norm, norm.removeprefix("ال") if norm.startswith("ال") else "ال" + norm):
            known = self._match(at, head)
            if known is not None:
                return known
        return None

    def _match(self, at: int, head: str) -> tuple[int, str] | None:
        for length in self.places.lengths(head):
            if at + length <= self.end:
                key = " ".join([head, *self.norms[at + 1 : at + length]])
                if self.places.keyed(key):
                    return at + length, key
        return None

    def _dateline(self, index: int) -> bool:
        """طهران، إيران (CNN) -- : a place that opens the text."""
        return self.opening and index <= 4 and any(norm in ("-", "(") for norm in self.norms[index : index + 6])


def readings_stem(norm: str, prefix: str) -> str:
    """The word without the prefix that `readings` found."""
    return next(stem for joined, stem in readings(norm) if joined == prefix)
