#!/usr/bin/env python3
"""Fits the weights of analyse/bearing.py on annotated articles and writes lexicon/data/bearing.toml.

usage: statements.py ARTICLES.jsonl ANNOTATIONS.jsonl [--folds] [--write [DIR]] [--hold FOLD]

Ridge logistic regression by Newton steps, deterministic: one table whether a statement bears on a happening, one for every
act. `--folds` prints the five held-out folds (article number modulo 5). Needs numpy (dependency group "fit").
"""

import argparse
import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from rasid.analyse.bearing import Happenings, acts, bears, concerns
from rasid.analyse.factories import RULES
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.statements import candidates
from rasid.model import Act, Report, Span

DATA = Path(__file__).parents[2] / "src/rasid/lexicon/data"
RIDGE = 3.0
# A feature seen less often than this is a word of one article, not a rule.
SEEN = 8


def overlap(mention, start, end):
    return mention is not None and mention["start"] < end and mention["end"] > start


def examples(articles, annotations):
    """(article number, features of bearing, features of the act, annotated act or None, (features, answer) of what it is about) for every candidate."""
    pipeline = Pipeline([*RULES[: RULES.index("statements")], "relevance"])
    for article in articles:
        number = int(re.sub(r"\D", "", article["id"]) or 0)
        published = dt.date.fromisoformat(article["published"]) if article.get("published") else None
        doc = pipeline.read(
            Report.make(article["text"], published=published, sentences=tuple(Span(*s) for s in article["sentences"]))
        )
        if not doc.relevant:  # its statements are dropped whatever these weights say
            continue
        told = annotations[article["id"]]["statements"]
        happenings = Happenings(doc)
        events = partners(doc, annotations[article["id"]]["events"])
        spoken = frozenset()
        for candidate in candidates(doc, happenings):
            token, span = doc.tokens[candidate.found.at], candidate.speaker.span
            said = next((s for s in told if overlap(s["cue"], token.start, token.end)), None) or next(
                (s for s in told
                 if overlap(s["speaker"], span.start, span.end) and (s["cue"] or s["speaker"])["s"] == candidate.sentence.index),
                None)  # fmt: skip
            about = []
            if said is not None:
                true = {events.get(name) for name in said["about"]} - {None}
                about = [
                    (concerns(candidate, event, happenings, spoken), event.id in true)
                    for event in happenings.near(candidate, spoken)
                ]
                spoken = frozenset(true)
            act = said and said["act"]
            yield number, bears(doc, candidate, happenings), acts(doc, candidate), act, about


def partners(doc, told):
    """Annotated event id to the id of the event found for it: the most shared letters of triggers, one to one."""
    pairs = []
    for event in doc.events:
        for one in told:
            best = max((min(t.span.end, m["end"]) - max(t.span.start, m["start"]) for t in event.triggers
                        for m in [one["trigger"], *one["mentions"]]), default=0)  # fmt: skip
            if best > 0:
                pairs.append((best + 1000 * (event.type.value == one["type"]), one["id"], event.id))
    out, used = {}, set()
    for _, one, name in sorted(pairs, reverse=True):
        if one not in out and name not in used:
            out[one] = name
            used.add(name)
    return out


def fit(rows, names, ridge=RIDGE):
    index = {name: at for at, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    y = np.array([float(answer) for _, answer in rows])
    for at, (features, _) in enumerate(rows):
        for name, value in features.items():
            if name in index:
                x[at, index[name]] = value
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(names)), x.T @ (y - p) - ridge * w
        )
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return w, x, y


def common(features):
    seen = Counter(name for one in features for name, value in one.items() if value)
    return sorted(name for name, count in seen.items() if count >= SEEN)


def lines_of(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--write", type=Path, nargs="?", const=DATA, help="where; the package where no folder is named")
    ap.add_argument("--hold", type=int, help="leave this fold out of what is written")
    o = ap.parse_args()
    annotations = {a["doc"]: a for a in lines_of(o.annotations)}
    rows = list(examples([a for a in lines_of(o.articles) if a["id"] in annotations], annotations))
    gold = sum(len(a["statements"]) for a in annotations.values())
    if o.folds:
        folds(rows, gold)
    kept = [row for row in rows if o.hold is None or row[0] % 5 != o.hold]
    lines = [
        "# Weights of analyse/bearing.py, fitted by tools/fit/statements.py on annotated articles. Logits; do not edit by hand."
    ]
    for title, names, w in tables(kept):
        lines += ["", f"[{json.dumps(title)}]"]
        lines += [f'"{name}" = {value:.3f}' for name, value in zip(names, w, strict=True) if abs(value) >= 0.02]
    if o.write:
        o.write.mkdir(parents=True, exist_ok=True)
        (o.write / "bearing.toml").write_text("\n".join(lines) + "\n", "utf-8")


def tables(rows):
    names = common(features for _, features, *_ in rows)
    yield "bears", names, fit([(features, act is not None) for _, features, _, act, _ in rows], names)[0]
    pairs = [pair for *_, about in rows for pair in about]
    names = common(features for features, _ in pairs)
    yield "about", names, fit(pairs, names)[0]
    true = [(features, act) for _, _, features, act, _ in rows if act is not None]
    names = common(features for features, _ in true)
    for act in Act:
        yield f"act {act.value}", names, fit([(features, told == act.value) for features, told in true], names)[0]


def folds(rows, gold):
    chances, about, right, total = [], [], 0, 0
    for fold in range(5):
        made = {
            title: dict(zip(names, w, strict=True)) for title, names, w in tables([r for r in rows if r[0] % 5 != fold])
        }

        def value(title, features, made=made):
            return sum(v * made[title].get(n, 0) for n, v in features.items())

        for number, bearing, acting, act, pairs in rows:
            if number % 5 == fold:
                chances.append((1 / (1 + np.exp(-value("bears", bearing))), act is not None))
                about += [(1 / (1 + np.exp(-value("about", features))), true) for features, true in pairs]
                if act is not None:
                    total += 1
                    right += max(Act, key=lambda a: value(f"act {a.value}", acting)).value == act
    print(f"acts right {right / total:.3f} of {total}")
    for threshold in np.arange(0.2, 0.7, 0.05):
        predicted, hits = sum(p >= threshold for p, _ in about), sum(p >= threshold and true for p, true in about)
        print(f"about {threshold:.2f}: P {hits / predicted:.3f} R {hits / sum(true for _, true in about):.3f}")
    for threshold in np.arange(0.2, 0.7, 0.04):
        predicted = sum(p >= threshold for p, _ in chances)
        hits = sum(p >= threshold and true for p, true in chances)
        print(f"{threshold:.2f}: P {hits / predicted:.3f} R {hits / gold:.3f} F1 {2 * hits / (predicted + gold):.3f}")


if __name__ == "__main__":
    main()
