"""Annotated articles with what a network that was not trained on them says, and the tables of the exact code fitted without them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from data import document, fold_of, number_of

from rasid.analyse import bearing, choice, kinship, links, role_weights
from rasid.analyse.document import Document
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Encoded
from rasid.analyse.encoder.marks import LAYERS
from rasid.analyse.pipeline import Pipeline
from rasid.lexicon import data

QUARTERS = 4
_READERS = (kinship, bearing, role_weights)
_CACHES = (
    kinship.weights, bearing.weights, role_weights._rows, choice.choice_weights, links.link_weights,
)  # fmt: skip
_Read = TypeVar("_Read", bound=Composition)


@dataclass(frozen=True)
class Case:
    """One article, how it is annotated, and what was heard of it."""

    article: dict
    gold: dict
    doc: bytes
    """A pickled Document whose `marks.LAYERS` are filled: composing changes it."""
    encoded: Encoded
    tables: Path | None
    """Where the exact code's fitted tables are (tools/fit, with `--hold F --write FOLDER/F`); None for those of the package."""

    @property
    def name(self) -> str:
        return self.article["id"]

    @property
    def fold(self) -> int | None:
        return fold_of(self.article)

    def composed(self, read: Callable[..., _Read], *given: object, **more: object) -> _Read:
        """``read(document, encoded, *given)`` composed."""
        use(self.tables)
        composition = read(pickle.loads(self.doc), self.encoded, *given, **more)
        compose(composition)
        return composition


def read(articles: Iterable[dict]) -> dict[str, Document]:
    """By id, the articles with the layers of which the marks are made."""
    layers = Pipeline(LAYERS)
    return {article["id"]: document(article, layers) for article in articles}


def cases(
    articles: Iterable[dict],
    golds: dict[str, dict],
    docs: dict[str, Document],
    encoded: dict[str, Encoded],
    tables: Path | None,
) -> list[Case]:
    """Those of the articles of which something was heard, by fold: each has tables of its own, and to change them takes time. For an
    article of no fold any tables do."""
    any_fold = min((folder.name for folder in tables.iterdir()), default="0") if tables else "0"

    def tables_of(fold: int | None) -> Path | None:
        return tables and tables / (any_fold if fold is None else str(fold))

    found = [
        Case(
            article,
            golds[article["id"]],
            pickle.dumps(docs[article["id"]]),
            encoded[article["id"]],
            tables_of(fold_of(article)),
        )
        for article in articles
        if article["id"] in encoded
    ]
    return sorted(found, key=lambda case: (case.fold is not None, case.fold))


def parts(among: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """What is scored, a quarter of a fold, and what is fitted on for it: all the rest."""
    of = [(case.fold, number_of(case.article) // 5 % QUARTERS) for case in among]
    for part in sorted(set(of)):
        yield (
            [case for case, own in zip(among, of, strict=True) if own == part],
            [case for case, own in zip(among, of, strict=True) if own != part],
        )


_used: Path | None = None


def use(tables: Path | None) -> None:
    """From here on the exact code weighs by the fitted tables in that folder, or by those of the package."""
    global _used
    if tables == _used:
        return
    for reader in _READERS:
        reader.path = data.path if tables is None else tables.joinpath
    for cached in _CACHES:
        cached.cache_clear()
    _used = tables
