#!/usr/bin/env python3
"""Fits the weights of resolve/linking.py on reports with known incidents and writes resolve/data/linking.toml.

usage: incidents.py REPORTS.jsonl [--folds] [--write]

One report a line: {"text", "published" (or null), "incidents": [{"id"}]}. Only events that blocking would compare are looked
at. Which event of a report the incident is, is not known: of two reports, the pair of events that scores best stands for them,
and is chosen anew with every round. Ridge logistic regression in which no reason gets a weight on the other side than its own
(`SIDES`). Where the sum begins ("always") is then moved so that 0 cuts best for clusters: the reports are dealt into folds, each
is scored by the weights of the others, and the move is taken by which all of them together come to the best sum of pairwise F1
and B³ F1 (see `grouping`), or of those hardly worse the one that joins least. `--folds` prints the loss of each of five folds
over incidents. Needs numpy.
"""

import argparse
import itertools
import json
import operator
from pathlib import Path

import numpy as np

from rasid.analyse.pipeline import Pipeline
from rasid.ingest.options import Options
from rasid.ingest.records import read_record
from rasid.model import Report
from rasid.resolve.blocking import MemoryIndex, keys, neighbours, voices
from rasid.resolve.clusters import UNSEEN, clusters
from rasid.resolve.linking import SIDES, reasons
from rasid.resolve.profile import profiles

OUT = Path(__file__).parents[2] / "src/rasid/resolve/data/linking.toml"
NAMES = ("always", *SIDES)
RIDGE = 1.0
ROUNDS = 5
FOLDS = 5
MOVES = [step / 4 for step in range(-4, 9)]
CAREFUL = 0.01
"""By how much a cut that joins less may be worse than the best. Among more reports there are more that are alike by chance."""


def read_reports(path):
    """[(incident id, report, analysis)] of a file of reports; its analyses by the pipeline of today."""
    pipeline, out = Pipeline(), []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        record = json.loads(line)
        for report in read_record(record, f"{path.name}:{number}", Options()):
            if isinstance(report, Report):
                out.append((record["incidents"][0]["id"], report, pipeline(report)))
    return out


class Pairs:
    """The pairs of events of different reports that blocking compares: a row of reasons each, and the pair of reports that it
    belongs to."""

    def __init__(self, told, incidents):
        """``told``: the event profiles of each report."""
        self.told, self.incidents = told, incidents
        index, known = MemoryIndex(), {}
        for event in (event for events in told for event in events):
            known[event.key] = keys(event)
            index.enter(event.key, known[event.key])
        near = {key: neighbours(found, key, index) for key, found in known.items()}
        self.silent = {key for key, found in known.items() if key not in voices(index.copies(found.copies))}
        column = {name: at for at, name in enumerate(NAMES)}
        rows, owner, self.events, left, right, leads = [], [], [], [], [], []
        for i, one in enumerate(told):
            for j in range(i + 1, len(told)):
                before = len(rows)
                for a in one:
                    for b in told[j]:
                        if b.key in near[a.key] or a.key in near[b.key]:
                            found = {"always": 1.0, **reasons(a, b)}
                            rows.append([(column[name], value) for name, value in found.items() if value])
                            leads.append(a.lead + b.lead)
                            self.events.append((a.key, b.key))
                if len(rows) > before:
                    owner.extend([len(left)] * (len(rows) - before))
                    left.append(i)
                    right.append(j)
        self.x = np.zeros((len(rows), len(NAMES)), dtype=np.float32)
        for at, row in enumerate(rows):
            for name, value in row:
                self.x[at, name] = value
        self.owner, self.left, self.right = map(np.array, (owner, left, right))
        self.leads = np.array(leads)
        self.same = np.array([incidents[i] == incidents[j] for i, j in zip(left, right, strict=True)])
        self.starts = np.flatnonzero(np.r_[True, np.diff(self.owner) > 0])

    def best(self, scores):
        """For each pair of reports, the row of its best pair of events."""
        ends = np.r_[self.starts[1:], len(scores)]
        return np.array(
            [start + int(np.argmax(scores[start:end])) for start, end in zip(self.starts, ends, strict=True)]
        )


def fit(x, y, ridge=RIDGE):
    """Weights of a logistic regression by Newton steps, those that would stand on the wrong side held at 0."""
    x = x.astype(np.float64)
    side = np.array([0, *SIDES.values()])
    free = np.ones(len(NAMES), dtype=bool)
    w = np.zeros(len(NAMES))
    penalty = np.full(len(NAMES), ridge)
    penalty[0] = 1e-3
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (y - p) - penalty * w
        # A weight held at 0 is let go where the slope leads to its own side.
        free |= slope * side > 1e-6
        within = x[:, free]
        bend = (within * (p * (1 - p))[:, None]).T @ within + np.diag(penalty[free])
        step = np.zeros(len(NAMES))
        step[free] = np.linalg.solve(bend, slope[free])
        moved = w + step
        wrong = moved * side < 0
        moved[wrong] = 0.0
        free &= ~wrong
        done = np.abs(moved - w).max() < 1e-6
        w = moved
        if done:
            break
    return w


def train(pairs, mask, ridge=RIDGE):
    """Weights from the pairs of reports in ``mask``, and the row that came to stand for each pair of reports."""
    chosen = pairs.best(pairs.leads)
    for _ in range(ROUNDS):
        w = fit(pairs.x[chosen[mask]], pairs.same[mask].astype(float), ridge)
        chosen = pairs.best(pairs.x @ w)
    return w, chosen


