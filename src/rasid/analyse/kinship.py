"""Which happening a trigger tells of, by named features and fitted weights: one told before, one of its own that is worth a
record, or none; and how a happening is told.

The weights are data (lexicon/data/kinship.toml), fitted on annotated articles by tools/fit/kinship.py; a feature without a
weight counts nothing. The choices of one trigger compete by their scores; other scores are logits, 0 is even odds.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache

from rasid.analyse.document import Document, Trigger
from rasid.analyse.surroundings import FINE, Surroundings
from rasid.lexicon.data import path
from rasid.model import EventType, Outcome, PlaceReference, Realis
from rasid.model.place import edges_km
from rasid.text.function_words import FUNCTION_WORDS
from rasid.text.normal import fold

# Families of trigger words that may tell of one happening in other words.
VIOLENT = frozenset(
    {"air_strike", "bombard", "strike", "attack", "assassination", "assault", "explosion", "suicide", "launch", "killing",
     "harm", "incident", "chemical", "damage"}
)  # fmt: skip
WEAK = frozenset({"killing", "harm", "damage", "incident"})
"""They tell what came of a happening, or point back to one; alone they seldom are one."""
_KIN = (
    VIOLENT,
    frozenset({"clash", "killing", "harm", "incident", "attack", "war", "raid", "violence"}),
    frozenset({"campaign", "war", "operation"}),
    frozenset({"raid", "operation", "incident", "killing", "harm", "attack", "arrest", "assassination", "suicide"}),
    frozenset({"abduction", "incident", "operation", "arrest"}),
    frozenset({"protest", "march", "gathering", "riot", "force", "violence"}),
    frozenset({"force", "killing", "harm", "incident"}),
    frozenset({"destruction", "damage", "attack"}),
    frozenset({"territory", "raid", "operation", "attack"}),
)
# هجوم آخر · تفجير ثان · غارة منفصلة: said to be another.
_OTHER = frozenset(
    fold(w)
    for w in ("آخر", "أخرى", "ثان", "ثانية", "ثاني", "ثالث", "ثالثة", "رابع", "رابعة", "منفصل", "منفصلة", "جديد", "جديدة", "مماثل", "مماثلة", "مماثلين", "أخريين", "آخرين", "سابق", "سابقة", "لاحق")
)  # fmt: skip
# هذا الهجوم · الهجوم نفسه: said to be the same.
_SAME = frozenset(fold(w) for w in ("هذا", "هذه", "ذلك", "تلك", "المذكور", "المذكورة", "نفسه", "نفسها"))

_UNREAL = frozenset({Realis.PLANNED, Realis.THREATENED})

Features = dict[str, float]

LAUNCHED = 0.5
"""Score of a word of launching beside which the thing launched is told."""
SURE = 0.95
"""Score of a trigger from which its type is told, not taken by default."""

FAR_KM = 30.0
"""From edge to edge: as far as two places of one happening lie apart."""

SHORT = 3
"""Sentences of a text that is short: a post, a line of news."""
MOST = 30
"""Happenings that a word is held against: the first of the report and the newest. No article has so many; a long compilation has, and
its cost must grow with its length only."""


class Cluster:
    """Triggers taken for one happening so far, and what they and the words near them tell of it."""

    __slots__ = (
        "around", "days", "families", "fine", "in_title", "lemmas", "names", "numbers", "plurals", "points", "realities", "sure", "tolls",
        "triggers", "types",
    )  # fmt: skip

    def __init__(self) -> None:
        self.triggers: list[Trigger] = []
        self.around: list[Surroundings] = []
        self.families: set[str] = set()
        self.lemmas: set[str] = set()
        self.types: set[EventType] = set()
        self.sure: set[EventType] = set()
        """Types that a word tells, not those taken by default."""
        self.realities: set[Realis] = set()
        self.plurals: set[bool] = set()
        """Whether its nouns are plural: both, where the text calls it now one strike, now strikes."""
        self.in_title = True
        """Told in titles only."""
        self.fine: set[str] = set()
        self.points: list[PlaceReference] = []
        self.days: set[date] = set()
        self.numbers: set[int] = set()
        self.tolls: set[tuple[Outcome, int | None]] = set()
        self.names: set[str] = set()

    def add(self, doc: Document, trigger: Trigger, here: Surroundings) -> None:
        self.triggers.append(trigger)
        self.around.append(here)
        self.families.add(trigger.family)
        self.lemmas.add(trigger.lemma)
        self.types.add(trigger.type)
        if trigger.score >= SURE:
            self.sure.add(trigger.type)
        self.realities.add(trigger.realis)
        if trigger.noun:
            self.plurals.add(trigger.plural)
        self.in_title = self.in_title and doc.sentences[trigger.sentence].is_title
        self.fine |= here.fine
        self.points += here.points
        self.days |= here.days
        self.numbers |= here.numbers
        self.tolls |= here.tolls
        self.names |= here.names


def may_be_kin(trigger: Trigger, here: Surroundings, cluster: Cluster) -> bool:
    """Whether the families allow one happening at all, and nothing bars it; all other features come after."""
    return families_meet(trigger, cluster) and not is_barred(trigger, here, cluster)


def families_meet(trigger: Trigger, cluster: Cluster) -> bool:
    """Whether words of their families may tell of one happening."""
    return trigger.family in cluster.families or any(
        trigger.family in kin and not kin.isdisjoint(cluster.families) for kin in _KIN
    )


def is_barred(trigger: Trigger, here: Surroundings, cluster: Cluster) -> bool:
    """Whether something parts the two for good: a time counted from the one to the other (استهدف قاعدة بعد يومين من هجوم), a
    doubt that is not the report's, a distance, a means."""
    last = cluster.triggers[-1]
    if last.sentence == trigger.sentence and any(
        time.anchored and last.last <= time.first < trigger.first for time in here.before
    ):
        return True
    # What is only passed on does not lend its doubt to what another sentence tells as a fact.
    if (
        trigger.realis is Realis.ACTUAL
        and last.sentence != trigger.sentence
        and cluster.triggers[0].realis is Realis.ALLEGED
    ):
        return True
    # Nor is a happening that a word of its own tells of, far from the one told sentences ago.
    if last.sentence != trigger.sentence and (trigger.score >= SURE or trigger.family == "launch"):
        if cluster.points and here.points and _apart_km(here.points, cluster.points) > FAR_KM:
            return True
    # An explosion of a mine is not the shelling told before it; a word of harm with its means told is not either.
    told = cluster.sure
    if trigger.family == "bombard" and told and told <= _BOMBS:
        return True  # nobody calls a car bomb قصف
    if trigger.family == "launch" and trigger.score >= LAUNCHED and told and trigger.type not in told:
        return True  # nor are Katyushas the air strike told before them
    if told and trigger.score >= 0.55 and not ({trigger.type} | told) <= _BOMBS:
        if trigger.type not in told and (trigger.type in _BOMBS) != bool(told & _BOMBS):
            return True
    return False


