"""What a number counts: 3 جنود، عدد من المدنيين، 25 قتيلا، ثلاثة منهم; a number of things counts nobody."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.document import Quantity
from rasid.analyse.noun_phrase import is_verb_like
from rasid.analyse.people import BODILY, LEAST, Lookup, People, has_article_word
from rasid.lexicon.harm import MANY, ONE, TWO, TWO_OR_MANY
from rasid.model import Outcome
from rasid.text.function_words import FUNCTION_WORDS, TIMES, UNITS, words
from rasid.text.tokens import Token

_OF_THEM = words("منهم منها منهما منهن")
_TEN = words("عشر عشرة")
_ORDINALS = words(
    "الحادي الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع الحادية الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة"
)
_PARENT = words("أب والد والدة أم متزوج ومعيل معيل")
_PASSED = words("من كبير كبيرا آخر فقط تقريبا قليل أخرى كبيرة") | set("()\"-'،")
OTHERS = {"اخر": ONE, "اخري": ONE, "اخرين": MANY, "اخرون": MANY, "اخران": TWO, "البعض": MANY}


def numbered(reading: Lookup, quantity: Quantity, limit: int) -> People | None:
    """A number with what it counts; None when that is not people."""
    tokens = reading.doc.tokens
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
        if at + 1 < limit and (norm, tokens[at + 1].norm) in LEAST:
            out.count = reading.least(at, limit, out.count)
            at += 2
            continue
        if norm in OTHERS:
            out.person, out.other, out.last = True, True, at + 1
            break
        if norm in _PASSED or (norm == "بين" and before == "من"):
            at += 1
            passed += 1
            if norm == "،":
                break
            continue
        if token.kind != "word" or at in reading.timed:
            break
        after_of = before in ("من", "بين") or passed > 0
        if not _counted(reading, out, at, norm, adjacent=at == quantity.last, after_of=after_of):
            return None
        break
    bare = out.noun is None and not out.other and not out.of_them
    if bare and tokens[quantity.last - 1].kind == "number" and 1900 <= (quantity.count.high or 0) <= 2100:
        return None  # a year
    if bare and tokens[quantity.first].norm in ("عده", "بضعه"):
        return None  # بجروح عدة
    out.count = reading.least(out.last, limit, out.count)
    return out


def _counted(reading: Lookup, out: People, at: int, norm: str, *, adjacent: bool, after_of: bool) -> bool:
    """Notes the noun at ``at`` as what the number counts. False when that is a thing."""
    found = reading.harm.word(norm)
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
        return norm.startswith("حال") and _cases(reading, out, at)
    if word.victim is not None and not (word.act is not None and word.number == ONE and not adjacent):
        out.own, out.noun, out.last, out.person = word.victim, at, at + 1, True
        _both(reading, out)
    elif word.number:
        out.noun, out.last, out.person, out.groups = at, at + 1, True, word.groups
        _second(reading, out)
        _victim_adjective(reading, out)
    elif word.act is None and word.verb is None and not word.fall and adjacent:
        out.noun, out.last = at, at + 1
    return True


def _cases(reading: Lookup, out: People, at: int) -> bool:
    """15 حالة وفاة، 3 حالات إصابة."""
    found = reading.word_at(at + 1)
    if found is None or found[0]:
        return False
    own = found[1].victim or found[1].act
    if own not in BODILY:
        return False
    out.own, out.noun, out.last, out.person = own, at + 1, at + 2, True
    return True


def _both(reading: Lookup, out: People) -> None:
    """130 ألف شهيد وجريح، عشرات القتلى والجرحى: one number for both."""
    found = reading.word_at(out.last)
    if found is not None and found[0] == "و" and found[1].victim is out.own and found[1].number == ONE:
        out.last += 1  # ألف أسير ومعتقل
    elif found is not None and out.own in BODILY and found[0].startswith("و") and found[1].act is None:
        if found[1].victim in BODILY and found[1].victim is not out.own and found[1].number in (ONE, MANY, TWO_OR_MANY):
            out.own, out.last = Outcome.HARMED, out.last + 1


def _second(reading: Lookup, out: People) -> None:
    """13 جنديا وشرطيا، 4500 طفل وامرأة: one number for both nouns."""
    high = out.count.high or out.count.low or 0
    found = reading.word_at(out.last)
    if high < 11 or found is None or found[0] != "و" or not found[1].person or found[1].number != ONE:
        return
    tokens = reading.doc.tokens
    if tokens[out.last - 1].norm.endswith("ا") == tokens[out.last].norm.endswith("ا"):
        out.groups += tuple(group for group in found[1].groups if group not in out.groups)
        out.last += 1


def _victim_adjective(reading: Lookup, out: People) -> None:
    """3 جنود قتلى، 15 مدنيا جريحا."""
    found = reading.word_at(out.last)
    if found is not None and not found[0] and found[1].victim in BODILY and found[1].act is None:
        out.own, out.last = found[1].victim, out.last + 1


def counts_nothing(reading: Lookup, quantity: Quantity) -> bool:
    """اللواء 45، التفجيرات الخمسة، عائلة واحدة، دون 100: numbers that count nothing here."""
    tokens, at, count = reading.doc.tokens, quantity.first, quantity.count
    if quantity.span.start > tokens[at].end:
        return False  # more than, about
    before = tokens[at - 1].norm if at else ""
    if _children_of(tokens, at):
        return True
    if count.low == 3 and count.high is None and before in ("اكبر", "اعلي", "اقل"):
        return True  # أقل عدد من الضحايا
    if tokens[at].kind == "number":
        return before in UNITS or before == "دون" or count.high == 0
    if tokens[at].norm in _TEN and before in _ORDINALS:
        return True  # صبي في الخامسة عشرة
    exact = count.low is not None and count.low == count.high
    if exact and has_article_word(tokens[at].norm.removeprefix("و")):  # في الثانية والعشرين
        return True
    if exact and count.high == 1:
        after = tokens[quantity.last].norm if quantity.last < len(tokens) else ""
        found = reading.harm.word(before)
        return after not in ("من", *_OF_THEM) or (found is not None and found[1].thing)
    return count.high == 0


def _children_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number tells how many children the one spoken of has: وهو أب لخمسة أطفال، أب ل 5 أولاد."""
    norm = [token.norm for token in tokens[max(0, at - 2) : at]]
    if norm[-1:] == ["ل"]:
        return len(norm) > 1 and norm[0] in _PARENT
    return tokens[at].norm.startswith("ل") and norm[-1:] != [] and norm[-1] in _PARENT
