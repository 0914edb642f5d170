#!/usr/bin/env python3
"""Fits how far words speak for a report of conflict, and writes lexicon/data/topic.tsv.gz.

usage: topic.py ARTICLES.jsonl[.xz] [--kept SHARE] [--write]

One article a line: {"id", "text", "label" ("conflict" or other), "near_dup_of"}. Ridge logistic regression on which stems a text has.
The bound under which a report is read no further is set on scores of articles that the weights were not fitted on (five folds, copies
of one text in one fold), so that the share --kept of the reports of conflict lies above it. Printed: of each fold, what share of conflict
is kept and of other matters dismissed, its bound set on the other folds. Needs numpy and scipy.
"""

import argparse
import collections
import gzip
import json
import lzma
import zlib
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from rasid.analyse.gate import parts
from rasid.analyse.segment import segment
from rasid.lexicon.topic import FILE, Topic
from rasid.model import Report

OUT = Path(__file__).parents[2] / "src/rasid/lexicon/data" / FILE
FEWEST = 8
RIDGE = 0.3
FOLDS = 5
FAINT = 0.02
"""A weight nearer to 0 is not written."""


def families(articles):
    """For each article, the first of the articles that are copies of one another."""
    copied = {a["id"]: a.get("near_dup_of") for a in articles}

    def first(name):
        while copied.get(name) in copied:
            name = copied[name]
        return name

    return [first(a["id"]) for a in articles]


def matrix(bags, column):
    ends, at, values = [0], [], []
    for bag in bags:
        known = sorted(column[word] for word in set(bag) if word in column)
        at += known
        values += [1 / max(1, len(known)) ** 0.5] * len(known)
        ends.append(len(at))
    return sparse.csr_matrix((values, at, ends), (len(bags), len(column)))


def fit(bags, conflict):
    counts = collections.Counter(word for bag in bags for word in set(bag))
    words = sorted(word for word, count in counts.items() if count >= FEWEST)
    x, side = matrix(bags, {word: at for at, word in enumerate(words)}), 2.0 * conflict - 1

    def loss(w):
        z = side * (x @ w)
        return np.logaddexp(0, -z).sum() + RIDGE * (w**2).sum() / 2, x.T @ (-side / (1 + np.exp(z))) + RIDGE * w

    w = minimize(loss, np.zeros(len(words)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return Topic({word: round(float(v), 2) for word, v in zip(words, w, strict=True) if abs(v) >= FAINT}, 0.0)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("--kept", type=float, default=0.995)
    ap.add_argument("--write", action="store_true")
    o = ap.parse_args()
    with (lzma.open if o.articles.suffix == ".xz" else open)(o.articles, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    told = [list(parts(segment(Report.make(a["text"])))) for a in articles]
    bags = [[word for part in parts_ for word in part] for parts_ in told]
    conflict = np.array([a["label"] == "conflict" for a in articles])
    fold = np.array([zlib.crc32(name.encode()) % FOLDS for name in families(articles)])
    score = np.zeros(len(articles))
    for k in range(FOLDS):
        others = np.flatnonzero(fold != k)
        fitted = fit([bags[i] for i in others], conflict[others])
        for i in np.flatnonzero(fold == k):
            score[i] = max(map(fitted.of, told[i]))
    kept, dismissed = [], []
    for k in range(FOLDS):
        least = np.quantile(score[conflict & (fold != k)], 1 - o.kept)
        kept.append(100 * (score[conflict & (fold == k)] >= least).mean())
        dismissed.append(100 * (score[~conflict & (fold == k)] < least).mean())
    for name, shares in (("conflict kept", kept), ("others dismissed", dismissed)):
        print(f"{name:18}{np.mean(shares):6.1f} %, by fold {' '.join(f'{share:.1f}' for share in shares)}")
    if o.write:
        whole = fit(bags, conflict)
        least = round(float(np.quantile(score[conflict], 1 - o.kept)), 2)
        lines = [str(least), *(f"{word}\t{weight:g}" for word, weight in whole.weights.items())]
        OUT.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))
        print(f"{len(whole.weights):,} words, bound {least}, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
