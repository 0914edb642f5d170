"""Component "triggers": the words that name a happening, each with its type and its reality."""

from __future__ import annotations

from rasid.analyse.document import Document, Sentence, Trigger
from rasid.analyse.furniture import told
from rasid.analyse.realis import realis_of
from rasid.lexicon.phrases import Match
from rasid.lexicon.triggers import Means, TriggerClass, TriggerWord, trigger_lexicon
from rasid.model import EventType
from rasid.text.clitics import has_article, readings

# How far from a trigger, in tokens, the words stand that say its means; measured on annotated news: nine of ten stand
# within these. After it counts more than before it.
MEANS_AFTER = 9
MEANS_BEFORE = 6
# أطلقت القوات الإسرائيلية صاروخين: the object of a verb comes after its subject, that of a noun right after it.
NEEDS_AFTER_NOUN = 3
NEEDS_AFTER_VERB = 7
NEEDS_BEFORE_VERB = 2
FACT_REACH = 14
CROWD_REACH = 10
ACCOUNT = 3

# How much a trigger says of its type: all, when its word or one beside it does; little when the type is only what its
# word comes to by default (هجوم); less still for a word of harm, which tells what came of it (مقتل).
DEFAULTED = 0.3
BOMBARDED = 0.5
WEAK = 0.6
_VAGUE = frozenset(
    {"bombard", "attack", "strike", "assassination", "assault", "killing", "harm", "incident", "operation"}
)
# Between a crowd and the police these are a riot; a battle or an exchange of fire is not.
_SCUFFLES = frozenset({"اشتباك", "مواجهه", "صدام", "مناوشه", "اشتبك", "اصطدم"})

# Words in normal form that stop the search for means: another clause begins.
_CLAUSE_END = frozenset({".", "؛", "فيما", "بينما", "كما", "لكن", "قال", "واضاف", "واضافت"})


