"""Component "events": triggers of one happening become one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasid.analyse.document import Document, EventDraft, Trigger
from rasid.analyse.surroundings import Surroundings, surroundings
from rasid.model import EventType, Realis, Salience
from rasid.text.normal import fold

# Families of trigger words that may tell of one happening in other words. Within a family always; across only so.
_VIOLENT = frozenset(
    {"air_strike", "bombard", "strike", "attack", "assassination", "assault", "explosion", "suicide", "launch", "killing",
     "harm", "incident", "chemical", "damage"}
)  # fmt: skip
_KIN: dict[str, frozenset[str]] = {
    **{family: _VIOLENT for family in _VIOLENT},
    "clash": frozenset({"clash", "killing", "harm", "incident", "attack", "war"}),
    "war": frozenset({"war", "campaign", "clash"}),
    "campaign": frozenset({"campaign", "war", "operation"}),
    "raid": frozenset({"raid", "operation", "incident", "killing", "harm"}),
    "operation": frozenset({"operation", "raid", "campaign", "incident", "killing", "attack", "suicide", "assassination"}),
    "arrest": frozenset({"arrest", "incident"}),
    "abduction": frozenset({"abduction", "incident"}),
    "protest": frozenset({"protest"}),
    "riot": frozenset({"riot", "violence", "protest"}),
    "force": frozenset({"force", "killing", "harm"}),
    "destruction": frozenset({"destruction", "damage"}),
    "territory": frozenset({"territory"}),
}
# Types that a vague word (attack, explosion, killing) does not contradict.
_OTHER = frozenset(fold(w) for w in ("آخر", "أخرى", "ثان", "ثانية", "ثالث", "ثالثة", "رابع", "منفصل", "منفصلة", "جديد", "جديدة", "مماثل", "مماثلة", "أخر", "مماثلين", "أخريين", "آخرين", "اخرين"))
_SAME = frozenset(fold(w) for w in ("هذا", "هذه", "ذلك", "تلك", "المذكور", "نفسه", "نفسها"))

JOIN = 0.2
JOIN_WEAK = -0.4
GOVERNED = 9


@dataclass(slots=True)
class _Cluster:
    triggers: list[Trigger] = field(default_factory=list)
    around: list[Surroundings] = field(default_factory=list)

    @property
    def last_sentence(self) -> int:
        return self.triggers[-1].sentence

    @property
    def sure_types(self) -> set[EventType]:
        return {trigger.type for trigger in self.triggers if trigger.score >= 0.95}


class Events:
    name = "events"
    version = "1"
    requires = ("triggers",)
    provides = ("events",)

    def __call__(self, doc: Document) -> None:
        clusters: list[_Cluster] = []
        around = surroundings(doc)
        strong = {trigger.sentence for trigger in doc.triggers if trigger.family in _VIOLENT | {"clash"} and trigger.score >= 0.7}
        for trigger, here in zip(doc.triggers, around, strict=True):
            best, best_score = self._governor(doc, trigger, clusters), 9.0
            for cluster in clusters if best is None else ():
                score = self._kinship(doc, trigger, here, cluster)
                if score is not None and (best is None or score > best_score):
                    best, best_score = cluster, score
            weak = trigger.family in ("killing", "harm", "damage", "incident")
            if best is not None and best_score >= (JOIN_WEAK if weak else JOIN):
                best.triggers.append(trigger)
                best.around.append(here)
            elif not weak or self._opens(doc, trigger, strong):
                clusters.append(_Cluster([trigger], [here]))
        for number, cluster in enumerate(clusters, 1):
            doc.events.append(self._event(doc, cluster, f"e{number}"))

    def _governor(self, doc: Document, trigger: Trigger, clusters: list[_Cluster]) -> _Cluster | None:
        """The happening of which a verb of striking only tells the aim: قصف … استهدف مخيما, تفجير يستهدف مطارا."""
        if trigger.family not in ("strike", "harm", "damage") or trigger.noun:
            return None
        for cluster in reversed(clusters):
            last = cluster.triggers[-1]
            if last.sentence == trigger.sentence and last.family in _VIOLENT and last.noun:
                return cluster if trigger.first - last.last <= GOVERNED else None
        return None

    def _opens(self, doc: Document, trigger: Trigger, strong: set[int]) -> bool:
        """A word of killing opens an event of its own where its sentence has no other word for what happened."""
        return trigger.family == "killing" and trigger.sentence not in strong

    def _kinship(self, doc: Document, trigger: Trigger, here: Surroundings, cluster: _Cluster) -> float | None:
        families = {other.family for other in cluster.triggers}
        kin = _KIN.get(trigger.family, frozenset({trigger.family}))
        if not families & (kin | {trigger.family}):
            return None
        sure = cluster.sure_types
        if trigger.score >= 0.95 and sure and trigger.type not in sure:
            if not {trigger.type, *sure} <= {EventType.BOMBING, EventType.SUICIDE_BOMBING}:
                return None
        score = 0.0
        if trigger.lemma in {other.lemma for other in cluster.triggers}:
            score += 0.5
        if trigger.family in families:
            score += 0.3
        gap = trigger.sentence - cluster.last_sentence
        in_title = all(doc.sentences[other.sentence].is_title for other in cluster.triggers)
        if in_title:
            score += 0.6
        elif gap == 0:
            score += 0.35
        elif gap == 1:
            score += 0.2
        else:
            score -= 0.06 * min(gap, 6)
        follows = doc.tokens[trigger.last : trigger.last + 2]
        before = doc.tokens[max(0, trigger.first - 2) : trigger.first]
        if any(_bare(token.norm) in _OTHER for token in follows):
            score -= 1.5
        if trigger.noun:
            if trigger.definite:
                score += 0.45
            elif not in_title:
                score -= 0.35
        if any(token.norm in _SAME or token.norm[1:] in _SAME for token in before):
            score += 0.4
        if trigger.plural != cluster.triggers[0].plural and trigger.noun and cluster.triggers[0].noun:
            score -= 0.25
        if (trigger.realis is Realis.GENERIC) != any(t.realis is Realis.GENERIC for t in cluster.triggers):
            score -= 0.4
        if trigger.realis in (Realis.PLANNED, Realis.THREATENED) and all(t.realis is Realis.ACTUAL for t in cluster.triggers):
            score -= 0.5
        return score + here.likeness(cluster.around)

    def _event(self, doc: Document, cluster: _Cluster, name: str) -> EventDraft:
        chief = self._chief(doc, cluster)
        realis = chief.realis
        if any(t.realis is Realis.ACTUAL for t in cluster.triggers):
            realis = Realis.ACTUAL
        kind = self._type(cluster)
        title = any(doc.sentences[t.sentence].is_title for t in cluster.triggers)
        first = min(t.sentence for t in cluster.triggers)
        salience = Salience.MAIN if title or first <= 1 else Salience.SECONDARY
        return EventDraft(
            id=name, type=kind, trigger=chief, triggers=list(cluster.triggers), realis=realis, salience=salience
        )

    def _chief(self, doc: Document, cluster: _Cluster) -> Trigger:
        """The first full mention in the body, else in the title."""
        body = [t for t in cluster.triggers if not doc.sentences[t.sentence].is_title] or cluster.triggers
        best = max(t.score for t in body)
        return next(t for t in body if t.score >= best - 0.25)

    def _type(self, cluster: _Cluster) -> EventType:
        votes: dict[EventType, float] = {}
        for trigger in cluster.triggers:
            votes[trigger.type] = votes.get(trigger.type, 0.0) + (1.0 if trigger.score >= 0.95 else 0.3)
        if EventType.SUICIDE_BOMBING in votes:
            return EventType.SUICIDE_BOMBING
        return max(votes, key=lambda kind: votes[kind])


def _bare(norm: str) -> str:
    return norm[2:] if norm.startswith("ال") else norm


def make() -> Events:
    return Events()
