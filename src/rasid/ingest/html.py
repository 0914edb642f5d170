"""A web page: its article, with title, outlet and publication date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from rasid.errors import InputError
from rasid.ingest.encoding import decode
from rasid.ingest.make import make
from rasid.ingest.markup import tree_of
from rasid.ingest.options import Options
from rasid.ingest.page_date import page_date
from rasid.ingest.page_facts import PageFacts, facts_of
from rasid.ingest.problems import Code
from rasid.model import Problem, PublishedBasis, Report, Source

_SPACES = re.compile(r"[^\S\n]+")


def read_page(
    data: bytes, item: str, options: Options, *, declared: str | None = None, url: str | None = None
) -> Iterator[Report | Problem]:
    """The report of one page. Raises InputError where there is none."""
    decoded = decode(data, declared=declared, forced=options.encoding)
    tree = tree_of(decoded.text, options.limits.tag_depth)
    if tree is None:
        raise InputError("no page can be made of its markup; save its text and read that", code=Code.NO_ARTICLE)
    facts = facts_of(tree)
    title = facts.title
    date = page_date(tree, facts, options)  # before the extraction, which takes the tree apart
    text = article(tree, url) or facts.body
    if not text:
        raise InputError(
            "no article is found on the page; open it in a browser, save its text and read that", code=Code.NO_ARTICLE
        )
    yield from make(
        text,
        item,
        options,
        title=title,
        source=_outlet(facts, url),
        url=url or facts.url,
        published=date[0] if date else None,
        basis=date[1] if date else PublishedBasis.NONE,
        notes=decoded.notes,
    )


def article(tree: Any, url: str | None = None) -> str:
    """The text of the article, a line a paragraph; empty when none is found."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report ourselves
    text = trafilatura.extract(tree, url=url, include_comments=False, include_tables=False, favor_recall=True) or ""
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in text.splitlines())))


def _outlet(facts: PageFacts, url: str | None) -> Source | None:
    return Source(name=facts.site, url=url) if facts.site else None
