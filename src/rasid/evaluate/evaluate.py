"""Reads annotated articles and scores what was read: figures, intervals, groups of articles, faults by kind."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from rasid.analyse.annotations import annotation
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.check import Json
from rasid.evaluate.gold import report_of
from rasid.evaluate.score import Scores, score_one

# Ordinary for a 95 % interval; the seed makes the same figures every time.
RESAMPLES = 200
SEED = 20


@dataclass(slots=True)
class Evaluation:
    """Scores of each article, by id."""

    by_article: dict[str, Scores]
    articles: dict[str, Json]

    @property
    def total(self) -> Scores:
        return Scores().merge(self.by_article.values())

    def groups(self, key: Callable[[Json], str]) -> dict[str, Scores]:
        """Scores of the articles that ``key`` puts together, the largest group first."""
        members: dict[str, list[Scores]] = {}
        for doc, scores in self.by_article.items():
            members.setdefault(key(self.articles[doc]), []).append(scores)
        ranked = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        return {name: Scores().merge(scores) for name, scores in ranked}

    def interval(self, figure: str) -> tuple[float, float]:
        """95 % interval of F1 in percent, by drawing the articles anew (bootstrap over articles)."""
        draw = random.Random(SEED)
        tallies = [s.tallies[figure] for s in self.by_article.values() if figure in s.tallies]
        values = []
        for _ in range(RESAMPLES):
            chosen = draw.choices(tallies, k=len(tallies))
            total = sum(t.predicted + t.gold for t in chosen)
            values.append(200 * sum(t.right for t in chosen) / total if total else 0.0)
        values.sort()
        return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)]

    def faults(self) -> Counter[str]:
        """How many faults there are of each kind, the commonest first."""
        return Counter(fault.kind for scores in self.by_article.values() for fault in scores.faults)


def evaluate(articles: dict[str, Json], gold: dict[str, Json], pipeline: Pipeline) -> Evaluation:
    """Reads the articles that ``gold`` annotates and scores them."""
    by_article = {}
    for doc, wanted in gold.items():
        report = report_of(articles[doc])
        by_article[doc] = score_one(doc, wanted, annotation(report, pipeline(report)))
    return Evaluation(by_article, articles)
