"""CSV and TSV with a header line: one report a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from rasid.errors import InputError, LimitError
from rasid.ingest.encoding import as_utf8, find
from rasid.ingest.make import problem
from rasid.ingest.options import Options
from rasid.ingest.problems import Code
from rasid.ingest.records import has_text, read_record
from rasid.ingest.unpack import lines
from rasid.model import Problem, Report

_DELIMITERS = ",;\t|"


def looks_like_table(start: str) -> bool:
    """Whether the first line names columns, one of which holds the text."""
    first = _first(start)
    return any(len(columns := first.split(mark)) > 1 and has_text(columns) for mark in _DELIMITERS)


def read_table(
    stream: io.BufferedReader, head: bytes, item: str, options: Options, *, declared: str | None = None
) -> Iterator[Report | Problem]:
    """The reports of a table, row by row. Raises InputError where no column holds a text."""
    encoding, notes = find(head, declared=declared, forced=options.encoding)
    start = head.decode(encoding, "replace")
    limit = options.limits.line_bytes
    if csv.field_size_limit() < limit:
        csv.field_size_limit(limit)  # of the whole process; rows are bounded by the lines below
    first = _first(start)
    delimiter = max(_DELIMITERS, key=lambda mark: (has_text(first.split(mark)), first.count(mark)))
    rows = csv.reader(_Lines(as_utf8(stream, encoding), limit), delimiter=delimiter, doublequote=True)
    names = [name.strip().strip("\ufeff") for name in next(rows, [])]
    if not has_text(names):
        raise InputError(
            f"no column holds the text; call one text, body or content (columns: {', '.join(names)[:120] or 'none'})",
            code=Code.NO_TEXT_COLUMN,
        )
    for note in notes:
        yield problem(note.code, note.message, item)
    empty = True
    while True:
        try:
            row = next(rows)
        except StopIteration:
            if empty:
                raise InputError("the table has no row but its header", code=Code.EMPTY) from None
            return
        except LimitError as error:
            empty = False
            yield problem(Code.TOO_LARGE, str(error), f"{item}:{rows.line_num + 1}")
            continue
        except csv.Error as error:
            empty = False
            yield problem(
                Code.MALFORMED_CSV,
                f"the row cannot be read ({error}); see to its quotation marks",
                f"{item}:{rows.line_num}",
            )
            continue
        empty = empty and not any(cell.strip() for cell in row)
        where = f"{item}:{rows.line_num}"
        if len(row) > len(names):
            yield problem(
                Code.MALFORMED_CSV,
                f"the row has {len(row)} cells and the table {len(names)} columns; quote cells that hold {delimiter!r}",
                where,
            )
        elif any(cell.strip() for cell in row):
            yield from read_record(dict(zip(names, row, strict=False)), where, options)


def _first(start: str) -> str:
    return start.lstrip("\ufeff\r\n").split("\n", 1)[0].strip()


class _Lines:
    """The lines of a stream as text. One that is too long raises LimitError, and the next goes on behind it."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._lines = lines(stream, limit)
        self._limit = limit

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if line is None:
            raise LimitError(f"the row is larger than {self._limit:,} bytes; split it")
        return line.decode("utf-8", "replace").replace("\x00", "")
