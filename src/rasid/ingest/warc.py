"""WARC archives: one report for each page that was answered with 200."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rasid.errors import InputError
from rasid.ingest.html import read_page
from rasid.ingest.item_error import ItemError, code_of
from rasid.ingest.options import Options
from rasid.model import Problem, Report


def read_warc(stream: io.RawIOBase, item: str, options: Options) -> Iterator[Report | Problem]:
    """The pages of an archive, one after another. Raises ItemError where it is cut short, after those before the cut.
    The stream is unbuffered: of what is cut short, a buffer would give out nothing."""
    from warcio.archiveiterator import ArchiveIterator

    records = iter(ArchiveIterator(stream, check_digests=False))
    pages = number = 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001  a parser of someone else's: it may raise anything on a damaged archive
            message = f"the archive cannot be read on after {number} records ({type(error).__name__}: {error})"
            raise ItemError(message, code="truncated") from None
        number += 1
        if record.rec_type != "response" or not record.http_headers:
            continue
        kind = (record.http_headers.get_header("Content-Type") or "").lower()
        if record.http_headers.get_statuscode() != "200" or "html" not in kind:
            continue
        pages += 1
        url = record.rec_headers.get_header("WARC-Target-URI") or f"{item}#{number}"
        try:
            data = record.content_stream().read(options.limits.page_bytes + 1)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001  the same
            yield Problem(
                code="damaged", message=f"the record cannot be read ({type(error).__name__}: {error})", item=url
            )
            continue
        told = record.rec_headers.get_header("Content-Length") or ""
        if told.isdigit() and record.raw_stream.limit > 0 and len(data) <= options.limits.page_bytes:
            raise ItemError(f"the archive is cut short in record {number} ({url})", code="truncated")
        _, _, charset = kind.partition("charset=")
        try:
            yield from read_page(data, url, options, declared=charset.split(";")[0].strip(" \"'") or None, url=url)
        except InputError as error:
            yield Problem(code=code_of(error), message=str(error), item=url)
    if not pages:
        raise ItemError(f"the archive holds no page ({number} records)", code="no-entries")
