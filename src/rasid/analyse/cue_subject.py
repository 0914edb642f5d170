"""The subject of a speech word, before or behind it, and whether what follows is what is said."""

from __future__ import annotations

from rasid.analyse.document import Document, Sentence
from rasid.analyse.noun_phrase import is_verb_like, noun_phrase
from rasid.analyse.speaker_kind import bare
from rasid.analyse.speakers import Speaker, speaker_at
from rasid.lexicon.cues import Cue, CueKind, cues
from rasid.text.function_words import DEEDS, TIMES, TITLES, words

OPENERS = words(
    "ان انه انها انهم انهما انني اننا انك بان بانه بانها بانهم بانهما بانني باننا انما بالقول قائلا قايلا قايله بقوله بقولها بقولهم"
)
"""What is said begins after one of these."""
ADVERBS = words(
    "ايضا كذلك بدوره بدورها رسميا لاحقا سابقا مجددا حينها انذاك ضمنيا علنا امس ثم مره اخري مرارا صراحه اليوم قد به بها انفا حديثا مؤخرا عنه عنها"
    " كتابه هاتفيا شخصيا فيه فيها فورا بعدها قبلها مساء صباح"
)
_PREPOSITIONS = words("في خلال عبر علي من عقب بعد قبل اثناء لدي امام حول مع منذ بحسب وفق حسب اثر ضمن")
_BEFORE = words(
    "كان كانت وكان وكانت كانا كانوا وكانوا ان وان لكن ولكن اما فان الا بينما فيما حين حيث بعدما ولكن فيما و فيما انه هو هي"
)
_TO_SOMEONE = words("ابلغ اخبر اخطر اتهم ناشد طالب دعا حث وصف انتقد هدد حمل حذر")
"""Verbs whose object, a person, may stand right behind the subject."""
SPAN_BEFORE = 14
"""Tokens in which a subject before its verb is looked for."""
MAX_SKIP = 16


def subject_after(doc: Document, at: int, limit: int, cue: Cue) -> tuple[Speaker | None, int]:
    """The subject behind a verb, over adverbials and what stands between dashes; and the token after it.

    وقال في بيان الناطق …; وأعلن -أمس- الجيش …; أضاف أن … has none.
    """
    tokens = doc.tokens
    stop = min(limit, at + MAX_SKIP)
    skipped = False
    while at < stop:
        token = tokens[at]
        norm = token.norm
        if norm in OPENERS or norm == ":":
            return None, at
        if token.kind == "mark":
            if norm in ("-", "("):
                closing = _closing(doc, at, min(limit, at + 14), "-" if norm == "-" else ")")
                if closing:
                    at = closing
                    continue
                return None, at
            if norm in "\"'":
                speaker = speaker_at(doc, at, limit)
                if speaker is not None and _agrees(speaker, cue):
                    return speaker, speaker.end
                return None, at
            if norm in ("،", ",") and skipped:
                at += 1
                continue
            return None, at
        if norm in ADVERBS or norm in TIMES or token.kind == "number":
            at += 1
            skipped = True
            continue
        if norm in _PREPOSITIONS or (
            norm[:1] in "لب" and len(norm) > 4 and (norm.startswith(("لل", "بال")) or bare(norm[1:]) in _AUDIENCE)
        ):
            if norm in ("عن", "علي", "من") and not skipped and norm != "في":
                return None, at
            end = (
                noun_phrase(doc.tokens, at + 1, limit, longest=6)
                if norm in _PREPOSITIONS
                else noun_phrase(doc.tokens, at, limit, longest=6)
            )
            at = max(end, at + 1)
            skipped = True
            continue
        if norm == "ل" or norm == "لـ":
            at += 2
            skipped = True
            continue
        speaker = speaker_at(doc, at, limit, apposed=cue.lemma not in _TO_SOMEONE)
        if speaker is None or not _agrees(speaker, cue):
            return None, at
        return speaker, over_adverbials(doc, speaker.end, limit)
    return None, at


_AUDIENCE = words(
    "وكاله وكالات قناه صحيفه صحفيين صحافيين اذاعه موقع شبكه تلفزيون الجزيره رويترز بي الاناضول فرانس راديو مراسل"
)


def over_adverbials(doc: Document, at: int, limit: int) -> int:
    """The token behind times and prepositional phrases: قال الوزير | في بيان أمس | إن."""
    tokens = doc.tokens
    stop = min(limit, at + MAX_SKIP)
    while at < stop:
        token = tokens[at]
        norm = token.norm
        if norm in ADVERBS or norm in TIMES or token.kind == "number" or norm in ("،", ","):
            at += 1
        elif norm in ("-", "("):
            closing = _closing(doc, at, min(limit, at + 14), "-" if norm == "-" else ")")
            if not closing:
                return at
            at = closing
        elif norm in ("في", "خلال", "عبر", "لدي", "مساء", "صباح", "علي", "من") and at + 1 < limit:
            if norm in ("علي", "من") and tokens[at + 1].norm in OPENERS:
                return at
            at = noun_phrase(tokens, at + 1, limit, longest=6)
        elif norm.startswith(("لل", "لوكال", "لقنا", "لصحيف", "لاذاع", "لشبك")) and len(norm) > 4:
            at = noun_phrase(tokens, at, limit, longest=6)
        elif norm == "ل" and at + 1 < limit:
            at += 2
        else:
            return at
    return at