def _apart_km(here: Iterable[PlaceReference], there: Sequence[PlaceReference]) -> float:
    """Between the nearest two of the places, from edge to edge of where they may be; below 0 where they meet."""
    return min(edges_km(a, b) for a in here for b in there)


def _outcomes(tolls: Iterable[tuple[Outcome, int | None]]) -> set[Outcome]:
    return {outcome for outcome, _ in tolls}


def _demonstrative(doc: Document, trigger: Trigger) -> bool:
    return any(t.norm in _SAME or t.norm[1:] in _SAME for t in doc.tokens[max(0, trigger.first - 2) : trigger.first])


def points_back(doc: Document, trigger: Trigger) -> bool:
    """هذه الغارات, هذا الهجوم: a demonstrative right before a definite noun."""
    return trigger.noun and trigger.definite and _demonstrative(doc, trigger)


def retells(trigger: Trigger, here: Surroundings, cluster: Cluster) -> bool:
    """Whether a later word tells the cluster's happening once more: of the same kind and in the same words, at the same place,
    and nothing beside it tells another day or another toll."""
    last = cluster.triggers[-1]
    clash = here.tolls.isdisjoint(cluster.tolls) and _outcomes(here.tolls) & _outcomes(cluster.tolls)
    return (
        trigger.sentence > last.sentence
        and trigger.type in cluster.sure
        and trigger.lemma in cluster.lemmas
        and not here.fine.isdisjoint(cluster.fine)
        and not (here.days and here.days.isdisjoint(cluster.days))
        and not clash
    )


