"""Who speaks: the noun phrase after or before a speech word, cut into name and role, and the kind of speaker it names."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from rasid.analyse.document import Document, PersonMention
from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like, named_phrase, noun_phrase
from rasid.analyse.speaker_kind import bare, cut, kind_of, known_word, unnamed
from rasid.lexicon.cues import CueKind, cues
from rasid.model import Span, SpeakerKind
from rasid.text.function_words import DEEDS, FUNCTION_WORDS, NUMBERS, PROPER, TIMES, TITLES, words
from rasid.text.normal import fold

# After في these open an adverbial of the speech, not the speaker's place: قال الوزير في بيان.
_OCCASIONS = words(
    "بيان بيانه بيانها بيانهم تصريح تصريحات مؤتمر مؤتمره وقت حديث حديثه مقابله لقاء لقائه رساله كلمه كلمته تغريده تغريدات اتصال تقرير"
    " تقريرها تقريره حوار منشور مقطع تسجيل خطاب خطابه جلسه اجتماع ختام نهايه بدايه معرض هذا ذلك سياق اعقاب تعليق تعليقه رد رده اشاره"
    " مداخله شريط فيديو ساعه اول اخر حين الوقت برقيه بلاغ افاده حسابه صفحته سلسله حصيله"
)
# Words that two speakers may share without being the same.
_EMPTY = FUNCTION_WORDS | words(
    "عام عامه رسمي وطني وطنيه باسم محمد احمد علي عبد الله ابو بن محلي محليه اسراييلي اسراييليه سوري فلسطينيه عراقيه عراقي امني"
)
_ISSUED = words("صادر صدر الصادر اصدره صادره صدرت الصادره")
# What a body counts or compiles: the body is the speaker, not its paper.
_PAPERS = words("حصيله احصاييه احصائيه احصاييات احصائيات احصاء احصاءات بيانات ارقام معطيات")
_LATEST = words("اخر احدث اول")
_OF_PAPERS = words(
    "جديده رسميه اوليه موقته مؤقته حديثه محدثه سابقه اخيره غير نهاييه نهائيه رسمي جديد اولي الاخيره الجديده"
)
# Who compiled it follows these: حصيلة أوردها | المرصد.
_COMPILED = words(
    "اوردها اوردتها اعلنها اعلنتها نشرها نشرتها اصدرها اصدرتها اعدها اعدتها تعدها يعدها جمعها جمعتها قدمها قدمتها وثقها وثقتها ذكرها ذكرتها"
)
# Behind an unnamed source these are whom he told: أفاد مصدر طبي | وكالة الأنباء.
_OUTLETS = words("وكاله قناه صحيفه موقع اذاعه شبكه راديو تلفزيون مجله")
_SELF = words("نفسه نفسها نفسهم ذاته ذاتها عينه")
_BODIES = words(
    "مرصد وكاله لجنه منظمه مكتب بيان شبكه مركز هييه نادي مجلس منسقيه جمعيه مديريه اداره قياده مدير حلف بعثه محكمه"
)
_TO_AUDIENCE = (
    "للصح",
    "للجزير",
    "لوكال",
    "لقنا",
    "لصحيف",
    "لموقع",
    "لاذاع",
    "للانباء اليوم",
    "لرويتر",
    "للبي",
    "للاناضول",
    "لفرانس",
)
_BEFORE_TITLE = words("كبير كبار نفس ذات احد احدي")
_HEARSAY = words("معلومات انباء صور مقاطع لقطات تسجيلات منشورات فيديوهات مشاهد تعليقات")
_NETWORKS = words("تويتر فيسبوك تليغرام تلغرام تيليغرام انستغرام يوتيوب واتساب")
_NOUNS_TOO = words("بيان بينات كاتب طالب طالبان راي")
_SOME = words("عدد عددا بعض احد احدي مجموعه كل جميع")
_GENITIVE = words("في لدي")
_NAMED_HEADS = words("ابو بو ابن بن")
# Ranks and forms of address stand between a role and a name, and belong to neither.
_RANKS = words(
    "اللواء العميد العقيد المقدم الرائد النقيب الملازم الجنرال الفريق المشير السيد السيده الدكتور الدكتوره الشيخ الاستاذ المهندس الميجر الكولونيل القاضي الحاج الامير"
    " اول ركن"
)
# The feminine ending is no sign of gender in these.
_MASCULINE = words(
    "اسامه حمزه خليفه علامه طلحه عكرمه قتاده حذيفه معاويه شحاته عطيه جمعه سلامه حجه خليه عده عرفه بره جماعه"
)


@dataclass(slots=True)
class Speaker:
    """Tokens ``first`` to ``last`` name the speaker; the role is a phrase beside it."""

    first: int
    last: int
    span: Span
    role: Span | None
    kind: SpeakerKind
    named: bool
    """Whether a person's own name stands there."""
    end: int
    """The token after the whole phrase, role and name."""
    key: str
    """Normal form of the head, by which mentions of one speaker are told to be the same."""
    head: str
    """The first word of role or name, without the article."""
    words: frozenset[str]
    """The words of role and name, without the article and without small words."""
    feminine: bool
    plural: bool
    label: str | None = None
    """English name in the actor registry."""
    actor: str | None = None


