#!/usr/bin/env python3
"""Fits the weights of analyse/kinship.py on annotated articles and writes lexicon/data/kinship.toml.

usage: kinship.py ARTICLES.jsonl ANNOTATIONS.jsonl [--folds] [--write [DIR]] [--hold FOLD]

Which happening a trigger tells of is one choice among several, fitted as a conditional logit (a softmax over the choices, with
a ridge). The examples of the first round walk through each report by the annotation; those of later rounds by the choices of the
weights so far, so that the weights learn from the states that they lead to (S. Ross et al. 2011, DAgger). How a happening is
told is fitted as plain logits with a ridge. Deterministic. `--folds` prints the loss of five folds (article number modulo 5),
each held out, and the figures of the whole pipeline read with the weights of the other folds. Needs numpy and scipy
(dependency group "fit").
"""

import argparse
import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from rasid.analyse import events, kinship
from rasid.analyse.annotations import annotation
from rasid.analyse.factories import RULES
from rasid.analyse.kinship import Cluster, choices, company, spread, telling_features
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.surroundings import surroundings
from rasid.evaluate.score import Scores, score_one
from rasid.model import Report, Span

DATA = Path(__file__).parents[2] / "src/rasid/lexicon/data"
BEFORE_EVENTS = RULES[: RULES.index("events")]
FIGURES = ("detection", "typing", "casualties+event", "statements+about", "dates", "args", "row")
RIDGE = 2.0
ROUNDS = 2
MOST_LINES = 4
"""Sentences of an article that are read as reports of their own too."""


def number(doc_id):
    return int(re.sub(r"\D", "", doc_id) or 0)


class Walk:
    """One report, read up to its triggers, with the event that each trigger tells of as annotated."""

    def __init__(self, pipeline, article, gold, *, line=False):
        self.line = line
        published = dt.date.fromisoformat(article["published"]) if article.get("published") else None
        self.report = Report.make(
            article["text"], published=published, sentences=tuple(Span(*s) for s in article["sentences"])
        )
        self.id, self.gold, self.fold = article["id"], gold, number(article["id"]) % 5
        self.doc = pipeline.read(self.report)
        self.around = surroundings(self.doc)
        self.wide, self.mates = spread(self.doc), company(self.doc.triggers)
        self.told = [self._told(trigger) for trigger in self.doc.triggers]
        self.by_toll = self._by_toll()

    def _told(self, trigger):
        """The event whose mention the trigger overlaps most."""
        over = [(min(m["end"], trigger.span.end) - max(m["start"], trigger.span.start), e["id"])
                for e in self.gold["events"] for m in [e["trigger"], *e["mentions"]]]  # fmt: skip
        letters, event = max(over, key=lambda found: found[0], default=(0, None))
        return event if letters > 0 else None

    def _by_toll(self):
        """مقتل، إصابة are often no mention of an event in the annotation, but the counts that they govern are of one."""
        out = {}
        for claim, trigger in self.doc.toll_triggers.items():
            for c in self.gold["casualties"]:
                same = (c["outcome"], c["min"], c["max"]) == (claim.outcome.value, claim.count.low, claim.count.high)
                if (
                    same
                    and c.get("count")
                    and c["count"]["start"] < claim.span.end
                    and c["count"]["end"] > claim.span.start
                ):
                    out.setdefault(id(trigger), c["event"])
        return out

    def steps(self, choose):
        """(choices, right ones) for each trigger; `choose` picks the one that the walk goes on with."""
        clusters, of = [], {}
        for at, (trigger, here) in enumerate(zip(self.doc.triggers, self.around, strict=True)):
            among = choices(self.doc, trigger, here, clusters, self.wide, self.mates[trigger.sentence])
            told = self.told[at] or self.by_toll.get(id(trigger))
            kin = [i for i, (cluster, _, _) in enumerate(among) if cluster is not None]
            own, none = len(among) - 2, len(among) - 1
            right = [i for i in kin if told and of.get(id(among[i][0])) == told]
            if not told:
                right = [*kin, none]  # whatever it joins, it must not become an event
            elif not right and told in of.values():
                right = [none]
            elif not right:
                right = [own] if self.told[at] else [own, none]
            if len(right) < len(among):
                yield among, right
            chosen = choose(self.doc, trigger, here, among, right)
            if chosen is None:
                continue
            if not chosen.triggers:
                clusters.append(chosen)
            chosen.add(self.doc, trigger, here)
            if told and told not in of.values() and id(chosen) not in of:
                of[id(chosen)] = told
        self.clusters = {event: next(c for c in clusters if id(c) == key) for key, event in of.items()}


def lines_of(article, gold):
    """Sentences of an article, each as a report of its own with its part of the annotation: news comes in one line too."""
    for start, end in article["sentences"][:MOST_LINES]:

        def inside(mention, start=start, end=end):
            return bool(mention) and start <= mention["start"] and mention["end"] <= end

        def moved(mention, start=start):
            return {**mention, "start": mention["start"] - start, "end": mention["end"] - start}

        told = []
        for event in gold["events"]:
            mentions = [moved(m) for m in [event["trigger"], *event["mentions"]] if inside(m)]
            if mentions:
                told.append({**event, "trigger": mentions[0], "mentions": mentions[1:]})
        counted = [{**c, "count": moved(c["count"])} for c in gold["casualties"] if inside(c.get("count"))]
        text = article["text"][start:end]
        yield (
            {**article, "text": text, "sentences": [[0, len(text)]]},
            {**gold, "events": told, "casualties": counted},
        )


