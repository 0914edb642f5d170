"""What an item is: by its content first, then by what its server calls it, then by its name."""

from __future__ import annotations

from enum import Enum, auto

from rasid.ingest.encoding import find
from rasid.ingest.feed import looks_like_feed
from rasid.ingest.json_records import looks_like_json
from rasid.ingest.markup import has_markup, looks_like_html
from rasid.ingest.options import Options
from rasid.ingest.table import looks_like_table


class Kind(Enum):
    TEXT = auto()
    PAGE = auto()
    FEED = auto()
    JSON = auto()
    TABLE = auto()
    WARC = auto()


def kind_of(head: bytes, name: str, media_type: str, options: Options, *, charset: str | None = None) -> Kind:
    """The kind of the item that begins with ``head``. ``name`` is a path or the path of a URL, ``media_type`` may be empty."""
    if head.startswith(b"WARC/"):
        return Kind.WARC
    encoding, _ = find(head[:8192], declared=charset, forced=options.encoding)
    start = head[:8192].decode(encoding, "replace")
    name = name.lower().removesuffix(".gz")
    if looks_like_feed(start):
        return Kind.FEED
    if looks_like_html(start):
        return Kind.PAGE
    if looks_like_json(start):
        return Kind.JSON
    if looks_like_table(start):
        return Kind.TABLE
    if name.endswith((".html", ".htm", ".xhtml", ".shtml")) or ("html" in media_type and has_markup(start)):
        return Kind.PAGE
    if name.endswith((".rss", ".atom", ".rdf")) or (
        name.endswith(".xml") and start.lstrip("\ufeff \r\n\t").startswith("<")
    ):
        return Kind.FEED
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return Kind.JSON
    if name.endswith((".csv", ".tsv")):
        return Kind.TABLE
    if name.endswith(".warc"):
        return Kind.WARC
    return Kind.TEXT
