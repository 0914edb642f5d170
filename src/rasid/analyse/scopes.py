"""Over what a count runs: this event, a span of days or months, the whole conflict."""

from __future__ import annotations

from itertools import pairwise

from rasid.analyse.counting import Claim
from rasid.analyse.document import Document, Sentence
from rasid.analyse.noun_phrase import is_verb_like
from rasid.lexicon.harm import harm
from rasid.model import Scope
from rasid.text.function_words import words

_SINCE = words("منذ ومنذ مذ")
_DURING = words("خلال في")
_SPANS = words(
    "ساعة ساعات الساعات أيام الأيام أسبوع الأسبوع شهر الشهر أشهر الأشهر عام العام أعوام الأعوام سنوات السنوات يومين اليومين أسابيع الأسابيع العامين عامين"
)
_GENERAL = "العام"
"""Right after في the year; later the adjective: في مستشفى عتق العام."""
_BEGINNINGS = words("بدء بداية اندلاع انطلاق انطلاقة بدأت بدأ إعلان تأسيس سقوط الإطاحة اجتياح شن شنت السابع")
_CONFLICTS = words("الحرب العدوان النزاع الصراع الثورة الانتفاضة الغزو الحملة الهجوم الأزمة أكتوبر")
_BULLETS = frozenset("-•*–·●")
_THOSE = words("تلك هذه")
_MANY = words("الهجمات الاستهدافات الغارات العمليات الضربات الاعتداءات الانتهاكات الخروقات الحملات الحوادث")

SCOPE_REACH = 18
"""Words between a count and the words that tell its span."""


def wide(doc: Document) -> dict[int, Scope]:
    """By sentence, the span that it hands on to its counts: an item of a list has that of the line over it (قتلوا منذ مطلع العام، وهم: - 17
    مدنيا), and those of "those attacks" that of the attacks counted before (استجابت الفرق منذ بداية العام لـ 200 هجوم. وقتل في تلك الهجمات 47)."""
    out: dict[int, Scope] = {}
    listing = before = Scope.EVENT
    for sentence in doc.sentences:
        if sentence.first >= sentence.last:
            continue
        own = _told(doc, sentence.first, sentence.last)
        if doc.tokens[sentence.first].norm in _BULLETS:
            if listing is not Scope.EVENT:
                out[sentence.index] = listing
            continue
        if own is Scope.EVENT and before is not Scope.EVENT and _of_those(doc, sentence):
            out[sentence.index] = own = before
        listing = own if doc.tokens[sentence.last - 1].norm == ":" else Scope.EVENT
        before = own
    return out


def _of_those(doc: Document, sentence: Sentence) -> bool:
    norms = [token.norm for token in doc.tokens[sentence.first : sentence.last]]
    return any(a in _THOSE and b in _MANY for a, b in pairwise(norms))


def _new_clause(doc: Document, at: int) -> bool:
    """Whether what is told here is another thing than what was counted: أدى لمقتل 4 مدنيين، | ويأتي ذلك في حرب لم تتوقف منذ سنوات."""
    norm = doc.tokens[at].norm
    if doc.tokens[at - 1].norm != "،" or len(norm) < 4 or norm[0] != "و" or harm().word(norm) is not None:
        return False  # وإصابة 20 منذ مطلع العام goes on with the count
    return is_verb_like(norm[1:])


def scope(doc: Document, claim: Claim, first: int, limit: int) -> Scope:
    """Over what the count runs, by the words round it: منذ بدء الحرب (conflict), خلال 24 ساعة (period), else the event."""
    start = max(first, min(claim.first, claim.governor) - SCOPE_REACH)
    end = min(limit, claim.last + SCOPE_REACH)
    for at in range(claim.last, end):
        if _new_clause(doc, at):
            end = at
            break
    return _told(doc, start, end, limit)


def _told(doc: Document, start: int, end: int, limit: int | None = None) -> Scope:
    """The span that the words from ``start`` to ``end`` tell first; they may go on up to ``limit``."""
    tokens, limit = doc.tokens, end if limit is None else limit
    for at in range(start, end):
        norm = tokens[at].norm
        if norm in _SINCE:
            after = [token.norm for token in tokens[at + 1 : min(at + 5, limit)]]
            if any(word in _SPANS for word in after[:2]) and not any(word in _CONFLICTS for word in after):
                return Scope.PERIOD  # منذ بداية العام
            if any(word in _BEGINNINGS for word in after) or any(word in _CONFLICTS for word in after):
                return Scope.CONFLICT
            if any(token.kind == "number" and len(token.norm) == 4 for token in tokens[at + 1 : min(at + 7, limit)]):
                return Scope.CONFLICT
            return Scope.PERIOD
        if norm in _DURING:
            after = [token.norm for token in tokens[at + 1 : min(at + 4, limit)]]
            if any(word in _SPANS and (word != _GENERAL or place == 0) for place, word in enumerate(after)):
                return Scope.PERIOD
    return Scope.EVENT
