"""WARC archives: one report for each page that was answered with 200."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from rasid.errors import InputError
from rasid.ingest.html import read_page
from rasid.ingest.options import Options
from rasid.model import Problem, Report


def read_warc(stream: BinaryIO, item: str, options: Options) -> Iterator[Report | Problem]:
    """The pages of an archive, one after another; a truncated one gives those before the cut and a Problem."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = iter(ArchiveIterator(stream, no_record_parse=False))
    number = 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, KeyError, AttributeError, IndexError) as error:
            yield Problem(code="truncated", message=f"the archive cannot be read on after {number} records: {error}", item=item)
            return
        number += 1
        if record.rec_type != "response":
            continue
        url = record.rec_headers.get_header("WARC-Target-URI") or f"{item}#{number}"
        status = record.http_headers.get_statuscode() if record.http_headers else ""
        kind = (record.http_headers.get_header("Content-Type") or "").lower() if record.http_headers else ""
        if status != "200" or "html" not in kind:
            continue
        _, _, charset = kind.partition("charset=")
        try:
            data = record.content_stream().read(options.limits.page_bytes + 1)
            yield from read_page(data, url, options, declared=charset.split(";")[0].strip(" \"'") or None, url=url)
        except InputError as error:
            yield Problem(code="unreadable", message=str(error), item=url)
        except (EOFError, OSError, ValueError) as error:
            yield Problem(code="truncated", message=f"the record is cut short: {error}", item=url)
    if not number:
        raise InputError("the archive holds no record")
