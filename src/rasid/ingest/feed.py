"""RSS and Atom: one report for each entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from rasid.errors import InputError
from rasid.ingest.encoding import decode
from rasid.ingest.make import make, problem
from rasid.ingest.markup import words_of
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.ingest.when import stated
from rasid.model import Problem, PublishedBasis, Report, Source

_ROOTS = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENCODING = re.compile(r"""(<\?xml[^<>]{0,200}?encoding=)(["'])[^"'<>]{0,40}\2""")
_DATES = ("published", "updated", "created", "date")


def looks_like_feed(start: str) -> bool:
    start = start[:2000].lower()
    return _ROOTS.search(start) is not None and "<html" not in start


def read_feed(data: bytes, item: str, options: Options, *, declared: str | None = None) -> Iterator[Report | Problem]:
    """The reports of a feed, in its order; a malformed one gives what can be read of it, and a note. Raises InputError
    where there is no entry in it."""
    import feedparser

    decoded = decode(data, declared=declared, forced=options.encoding)
    text = _ENCODING.sub(r"\1\2utf-8\2", decoded.text, count=1)
    # Given as a file, never as a string: feedparser takes a short string for a path or an address.
    parsed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), resolve_relative_uris=False)
    reason = _reason(parsed)
    if not parsed.entries:
        raise InputError(f"no entry can be read from the feed{f' ({reason})' if reason else ''}", code=Code.NO_ENTRIES)
    if reason:
        yield problem(Code.MALFORMED_FEED, f"the feed is malformed ({reason}); what can be read of it is read", item)
    for note in decoded.notes:
        yield problem(note.code, note.message, item)
    depth = options.limits.tag_depth
    name = words_of(parsed.feed.get("title", ""), depth).replace("\n", " ")
    source = Source(name=name, url=parsed.feed.get("link")) if name else None
    for number, entry in enumerate(parsed.entries, 1):
        where = f"{item}#{number}"
        try:
            title = words_of(entry.get("title", ""), depth)
            text = max((words_of(body, depth) for body in _bodies(entry)), key=len, default="")
        except InputError as error:
            yield problem(Code(error.code), str(error), where)
            continue
        yield from make(
            text,
            where,
            options,
            title=title or None,
            source=source,
            url=entry.get("link"),
            published=stated(next(filter(None, map(entry.get, _DATES)), None)),
            basis=PublishedBasis.FEED,
            external_id=entry.get("id"),
        )


def _bodies(entry: Any) -> Iterator[str]:
    """What may hold the text of an entry: content:encoded and Atom's content, the summary."""
    for content in (*entry.get("content", ()), {"value": entry.get("summary")}):
        if isinstance(value := content.get("value"), str):
            yield value


def _reason(parsed: Any) -> str | None:
    import feedparser

    error = parsed.get("bozo_exception") if parsed.bozo else None
    if error is None or isinstance(error, feedparser.CharacterEncodingOverride):
        return None
    return " ".join(str(error).removeprefix("<unknown>:").split()) or type(error).__name__
