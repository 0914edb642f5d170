#!/usr/bin/env python3
"""What each part of the learned reader is worth: the figures without it.

usage: ablate.py TRIAL_DIR ARTICLES.jsonl ANNOTATIONS.jsonl [--fold FOLD] [--tables DIR] [--only NAME ...]

TRIAL_DIR is where trial.py has kept what the network says. A head that is off hears nothing, or takes all for equally likely; how the
readers are weighed is fitted anew without it, on three quarters of the fold for the fourth. "no scores of the exact code" leaves the exact
code its mentions and numbers and takes away what it says of them; "exact code alone" is the reader of rules. Prints a table in
Markdown, each row as the difference from the whole, and keeps the figures in TRIAL_DIR/ablation.json.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from blend import Listener, fit
from cases import Case, cases, parts, read, use
from data import document, load

from rasid.analyse.annotations import annotation
from rasid.analyse.encoder.blend import Features
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Encoded
from rasid.analyse.encoder.labels import CLASSES, PAIRS, TAGS
from rasid.analyse.factories import RULES
from rasid.analyse.freeze import freeze
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.score import Scores, score_one

SHOWN = (
    "detection", "typing", "realis", "args", "casualties", "casualties+event", "casualties+source", "statements", "statements+act",
    "statements+about", "dates", "row",
)  # fmt: skip
WHOLE, RULES_ALONE, UNREAD = "both readers", "exact code alone", "no scores of the exact code"
ROLES = PAIRS[:6]
OFF: dict[str, tuple[str, ...]] = {
    **{f"no mentions: {tag}": (f"tag {tag}",) for tag in TAGS if tag not in ("role", "who")},
    **{f"no class: {name}": (f"class {name}",) for name in ("type", "realis", "salience", "outcome", "act", "kind")},
    "no pairs: event and argument": tuple(f"pair {name}" for name in ROLES),
    **{f"no pairs: {name}": (f"pair {name}",) for name in ("same", "event", "source", "speaker", "about")},
}
"""Heads that composing asks, by row."""


@dataclass(slots=True)
class Muted(Encoded):
    """An `Encoded` of which some relations are never heard."""

    without: frozenset[str] = frozenset()

    def pairs(self, relation: str, at: int, others: Sequence[int], *, reverse: bool = False) -> list[float]:
        if relation in self.without:
            return [0.0] * len(others)
        return Encoded.pairs(self, relation, at, others, reverse=reverse)


def muted(encoded: Encoded, heads: tuple[str, ...]) -> Encoded:
    tags, classes = encoded.tags.copy(), dict(encoded.classes)
    relations = set()
    for kind, name in (head.split(" ", 1) for head in heads):
        if kind == "tag":
            tags[:, TAGS.index(name)] = (1.0, 0.0, 0.0)
        elif kind == "class":
            classes[name] = np.full_like(classes[name], 1 / len(CLASSES[name]))
        else:
            relations.add(name)
    return Muted(tags, classes, encoded.relevant, encoded.distance, encoded.views, without=frozenset(relations))


def heard_only(features: Features) -> Features:
    return {
        name: value for name, value in features.items() if not name.startswith(("read", "best read", "told", "sure"))
    }


class Unread(Composition):
    """What the exact code says of a mention is not weighed."""

    def chance(self, question, features, about):
        return super().chance(question, heard_only(features), about)

    def best(self, choices, about):
        return super().best([(table, heard_only(features)) for table, features in choices], about)


class UnreadListener(Unread, Listener):
    pass


def figures(name: str, every: list[Case]) -> dict[str, float]:
    if name in OFF:
        every = [replace(case, encoded=muted(case.encoded, OFF[name])) for case in every]
    listener, reader = (UnreadListener, Unread) if name == UNREAD else (Listener, Composition)
    total = Scores()
    for mine, others in parts(every):
        blend = fit(others, listener)
        for case in mine:
            doc = case.composed(reader, blend).doc
            predicted = annotation(doc.report, freeze(doc, "ablation", {}))
            total.merge([score_one(case.name, case.gold, predicted)])
    return {figure: round(total.tallies[figure].f1, 1) for figure in SHOWN}


def by_rules(every: list[Case]) -> dict[str, float]:
    rules, total = Pipeline(RULES), Scores()
    for case in every:
        use(case.tables)
        doc = document(case.article, rules)
        total.merge([score_one(case.name, case.gold, annotation(doc.report, freeze(doc, "ablation", {})))])
    return {figure: round(total.tallies[figure].f1, 1) for figure in SHOWN}


def table(known: dict[str, dict[str, float]]) -> str:
    """The figures by row in Markdown: of the whole as they are, of the others as the difference from it."""
    whole = known[WHOLE]
    lines = [
        f"| | {' | '.join(SHOWN)} |",
        f"|---|{'---:|' * len(SHOWN)}",
        f"| {WHOLE} | {' | '.join(f'{whole[f]:.1f}' for f in SHOWN)} |",
    ]
    for row in (RULES_ALONE, UNREAD, *OFF):
        if row in known:
            lines.append(f"| {row} | {' | '.join(f'{known[row][f] - whole[f]:+.1f}' for f in SHOWN)} |")
    return "\n".join(lines)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("trial", type=Path)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--fold", type=int, default=0)
    ap.add_argument("--tables", type=Path)
    ap.add_argument("--only", nargs="*", help="rows; all of them where none is named")
    ap.add_argument("--workers", type=int, default=2)
    o = ap.parse_args()
    articles, golds = load(o.articles, o.annotations)
    encoded = pickle.loads((o.trial / f"encoded.{o.fold}.pickle").read_bytes())
    every = cases(articles, golds, read(a for a in articles if a["id"] in encoded), encoded, o.tables)
    kept = o.trial / "ablation.json"
    known: dict[str, dict[str, float]] = json.loads(kept.read_text()) if kept.exists() else {}
    known.setdefault(RULES_ALONE, by_rules(every))
    rows = [row for row in (o.only or (WHOLE, UNREAD, *OFF)) if row not in known]
    with ProcessPoolExecutor(o.workers) as pool:
        for row, found in zip(rows, pool.map(partial(figures, every=every), rows), strict=True):
            known[row] = found
            kept.write_text(json.dumps(known, indent=1))
    print(table(known))


if __name__ == "__main__":
    main()
