#!/usr/bin/env python3
"""Fits the weights of analyse/links.py and analyse/choice.py on annotated articles and writes lexicon/data/links.csv and choice.csv.

usage: links.py ARTICLES.jsonl ANNOTATIONS.jsonl [--hold FOLD] [--write [DIR]]

Two ridge logistic regressions a role. The first is over pairs of a trigger and a mention in one sentence: a pair is right when
the mention, or one of the same name, is annotated in that role of the trigger's event. The second is over the mentions that
the events found get from the first: right when the scorer would count it. What the second learns from, and what both are
measured on, are the first's logits on folds (article number modulo 5) that it has not seen.
Needs numpy and scipy (dependency group "build").
"""

import argparse
import csv
import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from rasid.analyse.choice import ENOUGH, FLOOR, Candidate, distinct, triggers_by_sentence, weighed
from rasid.analyse.factories import RULES
from rasid.analyse.linkables import ROLES, Linkables, key_of
from rasid.analyse.links import Links
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.score import event_likeness, match, same_span
from rasid.model import Report, Span

DATA = Path(__file__).parents[2] / "src/rasid/lexicon/data"
FOLDS = 5
RIDGE = 4.0
RARE = 12
"""A feature seen less often gets no weight."""
SWEEP = [x / 5 for x in range(-12, -2)]


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


class Article:
    """One article read up to its events, with what the annotation says of them."""

    def __init__(self, pipeline, article, annotation):
        self.fold = int(re.sub(r"\D", "", article["id"]) or 0) % FOLDS
        published = dt.date.fromisoformat(article["published"]) if article.get("published") else None
        spans = tuple(Span(*s) for s in article["sentences"])
        self.doc = pipeline.read(Report.make(article["text"], published=published, sentences=spans))
        self.gold = annotation["events"]
        self.linkables = Linkables(self.doc)
        self.mates = triggers_by_sentence(self.doc.triggers)
        found = [] if not self.doc.relevant else [
            {"id": e.id, "type": e.type.value, "trigger": self.mention(e.trigger.span), "mentions": [self.mention(t.span) for t in e.triggers]}
            for e in self.doc.events
        ]  # fmt: skip
        self.partner = {p["id"]: g for g, p in match(self.gold, found, event_likeness) if g["type"] == p["type"]}

    def mention(self, span):
        return {"start": span.start, "end": span.end, "q": span.of(self.doc.text)}

    def links(self, trigger, own):
        mentions = self.linkables.within(self.doc.sentences[trigger.sentence])
        return Links(self.doc, trigger, mentions, self.mates[trigger.sentence], own).features()

    def same(self, arg, mention):
        a, b = Span(arg["start"], arg["end"]), mention.span
        alike = a.overlap(b) * 2 > max(len(a), len(b)) or key_of(self.doc, a) == mention.key
        return alike or (mention.kind == "phrase" and a.start == b.start)

    def pairs(self):
        """(role, features, right) of every annotated event's triggers with the mentions beside them."""
        for event in self.gold:
            told = [event["trigger"], *event["mentions"]]
            mine = [
                t for t in self.doc.triggers if any(m["start"] < t.span.end and m["end"] > t.span.start for m in told)
            ]
            for trigger in mine:
                for mention, features in self.links(trigger, frozenset(map(id, mine))):
                    for role in ROLES[mention.kind]:
                        right = any(arg["role"] == role and self.same(arg, mention) for arg in event["args"])
                        yield role, features, right

    def chances(self, weights):
        """(candidate, features, right) of every event found, the candidates judged by ``weights``."""
        best = {}
        for event in self.doc.events:
            own = frozenset(id(trigger) for trigger in event.triggers)
            for trigger in event.triggers:
                for mention, features in self.links(trigger, own):
                    for role in ROLES[mention.kind]:
                        score = sum(weights[role].get(name, 0.0) for name in features)
                        key = event.id, role, id(mention)
                        if score >= FLOOR and (key not in best or score > best[key].score):
                            best[key] = Candidate(event, role, mention, score, trigger)
        for candidate, features in weighed(self.doc, list(best.values())):
            gold = self.partner.get(candidate.event.id)
            here = self.mention(candidate.mention.span)
            right = gold is not None and any(a["role"] == candidate.role and same_span(a, here) for a in gold["args"])
            yield candidate, features, right


def matrix(rows):
    seen = Counter(name for features in rows for name, value in features.items() if value)
    names = sorted(name for name, times in seen.items() if times >= RARE)
    index = {name: at for at, name in enumerate(names)}
    data, columns, starts = [], [], [0]
    for features in rows:
        for name, value in features.items():
            if value and name in index:
                columns.append(index[name])
                data.append(value)
        starts.append(len(columns))
    return csr_matrix((data, columns, starts), shape=(len(rows), len(names))), names


