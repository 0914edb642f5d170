"""A record with named fields, from JSON or a table -> a report. The names that are known stand in `FIELDS`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasid.errors import InputError
from rasid.ingest.make import make, problem
from rasid.ingest.markup import has_markup, words_of
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.ingest.when import stated
from rasid.model import Problem, Report, Source, Span

FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article", "article_text", "articlebody", "full_text", "fulltext", "maintext", "content_text", "content_html",
        "paragraphs", "description", "summary", "النص", "نص", "المحتوى",
    ),
    "title": ("title", "headline", "heading", "العنوان", "عنوان"),
    "published": (
        "published", "published_at", "publishedat", "date", "pubdate", "publish_date", "publication_date", "date_published", "datepublished",
        "date_publish", "created_at", "datetime", "timestamp", "time", "التاريخ", "تاريخ", "تاريخ النشر",
    ),
    "source": ("outlet", "source", "publisher", "site", "site_name", "channel", "newspaper", "المصدر", "مصدر"),
    "url": ("url", "link", "source_url", "permalink", "href", "الرابط", "رابط"),
    "id": ("id", "doc", "doc_id", "article_id", "uuid", "guid", "_id", "المعرف"),
    "sentences": ("sentences",),
}  # fmt: skip
"""Our name of a field -> the names that are taken for it, in any case, the surest first."""
LISTS = ("articles", "items", "entries", "data", "results", "records", "documents", "docs", "posts", "hits")
"""Names under which a JSON object holds a list of records."""
_WITHIN = ("rendered", "value", "text", "#text", "_text", "name", "title", "plain", "html", "$date", "$oid")
"""Where a field is an object, the names under which it holds what is meant: WordPress has {"rendered": …}."""


def has_text(names: Iterable[Any]) -> bool:
    """Whether one of the names is that of a text or a title."""
    known = {str(name).strip(" \"'\ufeff").lower() for name in names}
    return any(name in known for name in (*FIELDS["text"], *FIELDS["title"]))


def read_record(record: Any, where: str, options: Options) -> Iterator[Report | Problem]:
    """The report of a record, or why there is none."""
    if not isinstance(record, Mapping):
        yield problem(
            Code.MALFORMED_RECORD, "it is not a record with fields; give an object with at least a field text", where
        )
        return
    fields = {str(key).strip().lower(): value for key, value in record.items()}
    if not has_text(fields):
        names = ", ".join(sorted(fields))[:120] or "none"
        yield problem(
            Code.EMPTY,
            f"no field of it holds a text; call one text, body or content (its fields: {names})",
            where,
        )
        return
    depth = options.limits.tag_depth
    try:
        raw = _words(_field(fields, "text"), numbers=False) or ""
        text = words_of(raw, depth) if has_markup(raw) else raw
        title = words_of(_words(_field(fields, "title"), numbers=False) or "", depth)
    except InputError as error:
        yield problem(Code(error.code), str(error), where)
        return
    outlet, when = _words(_field(fields, "source")), _field(fields, "published")
    yield from make(
        text,
        where,
        options,
        title=title or None,
        source=Source(name=outlet) if outlet else None,
        url=_words(_field(fields, "url")),
        published=stated(when if (inner := _inner(when)) is None else inner),
        external_id=_words(_field(fields, "id")),
        sentences=_spans(_field(fields, "sentences"), len(text)) if text is raw else (),
    )


def _field(fields: Mapping[str, Any], name: str) -> Any:
    return next((fields[known] for known in FIELDS[name] if fields.get(known) not in (None, "", [], {})), None)


def _inner(value: Any) -> Any:
    """What is meant by a field that is an object."""
    if not isinstance(value, Mapping):
        return value
    return next((value[name] for name in _WITHIN if isinstance(value.get(name), (str, int, float))), str(dict(value)))


def _words(value: Any, *, numbers: bool = True) -> str | None:
    value = _inner(value)
    if isinstance(value, list):
        return "\n".join(part for part in value if isinstance(part, str)) or None
    if isinstance(value, str):
        return value if value.strip() else None
    return str(value) if numbers and isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _spans(given: Any, length: int) -> tuple[Span, ...]:
    """Sentence bounds that came with a record; none at all where they do not fit its text."""
    out: list[Span] = []
    for pair in given if isinstance(given, list) else ():
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(bound) is int for bound in pair)):
            return ()
        start, end = pair
        if not (0 <= start <= end <= length) or (out and start < out[-1].end):
            return ()
        out.append(Span(start, end))
    return tuple(out)
