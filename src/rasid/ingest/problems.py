"""The codes of what can go wrong with an item, and which of them keep it from being read."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Code(StrEnum):
    """Stable: they stand in stores and in scripts. `docs/how-to/read-inputs.md` says what to do about each."""

    NOT_FOUND = "not-found"
    NO_FILES = "no-files"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    BINARY = "binary"
    BAD_ENCODING = "bad-encoding"
    NOT_ARABIC = "not-arabic"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    BOMB = "bomb"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    MALFORMED_JSON = "malformed-json"
    MALFORMED_CSV = "malformed-csv"
    MALFORMED_RECORD = "malformed-record"
    MALFORMED_FEED = "malformed-feed"
    NO_ARTICLE = "no-article"
    NOT_FETCHED = "not-fetched"
    FORBIDDEN_ADDRESS = "forbidden-address"
    # The item is read all the same:
    TEXT_REPAIRED = "text-repaired"
    WRONG_ENCODING = "wrong-encoding"
    DATE_OUT_OF_RANGE = "date-out-of-range"
    DATE_NOT_UNDERSTOOD = "date-not-understood"
    DAMAGED_FEED = "damaged-feed"
    RECORDS_SKIPPED = "records-skipped"


NOTES = frozenset(
    {
        Code.TEXT_REPAIRED,
        Code.WRONG_ENCODING,
        Code.DATE_OUT_OF_RANGE,
        Code.DATE_NOT_UNDERSTOOD,
        Code.DAMAGED_FEED,
        Code.RECORDS_SKIPPED,
    }
)
"""Codes of problems that cost no item: it is read, and they say what should be known of it."""


class Note(NamedTuple):
    """What is to be said of an item that is read all the same."""

    code: Code
    message: str