def fit(x, y, start=None):
    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return float((np.logaddexp(0, z) - y * z).sum() + RIDGE / 2 * (w @ w)), x.T @ (p - y) + RIDGE * w

    start = np.zeros(x.shape[1]) if start is None else start
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def learn(rows, folds, label, hold=None):
    """Weights by fold left out, and those of all (``hold`` left out); logits of each row by the fold that has not seen it."""
    x, names = matrix([features for features, _ in rows])
    y = np.array([float(right) for _, right in rows])
    folds = np.array(folds)
    out, logits, w = {}, np.zeros(len(y)), None
    for fold in range(FOLDS):
        w = fit(x[folds != fold], y[folds != fold], w)
        out[fold] = dict(zip(names, w, strict=True))
        logits[folds == fold] = x[folds == fold] @ w
    kept = np.ones(len(y), bool) if hold is None else folds != hold
    whole = dict(zip(names, fit(x[kept], y[kept], w), strict=True))
    loss = float((np.logaddexp(0, logits) - y * logits).mean())
    print(f"{label}: {len(y)} rows, {y.mean():.3f} right, {len(names)} features, loss held out {loss:.4f}", flush=True)
    return out, whole, logits


def write(path, tables):
    roles = list(ENOUGH)
    features = sorted({feature for role in roles for feature in tables[role]})
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", *roles])
        for feature in features:
            row = [f"{tables[role].get(feature, 0.0):.3f}".rstrip("0").rstrip(".") for role in roles]
            row = ["" if value in ("0", "-0") else value for value in row]
            if any(row):
                out.writerow([feature, *row])


def f1(right, gold, predicted):
    return 200 * right / (gold + predicted) if gold + predicted else 0.0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--hold", type=int, help="leave this fold out of what is written")
    ap.add_argument("--write", type=Path, nargs="?", const=DATA, help="where; the package where no folder is named")
    o = ap.parse_args()
    annotations = {a["doc"]: a for a in read_lines(o.annotations)}
    # Relevance last but for arguments: what is not relevant keeps no events, as in reading.
    pipeline = Pipeline([*RULES[: RULES.index("events") + 1], "relevance"])
    articles = [Article(pipeline, a, annotations[a["id"]]) for a in read_lines(o.articles) if a["id"] in annotations]
    pairs = [(article.fold, *pair) for article in articles for pair in article.pairs()]
    by_fold, links = {fold: {} for fold in range(FOLDS)}, {}
    for role in ENOUGH:
        mine = [(n, dict.fromkeys(features, 1.0), right) for n, r, features, right in pairs if r == role]
        weights, links[role], _ = learn([row[1:] for row in mine], [row[0] for row in mine], f"link {role}", o.hold)
        for fold, table in weights.items():
            by_fold[fold][role] = table
    chances = [(article, *row) for article in articles for row in article.chances(by_fold[article.fold])]
    choice, total = {}, np.zeros(3)
    for role in ENOUGH:
        mine = [row for row in chances if row[1].role == role]
        _, choice[role], logits = learn(
            [row[2:] for row in mine], [row[0].fold for row in mine], f"choice {role}", o.hold
        )
        sweep = {enough: measure(articles, role, mine, logits, enough) for enough in {*SWEEP, ENOUGH[role]}}
        total += sweep[ENOUGH[role]]
        print("  F1 held out:", "  ".join(f"{at:.1f}: {f1(*sweep[at]):.1f}" for at in sorted(sweep)))
    print(f"all roles at ENOUGH, held out: F1 {f1(*total):.1f}")
    if o.write:
        o.write.mkdir(parents=True, exist_ok=True)
        write(o.write / "links.csv", links)
        write(o.write / "choice.csv", choice)


def measure(articles, role, rows, logits, enough):
    """Right, annotated, given, as the scorer counts them."""
    kept = {}
    for (article, candidate, *_), logit in zip(rows, logits, strict=True):
        if logit >= enough:
            kept.setdefault((id(article), candidate.event.id), []).append((logit, candidate.mention))
    right = given = 0
    for article in articles:
        for event in article.doc.events:
            mentions = [article.mention(m.span) for m in distinct(kept.get((id(article), event.id), []))]
            gold = article.partner.get(event.id, {"args": []})
            right += len(match([a for a in gold["args"] if a["role"] == role], mentions, same_span))
            given += len(mentions)
    gold = sum(arg["role"] == role for article in articles for event in article.gold for arg in event["args"])
    return np.array([right, gold, given])


if __name__ == "__main__":
    main()
