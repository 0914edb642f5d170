"""Targets -> Reports, one after another; what fails becomes a Problem, and the rest goes on."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from rasid.errors import InputError
from rasid.ingest.encoding import decode, refuse_binary
from rasid.ingest.feed import read_feed
from rasid.ingest.fetch import fetch
from rasid.ingest.html import read_page
from rasid.ingest.json_records import read_json
from rasid.ingest.make import make, problem
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.ingest.sniff import Kind, kind_of
from rasid.ingest.table import read_table
from rasid.ingest.targets import STDIN, is_url, items_of, shown
from rasid.ingest.unpack import bounded, unpack
from rasid.ingest.warc import read_warc
from rasid.model import Problem, Report


def read_items(targets: Iterable[str], options: Options) -> Iterator[Report | Problem]:
    """The reports of all targets, in order: a file, a folder (all files under it, by name), a glob, "-" for standard
    input, or an http(s) URL. What is wrong with an item is yielded as a Problem, never raised; a note on a report (its
    ``report_id`` is set) comes just after it. Items are read as they are asked for; one at a time is held."""
    for target in targets:
        for item in items_of(target):
            if isinstance(item, Problem):
                yield item
            else:
                yield from _guarded(item, options)


def read_bytes(data: bytes, name: str, options: Options) -> Iterator[Report | Problem]:
    """The same for bytes that are at hand, called ``name`` in reports and problems."""
    yield from _safely(name, lambda: _stream(io.BytesIO(data), name, options))


def _guarded(item: str, options: Options) -> Iterator[Report | Problem]:
    yield from _safely("standard input" if item == STDIN else shown(item), lambda: _read(item, options))


def _safely(name: str, reading: Callable[[], Iterator[Report | Problem]]) -> Iterator[Report | Problem]:
    try:
        yield from reading()
    except InputError as error:
        yield problem(Code(error.code), str(error), name)
    except OSError as error:
        yield problem(Code.UNREADABLE, f"it cannot be read: {error.strerror or error}", name)
    # The readers of foreign formats raise what they like on damaged input: that must cost the item, not the run.
    except Exception as error:  # noqa: BLE001
        told = " ".join(str(error).encode("utf-8", "replace").decode().split())[:200]
        yield problem(Code.UNREADABLE, f"it cannot be read ({type(error).__name__}: {told}); please report this", name)


def _read(item: str, options: Options) -> Iterator[Report | Problem]:
    if item == STDIN:
        yield from _stream(sys.stdin.buffer, "standard input", options)  # type: ignore[arg-type]
    elif is_url(item):
        got = fetch(item, options)
        yield from _stream(
            io.BytesIO(got.data),
            item,
            options,
            path=urlsplit(got.url).path,
            media_type=got.media_type,
            charset=got.charset,
            url=got.url,
        )
    else:
        with open(item, "rb") as file, options.meter.reading(file):
            yield from _stream(file, shown(item), options)


def _stream(
    raw: io.BufferedIOBase,
    item: str,
    options: Options,
    *,
    path: str | None = None,
    media_type: str = "",
    charset: str | None = None,
    url: str | None = None,
) -> Iterator[Report | Problem]:
    limits = options.limits
    head, stream = unpack(raw, limits)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise InputError("it is empty", code=Code.EMPTY)
    refuse_binary(head[:8192], forced=options.encoding)
    kind = kind_of(head, path or item, media_type, options, charset=charset)
    if kind is Kind.WARC:
        yield from read_warc(stream, item, options)
    elif kind is Kind.FEED:
        yield from read_feed(bounded(stream, limits.page_bytes, "the feed"), item, options, declared=charset)
    elif kind is Kind.PAGE:
        yield from read_page(bounded(stream, limits.page_bytes, "the page"), item, options, declared=charset, url=url)
    elif kind is Kind.JSON:
        yield from read_json(stream, head, item, options, declared=charset)
    elif kind is Kind.TABLE:
        yield from read_table(stream, head, item, options, declared=charset)
    else:
        decoded = decode(bounded(stream, limits.text_bytes, "the text"), declared=charset, forced=options.encoding)
        yield from make(decoded.text, item, options, url=url, notes=decoded.notes)
