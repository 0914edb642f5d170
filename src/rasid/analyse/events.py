"""Component "events": triggers of one happening become one event."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.document import Document, EventDraft, Trigger
from rasid.analyse.kinship import (
    WEAK,
    Cluster,
    Features,
    choices,
    company,
    logit,
    may_be_kin,
    points_back,
    retells,
    spread,
    telling_features,
    weights,
)
from rasid.analyse.surroundings import Surroundings, surroundings
from rasid.model import EventType, Realis, Salience


class Events:
    name = "events"
    version = "3"
    requires = ("triggers",)
    provides = ("events",)

    def __call__(self, doc: Document) -> None:
        clusters: list[Cluster] = []
        left: list[tuple[Trigger, Surroundings]] = []
        wide, mates = spread(doc), company(doc.triggers)
        for trigger, here in zip(doc.triggers, surroundings(doc), strict=True):
            chosen = choose(doc, trigger, here, choices(doc, trigger, here, clusters, wide, mates[trigger.sentence]))
            if chosen is None:
                left.append((trigger, here))
                continue
            if not chosen.triggers:
                clusters.append(chosen)
            chosen.add(doc, trigger, here)
        if not clusters and (counted := next(((t, h) for t, h in left if h.tolls), None)):
            clusters.append(Cluster())  # who counts the dead tells of a happening, in whatever words
            clusters[0].add(doc, *counted)
        _join(doc, clusters, left)
        doc.events.extend(_event(doc, cluster, f"e{number}") for number, cluster in enumerate(clusters, 1))


def _join(doc: Document, clusters: Sequence[Cluster], left: Sequence[tuple[Trigger, Surroundings]]) -> None:
    """قتل ثلاثة | في انفجار: a word of harm that comes before the word of its happening joins it, when that is known."""
    begin = {cluster.triggers[0].sentence: cluster for cluster in reversed(clusters)}
    for trigger, here in left:
        cluster = begin.get(trigger.sentence)
        if cluster is None or trigger.family not in WEAK or cluster.triggers[0].first < trigger.first:
            continue
        if may_be_kin(trigger, here, cluster):
            cluster.add(doc, trigger, here)


def choose(
    doc: Document, trigger: Trigger, here: Surroundings, among: Sequence[tuple[Cluster | None, Features, str]]
) -> Cluster | None:
    """The cluster that the trigger tells of, a new one, or None where it tells of nothing worth a record."""
    if stands_apart(trigger):
        return Cluster()
    scores = [logit(features, weights(table)) for _, features, table in among]
    likest = max(range(len(among) - 2), key=scores.__getitem__, default=None)
    if likest is not None:
        cluster = among[likest][0]
        if cluster is not None and (points_back(doc, trigger) or retells(trigger, here, cluster)):
            return cluster
    best = max(range(len(among)), key=scores.__getitem__)
    return Cluster() if among[best][2] == "worth" else among[best][0]


def stands_apart(trigger: Trigger) -> bool:
    """معلومات عن مقتل فلان في الغارات: a death that is only passed on stands apart from what is known."""
    return trigger.realis is Realis.ALLEGED and trigger.family == "killing"


def _event(doc: Document, cluster: Cluster, name: str) -> EventDraft:
    telling = telling_features(doc, cluster)
    return EventDraft(
        id=name,
        type=_type(cluster.triggers),
        trigger=_chief(doc, cluster.triggers),
        triggers=list(cluster.triggers),
        realis=realis_told(cluster.triggers, telling),
        salience=salience_told(telling),
    )


def realis_told(triggers: list[Trigger], telling: Features) -> Realis:
    """Told once as a fact, it is one, unless it is told as a habit; else as its first trigger has it."""
    alleged = triggers[0].realis is Realis.ALLEGED and all(t.sentence == triggers[0].sentence for t in triggers)
    if not alleged and any(trigger.realis in (Realis.ACTUAL, Realis.GENERIC) for trigger in triggers):
        return Realis.GENERIC if logit(telling, weights("generic")) > 0 else Realis.ACTUAL
    return triggers[0].realis


def salience_told(telling: Features) -> Salience:
    if logit(telling, weights("main")) > 0:
        return Salience.MAIN
    return Salience.BACKGROUND if logit(telling, weights("background")) > 0 else Salience.SECONDARY


def _chief(doc: Document, triggers: list[Trigger]) -> Trigger:
    """The first full mention in the body, else in the title."""
    body = [trigger for trigger in triggers if not doc.sentences[trigger.sentence].is_title] or triggers
    strong = [trigger for trigger in body if trigger.family not in WEAK] or body
    return strong[0]


def _type(triggers: list[Trigger]) -> EventType:
    """The type that most of the triggers say; by the square, so that one told outweighs several taken by default."""
    votes: dict[EventType, float] = {}
    for trigger in triggers:
        votes[trigger.type] = votes.get(trigger.type, 0.0) + trigger.score**2
    if EventType.SUICIDE_BOMBING in votes:  # told once, it holds for the explosion it is called elsewhere
        return EventType.SUICIDE_BOMBING
    return max(votes, key=lambda kind: votes[kind])


def make() -> Events:
    return Events()
