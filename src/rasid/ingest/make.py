"""One item's text and fields -> a Report, or the Problem that it has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from rasid.ingest.language import is_arabic
from rasid.ingest.options import Options
from rasid.ingest.page_date import EARLIEST
from rasid.model import Problem, PublishedBasis, Report, Source, Span

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029")


def clean(text: str) -> str:
    """The text as it is kept: no NUL and no lone surrogate (no store and no file can hold them), \\n for every line break."""
    return _BREAKS.sub("\n", _UNREADABLE.sub("", text)).strip("\ufeff")


def printable(name: str) -> str:
    """A name of an item that any file can hold: bytes of a path that are no UTF-8 as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def unread_date(told: object) -> tuple[tuple[str, str], ...]:
    """The note that a publication date is told and cannot be read."""
    message = (
        f"its publication date {str(told)[:60]!r} cannot be read; it is read without it (give one with --published)"
    )
    return (("date-unreadable", message),)


def make(
    text: str,
    item: str,
    options: Options,
    *,
    title: str | None = None,
    source: Source | None = None,
    url: str | None = None,
    published: dt.date | None = None,
    published_at: dt.datetime | None = None,
    basis: PublishedBasis = PublishedBasis.NONE,
    external_id: str | None = None,
    sentences: tuple[Span, ...] = (),
    notes: Iterable[tuple[str, str]] = (),
) -> Iterator[Report | Problem]:
    """The report, then the problems met on the way (``notes`` are such, code and message); one problem when no report can
    be made."""
    kept = clean(text)
    lost = len(_UNREADABLE.findall(text))
    met = [*notes]
    if lost:
        met.append(
            ("text-repaired", f"{lost:,} characters that no text can hold (NUL, half a surrogate pair) are left out")
        )
    if kept != text and sentences:
        sentences = ()  # they no longer point where they did
    body = kept
    heading = clean(title).replace("\n", " ").strip() if title else None
    if heading and not body.lstrip().startswith(heading):
        body, sentences = f"{heading}\n{body.lstrip()}", ()
    elif heading and not body.startswith(heading):
        body, sentences = body.lstrip(), ()
    if not body.strip():
        yield Problem(code="empty", message="it holds no text", item=item)
        return
    if len(body) > options.limits.text_bytes:
        message = f"its text is longer than {options.limits.text_bytes:,} characters; split it"
        yield Problem(code="too-large", message=message, item=item)
        return
    if not options.any_language and not is_arabic(body):
        yield Problem(code="not-arabic", message="it is not in Arabic; --any-language reads it all the same", item=item)
        return
    if published is not None and not EARLIEST <= published <= options.today + dt.timedelta(days=1):
        message = (
            f"its publication date {published.isoformat()} cannot be; it is read without it (give one with --published)"
        )
        met.append(("date-out-of-range", message))
        published, published_at, basis = None, None, PublishedBasis.NONE
    if published is None and options.published is not None:
        published, basis = options.published, PublishedBasis.GIVEN
    report = Report.make(
        body,
        title=heading,
        source=source or options.source,
        url=clean(url) if url else None,
        published=published,
        published_at=published_at,
        published_basis=basis if published is not None else PublishedBasis.NONE,
        external_id=clean(external_id) if external_id else None,
        origin=item,
        sentences=sentences,
    )
    yield report
    for code, message in met:
        yield Problem(code=code, message=message, item=item, report_id=report.id)