def speaker_at(doc: Document, index: int, limit: int, *, skip: int = 0, apposed: bool = True) -> Speaker | None:
    """The speaker whose phrase begins at token ``index``, of which the first ``skip`` normal characters are joined
    prepositions (وفقا | لوزارة الصحة). ``apposed``: whether a title without the article right behind a name is its role
    (not after أبلغ، اتهم and the like, whose object it is). None when no noun phrase begins there."""
    tokens = doc.tokens
    opening = tokens[index]
    quoted = opening.kind == "mark" and opening.norm in "\"'" and index + 1 < limit
    if opening.kind == "mark" and not quoted:
        return None
    norm = cut(opening.norm, skip)
    if opening.kind in ("word", "latin") and not _opens(norm):
        return None
    if opening.kind == "number":
        return None
    if (
        bare(norm) == "بيان"
        and index + 3 < limit
        and tokens[index + 1].norm in _ISSUED
        and tokens[index + 2].norm in ("عن", "من")
    ):
        return speaker_at(doc, index + 3, limit)  # بيان صادر عن | مكتب الوزير
    compiled = _compiler(doc, index, limit, norm)
    if compiled is not None:
        return compiled
    end, name = named_phrase(tokens, index, limit, conjoined=True, partitive=norm in _SOME, opening=norm)
    if quoted:
        if end == index + 1:
            return None
        return _make(doc, index + 1, end - 1 if tokens[end - 1].kind == "mark" else end, end, skip=0)
    head = bare(norm)
    titled = (
        head in TITLES
        or head in unnamed()
        or (norm in _SOME | _BEFORE_TITLE and index + 1 < end and bare(tokens[index + 1].norm) in TITLES)
    )
    role: tuple[int, int] | None = None
    if name is not None and tokens[name].norm in _SELF:
        return _make(doc, index, name + 1, name + 1, skip=skip)  # المصدر نفسه
    if name is None and head in unnamed():
        end = next((at for at in range(index + 2, end) if tokens[at].norm in _OUTLETS), end)
    if name is None and titled:
        end, name = _further(doc, index, end, limit)
    if name is not None:
        role = (index, name)
        while role[1] - 1 > role[0] and tokens[role[1] - 1].norm in _RANKS:
            role = (role[0], role[1] - 1)
        while role[1] - 1 > role[0] and tokens[role[1] - 1].kind == "mark" and tokens[role[1] - 1].norm not in "\")'":
            role = (role[0], role[1] - 1)  # the comma between role and name
        while role[1] - 1 > role[0] and tokens[role[1] - 1].norm in _RANKS:
            role = (role[0], role[1] - 1)
        if role[1] - role[0] == 1 and norm in _RANKS:  # العميد سمير: the rank alone is no role
            return _make(doc, index, end, end)
        return _make(doc, name, end, end, role=role)
    if head in _HEARSAY:
        network = _network(doc, end, limit)
        if network is not None:
            return network
    end = _body(doc, index, head, end, limit)
    made = _make(doc, index, end, end, skip=skip)
    if made is not None and not titled:
        _role_after(doc, made, limit, apposed=apposed)
    return made