def kindred(
    doc: Document,
    trigger: Trigger,
    here: Surroundings,
    clusters: Sequence[Cluster],
    spread: Features,
    also: Callable[[Cluster], bool] = lambda _: False,
) -> list[tuple[Cluster, Features]]:
    """The clusters of which the trigger may tell, each with what speaks for and against it; ``spread`` is the report's, ``also``
    tells of clusters that are looked at whatever their families."""
    recent = clusters if len(clusters) <= MOST else [clusters[0], *clusters[1 - MOST :]]
    if any(_bare(token.norm) in _OTHER for token in doc.tokens[trigger.last : trigger.last + 1]):
        return []  # تفجير آخر: said to be another
    near = [
        cluster
        for cluster in recent
        if (families_meet(trigger, cluster) or also(cluster)) and not is_barred(trigger, here, cluster)
    ]
    out = [(cluster, kin_features(doc, trigger, here, cluster)) for cluster in near]
    agreeing = [cluster for cluster, features in out if not features["types differ"]]
    newest = near[-1] if near else None
    latest = max(agreeing, key=lambda cluster: cluster.triggers[-1].first, default=None)
    for cluster, features in out:
        features["newest"] = float(cluster is newest)
        features["latest told"] = float(cluster is latest)
        features["the only one"] = float(len(agreeing) == 1 and cluster is latest)
        features["the first one"] = float(cluster is clusters[0])
        # A round-up of many places and tolls tells many happenings; a report of few tells one.
        for name, value in spread.items():
            features[name] = value
            if features["next sentence"] or features["sentences between"]:
                features[f"{name}, far"] = value
            if features["same family"]:
                features[f"{name}, same family"] = value
            if features["indefinite noun"]:
                features[f"{name}, indefinite"] = value
    return out


def spread(doc: Document) -> Features:
    """How many places and tolls a report tells, as logarithms."""
    places = {place.reference.chosen for place in doc.places if place.reference is not None and place.kind in FINE}
    tolls = {(claim.outcome, claim.count.low) for _, claim in doc.tolls if claim.part_of is None}
    return {
        "many places": math.log1p(len(places)),
        "many tolls": math.log1p(len(tolls)),
        "many triggers": math.log1p(len(doc.triggers)),
    }


