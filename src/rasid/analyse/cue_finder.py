"""Speech words in a sentence with the speaker that each governs, before it is asked whether what is said matters."""

from __future__ import annotations

from dataclasses import dataclass

from rasid.analyse.document import Document, Sentence
from rasid.analyse.noun_phrase import is_definite, is_verb_like, noun_phrase
from rasid.analyse.speaker_kind import bare, known_word
from rasid.analyse.speakers import Speaker, account, speaker_at
from rasid.lexicon.cues import Cue, CueKind, cues, documents
from rasid.model import Act, SpeakerKind
from rasid.text.function_words import DEEDS, TIMES, TITLES, words

NEGATIONS = words("لم لا لن ليس ولم ولا ولن دون")
OPENERS = words(
    "ان انه انها انهم انهما انني اننا انك بان بانه بانها بانهم بانهما بانني باننا انما بالقول قائلا قايلا قايله بقوله بقولها بقولهم"
)
"""What is said begins after one of these."""
_WHAT = words("ما لما كما بما عما مما حسبما وفقما فيما ولما وكما الذي التي")
"""Before a verb with an object pronoun (ما ذكرته الوزارة)."""
_ADVERBS = words(
    "ايضا كذلك بدوره بدورها رسميا لاحقا سابقا مجددا حينها انذاك ضمنيا علنا امس ثم مره اخري مرارا صراحه اليوم قد به بها انفا حديثا مؤخرا عنه عنها"
    " كتابه هاتفيا شخصيا فيه فيها فورا بعدها قبلها مساء صباح"
)
_PREPOSITIONS = words("في خلال عبر علي من عقب بعد قبل اثناء لدي امام حول مع منذ بحسب وفق حسب اثر ضمن")
_BEFORE = words(
    "كان كانت وكان وكانت كانا كانوا وكانوا ان وان لكن ولكن اما فان الا بينما فيما حين حيث بعدما ولكن فيما و فيما انه هو هي"
)
_CLAUSE = words(
    "كما فيما بينما حيث حين وقد قد كان كانت وكان وكانت جانبه جانبها جهته جهتها جهه ناحيته ناحيتها لكن ولكن المقابل ثم الذي التي الذين ما لما بما مما عما"
) | set('،؛:-")(.…')
"""Before a verb that opens its clause."""
_MISTAKABLE = words(
    "بين عبر نشر رصد سجل ذكر نفي طالب حمل وصف توقع قدر كشف علق ختم زاد تحمل يحمل تهدد تعتبر يعتبر تعز يري تري بث كتب تزيد يزيد تقدر توقع توثيق اعاد حث"
    " تعبر يعبر تشدد تخبر تقر تواصل تابع واصل تعيد تعلق تظهر يظهر اظهر تنشر تبث تسجل وثق دعا دعوا تمضي حكي عبرت حملت وصفت سجلت تجدد جدد تكشف تتوقع تعلن تحذر تبين يبين"
)
"""Forms that are oftener a noun, a preposition or the verb of a relative clause: only at the head of a clause."""
_NO_SPEAKER = words("تغطيه عاجل شاهد صور فيديو متابعه تقرير خبر مصدر الصوره المصدر قسم كتب")
_TO_SOMEONE = words("ابلغ اخبر اخطر اتهم ناشد طالب دعا حث وصف انتقد هدد حمل حذر")
"""Verbs whose object, a person, may stand right behind the subject."""
_GLUING = words("قال قالت اعلن اعلنت اكد اكدت افاد افادت ذكر ذكرت")
_TOLD = words("اعلن ذكر اورد كشف اكد نقل")
_NO_WORD = words("توقيت نتائج قانون دستور اتفاق اتفاقيه خطه معايير شريعه طلب حاجه ظروف عاده قرار مرسوم ماده")
"""By these one goes, but they say nothing: بحسب التوقيت المحلي."""
_SAYING = words("قول زعم تعبير راي وصف")
_HAD = words("قد كان كانت وكان وكانت كانوا")
_WORDS = words("قوله قولها قولهم القول تصريحات تصريح ان انه انها")
_ISSUED = words("صادر صدر اصدره اصدرته نشره نشرته بثه بثته")
_BETWEEN = words("بين عبر تعبر يعبر")
_IMPERSONAL = words("يذكر يشار يعتقد يقال يتوقع يقدر تبين اتضح يري يعتبر تعتبر يكشف يزعم ذكر يفيد يظهر")
"""Without a subject these name no speaker: يذكر أن …"""
_SPEECH_OBJECTS = words("مقتل اصابه مسؤوليته مسؤوليتها مسؤوليتهم مسؤوليه سقوط وقوع استشهاد ارتفاع")
SPAN_BEFORE = 14
"""Tokens in which a subject before its verb is looked for."""
MAX_SKIP = 16


