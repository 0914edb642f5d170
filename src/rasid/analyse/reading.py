"""The people that a number or a noun tells of: 3 جنود، عشرات من المدنيين، جنديين، أحد الحراس، آخرين، a name."""

from __future__ import annotations

from dataclasses import dataclass

from rasid.analyse.counted import OTHERS, counts_nothing, numbered
from rasid.analyse.noun_phrase import noun_phrase
from rasid.analyse.people import OWN_WAW, Lookup, People, has_article_word
from rasid.analyse.victim_names import name_after, titled
from rasid.lexicon.harm import MANY, ONE, TWO, TWO_OR_MANY, HarmWord
from rasid.model import CountRange, Span
from rasid.text.clitics import has_article
from rasid.text.function_words import FUNCTION_WORDS, words

_ORDINALS = words("ثالث رابع خامس سادس سابع ثامن تاسع عاشر الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر")
_ONE_OF = words("أحد إحدى أحدهم أحدهما إحداهن إحداهما أحدهن")
_IN_THEM = words("بهم فيهم بهن")
_CREWS = words("طاقم طاقمها طاقمه")
_EVERY = words("كل أي أية لكل وكل")
_NAMED_AFTER = words(
    "ساحة شارع نفق مدرسة اسم ميدان حي مستشفى كتيبة كتائب لواء ملعب مسجد جامع قاعدة مخيم جسر معهد مطار حديقة نهج دوار"
)
"""ساحة الشهيد سليم حسن: what is named after a person tells nothing of his death."""
_RANK = words("برتبة رتبة بدرجة")
# Accusatives of peoples that are written like the land: مقتل سوري, but سوريا.
_LANDS = words(
    "سوريا ليبيا روسيا تركيا إيطاليا إسبانيا ألمانيا بريطانيا أستراليا كوريا إثيوبيا كينيا نيجيريا ماليزيا إندونيسيا جورجيا ماليا هنديا"
)


@dataclass(slots=True)
class Reading(Lookup):
    """Finds the people of whom the words from a token on tell."""

    def people(self, at: int, limit: int) -> People | None:
        """The people of whom the words from token ``at`` tell, or None."""
        quantity = self.quantities.get(at)
        tokens = self.doc.tokens
        if quantity is not None and at not in self.timed:
            return None if counts_nothing(self, quantity) else numbered(self, quantity, limit)
        token = tokens[at]
        if token.kind != "word" or at in self.timed:
            return None
        name_end = self.names.get(at)
        if name_end is not None:
            span = self.doc.tokens_span(at, name_end)
            return People(at, name_end, span, self.one(span), False, noun=at, person=True, definite=True, name=True)
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

    def joined(self, people: People, first: int) -> bool:
        """Whether "و" stands before it, joined or apart."""
        at = people.first
        token = self.doc.tokens[at]
        if at > first and self.doc.tokens[at - 1].norm in ("و", "او"):
            return True
        if not token.norm.startswith("و"):
            return False
        if people.span.start > token.start:
            return True
        if token.norm in OWN_WAW:
            return False
        found = self.harm.word(token.norm)
        return found is not None and found[0].startswith("و")

    def _pronoun(self, at: int, norm: str, limit: int) -> People | None:
        stem = norm
        if norm[:1] in "وفل" and (norm[1:] in OTHERS or norm[1:] in _ONE_OF or norm[1:] in _ORDINALS):
            stem = norm[1:]
        if stem not in OTHERS and stem not in _ONE_OF and stem not in _ORDINALS:
            return None
        tokens = self.doc.tokens
        span = Span(tokens[at].start + (len(norm) - len(stem)), tokens[at].end)
        out = People(at, at + 1, span, self.count_of(OTHERS.get(stem, ONE), span), False, person=True, other=True)
        if stem not in ("احد", "احدي"):
            out.of_them = stem in _ONE_OF
            out.count = self.least(at + 1, limit, out.count)
            return out
        if at + 1 >= limit:
            return None
        found = self.harm.word(tokens[at + 1].norm)
        if (
            found is None
            or not found[1].number
            or (found[1].number == ONE and not self._several(at + 1, found[1], limit))
        ):
            return None
        out.noun, out.last, out.groups = at + 1, at + 2, found[1].groups
        return out

    def _several(self, at: int, word: HarmWord, limit: int) -> bool:
        """أحد | أبنائه، أحد | المشتبه بهم، أحد | طاقم السفينة: a singular that tells of several."""
        beyond = self.doc.tokens[at + 1].norm if at + 1 < limit else ""
        return word.owned or beyond in _IN_THEM or self.doc.tokens[at].norm.removeprefix("ال") in _CREWS

    def _noun(self, at: int, prefix: str, word: HarmWord, limit: int) -> People | None:
        tokens = self.doc.tokens
        norm = tokens[at].norm
        if at and tokens[at - 1].norm in _RANK:
            return None
        if at and word.number == ONE and tokens[at - 1].norm in _EVERY:
            return None
        if word.victim is not None and has_article(prefix) and at and tokens[at - 1].norm.lstrip("وبل") in _NAMED_AFTER:
            return None
        definite = has_article(prefix) or word.owned
        if not (prefix or definite) and at - 1 in self.figures and at - 1 not in self.timed:
            return None  # figures that make no number count it, not its form
        if word.national and not has_article(prefix) and norm[len(prefix) :] in _LANDS:
            return None
        if word.national and at and self._describes(at, definite=definite, prefix=prefix, number=word.number):
            return None
        span = self.doc.stem_span(at, at + 1, prefix)
        last, number = at + 1, word.number
        count = self.count_of(TWO if number == TWO_OR_MANY and _vowelled_dual(span.of(self.doc.text)) else number, span)
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
        named = titled(self, last, limit) if number == ONE else None
        if named is not None:
            if has_article(prefix):  # الشاب الفلسطيني سليم حسن: both are the mention
                named.span = Span(span.start, named.span.end)
            return named
        name_end = name_after(self, last, limit) if number == ONE and definite else self.names.get(last)
        if name_end and number == ONE and last < limit:
            span = Span(span.start, tokens[name_end - 1].end)
            out = self._built(at, name_end, span, count, word, limit, definite=definite)
            out.name = True
            return out
        return self._built(at, last, span, count, word, limit, definite=definite)

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
            self.least(last, limit, count),
            False,
            noun=at,
            own=word.victim,
            groups=word.groups,
            person=True,
            definite=definite,
            national=word.national,
        )

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


def _vowelled_dual(written: str) -> bool:
    """Whether the vowels show a dual: مواطنَين، فلسطينييْن."""
    return "\u064eي" in written or "ي\u0652ن" in written
