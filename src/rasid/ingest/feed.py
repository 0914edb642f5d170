"""RSS and Atom: one report for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rasid.errors import LimitError
from rasid.ingest.encoding import decode
from rasid.ingest.html import plain
from rasid.ingest.item_error import ItemError
from rasid.ingest.make import make, unread_date
from rasid.ingest.options import Options
from rasid.ingest.page_date import instant
from rasid.model import Problem, PublishedBasis, Report, Source

_DATES = ("published", "updated")
_BLOCK = re.compile(r"<\s{0,3}(?:/p|br\s{0,3}/?|/div|/li|/h\d)\s{0,3}>", re.IGNORECASE)


def looks_like_feed(head: bytes) -> bool:
    start = head[:2000].decode("latin-1").lower()
    return any(mark in start for mark in ("<rss", "<feed", "<rdf:rdf")) or ("<?xml" in start and "<channel" in start)


def read_feed(data: bytes, item: str, options: Options, *, declared: str | None = None) -> Iterator[Report | Problem]:
    """The reports of a feed, in its order; a malformed one gives what can be read of it and a Problem."""
    import feedparser

    if len(data) > options.limits.page_bytes:
        raise LimitError(f"the feed is larger than {options.limits.page_bytes:,} bytes")
    decoded = decode(data, declared=declared, forced=options.encoding)
    parsed = feedparser.parse(_as_utf8(decoded.text), sanitize_html=True, resolve_relative_uris=False)
    broken = " ".join(str(parsed.get("bozo_exception", "")).split()) if parsed.bozo else ""
    if not parsed.entries:
        raise ItemError(f"no entry can be read from the feed{': ' + broken if broken else ''}", code="no-entries")
    if broken:
        yield Problem(
            code="malformed-feed", message=f"the feed is malformed ({broken}); what can be read of it is", item=item
        )
    if decoded.note:
        yield Problem(code="text-repaired", message=decoded.note, item=item)
    name = parsed.feed.get("title")
    source = Source(name=plain(name), url=parsed.feed.get("link")) if name and plain(name) else None
    for number, entry in enumerate(parsed.entries, 1):
        where = entry.get("link") or f"{item}#{number}"
        bodies = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
        text = max((_text(body) for body in bodies), key=len, default="")
        told = [entry[key] for key in _DATES if key in entry]
        date = next(filter(None, map(instant, told)), None)
        yield from make(
            text or plain(entry.get("title", "")),
            where,
            options,
            title=plain(entry.get("title", "")) or None,
            source=source,
            url=entry.get("link"),
            published=date[0] if date else None,
            published_at=date[1] if date else None,
            basis=PublishedBasis.FEED if date else PublishedBasis.NONE,
            external_id=entry.get("id"),
            notes=unread_date(told[0]) if any(told) and not date else (),
        )


def _as_utf8(text: str) -> bytes:
    """The feed in UTF-8, whatever it said it was in."""
    return re.sub(r"""(<\?xml[^>]{0,200}encoding=)(["'])[^"']{0,40}\2""", r"\1\2utf-8\2", text, count=1).encode(
        "utf-8", "replace"
    )


def _text(body: str) -> str:
    """An entry's HTML as paragraphs."""
    return "\n".join(line for line in map(plain, _BLOCK.split(body)) if line)
