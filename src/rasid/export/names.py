"""Names of victims and witnesses, covered before records leave the store.

Covered are names of persons, wherever they stand in what is exported:
- those harmed: in the words that a casualty claim counts, and of a target, where a person is named there;
- those who speak as witnesses, relatives or unnamed sources, where a name is given all the same;
- the same name, and its last part where that stands alone, elsewhere in the report.
Others who speak (a minister, a doctor of a hospital) keep their names; so do bodies and forces of the actor registry, and
descriptions stay (طفل في الرابعة، الجندي الأمريكي). Where it is not plain whether a word is a name, it is covered.

Each letter of a name becomes █, so that the offsets of every record still hold in the covered text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

import msgspec

from rasid.lexicon.harm import harm
from rasid.lexicon.names import given_names
from rasid.model import Analysis, Argument, Evidence, Mention, Report, Role, Span, SpeakerKind, Statement
from rasid.text.clitics import has_article, readings
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, QUANTIFIERS, TIMES, TITLES, words
from rasid.text.normal import Aligned, align, fold
from rasid.text.tokens import Token, tokenize

COVER = "█"
_S = TypeVar("_S", bound=msgspec.Struct)

PRIVATE_SPEAKERS = frozenset({SpeakerKind.WITNESS, SpeakerKind.FAMILY, SpeakerKind.ANONYMOUS})
# After these a name follows without an article: والد توماس هيل.
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
# Names as well as words: رائد محمد is a man, رائد في الجيش a rank; عمر and أمير are names in أمير عربي too.
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


def _opens_name(token: Token, text: str) -> bool:
    """Whether it is a given name and nothing else: in رئيس المجلس يونس سعد, يونس."""
    return token.norm in given_names().sure and not _describes(token.norm) and not _is_function(token, text)


def _definite(norm: str) -> bool:
    return any(has_article(prefix) for prefix, _ in readings(norm))


def name_words(tokens: list[Token], text: str) -> list[Token]:
    """Those of the words for one person that are its name; none where it is only described. ``text`` is what the
    tokens are of.

    الطفل أحمد سالم → أحمد سالم; والد توماس هيل → توماس هيل; طفل في الرابعة, جندي تركي, طبيب أسنان → none;
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
        start = next((n for n, token in enumerate(phrase) if _opens_name(token, text)), len(phrase))
        return [] if any(_is_function(token, text) for token in phrase[:start]) else phrase[start:]
    out: list[Token] = []
    for index, token in enumerate(phrase):
        if index and _is_function(token, text):
            break
        if out or (named and index == 0) or not _describes(token.norm) or token.norm in _RATHER_NAMES:
            if token.kind != "number" and token.norm not in TIMES:
                out.append(token)
    return out


class _Spans:
    """Spans in order, and which of them a span meets."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self._starts = [span.start for span in self.spans]
        self._longest = max(map(len, self.spans), default=0)

    def meeting(self, span: Span) -> list[Span]:
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [found for found in self.spans[first:last] if found.overlap(span)]


# A word of a name: its normal form, and where it stands.
_Word = tuple[str, Span]


def private_names(report: Report, analysis: Analysis) -> list[Span]:
    """The spans of the report's text that name private persons, in order."""
    aligned = align(report.text)
    tokens = tokenize(aligned)
    starts = [token.start for token in tokens]
    persons = _Spans(mention.evidence.span for mention in analysis.mentions if mention.kind == "person")
    bodies = _Spans(
        mention.evidence.span for mention in analysis.mentions if mention.kind == "actor" and mention.entity
    )

    def inside(span: Span) -> list[Token]:
        first = max(0, bisect_right(starts, span.start) - 1)
        found = tokens[first : bisect_left(starts, span.end)]
        return [token for token in found if token.span.overlap(span)]

    def is_body(token: Token) -> bool:
        return bool(bodies.meeting(token.span))

    names: list[list[_Word]] = []

    def note(evidence: Evidence, *, one: bool) -> None:
        span = evidence.span
        found = persons.meeting(span)
        for person in found:
            # The reader of persons cuts a joined و or ب off: وهند العلي.
            told = [t for t in inside(person) if t.kind != "mark" and not _is_function(t, report.text)]
            if not all(_describes(token.norm) for token in told):
                parts = [Span(max(token.start, person.start), token.end) for token in told]
                names.append([(fold(part.of(report.text)), part) for part in parts])
        if one and not found:
            told = name_words(inside(span), report.text)
            names.append([(token.norm, token.span) for token in told if not is_body(token)])

    for claim in analysis.casualties:
        one = claim.count.low == claim.count.high == 1
        note(claim.evidence, one=one)
        if claim.who is not None:
            note(claim.who, one=one)
    for event in analysis.events:
        for argument in event.arguments:
            if argument.role is Role.TARGET:
                note(argument.evidence, one=False)
    for statement in analysis.statements:
        if statement.kind in PRIVATE_SPEAKERS:
            note(statement.speaker, one=True)
    spans = {span for name in names for _, span in name}
    spans |= _elsewhere(aligned, tokens, [[norm for norm, _ in name] for name in names if name], is_body)
    return sorted(spans)


def _elsewhere(
    aligned: Aligned, tokens: list[Token], names: list[list[str]], is_body: Callable[[Token], bool]
) -> set[Span]:
    """The same names in the rest of the text, clitics in front or not, and their last part where it stands alone."""
    whole = {name[0] for name in names if len(name) == 1 and not _definite(name[0])}
    # "أحمد" of "أحمد سالم" is the name of many; "سالم" or "الدروبي" alone, later on, is most likely the same man.
    whole |= {name[-1] for name in names if len(name) > 1}
    whole = {norm for norm in whole if len(norm) > 2 and not _describes(norm)}
    firsts: dict[str, list[list[str]]] = {}
    for name in names:
        if len(name) > 1 and name not in firsts.get(name[0], ()):
            firsts.setdefault(name[0], []).append(name)
    out: set[Span] = set()
    for index, token in enumerate(tokens):
        if token.kind == "mark" or is_body(token):
            continue
        for prefix, stem in readings(token.norm):
            if has_article(prefix):
                continue
            bare = aligned.span(token.a + len(prefix), token.b)
            if stem in whole:
                out.add(bare)
            for name in firsts.get(stem, ()):
                rest = tokens[index + 1 : index + len(name)]
                if [other.norm for other in rest] == name[1:]:
                    out.update((bare, *(other.span for other in rest)))
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
    hidden = _Spans(spans)

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

    def unnamed(value: _S, evidence: Evidence, **fields: Any) -> _S:
        return msgspec.structs.replace(value, **fields) if hidden.meeting(evidence.span) else value

    def argument(value: Argument) -> Argument:
        return unnamed(value, value.evidence, label=None)

    def statement(value: Statement) -> Statement:
        return unnamed(value, value.speaker, label=None)

    def mention(value: Mention) -> Mention:
        return unnamed(value, value.evidence, normal=fold(value.evidence.span.of(text)))

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