def kin_features(doc: Document, trigger: Trigger, here: Surroundings, cluster: Cluster) -> Features:
    """What speaks for and against the trigger telling of the cluster's happening, whatever others there are."""
    mates = cluster.triggers
    last = mates[-1]
    gap = trigger.sentence - last.sentence
    in_title = cluster.in_title
    out: Features = {"bias": 1.0}
    out["same lemma"] = float(trigger.lemma in cluster.lemmas)
    out["same family"] = float(trigger.family in cluster.families)
    out["cluster in title only"] = float(in_title)
    out["title, early"] = float(in_title and trigger.sentence <= 2)
    out["same sentence"] = float(gap == 0)
    out["next sentence"] = float(gap == 1)
    out["sentences between"] = min(gap, 8) / 8
    out["near words"] = float(gap == 0 and trigger.first - last.last <= 6)
    out["cluster size"] = math.log(len(mates))
    noun = trigger.noun
    out["definite noun"] = float(noun and trigger.definite)
    out["indefinite noun"] = float(noun and not trigger.definite)
    out["indefinite noun, same sentence"] = float(noun and not trigger.definite and gap == 0)
    out["verb"] = float(not noun)
    out["number differs"] = float(noun and cluster.plurals == {not trigger.plural})
    follows = doc.tokens[trigger.last : trigger.last + 2]
    out["said another"] = float(any(_bare(token.norm) in _OTHER for token in follows))
    out["said the same"] = float(_demonstrative(doc, trigger) or any(t.norm in _SAME for t in follows))
    out["said the same, definite"] = out["said the same"] * out["definite noun"]
    out["said the same, next"] = out["said the same"] * float(gap == 1)
    sure = cluster.sure
    out["types agree"] = float(trigger.type in cluster.types)
    out["types differ"] = float(
        trigger.score >= SURE and bool(sure) and trigger.type not in sure and not {trigger.type, *sure} <= _BOMBS
    )
    generic = trigger.realis is Realis.GENERIC
    out["generic differs"] = float(generic != (Realis.GENERIC in cluster.realities))
    out["unreal differs"] = float((trigger.realis in _UNREAL) == _UNREAL.isdisjoint(cluster.realities))
    alleged = trigger.realis is Realis.ALLEGED
    out["alleged differs"] = float(alleged != (cluster.realities == {Realis.ALLEGED}))
    out["alleged, of a toll"] = float(alleged and bool(here.tolls))
    out["weak word"] = float(trigger.family in WEAK)
    out["tells the aim"] = float(
        trigger.family == "strike" and not noun and gap == 0 and last.noun and trigger.first - last.last <= 9
    )
    kin = out["same family"] or out["same lemma"]
    for name in ("definite noun", "indefinite noun", "verb"):
        if out[name]:
            out[f"{name}, {'own family' if kin else 'other family'}"] = 1.0
            out[
                f"{name}, {'title' if in_title else 'same sentence' if gap == 0 else 'next' if gap == 1 else 'far'}"
            ] = 1.0
    if trigger.family in _SERIAL and gap:
        out["one of a series"] = 1.0
    out["types differ, far"] = out["types differ"] * float(gap > 0)
    theirs = cluster.fine
    if here.fine and theirs:
        out["places agree" if here.fine & theirs else "places differ"] = 1.0
    days = cluster.days
    if here.days and days:
        out["days agree" if here.days & days else "days differ"] = 1.0
    numbers = cluster.numbers
    if here.numbers and numbers:
        out["numbers agree" if here.numbers & numbers else "numbers differ"] = 1.0
        if gap:
            out["numbers agree, far" if here.numbers & numbers else "numbers differ, far"] = 1.0
    sentence = doc.sentences[trigger.sentence]
    opening = [token.norm for token in doc.tokens[sentence.first : sentence.first + 4]]
    if gap and any(norm in _TURNS for norm in opening):
        out["the sentence turns to something else"] = 1.0
    if gap and opening and opening[0] in _WAS:
        out["the sentence goes back"] = 1.0
    tolls = cluster.tolls
    if here.tolls:
        out["has a toll"] = 1.0
        if not tolls:
            out["a toll, the cluster has none"] = 1.0
        elif here.tolls & tolls:
            out["tolls agree"] = 1.0
        elif _outcomes(here.tolls) & _outcomes(tolls):
            out["tolls differ"] = 1.0
            out[f"tolls differ, {'indefinite' if noun and not trigger.definite else 'other'}"] = 1.0
    shape = "definite" if out["definite noun"] else "indefinite" if noun else "verb"
    far = "title" if in_title else "far" if gap else "near"
    news = bool(here.numbers - numbers), bool(here.fine - theirs), bool(here.days - days)
    out[f"{shape}, {far}, {sum(news)} new facts"] = 1.0
    for told, name in zip(news, ("numbers", "a fine place", "a day"), strict=True):
        if told:
            out[f"{shape}, new {name}"] = 1.0
    out[f"{shape}, {trigger.family}"] = 1.0
    if not theirs and here.fine:
        out["a fine place, the cluster has none"] = 1.0
    if out.get("places agree"):
        out["places and types agree"] = out["types agree"]
        out["places and words agree"] = out["same lemma"]
        out["places and tolls agree"] = out.get("tolls agree", 0.0)
    if out.get("tolls agree"):
        out["tolls and types agree"] = out["types agree"]
    actors = cluster.names
    if here.names and actors:
        out["actors agree" if here.names & actors else "actors differ"] = 1.0
    if gap == 0:
        between = doc.tokens[last.last : trigger.first]
        out["commas between"] = float(min(3, sum(token.norm in _COMMAS for token in between)))
        out[f"{'few' if len(between) < 3 else 'some' if len(between) < 7 else 'many'} words between"] = 1.0
        # قصف | أسفر عن | مقتل: the words of form that lead from the one to the other.
        for token in (*between[:2], *between[-3:]):
            if token.norm in FUNCTION_WORDS:
                out[f"between: {token.norm}"] = 1.0
    return out