def _compiler(doc: Document, index: int, limit: int, norm: str) -> Speaker | None:
    """وفق آخر حصيلة أوردها | المرصد · بيانات | وزارة الصحة · حصيلة | للجيش: whose paper it is."""
    tokens = doc.tokens
    at = index
    if norm in _LATEST and at + 1 < limit:
        at += 1
        norm = tokens[at].norm
    if bare(norm) not in _PAPERS:
        return None
    at += 1
    while at < limit and tokens[at].norm in _OF_PAPERS:
        at += 1
    if at + 1 >= limit or tokens[at].kind != "word":
        return None
    if tokens[at].norm in _ISSUED and tokens[at + 1].norm in ("عن", "من"):
        return speaker_at(doc, at + 2, limit) if at + 2 < limit else None
    if tokens[at].norm in _COMPILED:
        return speaker_at(doc, at + 1, limit)
    joined = 1 if tokens[at].norm.startswith("ل") and known_word(cut(tokens[at].norm, 1)) else 0
    if joined or (not is_joined(tokens[at].norm) and known_word(tokens[at].norm)):
        return speaker_at(doc, at, limit, skip=joined)
    return None


def _body(doc: Document, index: int, head: str, end: int, limit: int) -> int:
    """A body goes on over ل (المرصد السوري | لحقوق الإنسان), an unnamed source over بـ and من (مسؤول | بوزارة الداخلية)."""
    tokens = doc.tokens
    if end >= limit or tokens[end].kind != "word":
        return end
    norm = tokens[end].norm
    if head in _BODIES and norm[0] == "ل" and len(norm) > 4 and not norm.startswith(_TO_AUDIENCE):
        return noun_phrase(tokens, end, limit, names=False)
    if tokens[index].norm in unnamed():
        if norm[0] == "ب" and len(norm) > 4 and known_word(norm[1:]):
            return noun_phrase(tokens, end, limit, names=False)
        if norm == "من" and end + 1 < limit and is_definite(tokens[end + 1].norm):
            return noun_phrase(tokens, end + 1, limit, names=False)
    return end


def _network(doc: Document, at: int, limit: int) -> Speaker | None:
    """معلومات منتشرة على "تويتر": what goes round on a network is said by the network."""
    tokens = doc.tokens
    for index in range(at, min(limit, at + 5)):
        if bare(tokens[index].norm) in _NETWORKS:
            return _make(doc, index, index + 1, index + 1)
        if tokens[index].norm in ("مواقع", "منصات", "شبكات", "وسايل") and index + 1 < limit:
            if tokens[index + 1].norm.startswith("التواصل"):
                end = noun_phrase(tokens, index, limit)
                return _make(doc, index, end, end)
        if tokens[index].kind == "mark" and tokens[index].norm not in "\"'(":
            return None
    return None


def _opens(norm: str) -> bool:
    """Whether a speaker's phrase may begin with the word."""
    cue = cues().get(norm)
    if (
        cue is not None
        and cue.kind in (CueKind.SURE, CueKind.EVENT, CueKind.THAT)
        and not cue.bound
        and norm not in _NOUNS_TOO
    ):
        return False  # كما | ذكر مسؤولون
    if (
        norm[-1] == "ا"
        and len(norm) > 3
        and norm[-2] not in "ينهمك"
        and not norm.startswith("ال")
        and norm not in PROPER
    ):
        return norm[:-1] in TITLES or norm in unnamed()  # أن مسؤولا; an object is no speaker: يحمل | عددا
    if (
        norm in FUNCTION_WORDS
        or norm in NUMBERS
        or norm in TIMES
        or (norm in DEEDS and norm not in ("قوات", "عناصر", "بيان"))
    ):
        return False
    if is_definite(norm) and norm[2:] in DEEDS and norm not in ("القوات", "البيان", "المسلحين"):
        return False
    return not is_joined(norm) and not is_verb_like(norm)


