"""Who did it to whom: the grammar round one trigger, read from its surface.

An Arabic news clause gives the doer in a few fixed ways, and each rule below is one of them. What is found are token
ranges; `arguments` makes them arguments of events.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rasid.analyse.document import ActorMention, Document, Trigger
from rasid.analyse.noun_phrase import is_verb_like, noun_phrase
from rasid.model import Span
from rasid.text.clitics import readings
from rasid.text.function_words import FUNCTION_WORDS, TIMES
from rasid.text.morphology import noun_forms, verb_forms
from rasid.text.normal import fold

# شن، نفذ، ارتكب: verbs that only carry a noun of violence; their subject is its doer (شنت الطائرات غارات).
_CARRIERS = frozenset().union(
    *(
        verb_forms(*pair)
        for pair in (
            ("شن", "يشن"), ("نفذ", "ينفذ"), ("ارتكب", "يرتكب"), ("خاض", "يخوض"), ("نظم", "ينظم"), ("كثف", "يكثف"),
            ("صعد", "يصعد"), ("واصل", "يواصل"), ("جدد", "يجدد"), ("بدأ", "يبدأ"), ("أطلق", "يطلق"), ("تبنى", "يتبنى"),
            ("دبر", "يدبر"), ("قاد", "يقود"), ("وجه", "يوجه"), ("أوقف", "يوقف"), ("وقع", "يوقع"), ("عقد", "يعقد"),
        )
    )
)  # fmt: skip
_CARRIER_NOUNS = noun_forms("تنفيذ") | noun_forms("شن") | noun_forms("منفذ", "منفذون")
# من قبل الجيش · على يد مسلحين · بأيدي · برصاص · بنيران: the doer follows.
_BY = frozenset(fold(w) for w in ("قبل", "يد", "أيدي", "طرف", "بأيدي", "برصاص", "بنيران", "بسلاح", "جانب", "بقيادة", "مصدره"))
# هجوم على · غارة ضد · استهدف: the aim follows.
_ON = frozenset(fold(w) for w in ("على", "ضد", "بحق", "تجاه", "باتجاه", "نحو", "لـ"))
_AIMS = verb_forms("استهدف", "يستهدف") | verb_forms("طال", "يطال") | verb_forms("ضرب", "يضرب") | noun_forms("استهداف")
_STOP = frozenset({".", "؛", ":", "؟", "!"})
_WITH = frozenset(fold(w) for w in ("مع", "ضد"))
# Whose noun of violence is followed by its object, not by its doer: اغتيال قائد, مقتل جندي.
_OBJECT_NOUNS = frozenset({"اغتيال", "مقتل", "استشهاد", "مصرع", "قتل", "اعتقال", "توقيف", "اختطاف", "خطف", "استهداف", "تصفيه", "قصف", "اقتحام", "مداهمه", "مهاجمه", "تفجير", "حصار", "تدمير", "نسف", "هدم", "نهب", "حرق", "احراق", "قمع", "سرقه", "دهم", "محاصره"})  # fmt: skip
_FORCES = frozenset(
    {"state", "government", "army", "air_force", "navy", "police", "security", "intelligence", "armed_group", "militia", "coalition",
     "demonym", "ministry", "description", "movement", "party"}
)  # fmt: skip
REACH = 14


@dataclass(slots=True)
class Roles:
    attackers: list[Span] = field(default_factory=list)
    targets: list[Span] = field(default_factory=list)
    parties: list[Span] = field(default_factory=list)


class Clause:
    """The tokens round a trigger within its sentence, up to full stops, with the actors that stand there."""

    __slots__ = ("actors", "doc", "end", "start", "trigger")

    def __init__(self, doc: Document, trigger: Trigger) -> None:
        self.doc = doc
        self.trigger = trigger
        sentence = doc.sentences[trigger.sentence]
        tokens = doc.tokens
        self.start = trigger.first
        while self.start > sentence.first and tokens[self.start - 1].norm not in _STOP:
            self.start -= 1
        self.end = trigger.last
        while self.end < sentence.last and tokens[self.end].norm not in _STOP:
            self.end += 1
        self.actors = [m for m in doc.actors if self.start <= m.first < self.end]

    def actor_at(self, index: int, *, within: int = 1) -> ActorMention | None:
        """The first actor that begins at ``index`` or at most ``within - 1`` tokens later."""
        return next((m for m in self.actors if index <= m.first < index + within), None)

    def actor_before(self, index: int, *, reach: int) -> ActorMention | None:
        """The last actor that ends at or before ``index``, with no other clause between."""
        for mention in reversed(self.actors):
            if mention.last <= index and index - mention.last <= reach:
                return mention
        return None


def roles_of(doc: Document, trigger: Trigger) -> Roles:
    """The doers, aims and sides named round ``trigger``."""
    clause = Clause(doc, trigger)
    out = Roles()
    if trigger.noun:
        _noun(clause, out)
    else:
        _verb(clause, out)
    return out


def _verb(clause: Clause, out: Roles) -> None:
    doc, trigger = clause.doc, clause.trigger
    tokens = doc.tokens
    at = trigger.last
    subject = clause.actor_at(at, within=2)
    if subject is not None and (subject.first == at or tokens[at].norm in ("قد", '"', "(")):
        # قصفت القوات الإسرائيلية مخيما: verb, doer, aim
        if _is_force(subject):
            out.attackers.append(subject.span)
            _aim(clause, subject.last, out)
            return
        out.targets.append(subject.span)
    before = clause.actor_before(trigger.first, reach=5)
    if before is not None and _is_force(before):
        # إن الجيش قصف: doer, verb, aim
        out.attackers.append(before.span)
    by = _by(clause, at)
    if by is not None:
        out.attackers.append(by.span)
    if not out.targets:
        _aim(clause, at, out)


def _noun(clause: Clause, out: Roles) -> None:
    doc, trigger = clause.doc, clause.trigger
    tokens = doc.tokens
    # شنت المقاتلات الروسية غارات: the carrier's subject, after it or before it
    carrier = _carrier(clause)
    if carrier is not None:
        doer = next((m for m in clause.actors if carrier < m.first < trigger.first), None)
        if doer is None:
            doer = clause.actor_before(carrier, reach=4)
        if doer is not None and _is_force(doer):
            out.attackers.append(doer.span)
    # هجوم شنه مسلحون · غارات نفذتها طائرات
    for index in range(trigger.last, min(clause.end, trigger.last + REACH)):
        norm = tokens[index].norm
        if norm in _CARRIERS:
            doer = clause.actor_at(index + 1, within=3)
            if doer is not None:
                out.attackers.append(doer.span)
            break
    by = _by(clause, trigger.last)
    if by is not None:
        out.attackers.append(by.span)
    beside = clause.actor_at(trigger.last, within=2)
    if beside is not None and (beside.first == trigger.last or tokens[trigger.last].norm.startswith(("ال", "جوي", "مسلح"))):
        if trigger.lemma in _OBJECT_NOUNS and beside.kind != "demonym" and not _does(clause, beside):
            out.targets.append(beside.span)
        elif _is_force(beside):
            out.attackers.append(beside.span)
    elif not out.attackers and trigger.last < clause.end and tokens[trigger.last].norm.startswith("ل"):
        # هجوم للحوثيين · قصف لقوات النظام
        beside = clause.actor_at(trigger.last)
        if beside is not None:
            out.attackers.append(beside.span)
    if not out.attackers and trigger.lemma not in _OBJECT_NOUNS:
        before = clause.actor_before(trigger.first, reach=2)
        if before is not None and before.kind not in ("demonym",) and _is_force(before):
            out.attackers.append(before.span)
    _aim(clause, trigger.last, out, noun=True)


def _does(clause: Clause, mention: ActorMention) -> bool:
    """اعتقال قوات الاحتلال شابا, اقتحام الجيش مدينة: a force right after such a noun is its doer."""
    return mention.kind in ("army", "air_force", "navy", "police", "security", "intelligence", "armed_group", "militia", "coalition")


def _is_force(mention: ActorMention) -> bool:
    return mention.kind in _FORCES


def _carrier(clause: Clause) -> int | None:
    tokens = clause.doc.tokens
    for index in range(clause.trigger.first - 1, max(clause.start, clause.trigger.first - REACH) - 1, -1):
        for _, stem in readings(tokens[index].norm):
            if stem in _CARRIERS or stem in _CARRIER_NOUNS:
                return index
    return None


def _by(clause: Clause, at: int) -> ActorMention | None:
    tokens = clause.doc.tokens
    for index in range(at, min(clause.end, at + REACH)):
        if tokens[index].norm in _BY:
            return clause.actor_at(index + 1, within=2)
    return None


def _aim(clause: Clause, at: int, out: Roles, *, noun: bool = False) -> None:
    """What was aimed at: the object after a verb, or what follows على, ضد, استهدف after a noun."""
    doc = clause.doc
    tokens = doc.tokens
    limit = min(clause.end, at + REACH)
    index = at
    if not noun and index < limit and _opens_phrase(tokens[index].norm):
        _add(clause, index, "", out)
        return
    while index < limit:
        norm = tokens[index].norm
        if norm in _ON or norm in _AIMS:
            index += 1
            if index < limit and tokens[index].kind in ("word", "latin"):
                _add(clause, index, "", out)
            return
        if noun and norm.startswith(("لل", "ل")) and index == at and clause.actor_at(index) is None and len(norm) > 4:
            return
        index += 1


def _opens_phrase(norm: str) -> bool:
    return norm not in FUNCTION_WORDS and norm not in TIMES and not is_verb_like(norm) and not norm.startswith("ب")


def _add(clause: Clause, index: int, prefix: str, out: Roles) -> None:
    doc = clause.doc
    mention = clause.actor_at(index)
    if mention is not None:
        span = mention.span
    else:
        if not _opens_phrase(doc.tokens[index].norm):
            return
        end = noun_phrase(doc.tokens, index, clause.end)
        while end - index > 6:
            end = index + 6
        span = Span(doc.stem_span(index, prefix).start, doc.tokens[end - 1].end)
    if span not in out.attackers:
        out.targets.append(span)


def sides(doc: Document, trigger: Trigger) -> list[Span]:
    """The sides of a clash, an agreement or a protest: بين الجيش ومسلحين · مع قوات الأمن · خاض المقاتلون معارك."""
    clause = Clause(doc, trigger)
    tokens = doc.tokens
    out: list[Span] = []
    for index in range(trigger.last, min(clause.end, trigger.last + REACH)):
        if tokens[index].norm in ("بين", "وبين"):
            out += [m.span for m in clause.actors if index < m.first <= index + REACH][:2]
            break
    for index in range(trigger.last, min(clause.end, trigger.last + REACH)):
        if tokens[index].norm in _WITH:
            other = clause.actor_at(index + 1, within=2)
            if other is not None:
                out.append(other.span)
            break
    near = clause.actor_at(trigger.last, within=2)
    if near is not None:
        out.append(near.span)
    if len(set(out)) < 2:
        before = clause.actor_before(trigger.first, reach=6)
        if before is not None:
            out.append(before.span)
    return list(dict.fromkeys(out))