_COMMAS = ("،", ",", "؛")
# من جهة أخرى · في سياق متصل · إلى ذلك · كما: what follows is told beside what came before.
_TURNS = frozenset(fold(w) for w in ("أخرى", "آخر", "سياق", "منفصل", "كما", "المقابل", "بدوره", "كذلك", "أيضا", "متصل", "موازاة", "الأثناء", "غضون", "ذلك", "وكانت", "وكان", "ويأتي", "وتأتي"))  # fmt: skip
# What a report tells many of, one after another.
_SERIAL = frozenset({"bombard", "air_strike", "raid", "arrest", "territory", "protest", "march", "strike", "launch"})
_BOMBS = {EventType.BOMBING, EventType.SUICIDE_BOMBING}


def worth_features(doc: Document, trigger: Trigger, here: Surroundings, company: int) -> Features:
    """What speaks for and against the trigger naming an event worth a record; ``company`` is how many triggers its
    sentence has."""
    tokens = doc.tokens
    before = tokens[trigger.first - 1].norm if trigger.first else ""
    out: Features = {
        "bias": 1.0,
        f"family {trigger.family}": 1.0,
        f"family {trigger.family}, {'noun' if trigger.noun else 'verb'}": 1.0,
        f"word {trigger.lemma}": 1.0,
        f"realis {trigger.realis.value}": 1.0,
        "definite": float(trigger.definite),
        "plural": float(trigger.plural),
        "title": float(doc.sentences[trigger.sentence].is_title),
        "early": float(trigger.sentence <= 2),
        "late": min(trigger.sentence, 20) / 20,
        "alone in its sentence": float(company == 1),
        "has a place": float(bool(here.places)),
        "has a fine place": float(bool(here.fine)),
        "has a time": float(bool(here.times)),
        "has a day": float(bool(here.days)),
        "has an actor": float(bool(here.actors)),
        "has a toll": float(bool(here.tolls)),
        "means told": float(trigger.score >= 0.55),
        "after a relative": float(before in _RELATIVE),
        "imperfect": float(not trigger.noun and tokens[trigger.first].norm[:1] in ("ي", "ت")),
        "weak, in company": float(trigger.family in WEAK and company > 1),
        "short text": float(len(doc.sentences) <= SHORT),
        "short text, strong": float(len(doc.sentences) <= SHORT and trigger.family not in WEAK),
        "short text, alone": float(len(doc.sentences) <= SHORT and company == 1),
    }
    # في | هجوم · بعد | مقتل · هجوم | على: the words of form beside it.
    for place, at in (("before", trigger.first - 1), ("two before", trigger.first - 2), ("after", trigger.last)):
        norm = tokens[at].norm if 0 <= at < len(tokens) else ""
        if not norm or norm in FUNCTION_WORDS or norm in _COMMAS:
            out[f"{place}: {norm}"] = 1.0
    return out


def none_features(trigger: Trigger, here: Surroundings, choices: int) -> Features:
    """What speaks for and against the trigger telling of no happening worth a record (حرب كلامية, a word in a name);
    ``choices`` is how many happenings told before it may tell of."""
    return {
        "bias": 1.0,
        f"family {trigger.family}": 1.0,
        "has a toll": float(bool(here.tolls)),
        "another may be meant": float(choices > 0),
    }


# يذكر أن · يشار إلى أن · تجدر الإشارة · سبق أن: what follows is told as context.
_ASIDE = frozenset(
    fold(w)
    for w in (
        "يذكر",
        "يشار",
        "تجدر",
        "سبق",
        "يأتي",
        "تأتي",
        "جدير",
        "الجدير",
        "ويذكر",
        "ويشار",
        "وتجدر",
        "وسبق",
        "ويأتي",
        "وتأتي",
        "والجدير",
    )
)
# بشكل يومي · المتكررة · عادة: told as a habit.
_HABIT = frozenset(
    fold(w)
    for w in ("متكررة", "المتكررة", "يوميا", "يومية", "اليومية", "عادة", "دائما", "باستمرار", "المستمرة", "مستمرة", "المتواصلة", "متواصلة",
              "غالبا", "كثيرا", "سنوات", "عقود", "أشهر", "شهور", "أعوام", "العديد", "سلسلة", "عدة", "متفرقة", "شبه")
)  # fmt: skip
_WAS = frozenset(fold(w) for w in ("كان", "كانت", "وكان", "وكانت", "كانوا"))
_SINCE = frozenset(fold(w) for w in ("منذ", "عام", "سنوات", "الماضية", "السابق", "سابق", "الأخيرة"))