class Triggers:
    name = "triggers"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("triggers",)

    def __init__(self) -> None:
        self.lexicon = trigger_lexicon()

    def __call__(self, doc: Document) -> None:
        for sentence in told(doc):
            self._read(doc, sentence)
        self._air(doc)

    def _air(self, doc: Document) -> None:
        """قصف with no means told is shelling, but in an account of air strikes it is one of them: the nearest word that
        tells the means, within a few sentences, decides."""
        told = [t for t in doc.triggers if t.score >= 1.0 and t.type in (EventType.AIR_STRIKE, EventType.SHELLING)]
        for trigger in doc.triggers:
            if trigger.family == "bombard" and trigger.score < 1.0:
                near = [t for t in told if abs(t.sentence - trigger.sentence) <= ACCOUNT]
                nearest = min(near, key=lambda t: abs(t.first - trigger.first), default=None)
                if nearest is not None:
                    trigger.type = nearest.type

    def _read(self, doc: Document, sentence: Sentence) -> None:
        tokens = doc.tokens
        matches = list(self.lexicon.words.find(tokens, sentence.first, sentence.last))
        if not matches:
            return
        means = list(self.lexicon.means.find(tokens, sentence.first, sentence.last))
        contexts = [
            m for m in self.lexicon.contexts.find(tokens, sentence.first, sentence.last) if m.value == "protest"
        ]
        for match in matches:
            word = match.value
            if word is None:
                continue
            cls = word.cls
            if cls.fact and not _has_fact(doc, match, sentence):
                continue
            if cls.needs and not _has_need(doc, match, word, sentence):
                continue
            kind, sure = self._type(doc, match, cls, means, contexts)
            definite = has_article(match.prefix) or _pronoun_suffix(tokens[match.last - 1].norm, word)
            doc.triggers.append(
                Trigger(
                    span=doc.stem_span(match.first, match.last, match.prefix),
                    first=match.first,
                    last=match.last,
                    sentence=sentence.index,
                    type=kind,
                    score=(1.0 if sure else BOMBARDED if cls.name == "bombard" else DEFAULTED)
                    * (WEAK if cls.weak else 1.0),
                    realis=realis_of(doc, match, sentence, generic=cls.generic),
                    noun=word.noun,
                    definite=definite,
                    lemma=word.lemma,
                    family=cls.name,
                    plural=word.plural,
                )
            )

    def _type(
        self,
        doc: Document,
        match: Match[TriggerWord | None],
        cls: TriggerClass,
        means: list[Match[Means]],
        contexts: list[Match[str]],
    ) -> tuple[EventType, bool]:
        """The type and whether something beside the word itself says so."""
        best: tuple[float, EventType] | None = None
        for other in means:
            if other.first < match.last and other.last > match.first:
                continue
            gap = other.first - match.last if other.first >= match.last else match.first - other.last
            after = other.first >= match.last
            if gap > (MEANS_AFTER if after else MEANS_BEFORE):
                continue
            if other.value.adjective and not (after and gap <= 1):
                continue
            low, high = sorted((other.first, match.first))
            if any(token.norm in _CLAUSE_END for token in doc.tokens[low + 1 : high]):
                continue
            weight = (3.0 if other.value.adjective else 1.0) / (1 + gap * (0.5 if after else 1.0))
            if best is None or weight > best[0]:
                best = (weight, other.value.type)
        name = cls.name
        if best is not None:
            kind = best[1]
            if name == "bombard" and kind in (EventType.AIR_STRIKE, EventType.SHELLING, EventType.CHEMICAL_ATTACK):
                return kind, True
            if name == "explosion":
                return (kind, True) if kind is EventType.SUICIDE_BOMBING else (cls.type, True)
            if name == "clash":
                pass
            elif name in ("operation", "raid"):
                if kind in (EventType.SUICIDE_BOMBING, EventType.ABDUCTION):
                    return kind, True
            elif cls.means:
                return kind, True
        crowd = any(abs(other.first - match.first) <= CROWD_REACH for other in contexts)
        if crowd and name == "clash" and match.value and match.value.lemma in _SCUFFLES:
            return EventType.RIOT, True
        if crowd and name in ("attack", "killing"):
            return EventType.FORCE_AGAINST_PROTEST, False
        # قصف مدفعي: the phrase itself tells the means
        return cls.type, name not in _VAGUE or (name == "bombard" and match.last - match.first > 1)


def _has_need(doc: Document, match: Match[TriggerWord | None], word: TriggerWord, sentence: Sentence) -> bool:
    """Whether one of the words that the class needs follows, or comes right before a verb: إطلاق … صواريخ, عملية … عسكرية,
    ثلاثة صواريخ سقطت."""
    reach = NEEDS_AFTER_NOUN if word.noun else NEEDS_AFTER_VERB
    for token in doc.tokens[match.last : min(sentence.last, match.last + reach)]:
        if token.kind == "word":
            if _needed(token.norm, word):
                return True
        elif token.norm not in '"(':
            break
    return not word.noun and any(
        _needed(token.norm, word)
        for token in doc.tokens[max(sentence.first, match.first - NEEDS_BEFORE_VERB) : match.first]
    )


def _needed(norm: str, word: TriggerWord) -> bool:
    needs = word.cls.needs
    return any(stem in needs or (stem.endswith(("ه", "ا")) and stem[:-1] in needs) for _, stem in readings(norm))


def _has_fact(doc: Document, match: Match[TriggerWord | None], sentence: Sentence) -> bool:
    """A number or a time near the word: الحرب التي اندلعت في 2011, حربا خلفت أكثر من …"""
    low, high = max(sentence.first, match.first - FACT_REACH), min(sentence.last, match.last + FACT_REACH)
    return any(token.kind == "number" or token.norm == "منذ" for token in doc.tokens[low:high])


def _pronoun_suffix(norm: str, word: TriggerWord) -> bool:
    return word.noun and norm.endswith(("ها", "هم", "هما")) and not word.lemma.endswith(("ها", "هم"))


def make() -> Triggers:
    return Triggers()
