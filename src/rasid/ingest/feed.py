"""RSS and Atom: one report for each entry."""

from __future__ import annotations

from collections.abc import Iterator

from rasid.errors import InputError, LimitError
from rasid.ingest.encoding import decode
from rasid.ingest.html import plain
from rasid.ingest.make import make
from rasid.ingest.options import Options
from rasid.ingest.page_date import instant
from rasid.model import Problem, PublishedBasis, Report, Source


def looks_like_feed(head: bytes) -> bool:
    start = head[:2000].decode("latin-1").lower()
    return any(mark in start for mark in ("<rss", "<feed", "<rdf:rdf")) or ("<?xml" in start and "<channel" in start)


def read_feed(data: bytes, item: str, options: Options) -> Iterator[Report | Problem]:
    """The reports of a feed, in its order; a malformed one gives what can be read of it and a Problem."""
    import feedparser

    if len(data) > options.limits.page_bytes:
        raise LimitError(f"the feed is larger than {options.limits.page_bytes:,} bytes")
    decoded = decode(data, forced=options.encoding)
    parsed = feedparser.parse(_as_utf8(decoded.text), sanitize_html=True, resolve_relative_uris=False)
    if not parsed.entries:
        reason = parsed.get("bozo_exception")
        raise InputError(f"no entry can be read from the feed{': ' + str(reason) if reason else ''}")
    if parsed.bozo:
        yield Problem(code="malformed-feed", message=f"the feed is malformed ({parsed.bozo_exception}); what can be read of it is", item=item)
    name = parsed.feed.get("title")
    source = options.source or (Source(name=plain(name), url=parsed.feed.get("link")) if name else None)
    for number, entry in enumerate(parsed.entries, 1):
        where = entry.get("link") or f"{item}#{number}"
        bodies = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
        text = max((_text(body) for body in bodies), key=len, default="")
        date = next((d for d in (instant(entry.get(key)) for key in ("published", "updated", "date")) if d), None)
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
            note=decoded.note,
        )


def _as_utf8(text: str) -> bytes:
    """The feed in UTF-8, whatever it said it was in."""
    import re

    return re.sub(r"""(<\?xml[^>]{0,200}encoding=)(["'])[^"']{0,40}\2""", r"\1\2utf-8\2", text, count=1).encode("utf-8", "replace")


def _text(body: str) -> str:
    """An entry's HTML as paragraphs."""
    import re

    blocks = re.split(r"(?i)<\s*(?:/p|br\s*/?|/div|/li|/h\d)\s*>", body)
    return "\n".join(line for line in map(plain, blocks) if line)