def telling_features(doc: Document, cluster: Cluster) -> Features:
    """How a happening is told: what makes it the report's matter, its background, or a habit."""
    mates = cluster.triggers
    first = next((t for t in mates if not doc.sentences[t.sentence].is_title), mates[0])
    sentence = doc.sentences[first.sentence]
    tokens = doc.tokens
    before = {t.norm for t in tokens[max(sentence.first, first.first - 4) : first.first]}
    after = {t.norm for t in tokens[first.last : min(sentence.last, first.last + 3)]}
    opening = {t.norm for t in tokens[sentence.first : sentence.first + 2]}
    near = {t.norm for t in tokens[max(sentence.first, first.first - 12) : min(sentence.last, first.last + 12)]}
    out: Features = {
        "bias": 1.0,
        f"family {first.family}": 1.0,
        f"realis {first.realis.value}": 1.0,
        "in the title": float(any(doc.sentences[t.sentence].is_title for t in mates)),
        "first sentence": float(first.sentence <= 1),
        "second sentence": float(first.sentence == 2),
        "place in the text": min(first.sentence / max(1, len(doc.sentences) - 1), 1.0),
        "short text": float(len(doc.sentences) <= 5),
        "mentions": math.log(len(mates)),
        "plural": float(first.plural),
        "definite plural": float(first.plural and first.definite),
        "indefinite plural": float(first.plural and not first.definite),
        "definite": float(first.definite),
        "verb": float(not first.noun),
        "imperfect": float(not first.noun and tokens[first.first].norm[:1] in ("ي", "ت")),
        "aside": float(bool(opening & _ASIDE)),
        "was": float(bool((opening | before) & _WAS)),
        "had": float("قد" in before or "قد" in opening),
        "habit": float(bool((after | before) & _HABIT)),
        "since": float(bool(near & _SINCE)),
        "a number near": float(any(t.isdigit() for t in near)),
    }
    days = [m.when for here in cluster.around for m in here.times if m.when.start]
    published = doc.report.published
    out["has a time"] = float(any(here.times for here in cluster.around))
    if days and published:
        age = min((published - when.start).days for when in days if when.start)
        out["of these days"] = float(age <= 2)
        out["of this week"] = float(2 < age <= 8)
        out["older"] = float(age > 8)
        out["of a day"] = float(any(when.start == when.end for when in days))
    return out


_RELATIVE = frozenset({"الذي", "التي", "الذين", "اللذين", "والتي", "والذي"})


@cache
def weights(name: str) -> Features:
    """The table called ``name`` (kin, worth, none, main, background, generic) of the fitted weights."""
    table: dict[str, Features] = tomllib.loads(path("kinship.toml").read_text("utf-8"))
    return table[name]


def logit(features: Features, table: Features) -> float:
    return sum(value * table.get(name, 0.0) for name, value in features.items() if value)


def probability(value: float) -> float:
    """Of a logit; 0.5 is even odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def choices(
    doc: Document,
    trigger: Trigger,
    here: Surroundings,
    clusters: Sequence[Cluster],
    spread: Features,
    company: int,
    also: Callable[[Cluster], bool] = lambda _: False,
) -> list[tuple[Cluster | None, Features, str]]:
    """What the trigger may tell of, with the features and the table that weighs them: clusters ("kin"), then a happening of
    its own ("worth"), last none ("none")."""
    kin = kindred(doc, trigger, here, clusters, spread, also)
    out: list[tuple[Cluster | None, Features, str]] = [(cluster, features, "kin") for cluster, features in kin]
    out.append((None, worth_features(doc, trigger, here, company) | spread, "worth"))
    out.append((None, none_features(trigger, here, len(kin)), "none"))
    return out


def company(triggers: Sequence[Trigger]) -> dict[int, int]:
    """How many triggers each sentence has."""
    out: dict[int, int] = {}
    for trigger in triggers:
        out[trigger.sentence] = out.get(trigger.sentence, 0) + 1
    return out


def _bare(norm: str) -> str:
    return norm[2:] if norm.startswith("ال") else norm