def _agrees(speaker: Speaker, cue: Cue) -> bool:
    """No masculine verb before a feminine noun (طالب | الحكومة is elliptic), no feminine one before a man's title."""
    if cue.kind in (CueKind.ACCORDING, CueKind.ACCORDING_LAM, CueKind.PASSING, CueKind.NOUN):
        return True
    if cue.plural:
        return False  # قالوا: a plural verb follows its subject
    if speaker.feminine and not cue.feminine:
        return False
    return not (cue.feminine and speaker.key in TITLES and not speaker.feminine and speaker.key not in _PLURAL_TITLES)


_PLURAL_TITLES = words("شيوخ مسؤولون مصادر ايه حجه")


def _closing(doc: Document, at: int, limit: int, mark: str) -> int:
    for index in range(at + 1, limit):
        if doc.tokens[index].norm == mark:
            return index + 1
    return 0


def opens_speech(doc: Document, at: int, limit: int, cue: Cue) -> bool:
    """Whether what is said begins here or a few words on: أن، إلى أن، عن، a colon, a quotation, a noun of doing."""
    tokens = doc.tokens
    if at < limit and tokens[at].norm in ("،", ","):  # وذكر سامي، مدير البلدية في …، أن
        for index in range(at + 1, min(limit, at + 30)):
            if tokens[index].norm in OPENERS and tokens[index - 1].norm in ("،", ","):
                return True
    stop = min(limit, at + 9)
    for index in range(at, stop):
        norm = tokens[index].norm
        if norm in OPENERS or norm in (":", '"'):
            return True
        if norm == "عن" and cue.lemma in _ABOUT:
            return True
        if index == at and norm[:1] == "ب" and cue.lemma in _WITH_BA and (norm[1:] in DEEDS or len(norm) > 4):
            return True
        if norm in ("عن", "الي", "علي", "من", "في") and index == at:
            if norm == "عن" or cue.lemma in _WITH_PREPOSITION:
                return True
        if (
            cue.kind is CueKind.EVENT
            and index <= at + 1
            and (norm in DEEDS or bare(norm) in DEEDS or (norm[:1] == "ب" and norm[1:] in DEEDS))
        ):
            return True
        if cue.lemma in _WITH_OBJECT and index == at and tokens[index].kind == "word":
            return True
        if norm in (".", "؟", "؛") or (index > at + 1 and is_verb_like(norm) and norm not in cues()):
            return False
    return False


_ABOUT = words("اعرب عبر تحدث كشف اعلن")
_WITH_BA = words("اعترف اقر تعهد هدد لوح رحب وعد")
_WITH_PREPOSITION = words("اكد لمح دعا تطرق تحدث شدد حذر اعرب عبر اشار لفت نوه خلص نبه المح اقر اعترف شكك علق")
_WITH_OBJECT = words(
    "طالب دعا حمل هدد اعتبر وصف سجل نشر بث اورد ابلغ حذر شدد قدر احصي توقع رجح برر انتقد تبني عزي اعلن اكد كشف وثق رصد"
)


def subject_before(doc: Document, sentence: Sentence, verb: int, cue: Cue, prefix: str) -> Speaker | None:
    """The subject that stands before its verb: كان المتحدث قد صرح; لكن الصحيفة نقلت; مصدر أمني أفاد."""
    if prefix:  # وقال: a new clause, whose subject would stand behind it
        return None
    tokens = doc.tokens
    low = max(sentence.first, verb - SPAN_BEFORE)
    start = verb - 1
    while start >= low:
        norm = tokens[start].norm
        if norm in _BEFORE or tokens[start].norm in ("،", "؛", ":", ".", "«", ")"):
            start += 1
            break
        start -= 1
    else:
        start = low
        if low != sentence.first:
            return None
    while start < verb and tokens[start].norm in ("و", "-"):
        start += 1
    if start >= verb:
        return None
    skip = 0
    norm = tokens[start].norm
    if norm.startswith("وال") and len(norm) > 5:
        skip = 1
    speaker = speaker_at(doc, start, verb, skip=skip)
    if speaker is None:
        return None
    gap = speaker.end
    while gap < verb and (tokens[gap].norm in ADVERBS or tokens[gap].norm in TIMES or tokens[gap].kind == "mark"):
        gap += 1
    if gap < verb and tokens[gap].norm in ("في", "من", "عن", "الذي", "التي", "الذين"):
        if any(is_verb_like(tokens[i].norm) for i in range(gap + 1, verb)):
            return None
        gap = verb
    return speaker if gap == verb else None
