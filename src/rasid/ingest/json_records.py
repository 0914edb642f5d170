"""JSON lines, JSON arrays and single JSON documents -> their records, one held at a time where the form allows it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from rasid.errors import InputError
from rasid.ingest.encoding import as_utf8, find
from rasid.ingest.make import problem
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.ingest.records import LISTS, has_text, read_record
from rasid.ingest.unpack import bounded, lines
from rasid.model import Problem, Report

_MARK = b"\xef\xbb\xbf"
_STRUCTURE = re.compile(rb'["\\\[\]{},]')
_PIECE = 1 << 16
_ROWS = 200
"""Lines that are looked at to tell JSON lines from one value."""
_BLANK = b" \t\r\n\x1e" + _MARK


def looks_like_json(start: str) -> bool:
    """Whether the first letters are those of JSON that has records."""
    start = start.lstrip("\ufeff \r\n\t")
    return re.match(r"\{\s*[\"}]|\[\s*[\[{\]]", start) is not None


def read_json(
    stream: io.BufferedReader, head: bytes, item: str, options: Options, *, declared: str | None = None
) -> Iterator[Report | Problem]:
    """The reports of JSON: an object a line, an array of objects, or one object (a record, or one that holds a list of
    them). Raises InputError where none of it can be read."""
    encoding, notes = find(head, declared=declared, forced=options.encoding)
    stream = as_utf8(stream, encoding)
    start = head.decode(encoding, "replace").lstrip("\ufeff \r\n\t")
    for note in notes:
        yield problem(note.code, note.message, item)
    number = 0
    if start.startswith("["):
        for number, data in enumerate(_elements(stream, options.limits.line_bytes), 1):
            yield from _one(data, f"{item}#{number}", options)
        if not number:
            raise InputError("it is an empty list", code=Code.EMPTY)
    elif _is_document(start):
        yield from _document(bounded(stream, options.limits.page_bytes, "the JSON document"), item, options)
    else:
        for number, line in enumerate(lines(stream, options.limits.line_bytes), 1):
            if line is None or line.strip(_BLANK):
                yield from _one(line, f"{item}:{number}", options)


def _is_document(start: str) -> bool:
    """Whether JSON that is no array is one value over several lines, or none at all, rather than a value a line."""
    rows = [row.strip() for row in start.split("\n")[:_ROWS]]
    return (
        len(rows) > 1
        and not rows[0].endswith("}")
        and not any(row.startswith("{") and row.endswith("}") for row in rows[1:])
    )


def _one(data: bytes | None, where: str, options: Options) -> Iterator[Report | Problem]:
    if data is None:
        yield problem(Code.TOO_LARGE, f"the record is larger than {options.limits.line_bytes:,} bytes; split it", where)
        return
    try:
        record = parse(data)
    except InputError as error:
        yield problem(Code(error.code), str(error), where)
        return
    held = _list_in(record)
    if held is None:
        yield from read_record(record, where, options)
    else:
        for number, inner in enumerate(held, 1):
            yield from read_record(inner, f"{where}#{number}", options)


def _document(data: bytes, item: str, options: Options) -> Iterator[Report | Problem]:
    record = parse(data)
    for number, inner in enumerate(_list_in(record) or (), 1):
        yield from read_record(inner, f"{item}#{number}", options)
    if _list_in(record) is None:
        yield from read_record(record, item, options)


def _list_in(record: Any) -> list[Any] | None:
    """The list of records that an object without a text holds: {"status": "ok", "articles": [ … ]}."""
    if not isinstance(record, dict) or any(
        isinstance(record.get(name), str) for name in ("text", "body", "content", "description")
    ):
        return None
    lists = (record.get(name) for name in LISTS)
    return next(
        (
            held
            for held in lists
            if isinstance(held, list) and any(isinstance(x, dict) and has_text(x) for x in held[:5])
        ),
        None,
    )


def parse(data: bytes) -> Any:
    """The value of a piece of JSON. Raises InputError where it is none."""
    data = data.strip(b" \t\r\n\x1e").removeprefix(_MARK)
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise InputError("its JSON is nested too deep", code=Code.MALFORMED_JSON) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fault = str(error)
    # Lone surrogates, controls in strings, NaN, numbers of thousands of digits: the standard reader takes them.
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False, parse_int=_int)
    except RecursionError:
        raise InputError("its JSON is nested too deep", code=Code.MALFORMED_JSON) from None
    except ValueError:
        raise InputError(f"it is not JSON: {fault}", code=Code.MALFORMED_JSON) from None


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < 4000 else digits


def _elements(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """The elements of an array, as they stand; None for one that is longer than ``limit`` bytes, which is passed over unheld."""
    kept = bytearray()
    size = depth = 0
    in_string = escaped = ended = False

    def keep(part: bytes) -> None:
        nonlocal size
        size += len(part)
        if size <= limit:
            kept.extend(part)

    def take() -> tuple[bool, bytes | None]:
        nonlocal size
        data = None if size > limit else bytes(kept)
        there = data is None or bool(data.strip())
        kept.clear()
        size = 0
        return there, data

    while piece := stream.read1(_PIECE):
        start = 0
        if escaped:  # the character after a backslash at the end of the last piece
            keep(piece[:1])
            start, escaped = 1, False
        skip = start
        for match in _STRUCTURE.finditer(piece, start):
            at, mark = match.start(), match.group()
            if at < skip:
                continue
            if mark == b"\\":
                skip = at + 2
                escaped = skip > len(piece)
                continue
            if in_string:
                in_string = mark != b'"'
                continue
            if mark == b'"':
                in_string = True
            elif mark in b"[{":
                depth += 1
                if depth == 1:
                    start = at + 1
            elif mark in b"]}" or depth == 1:
                depth -= mark in b"]}"
                if depth == 0 or (depth == 1 and mark == b","):
                    keep(piece[start:at])
                    start = at + 1
                    there, data = take()
                    if there:
                        yield data
                    ended = depth == 0
                if ended:
                    break
        if ended:
            return
        keep(piece[start:])
    raise InputError("the JSON array has no end; what stands before may have been read", code=Code.TRUNCATED)
