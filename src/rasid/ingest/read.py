"""Files, folders, globs, standard input and URLs -> Reports, one after another; what fails becomes a Problem."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from rasid.errors import FetchError, InputError, LimitError
from rasid.ingest.encoding import decode
from rasid.ingest.feed import looks_like_feed, read_feed
from rasid.ingest.fetch import fetch
from rasid.ingest.html import looks_like_html, read_page
from rasid.ingest.make import make
from rasid.ingest.options import Options
from rasid.ingest.records import looks_like_json, looks_like_table, read_json, read_table
from rasid.ingest.unpack import bounded, unpack
from rasid.ingest.warc import read_warc
from rasid.model import Problem, Report

STDIN = "-"
_SKIPPED = (".", "~")
_CODES: tuple[tuple[type[InputError], str], ...] = ((FetchError, "not-fetched"), (LimitError, "too-large"), (InputError, "unreadable"))


def read_items(targets: Iterable[str], options: Options) -> Iterator[Report | Problem]:
    """The reports of all targets, in order: a file, a folder (all files under it, by name), a glob, "-" for standard
    input, or an http(s) URL. Nothing raised for an item reaches the caller: it is yielded as a Problem."""
    for target in targets:
        for item in _items(target):
            if isinstance(item, Problem):
                yield item
            else:
                yield from _guarded(item, options)


def _items(target: str) -> Iterator[str | Problem]:
    if target == STDIN or "://" in target:
        yield target
        return
    path = Path(target)
    try:
        if path.is_dir():
            files = sorted(
                os.path.join(folder, name)
                for folder, folders, names in os.walk(path)
                for name in names
                if not name.startswith(_SKIPPED) and not any(part.startswith(".") for part in Path(folder).relative_to(path).parts)
            )
            if not files:
                yield Problem(code="no-files", message="the folder holds no file", item=target)
            yield from files
        elif path.exists():
            yield target
        elif glob.has_magic(target):
            found = sorted(name for name in glob.glob(target, recursive=True) if not Path(name).is_dir())
            if not found:
                yield Problem(code="no-files", message="no file matches", item=target)
            yield from found
        else:
            yield Problem(code="not-found", message="there is no such file or folder", item=target)
    except (OSError, ValueError) as error:
        yield Problem(code="not-found", message=f"it cannot be looked at: {error}", item=target)


def _guarded(item: str, options: Options) -> Iterator[Report | Problem]:
    try:
        yield from _read(item, options)
    except InputError as error:
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        yield Problem(code=code, message=str(error), item=item)
    except OSError as error:
        yield Problem(code="unreadable", message=f"it cannot be read: {error.strerror or error}", item=item)
    except (UnicodeError, ValueError, RecursionError, MemoryError) as error:
        yield Problem(code="unreadable", message=f"it cannot be read: {type(error).__name__}: {error}", item=item)


def _read(item: str, options: Options) -> Iterator[Report | Problem]:
    if item == STDIN:
        yield from _stream(sys.stdin.buffer, "standard input", "", options)
    elif "://" in item:
        got = fetch(item, options)
        yield from _stream(io.BytesIO(got.data), item, got.kind, options, charset=got.charset, url=got.url)
    else:
        with open(item, "rb") as file:
            yield from _stream(file, item, "", options)


def _stream(
    raw: BinaryIO, item: str, kind: str, options: Options, *, charset: str | None = None, url: str | None = None
) -> Iterator[Report | Problem]:
    """Decides by the content, then by the name, what a stream of bytes is."""
    limits = options.limits
    stream = unpack(raw, limits)
    head = stream.peek(8192)[:8192]
    name = item.lower().removesuffix(".gz")
    if not head:
        raise InputError("it is empty")
    if head.startswith(b"WARC/"):
        yield from read_warc(stream, item, options)
    elif looks_like_feed(head):
        yield from read_feed(bounded(stream, limits.page_bytes, "the feed"), item, options)
    elif looks_like_html(head) or "html" in kind or name.endswith((".html", ".htm", ".xhtml")):
        data = bounded(stream, limits.page_bytes, "the page")
        yield from read_page(data, item, options, declared=charset, url=url)
    elif name.endswith((".xml", ".rss", ".atom")):
        yield from read_feed(bounded(stream, limits.page_bytes, "the feed"), item, options)
    elif looks_like_json(head) and (name.endswith((".json", ".jsonl", ".ndjson")) or _is_json(head) or "json" in kind):
        yield from read_json(stream, item, options)
    elif name.endswith((".csv", ".tsv")) or _is_table(head, options):
        text = decode(bounded(stream, 10 * limits.page_bytes, "the table"), declared=charset, forced=options.encoding).text
        yield from read_table(text.lstrip("\ufeff"), item, options)
    else:
        decoded = decode(bounded(stream, limits.text_bytes, "the text"), declared=charset, forced=options.encoding)
        yield from make(decoded.text, item, options, url=url, note=decoded.note)


def _is_json(head: bytes) -> bool:
    """Whether a text that begins with { or [ goes on as JSON does."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t[")[:1] == b"{" and b'":' in head.replace(b'" :', b'":')


def _is_table(head: bytes, options: Options) -> bool:
    try:
        return looks_like_table(head.decode(options.encoding or "utf-8", "replace"))
    except LookupError:
        return False
