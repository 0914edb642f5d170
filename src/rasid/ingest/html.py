"""A web page: its article, title and publication date. Nothing on it is run; its markup is never shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from rasid.errors import LimitError
from rasid.ingest.encoding import decode
from rasid.ingest.item_error import ItemError
from rasid.ingest.make import make
from rasid.ingest.options import Limits, Options
from rasid.ingest.page_date import metadata, page_date
from rasid.model import Problem, PublishedBasis, Report, Source

_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_TAGS = re.compile(r"<[^<>]{0,5000}>")
_TITLE = re.compile(r"<title[^<>]{0,300}>(.{1,500}?)</title>", re.IGNORECASE | re.DOTALL)
_HEADLINE = re.compile(r"<h1[^<>]{0,500}>(.{1,800}?)</h1>", re.IGNORECASE | re.DOTALL)
_START = re.compile(
    r"<(?:!doctype html|(?:html|head|body|article|main|section|div|p|h1|table|meta|title|link|script|style)\b)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\u00a0]+")


def looks_like_html(head: bytes | str) -> bool:
    """Whether the first bytes or letters are those of a page or a part of one."""
    start = (head if isinstance(head, str) else head.decode("latin-1"))[:2000].lstrip("\ufeff\xef\xbb\xbf \r\n\t")
    return start.startswith("<") and (_START.match(start) is not None or "<html" in start.lower())


def read_page(
    data: bytes, item: str, options: Options, *, declared: str | None = None, url: str | None = None
) -> Iterator[Report | Problem]:
    """The report of one page, or why there is none."""
    if len(data) > options.limits.page_bytes:
        raise LimitError(f"the page is larger than {options.limits.page_bytes:,} bytes")
    decoded = decode(data, declared=declared, forced=options.encoding)
    page = decoded.text
    check_depth(page, options.limits)
    text, title = article(page, url)
    if not text.strip():
        raise ItemError("no article was found on the page; save its text and read that", code="no-article")
    date = page_date(page, today=options.today)
    site = metadata(page).get("og:site_name")
    yield from make(
        text,
        item,
        options,
        title=title,
        source=Source(name=plain(site), url=url) if site and site.strip() else None,
        url=url,
        published=date[0] if date else None,
        published_at=date[1] if date else None,
        basis=date[2] if date else PublishedBasis.NONE,
        notes=(("text-repaired", decoded.note),) if decoded.note else (),
    )


def article(page: str, url: str | None = None) -> tuple[str, str | None]:
    """The text of the article and its title. Line breaks stand between paragraphs only."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report ourselves
    text = trafilatura.extract(page, url=url, include_comments=False, include_tables=False, favor_recall=True) or ""
    headline = _HEADLINE.search(page) or _TITLE.search(page)
    title = plain(headline.group(1)) if headline else None
    lines = [_SPACES.sub(" ", line).strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line), title or None


def plain(fragment: str) -> str:
    """A piece of HTML as its words."""
    import html

    return _SPACES.sub(" ", html.unescape(_TAGS.sub(" ", fragment))).replace("\n", " ").strip()


def check_depth(page: str, limits: Limits) -> None:
    """Raises LimitError where elements are nested too deep for any parser to follow without harm."""
    depth = 0
    for match in _OPEN_OR_CLOSE.finditer(page):
        if match.group(2).lower() in _VOID:
            continue
        depth += -1 if match.group(1) else 1
        if depth > limits.tag_depth:
            raise LimitError(f"its elements are nested more than {limits.tag_depth:,} deep")
        depth = max(depth, 0)