@dataclass(slots=True)
class Found:
    """One speech word. ``speaker`` is None when the verb has no subject of its own in the sentence."""

    at: int
    prefix: str
    cue: Cue
    speaker: Speaker | None
    after: int
    """The token after the cue and what belongs to it: where what is said may begin."""
    opened: bool
    """Whether an opener (أن، a colon, a quotation) or a noun of doing follows."""
    before: bool = False
    """Whether the subject stands before the verb."""
    length: int | None = None
    """Normal letters of the cue, when the speaker is written together with it."""


def find(doc: Document, sentence: Sentence) -> list[Found]:
    """The speech words of one sentence, from left to right."""
    tokens, known = doc.tokens, cues()
    out: list[Found] = []
    covered = sentence.first
    for index in range(sentence.first, sentence.last):
        token = tokens[index]
        if token.kind != "word" or index < covered:
            continue
        prefix, cue = "", known.get(token.norm)
        if cue is None and len(token.norm) > 3 and token.norm[0] in "وف":
            prefix, cue = token.norm[0], known.get(token.norm[1:])
        if cue is None:
            glued = _glued(doc, sentence, index)
            if glued is not None:
                out.append(glued)
                covered = glued.after
            continue
        before = tokens[index - 1].norm if index > sentence.first else ""
        if before in NEGATIONS:
            continue
        found = _read(doc, sentence, index, prefix, cue)
        if found is not None and cue.bound and before not in _WHAT:
            # حصيلة أعلنها الجيش: a relative clause without a pronoun, believed only of plain speakers
            if found.speaker is None or found.speaker.kind is SpeakerKind.OTHER or cue.lemma not in _TOLD:
                found = None
        if found is not None:
            out.append(found)
            if found.speaker is not None and not found.before:
                covered = found.speaker.end
    post = _post(doc, sentence)
    if post is not None:
        out.append(post)
    colon = _headline(doc, sentence)
    if colon is not None and not any(found.at < colon.after for found in out):
        out.insert(0, colon)
    return out


def _glued(doc: Document, sentence: Sentence, index: int) -> Found | None:
    """A speech word whose space was lost: أعلنتكتائب الفجر أن …"""
    norm = doc.tokens[index].norm
    if len(norm) < 7:
        return None
    shift = 1 if norm[0] in "وف" else 0
    for length in (6, 5, 4, 3):
        word, rest = norm[shift : shift + length], norm[shift + length :]
        if word in _GLUING and len(rest) > 2 and known_word(rest):
            speaker = speaker_at(doc, index, sentence.last, skip=shift + length)
            if speaker is None:
                return None
            after = _over_adverbials(doc, speaker.end, sentence.last)
            if not _opened(doc, after, sentence.last, cues()[word]):
                return None
            return Found(index, norm[:shift], cues()[word], speaker, after, True, length=length)
    return None