def by_annotation(doc, trigger, here, among, right):
    cluster, _, table = among[right[0]]
    return Cluster() if table == "worth" else cluster


def by_weights(doc, trigger, here, among, right):
    return events.choose(doc, trigger, here, among)


def fit_choice(examples):
    """Weights by (table, feature) of a softmax over the choices; L-BFGS."""
    names, rows, columns, values, starts, right, size = {}, [], [], [], [], [], 0
    for among, good in examples:
        starts.append(size)
        for at, (_, features, table) in enumerate(among):
            for name, value in features.items():
                if value:
                    rows.append(size)
                    columns.append(names.setdefault((table, name), len(names)))
                    values.append(value)
            right.append(at in good)
            size += 1
    x = csr_matrix((values, (rows, columns)), shape=(size, len(names)))
    starts, right = np.array(starts), np.array(right)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, size]))

    def loss(w):
        scores = x @ w
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        good = np.where(right, e, 0)
        z, z_good = np.add.reduceat(e, starts), np.add.reduceat(good, starts)
        gradient = x.T @ (e / z[group] - good / z_good[group]) + RIDGE * w
        return (np.log(z) - np.log(z_good)).sum() + RIDGE / 2 * w @ w, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    tables = {"kin": {}, "worth": {}, "none": {}}
    for (table, name), value in zip(names, found.x, strict=True):
        tables[table][name] = float(value)
    return tables


def loss_choice(examples):
    total = 0.0
    for among, good in examples:
        scores = np.array([kinship.logit(features, kinship.weights(table)) for _, features, table in among])
        e = np.exp(scores - scores.max())
        total -= float(np.log(e[good].sum() / e.sum()))
    return total / len(examples)


def telling_examples(walks):
    for walk in walks:
        list(walk.steps(by_annotation))
        for event in walk.gold["events"]:
            if event["id"] in walk.clusters:
                features = telling_features(walk.doc, walk.clusters[event["id"]])
                yield "main", features, event["salience"] == "main"
                if event["salience"] != "main":
                    yield "background", features, event["salience"] == "background"
                if event["realis"] in ("actual", "generic"):
                    yield "generic", features, event["realis"] == "generic"


def fit_logit(rows):
    """Weights by feature; Newton steps."""
    names = sorted({name for features, _ in rows for name, value in features.items() if value})
    index = {name: at for at, name in enumerate(names)}
    x, y = np.zeros((len(rows), len(names))), np.array([float(answer) for _, answer in rows])
    for at, (features, _) in enumerate(rows):
        for name, value in features.items():
            if value:
                x[at, index[name]] = value
    w = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names)), x.T @ (y - p) - RIDGE * w
        )
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return dict(zip(names, map(float, w), strict=True))


def fit(walks):
    """All tables."""
    rows = list(telling_examples([walk for walk in walks if not walk.line]))
    tables = {name: fit_logit([(f, a) for n, f, a in rows if n == name]) for name in ("main", "background", "generic")}
    examples = [step for walk in walks for step in walk.steps(by_annotation)]
    tables |= fit_choice(examples)
    for _ in range(ROUNDS):
        use(tables)
        examples += [step for walk in walks for step in walk.steps(by_weights)]
        tables |= fit_choice(examples)
    print(f"{len(walks)} reports, {len(examples)} choices, {sum(map(len, tables.values()))} weights", flush=True)
    return tables


def use(tables):
    kinship.weights = events.weights = tables.__getitem__


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--write", type=Path, nargs="?", const=DATA, help="where; the package where no folder is named")
    ap.add_argument("--hold", type=int, help="leave this fold out of what is written")
    o = ap.parse_args()
    gold = {a["doc"]: a for a in read_lines(o.annotations)}
    first = Pipeline(BEFORE_EVENTS)
    articles = [a for a in read_lines(o.articles) if a["id"] in gold]
    walks = [Walk(first, a, gold[a["id"]]) for a in articles]
    walks += [Walk(first, *line, line=True) for a in articles for line in lines_of(a, gold[a["id"]])]
    if o.folds:
        whole, read = Pipeline(), Scores()
        for fold in range(5):
            use(fit([walk for walk in walks if walk.fold != fold]))
            held = [walk for walk in walks if walk.fold == fold and not walk.line]
            print(f"fold {fold}: loss {loss_choice([step for walk in held for step in walk.steps(by_weights)]):.3f}")
            read.merge(score_one(w.id, w.gold, annotation(w.report, whole(w.report))) for w in held)
        print("read with the weights of the other folds:", ", ".join(f"{n} {read.tallies[n].f1:.1f}" for n in FIGURES))
        t = read.tallies["typing"]
        print(f"precision of typing {100 * t.right / t.predicted:.1f}")
    if o.write:
        o.write.mkdir(parents=True, exist_ok=True)
        tables = fit([walk for walk in walks if o.hold is None or walk.fold != o.hold])
        lines = [
            "# Weights of analyse/kinship.py, fitted by tools/fit/kinship.py on annotated articles. Do not edit by hand."
        ]
        for name in ("kin", "worth", "none", "main", "background", "generic"):
            lines += ["", f"[{name}]", *(f'"{key}" = {value:.3f}' for key, value in sorted(tables[name].items()))]
        (o.write / "kinship.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
