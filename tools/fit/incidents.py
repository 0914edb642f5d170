#!/usr/bin/env python3
"""Fits the weights of resolve/linking.py on reports with known incidents and writes resolve/data/linking.toml.

usage: incidents.py REPORTS.jsonl [--folds] [--write]

One report a line: {"text", "published" (or null), "incidents": [{"id"}]}. Which event of a report the incident is, is not
known: of two reports, the pair of events that scores best stands for them, and is chosen anew with every round. Ridge
logistic regression in which no reason gets a weight on the other side than its own (`SIDES`). `--folds` prints the loss of
each of five folds over incidents. Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from rasid.analyse.pipeline import Pipeline
from rasid.ingest.options import Options
from rasid.ingest.records import read_record
from rasid.model import Report
from rasid.resolve.linking import SIDES, reasons
from rasid.resolve.profile import profiles

OUT = Path(__file__).parents[2] / "src/rasid/resolve/data/linking.toml"
NAMES = ("always", *SIDES)
RIDGE = 1.0
ROUNDS = 5


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
    """All pairs of events of different reports: a row of reasons each, and the pair of reports that it belongs to."""

    def __init__(self, told, incidents, wanted=None):
        """``told``: the event profiles of each report. ``wanted(a, b)``: which pairs are kept, None for all."""
        column = {name: at for at, name in enumerate(NAMES)}
        rows, owner, left, right, leads = [], [], [], [], []
        for i, one in enumerate(told):
            for j in range(i + 1, len(told)):
                before = len(rows)
                for a in one:
                    for b in told[j]:
                        if wanted is None or wanted(a, b):
                            found = {"always": 1.0, **reasons(a, b)}
                            rows.append([(column[name], value) for name, value in found.items() if value])
                            leads.append(a.lead + b.lead)
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


def folds_of(incidents, count=5):
    """A fold for each report: those of one incident in the same, incidents dealt out by their ids."""
    known = sorted(set(incidents))
    order = np.random.default_rng(0).permutation(len(known))
    fold = {known[at]: place % count for place, at in enumerate(order)}
    return np.array([fold[incident] for incident in incidents])


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
        for number in range(5):
            w, chosen = train(pairs, (fold[pairs.left] != number) & (fold[pairs.right] != number))
            held = (fold[pairs.left] == number) & (fold[pairs.right] == number)
            p = 1 / (1 + np.exp(-np.clip(pairs.x[chosen[held]] @ w, -30, 30)))
            y = pairs.same[held]
            loss = -(y * np.log(p + 1e-9) + (~y) * np.log(1 - p + 1e-9)).mean()
            print(f"fold {number}: {held.sum()} pairs, {y.sum()} of one incident, loss {loss:.4f}")
    w, _ = train(pairs, np.ones(len(pairs.left), dtype=bool))
    print(f"{len(pairs.left)} pairs of reports, {pairs.same.sum()} of one incident")
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
