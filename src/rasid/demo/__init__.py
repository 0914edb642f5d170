"""A small corpus written for the project, so that everything can be tried offline: invented incidents and outlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files

import msgspec

from rasid.model import PublishedBasis, Report, Source


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of corpus.jsonl. ``incident`` names the happening that several reports tell of; None: no conflict."""

    id: str
    incident: str | None
    source: Source
    url: str
    published: dt.date
    title: str
    text: str


def reports() -> Iterator[Report]:
    """The reports of the corpus, in the order of their ids; the text of each opens with its title."""
    for _, report in incidents():
        yield report


def incidents() -> Iterator[tuple[str | None, Report]]:
    """Every report with the key of the invented incident that it tells of, None where it is not about conflict."""
    decoder = msgspec.json.Decoder(_Line)
    with files("rasid.demo").joinpath("corpus.jsonl").open("rb") as lines:
        for line in map(decoder.decode, lines):
            yield (
                line.incident,
                Report.make(
                    line.text,
                    title=line.title,
                    source=line.source,
                    url=line.url,
                    published=line.published,
                    published_basis=PublishedBasis.META,
                    external_id=line.id,
                ),
            )
