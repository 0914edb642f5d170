"""Speech words in a sentence with the speaker that each governs, before it is asked whether what is said matters."""

from __future__ import annotations

from dataclasses import dataclass

from rasid.analyse.cue_subject import ADVERBS, OPENERS, opens_speech, over_adverbials, subject_after, subject_before
from rasid.analyse.document import Document, Sentence
from rasid.analyse.noun_phrase import is_definite
from rasid.analyse.speaker_kind import known_word
from rasid.analyse.speakers import Speaker, account, speaker_at
from rasid.lexicon.cues import Cue, CueKind, cues, documents
from rasid.model import Act, SpeakerKind
from rasid.text.function_words import TIMES, words

NEGATIONS = words("لم لا لن ليس ولم ولا ولن دون")
_WHAT = words("ما لما كما بما عما مما حسبما وفقما فيما ولما وكما الذي التي")
"""Before a verb with an object pronoun (ما ذكرته الوزارة)."""
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


_CAUTIONED = "حذر"
_CAUTIOUS = words("هدوء هدوءا بهدوء الهدوء ترقب ترقبا صمت صمتا تفاؤل تفاؤلا")
"""What is cautious, حذِر, and no warning, حذّر: هدوء حذر."""


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
        if before in NEGATIONS or (cue.lemma == _CAUTIONED and before in _CAUTIOUS):
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
            after = over_adverbials(doc, speaker.end, sentence.last)
            if not opens_speech(doc, after, sentence.last, cues()[word]):
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
        bool(prefix) or index == sentence.first or preceding in _CLAUSE or preceding in ADVERBS or preceding in TIMES
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
    opened = opens_speech(doc, after, limit, cue) or (
        speaker is not None and preceding in _WHAT and preceding not in ("الذي", "التي")
    )
    if cue.kind is CueKind.THAT and not opened:
        return None
    if cue.kind is CueKind.EVENT and not opened and not cue.bound:
        return None
    return Found(index, prefix, cue, speaker, after, opened, before)


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
    if speaker is None or not opens_speech(doc, after, limit, cue):
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
    after = over_adverbials(doc, speaker.end, limit)
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
