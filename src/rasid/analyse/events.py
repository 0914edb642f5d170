"""Component "events": triggers of one happening become one event."""

from __future__ import annotations

from rasid.analyse.document import Document, EventDraft, Trigger
from rasid.analyse.kinship import (
    WEAK,
    Cluster,
    Features,
    company,
    kindred,
    logit,
    points_back,
    probability,
    retells,
    spread,
    telling_features,
    weights,
    worth_features,
)
from rasid.analyse.surroundings import surroundings
from rasid.model import EventType, Realis, Salience

# Where precision and recall of typed events meet on annotated news (tools/fit/kinship.py prints the sweep).
OPEN = 0.34


class Events:
    name = "events"
    version = "2"
    requires = ("triggers",)
    provides = ("events",)

    def __call__(self, doc: Document) -> None:
        around = surroundings(doc)
        mates = company(doc.triggers)
        kin, worth = weights("kin"), weights("worth")
        wide = spread(doc)
        clusters: list[Cluster] = []
        for trigger, here in zip(doc.triggers, around, strict=True):
            best, best_score = None, -30.0
            for cluster, features in kindred(doc, trigger, here, clusters, wide):
                score = logit(features, kin)
                if score > best_score:
                    best, best_score = cluster, score
            # An event of its own: worth a record, and of no kin to those before it.
            own = probability(logit(worth_features(doc, trigger, here, mates[trigger.sentence]), worth))
            if best is not None:
                own *= 1 - probability(best_score)
                if points_back(doc, trigger) or retells(trigger, here, best):
                    own = 0.0
            if trigger.realis is Realis.ALLEGED and trigger.family == "killing":
                own = 1.0  # معلومات عن مقتل فلان في الغارات: a death that is only passed on stands apart from what is known
            if own >= OPEN:
                best = Cluster()
                clusters.append(best)
            if best is not None:
                best.add(doc, trigger, here)
        doc.events.extend(_event(doc, cluster, f"e{number}") for number, cluster in enumerate(clusters, 1))


def _event(doc: Document, cluster: Cluster, name: str) -> EventDraft:
    telling = telling_features(doc, cluster)
    return EventDraft(
        id=name,
        type=_type(cluster.triggers),
        trigger=_chief(doc, cluster.triggers),
        triggers=list(cluster.triggers),
        realis=_realis(cluster.triggers, telling),
        salience=_salience(telling),
    )


def _realis(triggers: list[Trigger], telling: Features) -> Realis:
    """Told once as a fact, it is one, unless it is told as a habit; else as its first trigger has it."""
    alleged = triggers[0].realis is Realis.ALLEGED and all(t.sentence == triggers[0].sentence for t in triggers)
    if not alleged and any(trigger.realis in (Realis.ACTUAL, Realis.GENERIC) for trigger in triggers):
        return Realis.GENERIC if logit(telling, weights("generic")) > 0 else Realis.ACTUAL
    return triggers[0].realis


def _salience(telling: Features) -> Salience:
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