def _read(doc: Document, sentence: Sentence, index: int, prefix: str, cue: Cue) -> Found | None:
    tokens, limit = doc.tokens, sentence.last
    match cue.kind:
        case CueKind.ACCORDING | CueKind.ACCORDING_LAM:
            return _according(doc, sentence, index, prefix, cue)
        case CueKind.PASSING:
            return _passed_on(doc, sentence, index, prefix, cue)
        case CueKind.STANDING:
            return _standing(doc, index, limit, prefix, cue)
        case CueKind.PARTICIPLE:
            return Found(index, prefix, cue, None, index + 1, True)
        case CueKind.NOUN:
            return _noun(doc, index, limit, prefix, cue)
    preceding = tokens[index - 1].norm if index > sentence.first else ""
    starts = (
        bool(prefix) or index == sentence.first or preceding in _CLAUSE or preceding in _ADVERBS or preceding in TIMES
    )
    if not starts and tokens[index].norm in _MISTAKABLE:
        return None
    speaker, after = subject_after(doc, index + 1, limit, cue)
    if preceding in _HAD and not cue.bound:  # كان الناطق قد توعد | المدينة
        earlier = subject_before(doc, sentence, index, cue, prefix)
        if earlier is not None:
            return Found(index, prefix, cue, earlier, index + 1, True, True)
    if tokens[index].norm in _BETWEEN and (after >= limit or tokens[after].norm not in OPENERS | {"عن"}):
        return None
    if speaker is None and tokens[index].norm in _IMPERSONAL:
        return None
    before = False
    if speaker is None and not cue.bound:
        speaker = subject_before(doc, sentence, index, cue, prefix)
        before = speaker is not None
    opened = _opened(doc, after, limit, cue) or (
        speaker is not None and preceding in _WHAT and preceding not in ("الذي", "التي")
    )
    if cue.kind is CueKind.THAT and not opened:
        return None
    if cue.kind is CueKind.EVENT and not opened and not cue.bound:
        return None
    return Found(index, prefix, cue, speaker, after, opened, before)


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
        if norm in _ADVERBS or norm in TIMES or token.kind == "number":
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
        return speaker, _over_adverbials(doc, speaker.end, limit)
    return None, at


_AUDIENCE = words(
    "وكاله وكالات قناه صحيفه صحفيين صحافيين اذاعه موقع شبكه تلفزيون الجزيره رويترز بي الاناضول فرانس راديو مراسل"
)


def _over_adverbials(doc: Document, at: int, limit: int) -> int:
    """The token behind times and prepositional phrases: قال الوزير | في بيان أمس | إن."""
    tokens = doc.tokens
    stop = min(limit, at + MAX_SKIP)
    while at < stop:
        token = tokens[at]
        norm = token.norm
        if norm in _ADVERBS or norm in TIMES or token.kind == "number" or norm in ("،", ","):
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


def _opened(doc: Document, at: int, limit: int, cue: Cue) -> bool:
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
    while gap < verb and (tokens[gap].norm in _ADVERBS or tokens[gap].norm in TIMES or tokens[gap].kind == "mark"):
        gap += 1
    if gap < verb and tokens[gap].norm in ("في", "من", "عن", "الذي", "التي", "الذين"):
        if any(is_verb_like(tokens[i].norm) for i in range(gap + 1, verb)):
            return None
        gap = verb
    return speaker if gap == verb else None


def _according(doc: Document, sentence: Sentence, index: int, prefix: str, cue: Cue) -> Found | None:
    """بحسب وزارة الصحة; وفقا للشرطة; what follows ما has a verb of its own (وفق ما ذكرته الوزارة)."""
    tokens, limit = doc.tokens, sentence.last
    at = index + 1
    if at >= limit:
        return None
    skip = 0
    norm = tokens[at].norm
    if norm in _WHAT or norm.startswith("لما"):
        return None
    if norm in _SAYING and at + 1 < limit:  # حسب قول | الشرطة
        at += 1
        norm = tokens[at].norm
    if cue.kind is CueKind.ACCORDING_LAM:
        if norm == "ل" and at + 1 < limit:
            at += 1
        elif norm.startswith("لل") or (norm.startswith("ل") and len(norm) > 3):
            skip = 1
        else:
            return None
    speaker = speaker_at(doc, at, limit, skip=skip)
    if speaker is None or speaker.head in _NO_WORD:
        return None
    return Found(index, prefix, cue, speaker, speaker.end, True)


