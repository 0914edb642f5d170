"""Short-hand for tests: a text read by the components named, or by all."""

from __future__ import annotations

import datetime as dt
from functools import cache

from rasid.analyse.document import Document
from rasid.analyse.factories import RULES
from rasid.analyse.pipeline import Pipeline
from rasid.model import Analysis, Report


@cache
def pipeline(*names: str) -> Pipeline:
    return Pipeline(names or RULES)


def up_to(name: str) -> tuple[str, ...]:
    """The standard components up to ``name``, that too."""
    return RULES[: RULES.index(name) + 1]


def read(text: str, *names: str, published: str | None = None) -> Document:
    day = dt.date.fromisoformat(published) if published else None
    return pipeline(*names).read(Report.make(text, published=day))


def analyse(text: str, *, published: str | None = None) -> Analysis:
    day = dt.date.fromisoformat(published) if published else None
    return pipeline()(Report.make(text, published=day))
