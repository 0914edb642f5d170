"""WARC archives (ISO 28500): one report for each page that was answered, and for each text that was taken from one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from rasid.errors import InputError, LimitError
from rasid.ingest.encoding import decode
from rasid.ingest.html import read_page
from rasid.ingest.make import make, problem
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.model import Problem, Report

_PAGES = ("text/html", "application/xhtml+xml")
_READ = frozenset({"response", "resource", "conversion"})


def read_warc(stream: io.BufferedReader, item: str, options: Options) -> Iterator[Report | Problem]:
    """The pages of an archive, one after another; a truncated one gives those before the cut and a Problem."""
    number = pages = 0
    for record in _records(stream):
        number += 1
        where = f"{item}#{number}"
        if record.rec_type not in _READ:
            continue  # requests, metadata, the archive's own
        kind, charset = _type(record)
        if not kind.startswith((*_PAGES, "text/plain")) or (
            record.http_headers and record.http_headers.get_statuscode() != "200"
        ):
            continue
        pages += 1
        url = record.rec_headers.get_header("WARC-Target-URI")
        try:
            data = _content(record, options.limits.page_bytes)
            if kind.startswith("text/plain"):
                decoded = decode(data, declared=charset, forced=options.encoding)
                yield from make(decoded.text, where, options, url=url, notes=decoded.notes)
            else:
                yield from read_page(data, where, options, declared=charset, url=url)
        except InputError as error:
            if error.code == Code.TRUNCATED:  # nothing comes after a cut
                raise InputError(
                    f"the archive is cut short in record {number:,}; those before it are read", code=Code.TRUNCATED
                ) from None
            yield problem(Code(error.code), str(error), where)
    if not pages:
        raise InputError(
            f"the archive holds no page that was answered with 200 ({number:,} records)", code=Code.NO_ENTRIES
        )


class _AsItComes:
    """Gives what there is: of a stream that is cut short, a reader that fills its buffer would give out nothing."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read1(size)


def _records(stream: io.BufferedReader) -> Iterator[Any]:
    """Raises InputError where the archive cannot be read on."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    class Quiet(ArchiveIterator):  # type: ignore[misc]
        INC_RECORD = ""  # what it would print on stderr of a wrong length

    number = 0
    records = iter(Quiet(_AsItComes(stream)))
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except (
            ArchiveLoadFailed,
            EOFError,
            OSError,
            ValueError,
            KeyError,
            AttributeError,
            IndexError,
            TypeError,
        ) as error:
            reason = " ".join(str(error).split())[:100] or type(error).__name__
            raise InputError(
                f"the archive cannot be read on after {number:,} records ({reason})",
                code=Code.TRUNCATED if number else Code.NO_ENTRIES,
            ) from None
        number += 1
        yield record


def _type(record: Any) -> tuple[str, str | None]:
    """(media type, declared charset) of what a record holds."""
    headers = record.http_headers or record.rec_headers
    kind, _, rest = (headers.get_header("Content-Type") or "").lower().partition(";")
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'")
    return kind.strip(), charset or None


def _content(record: Any, limit: int) -> bytes:
    """The bytes of a record, unchunked and unpacked. Raises LimitError where there are too many, InputError where some are missing."""
    parts, size = [], 0
    stream = record.content_stream()
    try:
        while part := stream.read(1 << 16):
            size += len(part)
            if size > limit:
                raise LimitError(f"the page is larger than {limit:,} bytes")
            parts.append(part)
    except (EOFError, OSError, ValueError) as error:
        raise InputError(f"the record cannot be unpacked ({error})", code=Code.DAMAGED) from None
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise InputError("the record is cut short", code=Code.TRUNCATED)
    return b"".join(parts)
