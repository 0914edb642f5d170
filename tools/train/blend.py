"""Fits how the two readers are weighed together: a listener composes annotated articles and keeps, for every question that is
asked, the features and the right answer.

Questions with several answers are fitted as conditional logits, the others as logits, all with a ridge that draws towards
`blend.PRIOR`. What follows from an answer is asked of what was answered: the first round goes on with the annotated answers, later ones
with their own, and the weights learn from the states that they lead to (S. Ross et al. 2011, DAgger). A yes is taken from half of the
best F1 that the chances allow: of calibrated chances that is the best threshold (Z. Lipton et al. 2014); `BETA` names those for which
precision counts for more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from cases import Case
from scipy.optimize import minimize
from scipy.sparse import csr_array

from rasid.analyse.document import Document
from rasid.analyse.encoder.blend import PRIOR, Blend, Features
from rasid.analyse.encoder.composition import Best, Composition
from rasid.analyse.encoder.encoded import Encoded
from rasid.analyse.encoder.labels import CLASSES
from rasid.evaluate.score import event_likeness, match, overlap, same_span

ROUNDS = 2
RIDGE = 4.0
OWN = 4
"""How often a case counts where others stand beside it that another network has heard."""
ENOUGH = {
    "trigger": 0.3, "speaker": 0.3, "cue": 0.3, "speaker of": 0.3, "role": 0.5, "role of": 0.5, "relevant": 0.5, "parent": 0.7,
}  # fmt: skip
"""From which a mention is looked at: low, where the weights judge it after. Set once, not fitted."""
BETA = {"attacker": 0.8}
"""Recall to precision: to name the wrong one as having done it weighs more than to name none."""
ROLES = ("attacker", "target", "party", "place", "time", "weapon")
HAPPENING = "happening"
_GROUP = {"kin": HAPPENING, "worth": HAPPENING, "none": HAPPENING, "unsourced": "source"}
Choice = tuple[Sequence[tuple[str, Features]], Sequence[int]]


def of_span(span, text: str) -> dict:
    return {"start": span.start, "end": span.end, "q": span.of(text)}


class Listener(Composition):
    """Keeps what is asked, with the right answer by the annotation; with ``follow`` the choice of happenings goes on as annotated."""

    def __init__(self, doc: Document, encoded: Encoded, blend: Blend, gold: dict, *, follow: bool) -> None:
        super().__init__(doc, encoded, blend)
        self.gold, self.follow = gold, follow
        self.events = {event["id"]: event for event in gold["events"]}
        self.yes: dict[str, list[tuple[Features, bool]]] = defaultdict(list)
        self.choices: dict[str, list[Choice]] = defaultdict(list)
        self.clusters: dict[int, str] = {}
        """By cluster, the event that it tells of."""
        self.kept: list[object] = []
        """Clusters, so that no other gets their identity."""
        self.said: dict[int, dict | None] = {}
        """By statement draft, the annotated one."""
        self.answered: set[int] = set()
        """Annotated statements and counts that something taken has told: nothing else is to tell them."""
        self.of: dict[str, str] | None = None
        """By event of the document, the annotated one."""

    def chance(self, question: str, features: Features, about: object) -> float:
        answer = self._yes(question, about)
        if answer is not None:
            self.yes[question].append((dict(features), bool(answer)))
        chance = super().chance(question, features, about)
        if isinstance(answer, dict) and chance >= self.least(question):
            self.answered.add(id(answer))
        return chance

    def best(self, choices: Sequence[tuple[str, Features]], about: object) -> Best:
        group = _GROUP.get(choices[0][0], choices[0][0])
        right = self._right(group, choices, about)
        if 0 < len(right) < len(choices):
            self.choices[group].append(([(t, dict(f)) for t, f in choices], right))
        best = super().best(choices, about)
        return best._replace(at=right[0]) if self.follow and group == HAPPENING and right else best

    # Happenings

    def _told(self, trigger) -> str | None:
        return self._most(trigger.span.start, trigger.span.end)

    def _mostly(self, triggers) -> str | None:
        """The event that most of the words tell of."""
        told = [event for event in map(self._told, triggers) if event]
        return max(sorted(set(told)), key=told.count, default=None)

    def _most(self, start: int, end: int) -> str | None:
        over = [
            (min(m["end"], end) - max(m["start"], start), e["id"])
            for e in self.gold["events"]
            for m in (e["trigger"], *e["mentions"])
        ]
        letters, event = max(over, key=lambda found: found[0], default=(0, None))
        return event if letters > 0 else None

    def _happening(self, choices, about) -> list[int]:
        trigger, among, clusters = about
        for cluster in clusters:
            if id(cluster) not in self.clusters:
                events = (event for event in map(self._told, cluster.triggers) if event)
                told = next((event for event in events if event not in self.clusters.values()), None)
                if told is not None:
                    self.clusters[id(cluster)] = told
                    self.kept.append(cluster)
        told = self._told(trigger)
        own, none = (next(at for at, (table, _) in enumerate(choices) if table == name) for name in ("worth", "none"))
        if told is None:  # whatever it joins, it must not become an event
            return [*(at for at, cluster in enumerate(among) if cluster is not None), none]
        right = [at for at, cluster in enumerate(among) if self.clusters.get(id(cluster)) == told]
        return right or ([none] if told in self.clusters.values() else [own])

    # All questions

    def _right(self, group: str, choices, about) -> list[int]:
        if group == HAPPENING:
            return self._happening(choices, about)
        if group in ("type", "realis", "salience"):
            told = self._mostly(about)
            return [CLASSES[group].index(self.events[told][group])] if told else []
        if group == "lead":
            lead = self.gold["lead_event"]
            return [at for at, event in enumerate(about) if lead and self._event(event.id) == lead]
        if group in ("act", "kind"):
            said = self._statement(about)
            return [CLASSES[group].index(said[group])] if said else []
        claims, among = about
        gold = next((told for told in map(self._claim, claims) if told is not None), None)
        if gold is None:
            return []
        if group == "event":
            return [at for at, name in enumerate(among) if self._event(name) == gold["event"]]
        if gold["source"] is None:
            return [0]
        return [
            at
            for at, draft in enumerate(among)
            if draft and (s := self._statement(draft)) and s["id"] == gold["source"]
        ]

    def _yes(self, question: str, about) -> bool | dict | None:
        """Whether the answer is yes, or the annotated record that it is; None where it makes no difference."""
        text = self.doc.text
        if question in ROLES:
            event, mention = about
            gold = self.events.get(self._event(event.id) or "")
            span = of_span(mention.span, text)
            return gold is not None and any(a["role"] == question and same_span(a, span) for a in gold["args"])
        if question in ("bears", "heard alone"):
            return self._untold(self._statement(about))
        if question == "about":
            draft, event = about
            said = self._statement(draft)
            return None if said is None else self._event(event.id) in said["about"]
        if question == "counts":
            return self._untold(self._claim(about))
        if question == "one":
            one, other = (self._mostly(cluster.triggers) for cluster in about)
            # Happenings that follow the annotation are two: nothing is to be learnt of them.
            return None if self.follow or one is None or other is None else one == other
        raise AssertionError(question)

    def _untold(self, record: dict | None) -> dict | bool:
        return record if record is not None and id(record) not in self.answered else False

    def _event(self, name: str) -> str | None:
        if self.of is None:
            drawn = [
                {
                    "id": event.id,
                    "type": event.type.value,
                    "trigger": of_span(event.trigger.span, ""),
                    "mentions": [of_span(t.span, "") for t in event.triggers],
                }
                for event in self.doc.events
            ]
            self.of = {p["id"]: g["id"] for g, p in match(self.gold["events"], drawn, event_likeness)}
        return self.of.get(name)

    def _statement(self, draft) -> dict | None:
        if id(draft) not in self.said:
            speaker, cue = of_span(draft.speaker, ""), draft.cue and of_span(draft.cue, "")
            scored = [
                (max(overlap(g["speaker"], speaker), 0) + 10 * max(overlap(g["cue"], cue), 0), at)
                for at, g in enumerate(self.gold["statements"])
            ]
            letters, at = max(scored, default=(0, 0))
            self.said[id(draft)] = self.gold["statements"][at] if letters > 0 else None
            self.kept.append(draft)
        return self.said[id(draft)]

    def _claim(self, claim) -> dict | None:
        count = claim.count
        for gold in self.gold["casualties"]:
            if (gold["outcome"], gold["min"], gold["max"]) == (claim.outcome.value, count.low, count.high):
                if not gold["count"] or overlap(gold["count"], of_span(claim.span, "")) > 0:
                    return gold
        return None


RECORDS = (*((role,) for role in ROLES), ("bears", "heard alone"), ("about",), ("counts",))
"""Questions whose yeses come to one figure."""


def wanted(question: str, golds: Iterable[dict]) -> int:
    """How many yeses the annotations have in all, those of which nothing was asked too."""
    golds = list(golds)
    if question in ROLES:
        return sum(a["role"] == question for g in golds for e in g["events"] for a in e["args"])
    if question == "bears":
        return sum(len(g["statements"]) for g in golds)
    if question == "about":
        return sum(len(s["about"]) for g in golds for s in g["statements"])
    return sum(len(g["casualties"]) for g in golds)


def fit(cases: Sequence[Case], listener: type[Listener] = Listener, beside: Sequence[Case] = ()) -> Blend:
    """The blend by which those cases are best read; what those ``beside`` them say counts too, each a quarter as much."""
    often = [*((case, OWN if beside else 1) for case in cases), *((case, 1) for case in beside)]
    golds = [case.gold for case, times in often for _ in range(times)]
    blend = Blend(ENOUGH)
    happenings: list[Choice] = []
    for number in range(ROUNDS + 1):
        yes: dict[str, list[tuple[Features, bool]]] = defaultdict(list)
        choices: dict[str, list[Choice]] = defaultdict(list)
        for case, times in often:
            heard = case.composed(listener, blend, case.gold, follow=number == 0)
            for question, rows in heard.yes.items():
                yes[question] += rows * times
            for group, asked in heard.choices.items():
                choices[group] += asked * times
        happenings += choices.pop(HAPPENING, [])
        weights = {question: logit(rows, RIDGE) for question, rows in yes.items()}
        for asked in (happenings, *choices.values()):
            weights |= conditional(asked)
        new = Blend(dict(ENOUGH), {question: weights[question] for question in sorted(weights)})
        for questions in RECORDS:
            rows = [(question, *row) for question in questions for row in yes.get(question, ())]
            total = wanted(questions[0], golds)
            new.enough.update(dict.fromkeys(questions, share_of_best(new, rows, total, BETA.get(questions[0], 1.0))))
        blend = new
    return rounded(blend)


def rounded(blend: Blend) -> Blend:
    return Blend(
        {name: round(value, 3) for name, value in sorted(blend.enough.items())},
        {q: {name: round(value, 3) for name, value in sorted(table.items())} for q, table in blend.weights.items()},
    )


def share_of_best(blend: Blend, rows: list[tuple[str, Features, bool]], total: int, beta: float) -> float:
    """From which chance a yes raises the expected F-beta: the best one's share of 1 / (1 + beta²)."""
    chances = np.sort(1 / (1 + np.exp([-blend.logit(question, features) for question, features, _ in rows])))[::-1]
    missed = max(0.0, total - sum(answer for *_, answer in rows))
    sums = np.cumsum(chances)
    taken = np.arange(1, len(sums) + 1)
    return float(np.max(sums / (taken + beta**2 * (chances.sum() + missed)), initial=0.0))


