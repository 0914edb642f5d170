"""JSON lines, JSON arrays, CSV and TSV: one report a record.

A record's fields are known by these names, in any case (the first that is there counts):
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from rasid.errors import InputError, LimitError
from rasid.ingest.html import looks_like_html, plain
from rasid.ingest.make import make
from rasid.ingest.options import Options
from rasid.ingest.page_date import instant
from rasid.model import Problem, PublishedBasis, Report, Source, Span

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "description", "النص"),
    "title": ("title", "headline", "العنوان"),
    "published": ("published", "published_at", "date", "pubdate", "publish_date", "publication_date", "date_published", "created_at", "datetime", "timestamp", "التاريخ"),
    "source": ("source", "outlet", "publisher", "site", "channel", "newspaper", "المصدر"),
    "url": ("url", "link", "source_url", "الرابط"),
    "id": ("id", "doc", "doc_id", "article_id", "uuid"),
    "sentences": ("sentences",),
}  # fmt: skip
"""Our name of a field -> the names that are taken for it."""


def looks_like_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def read_json(lines: Iterable[bytes], item: str, options: Options) -> Iterator[Report | Problem]:
    """JSON lines, read one at a time; or one array of records."""
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{item}:{number}"
        if len(line) > options.limits.text_bytes:
            yield Problem(code="too-large", message=f"the record is larger than {options.limits.text_bytes:,} bytes", item=where)
            continue
        if number == 1 and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
            yield from _array(b"".join([line, *lines]), item, options)
            return
        try:
            record = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Problem(code="malformed-json", message=f"it is not JSON: {error}", item=where)
            continue
        yield from _record(record, where, options)


def _array(data: bytes, item: str, options: Options) -> Iterator[Report | Problem]:
    if len(data) > 4 * options.limits.page_bytes:
        raise LimitError("the JSON array is too large to be held; write it as JSON lines, one record a line")
    try:
        records = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"it is not JSON: {error}") from None
    for number, record in enumerate(records if isinstance(records, list) else [records], 1):
        yield from _record(record, f"{item}#{number}", options)


def read_table(text: str, item: str, options: Options) -> Iterator[Report | Problem]:
    """CSV or TSV with a header line."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(options.limits.text_bytes)
    rows = csv.DictReader(io.StringIO(text), dialect=dialect)
    if not _field({name: name for name in rows.fieldnames or ()}, "text") and not _field({n: n for n in rows.fieldnames or ()}, "title"):
        raise InputError(f"no column holds the text; name one of them text, body or content (columns: {', '.join(rows.fieldnames or ()) or 'none'})")
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(code="malformed-csv", message=f"the row cannot be read: {error}", item=f"{item}:{number}")
            continue
        yield from _record({name: value for name, value in row.items() if name is not None}, f"{item}:{number}", options)


def looks_like_table(head: str) -> bool:
    """Whether the first line names columns, one of which holds the text."""
    first = head.split("\n", 1)[0].strip().lower()
    for mark in (",", ";", "\t"):
        columns = [column.strip(" \"'\ufeff") for column in first.split(mark)]
        if len(columns) > 1 and any(column in FIELDS["text"] or column in FIELDS["title"] for column in columns):
            return True
    return False


def _field(record: Mapping[str, Any], name: str) -> Any:
    lowered = {str(key).strip().lower(): value for key, value in record.items()}
    return next((lowered[known] for known in FIELDS[name] if lowered.get(known) not in (None, "")), None)


def _record(record: Any, where: str, options: Options) -> Iterator[Report | Problem]:
    if not isinstance(record, Mapping):
        yield Problem(code="malformed-record", message="it is not a record with fields", item=where)
        return
    text, title = _field(record, "text"), _field(record, "title")
    if not isinstance(text, str):
        text = title if isinstance(title, str) else ""
    if len(text) > options.limits.text_bytes:
        yield Problem(code="too-large", message=f"its text is longer than {options.limits.text_bytes:,} characters", item=where)
        return
    if looks_like_html(text) or ("</p>" in text[:5000] and text.lstrip()[:1] == "<"):
        text = plain(text)
    outlet = _field(record, "source")
    date = instant(_field(record, "published"))
    sentences = _spans(_field(record, "sentences"), len(text)) if title is None or text.startswith(str(title)) else ()
    identity = _field(record, "id")
    url = _field(record, "url")
    yield from make(
        text,
        where,
        options,
        title=str(title) if isinstance(title, str) and title.strip() else None,
        source=Source(name=outlet.strip()) if isinstance(outlet, str) and outlet.strip() else None,
        url=url if isinstance(url, str) else None,
        published=date[0] if date else None,
        published_at=date[1] if date else None,
        basis=PublishedBasis.META if date else PublishedBasis.NONE,
        external_id=str(identity) if identity is not None else None,
        sentences=sentences,
    )


def _spans(given: Any, length: int) -> tuple[Span, ...]:
    """Sentence bounds that came with a record; none at all where they do not fit its text."""
    if not isinstance(given, list):
        return ()
    out: list[Span] = []
    for pair in given:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, int) for x in pair)):
            return ()
        start, end = pair
        if not (0 <= start <= end <= length) or (out and start < out[-1].end):
            return ()
        out.append(Span(start, end))
    return tuple(out)
