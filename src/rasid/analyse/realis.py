"""Whether a happening is told as real: actual, planned, threatened, denied, alleged or generic."""

from __future__ import annotations

from typing import Protocol

from rasid.analyse.document import Document, Sentence
from rasid.model import Realis
from rasid.text.clitics import readings
from rasid.text.morphology import noun_forms, verb_forms
from rasid.text.normal import fold


def _verbs(*pairs: tuple[str, str]) -> frozenset[str]:
    return frozenset().union(*(verb_forms(*pair) for pair in pairs))


def _words(*words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


# تعتزم شن هجوم · خطط لتنفيذ هجمات · يستعد لشن عملية
_PLANNING = (
    _verbs(
        ("اعتزم", "يعتزم"),
        ("خطط", "يخطط"),
        ("استعد", "يستعد"),
        ("نوى", "ينوي"),
        ("قرر", "يقرر"),
        ("أوشك", "يوشك"),
        ("تهيأ", "يتهيأ"),
        ("حاول", "يحاول"),
    )
    | _words(
        "سوف",
        "المقبل",
        "القادم",
        "المرتقب",
        "المرتقبة",
        "المزمع",
        "المقررة",
        "احتمال",
        "إمكانية",
        "خشية",
        "مخاوف",
        "تمهيدا",
        "استعدادا",
        "استعدادات",
        "التخطيط",
        "تخطيط",
        "لمنع",
        "منع",
        "حظر",
        "مقررا",
    )
    | noun_forms("خطة", "خطط")
)
# هدد بشن هجمات · توعد بالرد · حذر من هجوم
_THREAT = _verbs(("هدد", "يهدد"), ("توعد", "يتوعد"), ("حذر", "يحذر"), ("لوح", "يلوح")) | noun_forms("تهديد", "تهديدات")
# نفى شن غارات · لم يشن · دون وقوع اشتباكات
_DENIAL = _verbs(("نفى", "ينفي"), ("أنكر", "ينكر")) | _words("لم", "نفي", "دون", "بدون")
# أنباء عن قصف · يشتبه · مزاعم
_HEARSAY = _words(
    "أنباء",
    "مزاعم",
    "زعم",
    "زعمت",
    "يزعم",
    "شائعات",
    "متداولة",
    "يعتقد",
    "يشتبه",
    "ربما",
    "اتهم",
    "اتهمت",
    "اتهام",
    "تقارير",
    "معلومات",
    "ادعى",
    "ادعت",
    "يدعي",
    "قيل",
    "مفترض",
    "المفترض",
)
_FUTURE = _words("لن")
# Habit and repetition without a fact of their own: هجمات متكررة · بشكل يومي · عادة
_HABIT = _words(
    "متكررة", "المتكررة", "يوميا", "يومية", "اليومية", "عادة", "دائما", "باستمرار", "المستمرة", "مستمرة", "المتواصلة", "كثيرا", "غالبا",
    "سنوات", "عقود", "أسابيع", "أشهر", "شهور",
)  # fmt: skip

# تشير معلومات منتشرة على "تويتر" إلى مقتل: what is only passed on, further off.
_UNVERIFIED = _words("معلومات", "أنباء", "شائعات", "متداولة", "منتشرة", "مزاعم")

BEFORE = 6
HEARSAY_BEFORE = 9


class Range(Protocol):
    """Tokens ``first`` to ``last``, found with ``prefix`` joined before them."""

    first: int
    last: int
    prefix: str


def realis_of(doc: Document, found: Range, sentence: Sentence, *, generic: bool) -> Realis:
    """The reality of the happening that ``found`` names, from the words round it in its sentence."""
    tokens = doc.tokens
    first, last = found.first, found.last
    before = [token.norm for token in tokens[max(sentence.first, first - BEFORE) : first]]
    if found.prefix.endswith("س"):  # سيقصف
        return Realis.PLANNED
    far = [token.norm for token in tokens[max(sentence.first, first - HEARSAY_BEFORE) : first]]
    stems = {stem for norm in before for _, stem in readings(norm)} | set(before)
    if stems & _THREAT:
        return Realis.THREATENED
    if stems & _FUTURE or stems & _PLANNING:
        return Realis.PLANNED
    if {stem for norm in before[-2:] for _, stem in readings(norm)} & _DENIAL:
        return Realis.DENIED
    if stems & _HEARSAY or {stem for norm in far for _, stem in readings(norm)} & _UNVERIFIED:
        return Realis.ALLEGED
    if generic:
        return Realis.GENERIC
    after = [token.norm for token in tokens[last : min(sentence.last, last + 3)]]
    if set(after) & _HABIT:
        return Realis.GENERIC
    return Realis.ACTUAL