def matrix(rows: Sequence[tuple[str, Features]]) -> tuple[csr_array, dict[tuple[str, str], int]]:
    """A row for each, a column for each feature of a table, and which column that is."""
    names: dict[tuple[str, str], int] = {}
    values, columns, ends = [], [], [0]
    for table, features in rows:
        for name, value in features.items():
            values.append(value)
            columns.append(names.setdefault((table, name), len(names)))
        ends.append(len(values))
    return csr_array((np.array(values, float), columns, ends), shape=(len(rows), len(names))), names


def solve(loss, names: dict[tuple[str, str], int], ridge: float) -> dict[str, Features]:
    start = np.array([PRIOR.get(name, 0.0) for _, name in names])

    def drawn(w):
        value, gradient = loss(w)
        return value + ridge / 2 * ((w - start) ** 2).sum(), gradient + ridge * (w - start)

    found = minimize(drawn, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    out: dict[str, Features] = defaultdict(dict)
    for (table, name), value in zip(names, found, strict=True):
        out[table][name] = float(value)
    return dict(out)


def logit(rows: list[tuple[Features, bool]], ridge: float) -> Features:
    x, names = matrix([("", features) for features, _ in rows])
    y = np.array([answer for _, answer in rows], float)

    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return (np.logaddexp(0, z) - y * z).sum(), x.T @ (p - y)

    return solve(loss, names, ridge)[""]


def conditional(asked: list[Choice]) -> dict[str, Features]:
    if not asked:
        return {}
    x, names = matrix([row for choices, _ in asked for row in choices])
    sizes = [len(choices) for choices, _ in asked]
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    good = np.array([at in right for choices, right in asked for at in range(len(choices))])

    def loss(w):
        scores = x @ w
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        g = np.where(good, e, 0) + 1e-300
        z, zg = np.add.reduceat(e, starts), np.add.reduceat(g, starts)
        return (np.log(z) - np.log(zg)).sum(), x.T @ (e / z[group] - g / zg[group])

    return solve(loss, names, RIDGE)