def _further(doc: Document, index: int, end: int, limit: int) -> tuple[int, int | None]:
    """A title's phrase goes on over في and بـ (مراسل الإذاعة في حلب سامي كرم), and its name may stand after a comma
    (رئيس الوزراء، سامي كرم،). The end, and where a name begins."""
    tokens = doc.tokens
    at = end
    if at + 1 < limit and tokens[at].norm in _GENITIVE and tokens[at + 1].kind == "word":
        if tokens[at + 1].norm not in _OCCASIONS and tokens[at + 1].norm not in TIMES:
            end, name = named_phrase(tokens, at + 1, limit, names=True, longest=8)
            if tokens[index].norm in unnamed() and not (name is not None and tokens[index].norm.startswith("الم")):
                return (name or end), None  # مصدر في الوزارة; but المسؤول في الوزارة | سامي كرم
            if name is not None:
                return end, name
            at = end
    if at + 1 < limit and tokens[at].norm in ("،", ",", "-") and tokens[at + 1].kind == "word":
        start = at + 1
        while start < limit and tokens[start].norm in _RANKS:
            start += 1
        if (
            start < limit
            and tokens[start].kind == "word"
            and _opens(tokens[start].norm)
            and tokens[start].norm[0] not in "لب"
            and not is_definite(tokens[start].norm)
        ):
            if tokens[start].norm not in TITLES:
                stop = noun_phrase(tokens, start, limit, names=True, longest=5)
                if stop < limit and tokens[stop].norm in ("،", ",", "-", "ان", "انه"):
                    return stop, start
    return end, None


def _role_after(doc: Document, speaker: Speaker, limit: int, *, apposed: bool) -> None:
    """A title behind a name is its role: سامي كرم، وزير الدفاع; سامي كرم المتحدث باسم الجيش."""
    tokens = doc.tokens
    at = speaker.end
    if at < limit and tokens[at].norm in ("،", ",", "-"):
        at += 1
    elif not apposed and at < limit and not is_definite(tokens[at].norm):
        return
    if at < limit and tokens[at].kind == "word" and bare(tokens[at].norm) in TITLES and _opens(tokens[at].norm):
        end = noun_phrase(tokens, at, limit, names=False, conjoined=True)
        speaker.role = doc.tokens_span(at, end)
        kind = kind_of(doc, list(range(at, end)), named=True)
        speaker.kind = speaker.kind if kind is SpeakerKind.OTHER else kind
        speaker.words |= frozenset(bare(tokens[i].norm) for i in range(at, end)) - _EMPTY
        speaker.named = True
        speaker.end = end


def _make(
    doc: Document, first: int, last: int, end: int, *, role: tuple[int, int] | None = None, skip: int = 0
) -> Speaker | None:
    tokens = doc.tokens
    if first >= last:
        return None
    start = doc.aligned.span(tokens[first].a + skip, tokens[first].b).start
    span = Span(start, tokens[last - 1].end)
    named = role is not None or (bare(cut(tokens[first].norm, skip)) in _RANK_STEMS and last - first > 1)
    indices = [*(range(*role) if role else ()), *range(first, last)]
    kind = kind_of(doc, list(range(*role)), named=True) if role else SpeakerKind.OTHER
    if kind is SpeakerKind.OTHER:
        kind = kind_of(doc, indices, named=named, skip=0 if role else skip)
    head = cut(tokens[role[0] if role else first].norm, 0 if role else skip)
    plural = head.endswith(("ون", "ين")) and len(head) > 4
    feminine = head.endswith("ه") and head not in _MASCULINE and not named
    return Speaker(
        first=first,
        last=last,
        span=span,
        role=doc.tokens_span(*role) if role else None,
        kind=kind,
        named=named,
        end=end,
        key=_key(doc, first, last, head, named=named),
        head=bare(head),
        words=frozenset(bare(tokens[index].norm) for index in indices if tokens[index].kind == "word") - _EMPTY,
        feminine=feminine,
        plural=plural,
    )


