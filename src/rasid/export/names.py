"""Names of victims and witnesses, covered before records leave the store.

Covered are names of private persons, wherever they stand in what is exported:
- those harmed: the words for whom a casualty claim counts, or of a target, where a person is named there;
- those who speak as witnesses, relatives or unnamed sources, where a name is given all the same;
- the same name, and a surname that stands alone, elsewhere in the report.
A person who has an entry in the actor registry is public and is not covered; nor are bodies, forces and descriptions
(طفل في الرابعة، الجندي الأمريكي). When it is not plain whether a word is a name, it is covered.

Each letter of a name becomes █, so that the offsets of every record still hold in the covered text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

import msgspec

from rasid.lexicon.harm import harm
from rasid.model import Analysis, Argument, Evidence, Mention, Report, Role, Span, SpeakerKind, Statement
from rasid.text.clitics import has_article, readings
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, QUANTIFIERS, TIMES, TITLES, words
from rasid.text.normal import align, fold
from rasid.text.tokens import Token, tokenize

COVER = "█"
_S = TypeVar("_S", bound=msgspec.Struct)

PRIVATE_SPEAKERS = frozenset({SpeakerKind.WITNESS, SpeakerKind.FAMILY, SpeakerKind.ANONYMOUS})
# After these a name follows without an article: والد مايكل براون, زعيم فلان.
_OF_SOMEBODY = words(
    "والد والده ابن ابنه ابنته ابنها ابنهما شقيق شقيقه شقيقته اخ اخو اخوه اخي اخت زوج زوجه زوجته زوجها زوجي عم عمه خال خاله"
    " جد جده حفيد حفيده قريب قريبه ارمله خطيب خطيبه صديق زميل زميله زميلها مرافق نجل نجله ام اب ابي والدي"
    " اخيه اخيها اخوها اخوه طليقته المدعو"
)
# Heads of bodies and of people without names; what follows them names no person.
_BODIES = words(
    "مصدر مصادر قوات قوه حزب حركه جيش لواء كتيبه كتايب فرقه فوج سريه مجموعه ميليشيا مليشيا ميليشيات جماعه تنظيم فصيل فصايل"
    " قبيله عشيره عايله اسره وفد طاقم فريق وكاله صحيفه قناه شبكه منظمه وزاره هييه لجنه مجلس اهالي سكان ذوو ذوي افراد عناصر"
    " مصدرا مصادرنا مسيول مسيولون مسيولين نفس ذات احدهم القراصنه وسايل مواقع تقارير انباء معلومات موظفون سلسله اللواء الكتيبه الفرقه وحده وحدات حرس شرطه جهاز اجهزه دوريه"
)
_ADJECTIVES = words(
    "اخر اخري اخرين اخرون الاخر الاخرين الاخري عسكري عسكريه امني امنيه محلي محليه ميداني ميدانيه اسلامي اسلاميا حكومي حكوميه رسمي"
    " رسميه طبي طبيه مجهول مجهوله مجهولين عيان العيان مسن مسنه صغير صغيره كبير كبيره اعزل الاعزل الاسود اسود اجنبي اجنبيه كردي كرديه"
    " عربي عربيه بارز بارزه البارز الاول الاولي الثاني الثانيه الثالث الثالثه الرابع الخامس السادس السابع الثامن ثاني ثالث رابع"
    " خامس سادس سابع ثامن تاسع عاشر الاصغر الاكبر اصغر اكبر سابق سابقه السابق السابقه رفيع المستوي الرتبه عاما عام سنوات سنه اعوام عمره عمرها"
    " المصاب المصابه القتيل القتيله الضحيه الضحايا القتلي الشهيد الشهيده الشهداء المحرر المحرره المنطقه البلده القريه المدينه الحي"
)
# Names as well as words: رائد محمد is a man, رائد في الجيش a rank; عمر is nearly always a man, in عمر عربي too.
_ALSO_NAMES = words("رائد شهيد سيد طالب مقدم عميد مجاهد مصري عربي تركي صبري هندي")
_RATHER_NAMES = words("علي عمر امير رفيق فارس عماد امين")
_OWNERS = ("هما", "ها", "هم", "نا", "ه")


@cache
def _describes(norm: str) -> bool:
    """Whether a word describes people rather than naming one."""
    if any(norm in known for known in (FUNCTION_WORDS, NUMBERS, QUANTIFIERS, TIMES, _ADJECTIVES)):
        return True
    if any(stem in known for _, stem in readings(norm) for known in (TITLES, _BODIES, _OF_SOMEBODY)):
        return True
    for owner in _OWNERS:
        owned = norm.removesuffix(owner)
        if owned != norm and (owned in _BODIES or (owned.endswith("ت") and owned[:-1] + "ه" in _BODIES)):
            return True
    found = harm().word(norm)
    return found is not None and (found[1].person or found[1].national or found[1].victim is not None)


def _is_function(token: Token, text: str) -> bool:
    """Whether it is a small word at which a name ends; علي is a man, على a preposition."""
    if token.norm == "علي":
        return text[token.start : token.end].endswith("ى")
    return token.norm in FUNCTION_WORDS


def _definite(norm: str) -> bool:
    return any(has_article(prefix) for prefix, _ in readings(norm))


def name_words(tokens: list[Token], text: str) -> list[Token]:
    """Those of the words for one person that are its name; none where it is only described. ``text`` is what the
    tokens are of.

    الطفل أحمد سالم → أحمد سالم; والد مايكل براون → مايكل براون; طفل في الرابعة, جندي تركي, طبيب أسنان → none;
    رئيس بلدية الوادي، محمد سعد → محمد سعد
    """
    out: list[Token] = []
    phrase: list[Token] = []
    for token in tokens:
        if token.kind == "mark" and token.norm != "'":
            out += _named(phrase, text)
            phrase = []
        elif token.kind != "mark":
            phrase.append(token)
    return out + _named(phrase, text)


def _named(phrase: list[Token], text: str) -> list[Token]:
    """The name in words with no mark between them."""
    if not phrase or any(stem in _BODIES for _, stem in readings(phrase[0].norm)):
        return []
    head = phrase[0].norm
    more = len(phrase) > 1
    rather = more and head in _RATHER_NAMES and not _is_function(phrase[0], text)
    named = rather
    if more and head in _ALSO_NAMES:
        after = phrase[1].norm
        named |= after.startswith("ال") or not (_describes(after) or after.endswith(("ي", "يه")))
    kin = any(stem in _OF_SOMEBODY for _, stem in readings(head))
    # An indefinite noun has adjectives after it; a name in apposition wants a definite one.
    if _describes(head) and not (named or kin or _definite(head)):
        return []
    out: list[Token] = []
    for index, token in enumerate(phrase):
        if index and _is_function(token, text):
            break
        if out or (named and index == 0) or not _describes(token.norm) or token.norm in _RATHER_NAMES:
            if token.kind != "number" and token.norm not in TIMES:
                out.append(token)
    return out


def private_names(report: Report, analysis: Analysis) -> list[Span]:
    """The spans of the report's text that name private persons, in order and without overlap."""
    aligned = align(report.text)
    tokens = tokenize(aligned)
    persons = [mention for mention in analysis.mentions if mention.kind == "person"]
    public = [m.evidence.span for m in persons if m.entity] + [
        mention.evidence.span for mention in analysis.mentions if mention.kind == "actor" and mention.entity
    ]
    private = [mention.evidence.span for mention in persons if not mention.entity]

    def inside(span: Span) -> list[Token]:
        return [token for token in tokens if token.start < span.end and span.start < token.end]

    def is_public(token: Token) -> bool:
        return any(span.overlap(token.span) for span in public)

    names: list[list[Token]] = []

    def note(evidence: Evidence, *, one: bool) -> None:
        span = evidence.span
        met = [name for name in private if name.overlap(span)]
        for name in met:
            names.append([token for token in inside(name) if token.kind != "mark" and token.norm not in FUNCTION_WORDS])
        if one and not met:
            names.append([token for token in name_words(inside(span), report.text) if not is_public(token)])

    for claim in analysis.casualties:
        one = claim.count.low == claim.count.high == 1
        note(claim.evidence, one=one)
        if claim.who is not None:
            note(claim.who, one=one)
    for event in analysis.events:
        for argument in event.arguments:
            if argument.role is Role.TARGET and argument.actor is None:
                note(argument.evidence, one=False)
    for statement in analysis.statements:
        if statement.kind in PRIVATE_SPEAKERS and statement.actor is None:
            note(statement.speaker, one=True)
    spans = {token.span for name in names for token in name}
    spans |= _elsewhere(tokens, [name for name in names if name], is_public)
    return sorted(spans)


