"""Happenings: which words tell of one, which of them of the same, its type, and which happening is part of which.

Each word that may tell of a happening chooses among those told before it, one of its own, and none, as by the exact code
(analyse/kinship.py); what the encoder says of it is weighed beside that code's score. Happenings that then prove to be one are joined
(joined.py). Where the exact code sees a happening told once more, in the same words and at the same place, it decides: the encoder has
seen few told again far off (of 20 on articles held out, 15 were so).
"""

from __future__ import annotations

import math

from rasid.analyse.document import EventDraft, Trigger
from rasid.analyse.encoder.blend import Features, odds, weight
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.joined import alike, joined, same
from rasid.analyse.encoder.labels import CLASSES, TAGS
from rasid.analyse.events import realis_told, salience_told, stands_apart
from rasid.analyse.kinship import (
    SURE,
    Cluster,
    choices,
    company,
    logit,
    points_back,
    retells,
    spread,
    telling_features,
    weights,
)
from rasid.analyse.relevance import leading
from rasid.analyse.surroundings import Surroundings, surroundings
from rasid.model import Certainty, EventType, Realis, Salience

_TRIGGER, _BEGINS = TAGS.index("trigger"), 1
_OPENING = 1
"""Sentences after the first, which mostly is the title, that open a report."""


def add_events(composed: Composition) -> None:
    """Fills the events of the document; its triggers are those of the events from here on."""
    doc = composed.doc
    doc.triggers = _triggers(composed)
    for number, (cluster, chance) in enumerate(_clusters(composed), 1):
        event = _event(composed, f"e{number}", cluster)
        composed.taken["event", event.id] = chance
        doc.events.append(event)
        composed.triggers[event.id] = [
            Found("trigger", trigger.first, trigger.last, trigger.score) for trigger in event.triggers
        ]
    doc.triggers = sorted((t for event in doc.events for t in event.triggers), key=lambda trigger: trigger.first)
    composed.told = sorted(
        (found.first, rank, name) for rank, (name, group) in enumerate(composed.triggers.items()) for found in group
    )
    _add_parents(composed)


def _triggers(composed: Composition) -> list[Trigger]:
    """Those that the exact code has found, and those that the encoder alone has seen."""
    doc = composed.doc
    taken = {at for trigger in doc.triggers for at in range(trigger.first, trigger.last)}
    seen = [
        _trigger(composed, found)
        for found in composed.found("trigger")
        if taken.isdisjoint(range(found.first, found.last))
    ]
    return sorted([*doc.triggers, *seen], key=lambda trigger: trigger.first)


def _trigger(composed: Composition, found: Found) -> Trigger:
    span = composed.span(found)
    kind, chance = composed.encoded.value("type", (found.first,))
    return Trigger(
        span=span,
        first=found.first,
        last=found.last,
        sentence=composed.doc.sentence_of(span.start).index,
        type=EventType(kind),
        score=min(chance, SURE - 0.01),
        realis=Realis(composed.encoded.value("realis", (found.first,))[0]),
        noun=True,
    )


def _clusters(composed: Composition) -> list[tuple[Cluster, float]]:
    """The happenings, each with how likely its first word was one of its own."""
    doc = composed.doc
    clusters: list[Cluster] = []
    chances: list[float] = []
    wide, mates = spread(doc), company(doc.triggers)
    for trigger, here in zip(doc.triggers, surroundings(doc), strict=True):
        if stands_apart(trigger):
            chosen: Cluster | None = Cluster()
            chance = SURE
        else:
            near = {id(cluster): same(composed, trigger, cluster) for cluster in clusters}

            def also(cluster: Cluster, near: dict[int, list[float]] = near) -> bool:
                return any(likely > 0.5 for likely in near[id(cluster)])

            among = choices(doc, trigger, here, clusters, wide, mates[trigger.sentence], also)
            read = [logit(features, weights(table)) for _, features, table in among]
            again = among[read.index(max(read))][0]
            asked: list[tuple[str, Features]] = []
            for (cluster, _, table), by_code in zip(among, read, strict=True):
                told = {"bias": 1.0, "read": by_code}
                if cluster is not None:
                    told |= _kin(composed, trigger, here, cluster, near[id(cluster)])
                elif table == "worth":
                    told |= _worth(composed, trigger)
                asked.append((table, told))
            at, chance, *_ = composed.best(asked, (trigger, [cluster for cluster, _, _ in among], clusters))
            if again is not None and retells(trigger, here, again):
                chosen = again
            else:
                chosen = Cluster() if asked[at][0] == "worth" else among[at][0]
        if chosen is None:
            continue
        if not chosen.triggers:
            clusters.append(chosen)
            chances.append(chance)
        chosen.add(doc, trigger, here)
    return joined(composed, list(zip(clusters, chances, strict=True)))


def _kin(
    composed: Composition, trigger: Trigger, here: Surroundings, cluster: Cluster, likely: list[float]
) -> Features:
    out: Features = {
        "points back": float(points_back(composed.doc, trigger)),
        "retells": float(retells(trigger, here, cluster)),
        "size": math.log(len(cluster.triggers)),
    }
    if likely:
        heard = [odds(chance) for chance in likely]
        out |= {"heard": sum(heard) / len(heard), "most": max(heard), "least": min(heard), "last": heard[-1]}
    else:
        out["unheard"] = 1.0
    return out | alike(composed, [trigger], cluster.triggers)


