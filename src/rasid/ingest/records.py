"""JSON lines, JSON arrays, CSV and TSV: one report a record."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from rasid.errors import InputError, LimitError
from rasid.ingest.encoding import decode, repaired
from rasid.ingest.html import looks_like_html, plain
from rasid.ingest.item_error import ItemError, code_of
from rasid.ingest.make import make, unread_date
from rasid.ingest.options import Options
from rasid.ingest.page_date import instant
from rasid.ingest.unpack import lines
from rasid.model import Problem, PublishedBasis, Report, Source, Span

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "description", "النص", "نص"),
    "title": ("title", "headline", "العنوان", "عنوان"),
    "published": ("published", "published_at", "date", "pubdate", "publish_date", "publication_date", "date_published", "created_at", "datetime", "timestamp", "التاريخ", "تاريخ", "تاريخ النشر"),
    "source": ("source", "outlet", "publisher", "site", "channel", "newspaper", "المصدر", "مصدر"),
    "url": ("url", "link", "source_url", "الرابط", "رابط"),
    "id": ("id", "doc", "doc_id", "article_id", "uuid", "المعرف"),
    "sentences": ("sentences",),
}  # fmt: skip
"""Our name of a field -> the names that are taken for it, in any case; the first that is there counts."""
DELIMITERS = ",;\t|"


def looks_like_json(head: bytes) -> bool:
    """Whether the first bytes are those of a JSON record or an array of them."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return start[:1] in (b"{", b"[") and start.lstrip(b"{[ \r\n\t")[:1] in (b'"', b"}", b"]", b"")


def read_json(stream: BinaryIO, item: str, options: Options) -> Iterator[Report | Problem]:
    """JSON lines, read one at a time; or one array of records, or one record on several lines."""
    limit = options.limits.text_bytes
    numbered = ((number, line) for number, line in enumerate(lines(stream, limit), 1) if line is None or line.strip())
    first = next(numbered, None)
    if first is None:
        raise ItemError("it is empty", code="empty")
    if first[1] is not None and not _is_record(first[1]):
        held, rest = _held(numbered, 4 * options.limits.page_bytes)
        whole = b"".join([first[1], *(line for _, line in held if line)])
        if rest is None:
            try:
                yield from _whole(_json(whole.removeprefix(b"\xef\xbb\xbf")), item, options)
                return
            except ItemError as error:
                if not any(line is not None and _is_record(line) for _, line in held):
                    raise error from None
        elif first[1].lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
            raise LimitError("the JSON array is too large to be held; write it as JSON lines, one record a line")
        numbered = itertools.chain(held, rest or ())  # type: ignore[assignment]
    for number, line in itertools.chain([first], numbered):
        where = f"{item}:{number}"
        if line is None:
            yield Problem(code="too-large", message=f"the record is larger than {limit:,} bytes", item=where)
            continue
        try:
            record = _json(line.removeprefix(b"\xef\xbb\xbf"))
        except ItemError as error:
            yield Problem(code=code_of(error), message=str(error), item=where)
            continue
        yield from _record(record, where, options)


Numbered = tuple[int, bytes | None]


def _held(numbered: Iterator[Numbered], most: int) -> tuple[list[Numbered], Iterator[Numbered] | None]:
    """The lines up to ``most`` bytes, and those after them, if any."""
    held: list[Numbered] = []
    size = 0
    for number, line in numbered:
        held.append((number, line))
        size += len(line or b"")
        if size > most:
            return held, numbered
    return held, None


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(_json(line.removeprefix(b"\xef\xbb\xbf")), dict)
    except ItemError:
        return False


def _json(data: bytes) -> Any:
    """The value of a piece of JSON. Raises ItemError where it is none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # the slower reader takes what the fast one does not: half surrogate pairs, NaN, numbers beyond all bounds
    try:
        return json.loads(decode(data).text, parse_int=_whole_number, strict=False)
    except ValueError as error:
        raise ItemError(f"it is not JSON: {error}", code="malformed-json") from None
    except InputError as error:
        raise ItemError(f"it is not JSON: {error}", code="malformed-json") from None
    except RecursionError:
        raise ItemError("it is not JSON: its parts are nested too deep", code="malformed-json") from None


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) < 400 else digits


def _whole(value: Any, item: str, options: Options) -> Iterator[Report | Problem]:
    if isinstance(value, list) and not value:
        raise ItemError("it is empty", code="empty")
    for number, record in enumerate(value, 1) if isinstance(value, list) else [(1, value)]:
        yield from _record(record, f"{item}#{number}", options)


def read_table(
    stream: BinaryIO, head: bytes, item: str, options: Options, *, declared: str | None = None
) -> Iterator[Report | Problem]:
    """CSV or TSV with a header line; ``head`` are its first bytes, by which its encoding is known."""
    sample = head[: head.rfind(b"\n") + 1] or head
    known = decode(sample, declared=declared)
    too_long: list[int] = []

    def texts() -> Iterator[str]:
        for number, line in enumerate(lines(stream, options.limits.text_bytes), 1):
            if line is None:
                too_long.append(number)
            else:
                yield line.decode(known.encoding, "replace").removeprefix("\ufeff")

    given = texts()
    header = next(given, "")
    delimiter = max(DELIMITERS, key=header.count)
    csv.field_size_limit(options.limits.text_bytes)
    names = next(csv.reader([header], delimiter=delimiter), [])
    columns = {name.strip().lower() for name in names}
    if columns.isdisjoint(FIELDS["text"]) and columns.isdisjoint(FIELDS["title"]):
        shown = ", ".join(names)[:200] or "none"
        raise ItemError(
            f"no column holds the text; name one of them text, body or content (columns: {shown})",
            code="no-text-column",
        )
    if known.encoding != "utf-8" and known.note:
        yield Problem(code="text-repaired", message=known.note, item=item)
    rows = csv.reader(given, delimiter=delimiter)
    ended = False
    while not ended:
        where = f"{item}:{rows.line_num + 2}"
        try:
            row = next(rows)
        except StopIteration:
            ended, row = True, []
        except csv.Error as error:
            yield Problem(code="malformed-csv", message=f"the row cannot be read: {error}", item=where)
            row = []
        for number in too_long:
            yield Problem(
                code="too-large",
                message=f"the row is larger than {options.limits.text_bytes:,} bytes",
                item=f"{item}:{number}",
            )
        too_long.clear()
        if row:
            yield from _record(dict(zip(names, row, strict=False)), where, options)


def looks_like_table(head: str) -> bool:
    """Whether the first line names columns, one of which holds the text."""
    first = head.split("\n", 1)[0].strip().lower()
    for mark in DELIMITERS:
        columns = {column.strip(" \"'\ufeff") for column in first.split(mark)}
        if len(columns) > 1 and not (columns.isdisjoint(FIELDS["text"]) and columns.isdisjoint(FIELDS["title"])):
            return True
    return False


def _record(record: Any, where: str, options: Options) -> Iterator[Report | Problem]:
    if not isinstance(record, Mapping):
        yield Problem(code="malformed-record", message="it is not a record with fields", item=where)
        return
    lowered = {str(key).strip().lower(): value for key, value in record.items()}
    field = {
        name: next((lowered[k] for k in known if lowered.get(k) not in (None, "")), None)
        for name, known in FIELDS.items()
    }
    text, title, outlet, url, identity = (field[name] for name in ("text", "title", "source", "url", "id"))
    title = title if isinstance(title, str) and title.strip() else None
    if not isinstance(text, str):
        text = title or ""
    if looks_like_html(text[:5000]) and "</" in text:
        text = plain(text)
    better = repaired(text)
    date = instant(field["published"])
    notes: Iterable[tuple[str, str]] = () if date or field["published"] is None else unread_date(field["published"])
    yield from make(
        better.text,
        where,
        options,
        title=repaired(title).text if title else None,
        source=Source(name=outlet.strip()) if isinstance(outlet, str) and outlet.strip() else None,
        url=url if isinstance(url, str) else None,
        published=date[0] if date else None,
        published_at=date[1] if date else None,
        basis=PublishedBasis.META if date else PublishedBasis.NONE,
        external_id=str(identity) if isinstance(identity, (str, int)) else None,
        sentences=_spans(field["sentences"], len(text)) if better.text == text else (),
        notes=[*notes, *((("text-repaired", better.note),) if better.note else ())],
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