def _elsewhere(tokens: list[Token], names: list[list[Token]], is_public: Callable[[Token], bool]) -> set[Span]:
    """The same names in the rest of the text, clitics in front or not, and their last part where it stands alone."""
    whole = {name[0].norm for name in names if len(name) == 1 and not _definite(name[0].norm)}
    # "أحمد" of "أحمد سالم" is the name of many; "سالم" or "الخزعلي" alone, later on, is most likely the same man.
    whole |= {name[-1].norm for name in names if len(name) > 1}
    whole = {norm for norm in whole if len(norm) > 2 and not _describes(norm)}
    runs = {tuple(token.norm for token in name) for name in names if len(name) > 1}
    firsts = {run[0]: [other for other in runs if other[0] == run[0]] for run in runs}
    out: set[Span] = set()
    for index, token in enumerate(tokens):
        if token.kind == "mark" or is_public(token):
            continue
        stems = [stem for prefix, stem in readings(token.norm) if not has_article(prefix)]
        if any(stem in whole for stem in stems):
            out.add(token.span)
        for stem in stems:
            for run in firsts.get(stem, ()):
                rest = tokens[index + 1 : index + len(run)]
                if tuple(other.norm for other in rest) == run[1:]:
                    out.update((token.span, *(other.span for other in rest)))
    return out


