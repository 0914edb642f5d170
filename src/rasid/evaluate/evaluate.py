"""Reads annotated articles and scores what was read: figures, intervals, groups of articles, faults by kind."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from rasid.analyse.annotations import annotation
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.check import Json
from rasid.evaluate.gold import report_of
from rasid.evaluate.score import Scores, lead, score_one

# Ordinary for a 95 % interval; the seed makes the same figures every time.
RESAMPLES = 200
SEED = 20


class By(StrEnum):
    """What articles can be put together by."""

    OUTLET = "outlet"
    COUNTRY = "country"
    YEAR = "year"


@dataclass(slots=True)
class Evaluation:
    """Scores of each article, by id; the articles and their gold annotations."""

    by_article: dict[str, Scores]
    articles: dict[str, Json]
    gold: dict[str, Json]

    @property
    def total(self) -> Scores:
        return Scores().merge(self.by_article.values())

    def groups(self, by: By) -> dict[str, Scores]:
        """Scores of the articles of each outlet, country or year, the largest group first; "not told" where it is not."""
        members: dict[str, list[Scores]] = {}
        for doc, scores in self.by_article.items():
            members.setdefault(self._group(doc, by) or "not told", []).append(scores)
        ranked = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        return {name: Scores().merge(scores) for name, scores in ranked}

    def _group(self, doc: str, by: By) -> str | None:
        """The article's outlet or year; its country is that of the lead event, as the gold has it."""
        if by is By.OUTLET:
            return self.articles[doc].get("outlet")
        if by is By.YEAR:
            return (self.articles[doc].get("published") or "")[:4]
        places = (lead(self.gold[doc]) or {}).get("args", [])
        return next((place["country"] for place in places if place.get("country")), None)

    def interval(self, figure: str) -> tuple[float, float]:
        """95 % interval of F1 in percent, by drawing the articles anew (percentile bootstrap, B. Efron 1979)."""
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
        """How many faults there are of each kind."""
        return Counter(fault.kind for scores in self.by_article.values() for fault in scores.faults)


def evaluate(articles: dict[str, Json], gold: dict[str, Json], pipeline: Pipeline) -> Evaluation:
    """Reads the articles that ``gold`` annotates and scores them."""
    by_article = {}
    for doc, wanted in gold.items():
        report = report_of(articles[doc])
        by_article[doc] = score_one(doc, wanted, annotation(report, pipeline(report)))
    return Evaluation(by_article, articles, gold)