def _key(doc: Document, first: int, last: int, head: str, *, named: bool) -> str:
    """A person is told by the last name, a body by its head; unnamed sources are the same only when all words are."""
    if named:
        return bare(doc.tokens[last - 1].norm)
    if head in unnamed() and not is_definite(head):
        return " ".join(token.norm for token in doc.tokens[first:last])
    return bare(head)


def introductions(doc: Document) -> dict[str, Speaker]:
    """Where persons are introduced with a title, by the words of their names: what a surname alone later points to."""
    out: dict[str, Speaker] = {}
    at, tokens = 0, doc.tokens
    for sentence in doc.sentences:
        at = sentence.first
        while at < sentence.last:
            if tokens[at].kind == "word" and bare(tokens[at].norm) in TITLES:
                speaker = speaker_at(doc, at, sentence.last)
                if speaker is not None and speaker.role is not None:
                    if speaker.kind is not SpeakerKind.OTHER:
                        for index in range(speaker.first, speaker.last):
                            if len(tokens[index].norm) > 2 and tokens[index].norm not in _EMPTY:
                                out.setdefault(tokens[index].norm, speaker)
                    at = max(at + 1, speaker.end)
                    continue
            at += 1
    return out


def adopt(doc: Document, speaker: Speaker, person: PersonMention) -> None:
    """Takes over from the reader of persons what it knows better: the whole name, where role and name meet."""
    tokens = doc.tokens
    mine, theirs = speaker.span, person.span
    if tokens[person.first].norm in cues() or tokens[speaker.first].norm in _KIN:
        return
    role = person.role if person.role is not None and bare(fold(person.role.of(doc.text))) not in _RANK_STEMS else None
    wider = theirs.covers(mine) and len(theirs) > len(mine)
    cut_after = theirs.start == mine.start and person.last < speaker.last and bare(tokens[person.last].norm) in TITLES
    if cut_after and role is None:  # معمر تيركر | محافظ الإقليم
        role = doc.tokens_span(person.last, speaker.last)
    if not wider and not cut_after and (role is None or (mine.covers(theirs) and speaker.role is not None)):
        return
    speaker.span, speaker.named = theirs, True
    speaker.first, speaker.last = person.first, person.last
    speaker.key = bare(tokens[person.last - 1].norm)
    if role is not None:
        speaker.role = role
        first = bisect_left(tokens, role.start, key=lambda token: token.start)
        last = bisect_left(tokens, role.end, lo=first, key=lambda token: token.start)
        kind = kind_of(doc, list(range(first, last)), named=True) if first < last else SpeakerKind.OTHER
        if kind is not SpeakerKind.OTHER:
            speaker.kind = kind
        speaker.words |= frozenset(bare(tokens[index].norm) for index in range(first, last)) - _EMPTY


_KIN = words("والد والده والدته شقيق شقيقه زوجه زوج نجل ابن ابنه ارمله عايله اسره اخ اخت عم خال جد مكتب")


def account(doc: Document, first: int, last: int) -> Speaker:
    """The account that posted, whose name is the tokens ``first`` to ``last``: an outlet by its words, else social media."""
    kind = kind_of(doc, list(range(first, last)), named=True)
    return Speaker(
        first=first,
        last=last,
        span=doc.tokens_span(first, last),
        role=None,
        kind=SpeakerKind.SOCIAL_MEDIA if kind is SpeakerKind.OTHER else kind,
        named=True,
        end=last,
        key=doc.tokens[last - 1].norm,
        head=doc.tokens[first].norm,
        words=frozenset(token.norm for token in doc.tokens[first:last]),
        feminine=False,
        plural=False,
    )


_RANK_STEMS = frozenset(bare(word) for word in _RANKS)
