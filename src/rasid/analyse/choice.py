"""Which of the mentions that may belong to a happening its record gets: each is weighed against the others, in the light of
how the happening is told (weights: lexicon/data/choice.csv, fitted by tools/fit/links.py).

`links` judges a mention beside one trigger. Here a happening's triggers are taken together: the best of them counts, a thing
told twice gains, one that suits another happening or another role better loses, and little is given to a word that hardly
tells a happening at all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from rasid.analyse.document import Document, EventDraft, Trigger
from rasid.analyse.kinship import Features
from rasid.analyse.linkables import ROLES, Linkable, Linkables
from rasid.analyse.links import Links
from rasid.analyse.role_weights import Weights, role_weights
from rasid.model import Granularity, Salience

# Logits from which a mention is taken for a role: where F1 is highest, held out (tools/fit/links.py prints the sweep).
ENOUGH = {"attacker": -1.6, "target": -1.6, "party": -1.0, "place": -1.6, "time": -1.4, "weapon": -1.4}
AT_LEAST = {"place": -math.inf, "time": -2.5}
"""The same for what a main event would otherwise lack."""
FLOOR = -4.0
"""A link with less is not looked at."""
HEARD = -2.0
"""A link from which it supports others of the same name."""
_MOST = 4.0
_RIVALRY = 3.0


@dataclass(slots=True)
class Candidate:
    """A mention that may have ``role`` in the event; ``score`` beside the trigger that it suits best."""

    event: EventDraft
    role: str
    mention: Linkable
    score: float
    trigger: Trigger


def candidates(doc: Document, linkables: Linkables) -> list[Candidate]:
    """Every mention in a sentence of a trigger with every role it may have, for every event."""
    mates = triggers_by_sentence(doc.triggers)
    out: list[Candidate] = []
    for event in doc.events:
        own = frozenset(id(trigger) for trigger in event.triggers)
        best: dict[tuple[str, int], Candidate] = {}
        for trigger in event.triggers:
            mentions = linkables.within(doc.sentences[trigger.sentence])
            for mention, scores in Links(doc, trigger, mentions, mates[trigger.sentence], own).scores():
                for role, score in zip(ROLES[mention.kind], scores, strict=True):
                    known = best.get((role, id(mention)))
                    if score >= FLOOR and (known is None or score > known.score):
                        best[role, id(mention)] = Candidate(event, role, mention, score, trigger)
        out += best.values()
    return out


def weighed(doc: Document, found: list[Candidate]) -> Iterator[tuple[Candidate, Features]]:
    """Each candidate with what speaks for and against it among the others."""
    names = Counter(key for key, _ in {(c.mention.key, id(c.mention)) for c in found})
    by_role: dict[tuple[str, int], list[Candidate]] = {}
    by_mention: dict[tuple[str, int], list[Candidate]] = {}
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in found:
        by_role.setdefault((candidate.role, id(candidate.mention)), []).append(candidate)
        by_mention.setdefault((candidate.event.id, id(candidate.mention)), []).append(candidate)
        groups.setdefault((candidate.event.id, candidate.role), []).append(candidate)
    told = {event.id: _told(doc, event) for event in doc.events}
    for group in groups.values():
        group.sort(key=lambda c: -c.score)
        heard = Counter(c.mention.key for c in group if c.score > HEARD)
        best: dict[str, float] = {}
        for candidate in group:
            best.setdefault(candidate.mention.key, candidate.score)
        for rank, candidate in enumerate(group):
            mention, score = candidate.mention, candidate.score
            out = dict(told[candidate.event.id])
            _score(out, score)
            out["first"], out["second"], out["far down"] = float(rank == 0), float(rank == 1), float(rank > 3)
            out["behind the first"] = min(_MOST, group[0].score - score)
            out["behind its name"] = min(_MOST, best[mention.key] - score)
            out["best of its name"] = float(score >= best[mention.key])
            out["its name here"] = math.log1p(heard[mention.key])
            out["its name in the report"] = math.log1p(names[mention.key])
            _against(out, "event", score, (c.score for c in by_role[candidate.role, id(mention)] if c.event is not candidate.event))  # fmt: skip
            _against(out, "role", score, (c.score for c in by_mention[candidate.event.id, id(mention)] if c is not candidate))  # fmt: skip
            out[f"kind {mention.kind}"] = out[f"sort {mention.sort}"] = 1.0
            out["in the title"] = float(doc.sentences[candidate.trigger.sentence].is_title)
            out["in the chief sentence"] = float(candidate.trigger.sentence == candidate.event.trigger.sentence)
            out["words"] = min(6, mention.last - mention.first) / 3
            yield candidate, out


def _score(out: Features, score: float) -> None:
    held = max(-_MOST, min(_MOST, score))
    out["score"], out["score above 0"], out["score squared"] = held, max(0.0, held), held * held / _MOST


def _against(out: Features, name: str, score: float, others: Iterable[float]) -> None:
    """How the mention's best other event, or its best other role in this one, compares."""
    rival = max(others, default=None)
    if rival is None:
        out[f"no other {name}"] = 1.0
    else:
        out[f"over another {name}"] = max(-_RIVALRY, min(_RIVALRY, score - rival))
        out[f"another {name} is better"] = float(rival > score)


