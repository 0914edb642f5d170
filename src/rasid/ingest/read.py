"""Files, folders, globs, standard input and URLs -> Reports, one after another; what fails becomes a Problem."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from rasid.errors import InputError
from rasid.ingest.encoding import decode, wide_encoding
from rasid.ingest.feed import looks_like_feed, read_feed
from rasid.ingest.fetch import fetch
from rasid.ingest.html import looks_like_html, read_page
from rasid.ingest.item_error import ItemError, code_of
from rasid.ingest.make import make, printable
from rasid.ingest.options import Options
from rasid.ingest.records import looks_like_json, looks_like_table, read_json, read_table
from rasid.ingest.unpack import Transcoded, begin, bounded, unpack
from rasid.ingest.warc import read_warc
from rasid.model import Problem, Report

STDIN = "-"


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
    shown = printable(target)
    try:
        if target and path.is_dir():
            yield from _folder(path, shown)
        elif target and path.exists():
            yield target
        elif glob.has_magic(target):
            found = sorted(name for name in glob.glob(target, recursive=True) if not Path(name).is_dir())
            if not found:
                yield Problem(code="no-files", message="no file matches", item=shown)
            yield from found
        else:
            yield Problem(code="not-found", message="there is no such file or folder", item=shown)
    except (OSError, ValueError) as error:
        yield Problem(code="not-found", message=f"it cannot be looked at: {error}", item=shown)


def _folder(path: Path, shown: str) -> Iterator[str | Problem]:
    """The files under a folder, by name. What is hidden or a spare copy (. or ~) and what is no file (a pipe, a device) is
    passed over; a folder that cannot be opened is a Problem."""
    closed: list[OSError] = []
    files = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            os.path.join(folder, name) for name in names if not name.startswith((".", "~")) and not name.endswith("~")
        ]
    files = sorted(file for file in files if os.path.isfile(file) or not os.path.exists(file))
    for error in closed:
        yield Problem(
            code="unreadable", message=f"it cannot be read: {error.strerror}", item=printable(str(error.filename))
        )
    if not files and not closed:
        yield Problem(code="no-files", message="the folder holds no file", item=shown)
    yield from files


def _guarded(item: str, options: Options) -> Iterator[Report | Problem]:
    """What an item gives. All that can go wrong with it costs it alone."""
    shown = "standard input" if item == STDIN else printable(item)
    try:
        yield from _read(item, shown, options)
    except InputError as error:
        yield Problem(code=code_of(error), message=str(error), item=shown)
    except OSError as error:
        yield Problem(code="unreadable", message=f"it cannot be read: {error.strerror or error}", item=shown)
    # The parsers of HTML, feeds and archives are not ours: they may raise anything on a hostile item.
    except Exception as error:  # noqa: BLE001
        message = f"it cannot be read ({type(error).__name__}: {str(error)[:200]}); if it is sound, please report this"
        yield Problem(code="unreadable", message=message, item=shown)


def _read(item: str, shown: str, options: Options) -> Iterator[Report | Problem]:
    if item == STDIN:
        yield from _stream(sys.stdin.buffer, shown, "", options)
    elif "://" in item:
        got = fetch(item, options)
        yield from _stream(io.BytesIO(got.data), shown, got.kind, options, charset=got.charset, url=got.url)
    else:
        with open(item, "rb") as file:
            yield from _stream(file, shown, "", options)


def _stream(
    raw: BinaryIO, item: str, kind: str, options: Options, *, charset: str | None = None, url: str | None = None
) -> Iterator[Report | Problem]:
    """Decides by the content, then by the name, what a stream of bytes is."""
    limits = options.limits
    head, whole = unpack(raw, limits)
    name = item.lower().removesuffix(".gz")
    if not head:
        raise ItemError("it is empty", code="empty")
    if head.startswith(b"WARC/"):
        yield from read_warc(whole, item, options)
        return
    wide = options.encoding or wide_encoding(head)
    if wide:
        # From here on all is UTF-8, whatever it says of itself.
        head, whole = begin(Transcoded(whole, wide, strict=options.encoding is not None))
        charset, options = "utf-8", replace(options, encoding=None)
    stream = io.BufferedReader(whole)
    if looks_like_feed(head):
        yield from read_feed(bounded(stream, limits.page_bytes, "the feed"), item, options, declared=charset)
    elif looks_like_html(head) or "html" in kind or name.endswith((".html", ".htm", ".xhtml")):
        data = bounded(stream, limits.page_bytes, "the page")
        yield from read_page(data, item, options, declared=charset, url=url)
    elif name.endswith((".xml", ".rss", ".atom")):
        yield from read_feed(bounded(stream, limits.page_bytes, "the feed"), item, options, declared=charset)
    elif looks_like_json(head) or name.endswith((".json", ".jsonl", ".ndjson")):
        yield from read_json(stream, item, options)
    elif name.endswith((".csv", ".tsv")) or looks_like_table(_first_line(head, charset)):
        yield from read_table(stream, head, item, options, declared=charset)
    else:
        decoded = decode(bounded(stream, limits.text_bytes, "the text"), declared=charset)
        notes = (("text-repaired", decoded.note),) if decoded.note else ()
        yield from make(decoded.text, item, options, url=url, notes=notes)


def _first_line(head: bytes, charset: str | None) -> str:
    """The first line of a stream, or nothing where it is no text."""
    try:
        return decode(head.split(b"\n", 1)[0], declared=charset).text
    except InputError:
        return ""
