"""The people that a number or a noun tells of: 3 جنود، عشرات من المدنيين، جنديين، أحد الحراس، آخرين، a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rasid.analyse.document import Document, Quantity
from rasid.analyse.noun_phrase import is_joined, is_verb_like, noun_phrase
from rasid.lexicon.harm import MANY, ONE, TWO, TWO_OR_MANY, Harm, HarmWord
from rasid.model import CountKind, CountRange, Group, Outcome, Span
from rasid.text.clitics import has_article
from rasid.text.function_words import DEEDS, FUNCTION_WORDS, HEADS, QUANTIFIERS, TIMES, TITLES, UNITS, words
from rasid.text.tokens import Token

LONGEST_NAME = 5
BODILY = frozenset({Outcome.KILLED, Outcome.INJURED, Outcome.HARMED})

_OTHERS = {"اخر": ONE, "اخري": ONE, "اخرين": MANY, "اخرون": MANY, "اخران": TWO, "البعض": MANY}
_ORDINALS = words("ثالث رابع خامس سادس سابع ثامن تاسع عاشر الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر")
_ONE_OF = words("أحد إحدى أحدهم أحدهما إحداهن إحداهما أحدهن")
_LEAST = frozenset({("علي", "الاقل"), ("علي", "اقل"), ("كحد", "ادني"), ("في", "الاقل")})
_BOUNDS = words(
    "من عن على أكثر أقل أزيد لا ما يقل تقل يزيد تزيد نحو حوالي حوالى قرابة زهاء يقارب يقرب يناهز يفوق مالا لايقل"
)
_BOUND_STARTS = words("أكثر أقل أزيد لا ما نحو حوالي حوالى قرابة زهاء يزيد تزيد يقارب يناهز يفوق مالا")
_OF_THEM = words("منهم منها منهما منهن")
_PASSED = words("من كبير كبيرا آخر فقط تقريبا قليل أخرى كبيرة") | set("()\"-'،")
_RANK = words("برتبة رتبة بدرجة")
# Accusatives of peoples that are written like the land: مقتل سوري, but سوريا.
_LANDS = words(
    "سوريا ليبيا روسيا تركيا إيطاليا إسبانيا ألمانيا بريطانيا أستراليا كوريا إثيوبيا كينيا نيجيريا ماليزيا إندونيسيا جورجيا ماليا هنديا"
)
_OWN_WAW = words("واحد واحدة والد والده والدته والدي والدا والدها وزير وزيرا ولد ولدا وزراء وفاة وفيات والدة")


@dataclass(slots=True)
class People:
    """A candidate count, by token indices of the document. ``last`` is after the number and its noun."""

    first: int
    last: int
    span: Span
    count: CountRange
    number: bool
    noun: int | None = None
    own: Outcome | None = None
    """What the counted noun itself says: قتلى."""
    groups: tuple[Group, ...] = ()
    person: bool = False
    definite: bool = False
    name: bool = False
    other: bool = False
    of_them: bool = False
    national: bool = False
    counted_before: bool = False
    """A number with the article, which counts people told of before: الجنود الستة."""
    apart: bool = False
    """A noun after من that the lexicon does not know."""


@dataclass(slots=True)
class Reading:
    """What is looked up once for a document."""

    doc: Document
    harm: Harm
    quantities: dict[int, Quantity] = field(default_factory=dict)
    """By their first token, the words of a bound included."""
    duals: dict[int, Quantity] = field(default_factory=dict)
    timed: set[int] = field(default_factory=set)
    names: dict[int, int] = field(default_factory=dict)
    listing: Outcome | None = None
    """What befell those whom the lines to come list: القتلى هم:"""

    @classmethod
    def of(cls, doc: Document, harm: Harm) -> Reading:
        reading = cls(doc, harm)
        for quantity in doc.quantities:
            if quantity.noun is not None:
                reading.duals[quantity.first] = quantity
                continue
            first = _bound(doc.tokens, quantity.first)
            reading.quantities[first] = quantity if first == quantity.first else replace(quantity, first=first)
        for time in doc.times:
            reading.timed.update(range(time.first, time.last))
        for person in doc.persons:
            reading.names[person.first] = person.last
        return reading

    def people(self, at: int, limit: int) -> People | None:
        """The people of whom the words from token ``at`` tell, or None."""
        quantity = self.quantities.get(at)
        tokens = self.doc.tokens
        if quantity is not None and at not in self.timed:
            return None if self._not_people(quantity) else self._numbered(quantity, limit)
        token = tokens[at]
        if token.kind != "word" or at in self.timed:
            return None
        name_end = self.names.get(at)
        if name_end is not None:
            span = self.doc.tokens_span(at, name_end)
            return People(at, name_end, span, self._one(span), False, noun=at, person=True, definite=True, name=True)
        found = self.harm.word(token.norm)
        if (
            found is not None
            and token.norm not in FUNCTION_WORDS
            and found[1].number
            and not (found[1].act is not None and found[1].number not in (MANY, TWO))
        ):
            prefix, word = found
            if "ب" not in prefix and prefix[-1:] not in ("ك", "س"):
                return self._noun(at, prefix, word, limit)
            return None
        out = self._pronoun(at, token.norm, limit)
        quantity = self.duals.get(at)
        if out is None and quantity is not None and found is None:
            out = People(at, quantity.last, quantity.span, quantity.count, False, noun=at)
        return out

    def _not_people(self, quantity: Quantity) -> bool:
        """اللواء 45، التفجيرات الخمسة، عائلة واحدة، دون 100: numbers that count nothing here."""
        tokens, at, count = self.doc.tokens, quantity.first, quantity.count
        if quantity.span.start > tokens[at].end:
            return False  # more than, about
        before = tokens[at - 1].norm if at else ""
        if count.low == 3 and count.high is None and before in ("اكبر", "اعلي", "اقل"):
            return True  # أقل عدد من الضحايا
        if tokens[at].kind == "number":
            return before in UNITS or before == "دون" or count.high == 0
        exact = count.low is not None and count.low == count.high
        if exact and has_article_word(tokens[at].norm):
            return True
        if exact and count.high == 1:
            after = tokens[quantity.last].norm if quantity.last < len(tokens) else ""
            found = self.harm.word(before)
            return after not in ("من", *_OF_THEM) or (found is not None and found[1].thing)
        return count.high == 0

    def joined(self, people: People, first: int) -> bool:
        """Whether "و" stands before it, joined or apart."""
        at = people.first
        token = self.doc.tokens[at]
        if at > first and self.doc.tokens[at - 1].norm in ("و", "او"):
            return True
        if not token.norm.startswith("و") or token.norm in _OWN_WAW:
            return False
        if people.span.start > token.start:
            return True
        found = self.harm.word(token.norm)
        return found is not None and found[0].startswith("و")

    def _one(self, span: Span) -> CountRange:
        return CountRange(low=1, high=1, kind=CountKind.EXACT, raw=span.of(self.doc.text))

    def _count(self, number: str, span: Span) -> CountRange:
        raw = span.of(self.doc.text)
        if number in (ONE, TWO):
            count = 1 if number == ONE else 2
            return CountRange(low=count, high=count, kind=CountKind.EXACT, raw=raw)
        return CountRange(low=2, high=None, kind=CountKind.VAGUE, raw=raw)

    # أحد الحراس، أحدهم، آخرون.

    def _pronoun(self, at: int, norm: str, limit: int) -> People | None:
        stem = norm
        if norm[:1] in "وفل" and (norm[1:] in _OTHERS or norm[1:] in _ONE_OF or norm[1:] in _ORDINALS):
            stem = norm[1:]
        if stem not in _OTHERS and stem not in _ONE_OF and stem not in _ORDINALS:
            return None
        tokens = self.doc.tokens
        span = Span(tokens[at].start + (len(norm) - len(stem)), tokens[at].end)
        out = People(at, at + 1, span, self._count(_OTHERS.get(stem, ONE), span), False, person=True, other=True)
        if stem not in ("احد", "احدي"):
            out.of_them = stem in _ONE_OF
            out.count = self._least(at + 1, limit, out.count)
            return out
        if at + 1 >= limit:
            return None
        found = self.harm.word(tokens[at + 1].norm)
        if found is None or not found[1].number or (found[1].number == ONE and not found[1].owned):
            return None
        out.noun, out.last, out.groups = at + 1, at + 2, found[1].groups
        return out

    # طفل، جنديين، مدنيون، قتلى.

    def _noun(self, at: int, prefix: str, word: HarmWord, limit: int) -> People | None:
        tokens = self.doc.tokens
        norm = tokens[at].norm
        if at and tokens[at - 1].norm in _RANK:
            return None
        definite = has_article(prefix) or word.owned
        if word.national and not has_article(prefix) and norm[len(prefix) :] in _LANDS:
            return None
        if word.national and at and self._describes(at, definite=definite, prefix=prefix, number=word.number):
            return None
        span = self.doc.stem_span(at, prefix) if prefix else tokens[at].span
        last, number = at + 1, word.number
        count = self._count(TWO if number == TWO_OR_MANY and _vowelled_dual(span.of(self.doc.text)) else number, span)
        at_number = last
        while number != ONE and at_number < min(last + 2, limit) and tokens[at_number].norm.endswith(("ين", "ان")):
            if at_number in self.quantities:
                break
            at_number += 1  # مواطنين تونسيين اثنين
        follower = self.quantities.get(at_number) if at_number < limit else None
        if (
            follower is not None
            and at_number not in self.timed
            and tokens[at_number].kind == "word"
            and follower.span.start == tokens[at_number].start
        ):
            # جنديين اثنين، قتيل واحد: the number stands after its noun; الشبان الثلاثة: with the article on both.
            low = follower.count.low
            if low in (1, 2) and not definite:
                last, span = follower.last, Span(span.start, follower.span.end)
                return self._built(at, last, span, follower.count, word, limit, definite=False)
            if low == follower.count.high and definite and has_article_word(tokens[at_number].norm):
                out = self._built(at, follower.last, follower.span, follower.count, word, limit, definite=False)
                out.counted_before = True
                return out
        if number in (MANY, TWO_OR_MANY) and not definite and last < limit and has_article_word(tokens[last].norm):
            definite = True  # ضحايا الهجوم: annexed to a definite word
        titled = self._titled(last, limit) if number == ONE else None
        if titled is not None:
            if has_article(prefix):  # الشاب الفلسطيني سليم حسن: both are the mention
                titled.span = Span(span.start, titled.span.end)
            return titled
        name_end = self.name_after(last, limit) if number == ONE and definite else self.names.get(last)
        if name_end and number == ONE and last < limit:
            span = Span(span.start, tokens[name_end - 1].end)
            out = self._built(at, name_end, span, count, word, limit, definite=definite)
            out.name = True
            return out
        return self._built(at, last, span, count, word, limit, definite=definite)

    def name_after(self, at: int, limit: int) -> int:
        """The token after the name that follows a definite noun and its adjectives, or 0: الطفل الفلسطيني علي حسن."""
        tokens = self.doc.tokens
        for index in range(at, min(at + 5, limit)):
            end = self.names.get(index)
            if end is not None:
                return end
            token = tokens[index]
            if index in self.quantities or index in self.timed:
                return 0
            if self.doc.persons:
                if has_article_word(token.norm) or token.norm == '"':
                    continue
                return 0
            if token.norm in ('"', "("):
                end = self._name_end(index + 1, limit) if token.norm == '"' else index + 1
                return end if end > index + 1 else 0
            if token.kind != "word":
                return 0
            if has_article_word(token.norm):
                continue
            if token.norm in FUNCTION_WORDS or token.norm in TIMES or is_joined(token.norm) or is_verb_like(token.norm):
                return 0
            end = self._name_end(index, limit)
            return end if end > index else 0
        return 0

    def _titled(self, at: int, limit: int) -> People | None:
        """The name after a title of more words: مقتل قائد كتيبة الشاطئ في الحركة سليم حسن."""
        tokens = self.doc.tokens
        for index in range(at, min(at + 12, limit)):
            end = self.names.get(index)
            if end is not None:
                if index < at + 1:
                    return None
                span = self.doc.tokens_span(index, end)
                return People(
                    at - 1, end, span, self._one(span), False, noun=index, person=True, definite=True, name=True
                )
            norm = tokens[index].norm
            if tokens[index].kind != "word" and norm not in '"()':
                return None
            if (norm in FUNCTION_WORDS and norm not in ("في", "السابق")) or norm[:1] == "و" or is_verb_like(norm):
                return None
        return None

    def name(self, at: int, limit: int) -> People | None:
        """A name of two words and more from token ``at``, told by nothing but that its words are no known words."""
        end = self._name_end(at, limit)
        if end - at < 2 or has_article_word(self.doc.tokens[at].norm):
            return None
        span = self.doc.tokens_span(at, end)
        return People(at, end, span, self._one(span), False, noun=at, person=True, definite=True, name=True)

    def _name_end(self, at: int, limit: int) -> int:
        tokens, end = self.doc.tokens, at
        while end < min(at + LONGEST_NAME, limit):
            norm = tokens[end].norm
            if tokens[end].kind != "word" or self.harm.word(norm) is not None or end in self.quantities:
                break
            if norm in FUNCTION_WORDS or norm in TIMES or norm in DEEDS or norm in HEADS or norm in QUANTIFIERS:
                break
            if is_joined(norm) or is_verb_like(norm) or norm.removeprefix("ال") in TITLES:
                break
            end += 1
            if has_article_word(norm) and tokens[end - 2].norm not in ("عبد", "ابو", "ابي"):
                break
        return end

    def _describes(self, at: int, *, definite: bool, prefix: str, number: str) -> bool:
        """القوات الإسرائيلية، طائرة يمنية: the name of a people is an adjective here."""
        before = self.doc.tokens[at - 1]
        if definite:
            return has_article_word(before.norm)
        if prefix or number != ONE or before.kind != "word" or before.norm in FUNCTION_WORDS:
            return False
        found = self.harm.word(before.norm)
        return found is None or not (found[1].act or found[1].verb or found[1].fall)

    def _built(
        self, at: int, last: int, span: Span, count: CountRange, word: HarmWord, limit: int, *, definite: bool
    ) -> People:
        return People(
            at,
            last,
            span,
            self._least(last, limit, count),
            False,
            noun=at,
            own=word.victim,
            groups=word.groups,
            person=True,
            definite=definite,
            national=word.national,
        )

    def _least(self, at: int, limit: int, count: CountRange) -> CountRange:
        """شخص على الأقل، خمسة جنود على الأقل: no upper bound."""
        tokens = self.doc.tokens
        for index in range(at, min(at + 4, limit - 1)):
            if (tokens[index].norm, tokens[index + 1].norm) in _LEAST:
                if count.low is not None and count.low == count.high:
                    return CountRange(
                        low=count.low, high=None, kind=CountKind.AT_LEAST, approx=count.approx, raw=count.raw
                    )
                return count
            norm = tokens[index].norm
            if (norm[:1] == "و" and norm not in _OWN_WAW) or norm in FUNCTION_WORDS:
                break
        return count

    # 3 جنود، عدد من المدنيين، 25 قتيلا، ثلاثة منهم.

    def _numbered(self, quantity: Quantity, limit: int) -> People | None:
        """A number with what it counts; None when that is not people."""
        tokens = self.doc.tokens
        out = People(quantity.first, quantity.last, quantity.span, quantity.count, True)
        at, passed = quantity.last, 0
        while at < limit and passed < 6:
            token = tokens[at]
            norm = token.norm
            before = tokens[at - 1].norm
            if norm == "%":
                return None
            if norm in _OF_THEM:
                out.of_them, out.person, out.last = True, True, at + 1
                break
            if at + 1 < limit and (norm, tokens[at + 1].norm) in _LEAST:
                out.count = self._least(at, limit, out.count)
                at += 2
                continue
            if norm in _OTHERS:
                out.person, out.other, out.last = True, True, at + 1
                break
            if norm in _PASSED or (norm == "بين" and before == "من"):
                at += 1
                passed += 1
                if norm == "،":
                    break
                continue
            if token.kind != "word" or at in self.timed:
                break
            after_of = before in ("من", "بين") or passed > 0
            if not self._counted(out, at, norm, adjacent=at == quantity.last, after_of=after_of):
                return None
            break
        if out.noun is None and not out.other and not out.of_them and tokens[quantity.first].norm in ("عده", "بضعه"):
            return None  # بجروح عدة
        out.count = self._least(out.last, limit, out.count)
        return out

    def _counted(self, out: People, at: int, norm: str, *, adjacent: bool, after_of: bool) -> bool:
        """Notes the noun at ``at`` as what the number counts. False when that is a thing."""
        found = self.harm.word(norm)
        if found is None:
            if norm[:1] != "و" and norm not in FUNCTION_WORDS and norm not in TIMES and not is_verb_like(norm):
                if adjacent:
                    out.noun, out.last = at, at + 1
                elif after_of:
                    out.noun, out.last, out.apart = at, at + 1, True
            return True
        prefix, word = found
        if prefix.startswith(("و", "ف", "ب")) or prefix == "ل":
            return True
        if word.thing:
            return False
        if word.victim is not None and not (word.act is not None and word.number == ONE and not adjacent):
            out.own, out.noun, out.last, out.person = word.victim, at, at + 1, True
            self._both(out)
        elif word.number:
            out.noun, out.last, out.person, out.groups = at, at + 1, True, word.groups
            self._second(out)
            self._victim_adjective(out)
        elif word.act is None and word.verb is None and not word.fall and adjacent:
            out.noun, out.last = at, at + 1
        return True

    def _both(self, out: People) -> None:
        """130 ألف شهيد وجريح، عشرات القتلى والجرحى: one number for both."""
        found = self._word(out.last)
        if found is not None and found[0] == "و" and found[1].victim is out.own and found[1].number == ONE:
            out.last += 1  # ألف أسير ومعتقل
        elif found is not None and out.own in BODILY and found[0].startswith("و") and found[1].act is None:
            if (
                found[1].victim in BODILY
                and found[1].victim is not out.own
                and found[1].number in (ONE, MANY, TWO_OR_MANY)
            ):
                out.own, out.last = Outcome.HARMED, out.last + 1

    def _second(self, out: People) -> None:
        """13 جنديا وشرطيا، 4500 طفل وامرأة: one number for both nouns."""
        high = out.count.high or out.count.low or 0
        found = self._word(out.last)
        if high < 11 or found is None or found[0] != "و" or not found[1].person or found[1].number != ONE:
            return
        tokens = self.doc.tokens
        if tokens[out.last - 1].norm.endswith("ا") == tokens[out.last].norm.endswith("ا"):
            out.groups += tuple(group for group in found[1].groups if group not in out.groups)
            out.last += 1

    def _victim_adjective(self, out: People) -> None:
        """3 جنود قتلى، 15 مدنيا جريحا."""
        found = self._word(out.last)
        if found is not None and not found[0] and found[1].victim in BODILY and found[1].act is None:
            out.own, out.last = found[1].victim, out.last + 1

    def _word(self, at: int) -> tuple[str, HarmWord] | None:
        return self.harm.word(self.doc.tokens[at].norm) if at < len(self.doc.tokens) else None

    def end(self, people: People, limit: int) -> int:
        """The token after the whole noun phrase: after its adjectives, before a verb of harm."""
        if people.noun is None or people.name:
            return people.last
        end = noun_phrase(self.doc.tokens, people.noun, limit)
        for at in range(people.last, end):
            found = self.harm.word(self.doc.tokens[at].norm)
            if found is not None and (
                found[1].verb is not None or found[1].act is not None or found[1].thing or found[0].startswith("و")
            ):
                return at
            if at in self.quantities:
                return at
        return max(end, people.last)


def _bound(tokens: Sequence[Token], at: int) -> int:
    """The first token of the words before a number that bound it: ما لا يقل عن 15، وأكثر من 15."""
    first = at
    for index in range(at - 1, max(at - 6, -1), -1):
        norm = tokens[index].norm
        joined = norm[:1] in "وبل" and norm not in _BOUNDS
        stem = norm[1:] if joined else norm
        if stem not in _BOUNDS:
            break
        if stem in _BOUND_STARTS:
            first = index
        if joined:
            break
    return first


def has_article_word(norm: str) -> bool:
    """Whether the word opens with the article, with no letter before it."""
    return norm.startswith("ال") and len(norm) > 4


def _vowelled_dual(written: str) -> bool:
    """Whether the vowels show a dual: مواطنَين، فلسطينييْن."""
    return "\u064eي" in written or "ي\u0652ن" in written