def _told(doc: Document, event: EventDraft) -> Features:
    """How the happening is told: one that is hardly told has few arguments of its own."""
    titles = [doc.sentences[trigger.sentence].is_title for trigger in event.triggers]
    trigger = event.trigger
    return {
        "bias": 1.0,
        "triggers": math.log(len(event.triggers)),
        "one trigger": float(len(event.triggers) == 1),
        "events": math.log(len(doc.events)),
        f"salience {event.salience.value}": 1.0,
        f"realis {event.realis.value}": 1.0,
        f"family {trigger.family}": 1.0,
        f"type {event.type.value}": 1.0,
        "told in the title": float(any(titles)),
        "told in the title only": float(all(titles)),
        "sure of its type": max(t.score for t in event.triggers),
        "first event": float(event is doc.events[0]),
        "noun": float(trigger.noun),
        "definite": float(trigger.definite),
        "plural": float(trigger.plural),
        "where in the text": event.triggers[0].sentence / max(1, len(doc.sentences)),
    }


def chosen(doc: Document, linkables: Linkables) -> dict[str, list[tuple[str, Linkable]]]:
    """By event, the mentions that its record gets, each with its role. A main event with no likely place or time gets the
    likeliest: what a report is about has both, and it seldom fails to tell them."""
    kept: dict[tuple[str, str], list[tuple[float, Linkable]]] = {}
    likeliest: dict[tuple[str, str], tuple[float, Linkable]] = {}
    for candidate, features in weighed(doc, candidates(doc, linkables)):
        event, role = candidate.event, candidate.role
        found = (choice_weights(role).sum(features), candidate.mention)
        if found[0] >= ENOUGH[role]:
            kept.setdefault((event.id, role), []).append(found)
        if _wanted(candidate) and found[0] > AT_LEAST[role]:
            likeliest[event.id, role] = max(found, likeliest.get((event.id, role), found), key=lambda item: item[0])
    for key, one in likeliest.items():
        kept.setdefault(key, [one])
    out: dict[str, list[tuple[str, Linkable]]] = {event.id: [] for event in doc.events}
    for role in ENOUGH:
        for event in doc.events:
            mentions = distinct(kept.get((event.id, role), []))
            owners = [m.owner for m in mentions if m.owner is not None and m.owner not in mentions]
            out[event.id] += ((role, mention) for mention in (*mentions, *owners))
    return out


def _wanted(candidate: Candidate) -> bool:
    """Whether it is what every main event has: a place, a day."""
    if candidate.event.salience is not Salience.MAIN:
        return False
    return candidate.role == "place" or (candidate.role == "time" and candidate.mention.sort == Granularity.DAY)


def distinct(found: list[tuple[float, Linkable]]) -> list[Linkable]:
    """One mention for each thing, surest first: none that overlaps another or whose name is part of another's."""
    out: list[Linkable] = []
    for _, mention in sorted(found, key=lambda item: -item[0]):
        if all(
            mention.span.overlap(other.span) == 0 and mention.key not in other.key and other.key not in mention.key
            for other in out
        ):
            out.append(mention)
    return sorted(out, key=lambda mention: mention.span.start)


def triggers_by_sentence(triggers: Iterable[Trigger]) -> dict[int, list[Trigger]]:
    """The triggers of each sentence, in order."""
    out: dict[int, list[Trigger]] = {}
    for trigger in sorted(triggers, key=lambda trigger: trigger.first):
        out.setdefault(trigger.sentence, []).append(trigger)
    return out


@cache
def choice_weights(role: str) -> Weights:
    return role_weights("choice.csv", (role,))