def _worth(composed: Composition, trigger: Trigger) -> Features:
    encoded = composed.encoded
    realis, salience = (encoded.values(name, (trigger.first,)) for name in ("realis", "salience"))
    return {
        "heard": odds(_begin(composed, trigger)),
        "type": encoded.value("type", (trigger.first,))[1],
        "generic": realis["generic"],
        "unreal": realis["planned"] + realis["threatened"],
        "main": salience["main"],
        "background": salience["background"],
        "heard alone": float(not trigger.family),
    }


def _begin(composed: Composition, trigger: Trigger) -> float:
    """How sure the encoder is that a word of the trigger tells of a happening."""
    return max(float(composed.encoded.tags[at, _TRIGGER, _BEGINS]) for at in range(trigger.first, trigger.last))


def _event(composed: Composition, name: str, cluster: Cluster) -> EventDraft:
    doc, triggers = composed.doc, cluster.triggers
    body = [t for t in triggers if not doc.sentences[t.sentence].is_title] or triggers
    telling = telling_features(doc, cluster)
    read = {"realis": realis_told(triggers, telling).value, "salience": salience_told(telling).value}
    if read["realis"] == Realis.ALLEGED:
        composed.alleged.add(name)
    said = {question: _value(composed, question, name, triggers, read[question]) for question in read}
    return EventDraft(
        id=name,
        type=EventType(_type(composed, name, triggers)),
        trigger=max(body, key=lambda trigger: _begin(composed, trigger)),
        triggers=list(triggers),
        realis=Realis(said["realis"]),
        salience=Salience(said["salience"]),
    )


def _type(composed: Composition, name: str, triggers: list[Trigger]) -> str:
    """What the encoder says of each of the triggers counts beside what the lists say; of these by the square, so that one told
    outweighs several taken by default."""
    heard = _mean(composed, "type", triggers)
    votes: dict[str, float] = {}
    surest: dict[str, float] = {}
    for trigger in triggers:
        kind = trigger.type.value
        votes[kind] = votes.get(kind, 0.0) + trigger.score**2
        if trigger.family:
            surest[kind] = max(surest.get(kind, 0.0), trigger.score)
    total = sum(votes.values()) or 1.0
    asked: list[tuple[str, Features]] = [
        (
            "type",
            {
                "heard": weight(chance),
                "read": votes.get(kind, 0.0) / total,
                "read surely": surest.get(kind, 0.0) ** 2,
                "told": float(surest.get(kind, 0.0) >= SURE),
            },
        )
        for kind, chance in heard.items()
    ]
    composed.values["type", name] = best = composed.best(asked, triggers)
    return list(heard)[best.at]


def _value(composed: Composition, question: str, name: str, triggers: list[Trigger], read: str) -> str:
    heard = _mean(composed, question, triggers)
    asked: list[tuple[str, Features]] = [
        (question, {"heard": weight(chance), "read": float(value == read), f"bias {value}": 1.0})
        for value, chance in heard.items()
    ]
    composed.values[question, name] = best = composed.best(asked, triggers)
    return list(heard)[best.at]


def _mean(composed: Composition, question: str, triggers: list[Trigger]) -> dict[str, float]:
    mean = composed.encoded.mean(question, [trigger.first for trigger in triggers])
    return dict(zip(CLASSES[question], map(float, mean), strict=True))


def _add_parents(composed: Composition) -> None:
    events = composed.doc.events
    by_id = {event.id: event for event in events}
    scores: list[tuple[float, EventDraft, EventDraft]] = []
    for child in events:
        at = composed.triggers[child.id][0].first
        for name, chance in composed.of_events(at, "parent", reverse=True).items():
            if name != child.id and chance >= composed.least("parent"):
                scores.append((chance, child, by_id[name]))
    for _, child, parent in sorted(scores, key=lambda row: -row[0]):
        if child.parent is None and parent.parent is None and all(e.parent != child.id for e in events):
            child.parent = parent.id  # one level: a parent is no child


def doubt(composed: Composition) -> None:
    """What the exact code takes for alleged and only hedged statements tell of is alleged, whatever is likelier: the text asserts it
    nowhere. For a document whose statements are known."""
    for event in composed.doc.events:
        said = [statement for statement in composed.doc.statements if event.id in statement.about]
        told = {sentence for statement in said for sentence in statement.sentences}
        if (
            event.id in composed.alleged
            and event.realis is Realis.ACTUAL
            and said
            and all(statement.certainty is Certainty.HEDGED for statement in said)
            and all(trigger.sentence in told for trigger in event.triggers)
        ):
            event.realis = Realis.ALLEGED
            composed.values.pop(("realis", event.id), None)


def lead(composed: Composition) -> str | None:
    """The event that is likeliest to be what the report is about, once all of each is known; None where there is none."""
    doc = composed.doc
    if not doc.events:
        return None
    read = leading(doc.events)
    harming = {claim.event for claim in doc.casualties}
    asked: list[tuple[str, Features]] = []
    for rank, event in enumerate(doc.events):
        salience = _mean(composed, "salience", event.triggers)
        told: Features = {
            "read": float(event is read),
            "heard": weight(salience[Salience.MAIN.value]),
            "background": weight(salience[Salience.BACKGROUND.value]),
            "words": math.log(len(event.triggers)),
            "rank": math.log1p(rank),
            "title": float(any(doc.sentences[trigger.sentence].is_title for trigger in event.triggers)),
            "opening": float(any(trigger.sentence <= _OPENING for trigger in event.triggers)),
            "harm": float(event.id in harming),
            "arguments": math.log1p(len(event.arguments)),
            f"realis {event.realis.value}": 1.0,
        }
        asked.append(("lead", told))
    return doc.events[composed.best(asked, doc.events).at].id