def folds_of(incidents, count=FOLDS):
    """A fold for each report: those of one incident in the same, incidents dealt out by their ids."""
    known = sorted(set(incidents))
    order = np.random.default_rng(0).permutation(len(known))
    fold = {known[at]: place % count for place, at in enumerate(order)}
    return np.array([fold[incident] for incident in incidents])


def clustered(pairs, scores, reports):
    """The clusters, as tuples of event keys, that the events of some reports come to among themselves."""
    within = np.isin(pairs.left, reports)[pairs.owner] & np.isin(pairs.right, reports)[pairs.owner]
    links = [(*pairs.events[at], float(scores[at])) for at in np.flatnonzero(within & (scores > UNSEEN))]
    events = [event.key for report in set(reports) for event in pairs.told[report]]
    found = clusters(events, links, silent=pairs.silent & set(events))
    return [cluster.events for cluster in found.clusters]


def grouping(pairs, scores, reports):
    """{report: the incident it is about} for some reports, clustered with each other alone: of the clusters that its events are
    in, the one with most reports; of several the one with its lead event."""
    home, size = {}, {}
    for number, cluster in enumerate(clustered(pairs, scores, reports)):
        size[number] = len({event.report_id for event in cluster})
        home |= dict.fromkeys(cluster, number)
    return {
        report: max(
            ((size[home[event.key]], event.lead, -home[event.key]) for event in pairs.told[report]),
            default=(0, False, report + 1),
        )[-1]
        for report in reports
    }


def pairwise(found, incidents, of):
    """(right, found, there) pairs of reports of which one is in ``of``."""
    of = set(of)
    pairs = [(a, b) for a, b in itertools.combinations(sorted(found), 2) if a in of or b in of]
    one = [found[a] == found[b] for a, b in pairs]
    same = [incidents[a] == incidents[b] for a, b in pairs]
    return sum(map(operator.and_, one, same)), sum(one), sum(same)


def b_cubed(found, incidents, of):
    """Precision and recall of each report in ``of`` (Bagga and Baldwin 1998)."""
    out = []
    for report in of:
        one = {other for other in found if found[other] == found[report]}
        same = {other for other in found if incidents[other] == incidents[report]}
        out.append((len(one & same) / len(one), len(one & same) / len(same)))
    return out


def f1_of(figures):
    """F1 of the means of precisions and recalls."""
    precision, recall = np.mean(figures, axis=0)
    return 2 * precision * recall / (precision + recall)


def cut(pairs, reports):
    """By how much the scores are to be moved so that clusters of ``reports`` come out best."""
    fold = folds_of([pairs.incidents[report] for report in reports])
    place = dict(zip(reports, fold, strict=True))
    left = np.array([place.get(report, -1) for report in pairs.left])
    right = np.array([place.get(report, -1) for report in pairs.right])
    known = (left >= 0) & (right >= 0)
    total, times = np.zeros(len(pairs.x)), np.zeros(len(pairs.x))
    for number in range(FOLDS):
        w, _ = train(pairs, known & (left != number) & (right != number))
        unseen = (known & ((left == number) | (right == number)))[pairs.owner]
        total[unseen] += pairs.x[unseen] @ w
        times[unseen] += 1
    scores = np.where(times > 0, total / np.maximum(times, 1), UNSEEN)
    found = {}
    for move in MOVES:
        of = grouping(pairs, scores + move, reports)
        right, one, same = pairwise(of, pairs.incidents, reports)
        found[move] = 2 * right / (one + same) + f1_of(b_cubed(of, pairs.incidents, reports))
    best = max(found.values())
    return min(move for move in MOVES if found[move] >= best - CAREFUL)


def weights_of(pairs, reports):
    """The weights that ``reports`` give."""
    w, _ = train(pairs, np.isin(pairs.left, reports) & np.isin(pairs.right, reports))
    w[0] += cut(pairs, reports)
    return w


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("reports", type=Path)
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--write", action="store_true")
    o = ap.parse_args()
    read = read_reports(o.reports)
    incidents = [incident for incident, _, _ in read]
    pairs = Pairs([profiles(report, analysis) for _, report, analysis in read], incidents)
    if o.folds:
        fold = folds_of(incidents)
        for number in range(FOLDS):
            w, chosen = train(pairs, (fold[pairs.left] != number) & (fold[pairs.right] != number))
            held = (fold[pairs.left] == number) & (fold[pairs.right] == number)
            p = 1 / (1 + np.exp(-np.clip(pairs.x[chosen[held]] @ w, -30, 30)))
            y = pairs.same[held]
            loss = -(y * np.log(p + 1e-9) + (~y) * np.log(1 - p + 1e-9)).mean()
            print(f"fold {number}: {held.sum()} pairs, {y.sum()} of one incident, loss {loss:.4f}")
    w = weights_of(pairs, list(range(len(read))))
    print(f"{len(pairs.left)} pairs of reports are compared, {pairs.same.sum()} of one incident")
    lines = [
        "# Weights of resolve/linking.py, fitted by tools/fit/incidents.py. Log odds; do not edit by hand.",
        "",
        "[weights]",
    ]
    lines += [f"{name} = {value:.3f}" for name, value in zip(NAMES, w, strict=True)]
    print("\n".join(lines[2:]))
    if o.write:
        OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