def _passed_on(doc: Document, sentence: Sentence, index: int, prefix: str, cue: Cue) -> Found | None:
    """نقلت وكالة عن مصدر: the source speaks; نقلت القناة أن: the outlet does."""
    tokens, limit = doc.tokens, sentence.last
    for at in range(index + 1, min(limit, index + 16)):
        norm = tokens[at].norm
        if norm in OPENERS or norm in (".", ":"):
            break
        if norm == "عن" or (norm == "الي" and cue.lemma == "نسب"):
            nxt = at + 1
            if nxt < limit and tokens[nxt].norm in ("هذا", "هذه", "احد", "بعض", "عدد"):
                nxt += 1
                if nxt < limit and tokens[nxt].norm == "من":
                    nxt += 1
            if nxt >= limit:
                return None
            speaker = speaker_at(doc, nxt, limit)
            if speaker is None:
                return None
            if cue.lemma == "نسب" and not any(
                tokens[i].norm in _WORDS for i in range(speaker.end, min(limit, speaker.end + 6))
            ):
                return None  # هجوم نسب إلى | الحركة: a deed, not a word
            return Found(index, prefix, cue, speaker, speaker.end, True)
    if cue.lemma == "نقلا":
        return None
    speaker, after = subject_after(doc, index + 1, limit, cue)
    if speaker is None or not _opened(doc, after, limit, cue):
        if cue.bound and speaker is not None:
            return Found(index, prefix, cue, speaker, after, True)
        return None
    return Found(index, prefix, cue, speaker, after, True)


def _standing(doc: Document, index: int, limit: int, prefix: str, cue: Cue) -> Found | None:
    """جاء في بيان للوزارة أن: the ministry; جاء في البيان: whose it was, the speaker before."""
    tokens = doc.tokens
    if index + 3 >= limit or tokens[index + 1].norm not in ("في", "ضمن") or tokens[index + 2].norm not in documents():
        return None
    at = index + 3
    speaker = None
    norm = tokens[at].norm
    if norm in _ISSUED and at + 2 < limit:
        speaker = speaker_at(doc, at + 2, limit)
    elif norm.startswith("لل") or (norm.startswith("ل") and len(norm) > 3 and norm not in OPENERS):
        speaker = speaker_at(doc, at, limit, skip=1)
    elif not is_definite(tokens[index + 2].norm) and tokens[at].kind == "word":
        speaker = speaker_at(doc, at, limit)
    return Found(index, prefix, cue, speaker, speaker.end if speaker else at, True)


def _noun(doc: Document, index: int, limit: int, prefix: str, cue: Cue) -> Found | None:
    """إعلان الجيش مقتل …; اتهام واشنطن لطهران: a known speaker behind the noun, then an opener or a noun of doing."""
    at = index + 1
    if at >= limit or doc.tokens[at].kind != "word":
        return None
    speaker = speaker_at(doc, at, limit)
    if speaker is None or not (is_definite(doc.tokens[at].norm) or speaker.kind is not SpeakerKind.OTHER):
        return None
    after = _over_adverbials(doc, speaker.end, limit)
    if after < limit:
        norm = doc.tokens[after].norm
        if (
            norm in OPENERS
            or norm in _SPEECH_OBJECTS
            or norm == "عن"
            or (cue.lemma == "اتهام" and doc.tokens[after].kind == "word")
        ):
            return Found(index, prefix, cue, speaker, after, True)
    return None


def _headline(doc: Document, sentence: Sentence) -> Found | None:
    """وزارة الصحة: ارتفاع الحصيلة …: a speaker before a colon at the head of a sentence."""
    tokens = doc.tokens
    first = sentence.first
    while first < sentence.last and tokens[first].kind in ("mark", "other"):
        first += 1
    if first >= sentence.last or tokens[first].kind not in ("word", "latin"):
        return None
    speaker = speaker_at(doc, first, min(sentence.last, first + 12))
    if speaker is None or speaker.end >= sentence.last or tokens[speaker.end].norm != ":":
        return None
    if tokens[first].norm in _NO_SPEAKER or speaker.kind is SpeakerKind.OTHER:
        return None
    return Found(speaker.end, "", HEADLINE, speaker, speaker.end + 1, True)


def _post(doc: Document, sentence: Sentence) -> Found | None:
    """— اسم الحساب (@account) …: an embedded post, whose account speaks in the words before it."""
    tokens = doc.tokens
    for index in range(sentence.first, min(sentence.last, sentence.first + 60)):
        if tokens[index].norm != "@" or tokens[index - 1].norm != "(":
            continue
        start = index - 2
        while start >= sentence.first and doc.text[tokens[start].start] != "—" and index - start < 14:
            start -= 1
        if start < sentence.first or tokens[start].norm != "-" or start + 1 >= index - 1:
            return None
        return Found(start, "", HEADLINE, account(doc, start + 1, index - 1), index + 2, True)
    return None


HEADLINE = Cue("", CueKind.ACCORDING, Act.STATES)
