"""Words of harm that harmed nobody: what a court ruled, what was only meant, what befell things."""

from __future__ import annotations

from rasid.analyse.counting import Governor, State
from rasid.text.clitics import has_article
from rasid.text.function_words import words

_DAMAGE = words("بأضرار")
_SENTENCES = words("حكم الحكم حكما حكمت حكموا يحكم تحكم أحكام أحكاما محكمة المحكمة قضت يقضي تقضي عقوبة")
_CARRIED_OUT = words("نفذ نفذت تنفيذ بتنفيذ")
_RULED = words("قضى قضت يقضي تقضي")
_COURTS = words("محكمة محاكم قاضي قضاء حكم قرار هيئة دائرة")
_VERDICTS = words(
    "بسجن بالسجن بحبس بالحبس بإعدام بالإعدام بمعاقبة بتغريم بإلزام ببراءة بتبرئة بإدانة بإخلاء بإطلاق بالإفراج بأن بعدم بوقف بحل"
)
_PURPOSES = words("اعتقال قتل اغتيال خطف اختطاف توقيف إعدام تصفية ذبح طعن أسر إيقاف احتجاز ضبط حبس")
_OF_THE_PAST = words("ذكرى الذكرى نتيجة نظرا إدانة رفضا استنكارا تخليدا")


def unreal(state: State, governor: Governor, prefix: str) -> bool:
    """Whether what the word says did not happen, or not yet: محاولة اغتيال، حكم بإعدام عشرة، استخدم القوة لاعتقال ناشطين."""
    foiled = not _anew(state, governor, prefix) and state.unreal(governor.at)
    return foiled or _sentenced(state, governor.at) or _meant(state, governor.at, prefix)


def damaged(state: State, at: int) -> bool:
    """أصيبت بعض آلياتها بأضرار: of things."""
    for index in range(at + 1, min(at + 8, state.limit)):
        token = state.tokens[index]
        if token.norm in _DAMAGE:
            return True
        if token.kind == "mark" or token.norm.startswith("و") or index in state.reading.names:
            return False
    return False


def ruled(state: State, at: int, prefix: str) -> bool:
    """قضت محكمة بسجن ثلاثة، قضى بإخلائها: of courts, where قضى else tells of death."""
    if state.tokens[at].norm[len(prefix) :] not in _RULED or at + 1 >= state.limit:
        return False
    after = [token.norm for token in state.tokens[at + 1 : min(at + 4, state.limit)]]
    return after[0] in _VERDICTS or any(norm.removeprefix("ال") in _COURTS for norm in after)


def _anew(state: State, governor: Governor, prefix: str) -> bool:
    """أحبطت عملية تهريب | واعتقلت شخصين: a verb that begins anew, and happened; not محاولة خطف وقتل سائق."""
    if not governor.verb or not prefix.startswith("و") or state.tokens[governor.at].norm[1:2] in ("ي", "ت"):
        return False
    before = state.harm.word(state.tokens[governor.at - 1].norm) if governor.at > state.first else None
    return before is None or before[1].act is None


def _sentenced(state: State, at: int) -> bool:
    """قضت محكمة بإعدام عشرة: they are sentenced, and nobody says that they died."""
    tokens = state.tokens
    if not tokens[at].norm.endswith("اعدام"):
        return False
    if tokens[at].norm == "الاعدام" and at + 1 < state.limit and tokens[at + 1].norm.startswith("ل"):
        return True  # الإعدام لأربعة
    before = [token.norm.removeprefix("و") for token in tokens[max(state.first, at - 10) : at]]
    return any(norm in _SENTENCES for norm in before) and not any(norm in _CARRIED_OUT for norm in before)


def _meant(state: State, at: int, prefix: str) -> bool:
    """استخدم القوة لاعتقال ناشطين: what is done to come to it; not الذكرى الأولى لاغتيال سليم حسن."""
    if prefix[-1:] != "ل" or has_article(prefix) or state.tokens[at].norm[len(prefix) :] not in _PURPOSES:
        return False
    first = max(state.first, at - 3)
    return not state.ahead(first, at - first, _OF_THE_PAST)
