#!/usr/bin/env python3
"""How far the figures of the learned reader hang on rounding.

usage: rounding.py ARTICLES.jsonl ANNOTATIONS.jsonl [--draws N]

Processors sum fractions in another order, and a few inputs of a layer then round to the neighbouring whole number. Here the marks that
the network is given are changed by a hundred-thousandth, at random, which does the same; the articles are read so N times. Prints each
figure's least and greatest beside the figure as read.
"""

import argparse
from pathlib import Path

import numpy as np

from rasid.analyse.encoder.component import make
from rasid.analyse.encoder.encoded import Network
from rasid.analyse.encoder.session import Floats
from rasid.analyse.factories import LEARNED
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.evaluate import evaluate
from rasid.evaluate.gold import annotated, articles
from rasid.evaluate.score import Scores

SHARE = 1e-5
FIGURES = ("relevance", "detection", "typing", "args", "casualties", "casualties+event", "casualties+source", "statements", "statements+about", "dates", "row")  # fmt: skip


class Rounded:
    """A network whose marks are changed a little; not where no generator is given."""

    def __init__(self, network: Network, draws: np.random.Generator | None) -> None:
        self.network, self.draws = network, draws

    def __call__(self, ids: list[int], first: list[int], last: list[int], marks: Floats) -> dict[str, Floats]:
        if self.draws is not None:
            marks = (marks + SHARE * self.draws.standard_normal(marks.shape)).astype(np.float32)
        return self.network(ids, first, last, marks)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--draws", type=int, default=8)
    o = ap.parse_args()
    texts = articles(o.articles)
    wanted = annotated(o.annotations, texts)
    pipeline, reader = Pipeline(LEARNED), make()
    network = reader.session
    read = []
    for seed in range(o.draws + 1):
        reader.session = Rounded(network, np.random.default_rng(seed) if seed else None)
        read.append(Scores().merge(evaluate(texts, wanted, pipeline).by_article.values()).tallies)
    print(f"{'figure':20}{'as read':>9}{'least':>9}{'most':>9}   of {o.draws} draws")
    for name in FIGURES:
        own, *drawn = (tallies[name].f1 for tallies in read)
        print(f"{name:20}{own:9.2f}{min(drawn):9.2f}{max(drawn):9.2f}")


if __name__ == "__main__":
    main()