def cover(text: str, spans: Iterable[Span]) -> str:
    """``text`` with █ for each letter and digit in ``spans``; as long as before."""
    out = list(text)
    for span in spans:
        for at in range(span.start, span.end):
            if not out[at].isspace():
                out[at] = COVER
    return "".join(out)


def protect(report: Report, analysis: Analysis) -> tuple[Report, Analysis, int]:
    """The records with private names covered in the text and in every quote, and how many places were covered."""
    spans = private_names(report, analysis)
    if not spans:
        return report, analysis, 0
    text = cover(report.text, spans)

    def covered(evidence: Evidence) -> Evidence:
        return evidence.span.evidence(evidence.report_id, text)

    def visit(value: Any) -> Any:
        if isinstance(value, Evidence):
            return covered(value)
        if isinstance(value, tuple):
            return tuple(visit(item) for item in value)
        if isinstance(value, msgspec.Struct):
            return _replaced(value, visit)
        return value

    def hides(evidence: Evidence) -> bool:
        return any(span.overlap(evidence.span) for span in spans)

    def unnamed(value: _S, evidence: Evidence, **fields: Any) -> _S:
        return msgspec.structs.replace(value, **fields) if hides(evidence) else value

    def argument(value: Argument) -> Argument:
        return unnamed(value, value.evidence, label=None)

    def statement(value: Statement) -> Statement:
        return unnamed(value, value.speaker, label=None)

    def mention(value: Mention) -> Mention:
        return unnamed(value, value.evidence, normal=fold(cover(value.evidence.quote, _within(value.evidence, spans))))

    analysis = msgspec.structs.replace(
        analysis,
        events=tuple(
            msgspec.structs.replace(event, arguments=tuple(map(argument, event.arguments))) for event in analysis.events
        ),
        casualties=tuple(
            unnamed(claim, claim.evidence, count=msgspec.structs.replace(claim.count, raw=""))
            for claim in analysis.casualties
        ),
        statements=tuple(map(statement, analysis.statements)),
        mentions=tuple(map(mention, analysis.mentions)),
    )
    title = report.title
    if title:
        opens = report.text.startswith(title)
        title = text[: len(title)] if opens else _cover_words(title, report.text, spans)
    return msgspec.structs.replace(report, text=text, title=title), visit(analysis), len(spans)


def _within(evidence: Evidence, spans: Iterable[Span]) -> list[Span]:
    out = []
    for span in spans:
        start, end = max(span.start, evidence.start), min(span.end, evidence.end)
        if start < end:
            out.append(Span(start - evidence.start, end - evidence.start))
    return out


def _cover_words(title: str, text: str, spans: Iterable[Span]) -> str:
    """A title that is no part of the text, with the covered words covered in it too."""
    hidden = {fold(span.of(text)) for span in spans}
    return cover(
        title,
        [t.span for t in tokenize(align(title)) if any(stem in hidden for _, stem in readings(t.norm))],
    )


def _replaced(value: _S, visit: Callable[[Any], Any]) -> _S:
    changes = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if isinstance(old, (tuple, msgspec.Struct)):
            new = visit(old)
            if new is not old:
                changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value
