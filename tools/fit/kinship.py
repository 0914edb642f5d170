#!/usr/bin/env python3
"""Fits the weights of analyse/kinship.py on annotated articles and writes lexicon/data/kinship.toml.

usage: kinship.py ARTICLES.jsonl ANNOTATIONS.jsonl [--folds] [--write]

Logistic regression with a ridge, by Newton steps; deterministic. `--folds` prints the loss of each of five folds (article
number modulo 5) held out, beside that of the majority answer. Needs numpy (dependency group "fit").
"""

import argparse
import datetime as dt
import json
import re
from pathlib import Path

import numpy as np

from rasid.analyse.kinship import Cluster, company, kindred, spread, telling_features, worth_features
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.surroundings import surroundings
from rasid.model import Report, Span

OUT = Path(__file__).parents[2] / "src/rasid/lexicon/data/kinship.toml"
BEFORE_EVENTS = ("quantities", "times", "actors", "places", "weapons", "triggers", "tolls")
RIDGE = 2.0


def examples(articles, annotations):
    """(article number, table, features, answer) for every trigger and every trigger-cluster pair, clusters as annotated."""
    pipeline = Pipeline(BEFORE_EVENTS)
    for article in articles:
        events = annotations[article["id"]]["events"]
        number = int(re.sub(r"\D", "", article["id"]) or 0)
        published = dt.date.fromisoformat(article["published"]) if article.get("published") else None
        doc = pipeline.read(
            Report.make(article["text"], published=published, sentences=tuple(Span(*s) for s in article["sentences"]))
        )
        around = surroundings(doc)
        mates = company(doc.triggers)
        wide = spread(doc)
        clusters = {}
        for trigger, here in zip(doc.triggers, around, strict=True):
            told = next((e["id"] for e in events for m in [e["trigger"], *e["mentions"]]
                         if m["start"] < trigger.span.end and m["end"] > trigger.span.start), None)  # fmt: skip
            yield number, "worth", worth_features(doc, trigger, here, mates[trigger.sentence]), told is not None
            if told is None:
                continue
            names = {id(cluster): name for name, cluster in clusters.items()}
            for cluster, features in kindred(doc, trigger, here, list(clusters.values()), wide):
                yield number, "kin", features, names[id(cluster)] == told
            clusters.setdefault(told, Cluster()).add(doc, trigger, here)
        for event in events:
            if event["id"] in clusters:
                features = telling_features(doc, clusters[event["id"]])
                yield number, "main", features, event["salience"] == "main"
                if event["salience"] != "main":
                    yield number, "background", features, event["salience"] == "background"
                if event["realis"] in ("actual", "generic"):
                    yield number, "generic", features, event["realis"] == "generic"


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def fit(rows, names):
    index = {name: at for at, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    y = np.array([float(answer) for _, answer in rows])
    for at, (features, _) in enumerate(rows):
        for name, value in features.items():
            if name in index:
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
    return w, x, y


def loss(x, y, w):
    p = np.clip(1 / (1 + np.exp(-np.clip(x @ w, -30, 30))), 1e-9, 1 - 1e-9)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--hold", type=int, help="leave this fold out of what is written")
    o = ap.parse_args()
    annotations = {a["doc"]: a for a in read_lines(o.annotations)}
    rows = list(examples([a for a in read_lines(o.articles) if a["id"] in annotations], annotations))
    lines = [
        "# Weights of analyse/kinship.py, fitted by tools/fit/kinship.py on annotated articles. Logits; do not edit by hand."
    ]
    for table in ("kin", "worth", "main", "background", "generic"):
        mine = [(number, features, answer) for number, name, features, answer in rows if name == table]
        names = sorted({name for _, features, _ in mine for name, value in features.items() if value})
        if o.folds:
            for fold in range(5):
                w, _, _ = fit([(f, a) for n, f, a in mine if n % 5 != fold], names)
                _, x, y = fit([(f, a) for n, f, a in mine if n % 5 == fold], names)
                base = y.mean()
                print(f"{table} fold {fold}: loss {loss(x, y, w):.3f}, of the majority {-(base*np.log(base)+(1-base)*np.log(1-base)):.3f}, "
                      f"right {((x @ w > 0) == y).mean():.3f}")  # fmt: skip
        w, x, y = fit([(f, a) for n, f, a in mine if o.hold is None or n % 5 != o.hold], names)
        print(f"{table}: {len(y)} examples, {y.mean():.2f} yes, loss {loss(x, y, w):.3f}")
        lines += ["", f"[{table}]", *(f'"{name}" = {value:.3f}' for name, value in zip(names, w, strict=True))]
    if o.write:
        OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
