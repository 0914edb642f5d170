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
    UNKNOWN_ENCODING = "unknown-encoding"
    NOT_ARABIC = "not-arabic"
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    MALFORMED_JSON = "malformed-json"
    MALFORMED_CSV = "malformed-csv"
    MALFORMED_RECORD = "malformed-record"
    NO_TEXT_COLUMN = "no-text-column"
    NO_ENTRIES = "no-entries"
    NO_ARTICLE = "no-article"
    NOT_FETCHED = "not-fetched"
    # The item is read all the same:
    TEXT_REPAIRED = "text-repaired"
    ENCODING_GUESSED = "encoding-guessed"
    DATE_OUT_OF_RANGE = "date-out-of-range"
    DATE_UNREADABLE = "date-unreadable"
    MALFORMED_FEED = "malformed-feed"


NOTES = frozenset(
    {
        Code.TEXT_REPAIRED,
        Code.ENCODING_GUESSED,
        Code.DATE_OUT_OF_RANGE,
        Code.DATE_UNREADABLE,
        Code.MALFORMED_FEED,
    }
)
"""Codes of problems that cost no item: it is read, and they say what should be known of it."""


class Note(NamedTuple):
    """What is to be said of an item that is read all the same."""

    code: Code
    message: str
