"""The errors Rasid raises on purpose. A message says what is wrong and what to do next.

RasidError
├── UsageError        the call itself is wrong: an option, a path, a date            exit 2
├── InputError        an item could not be read; the rest goes on                     exit 1
│   ├── FetchError    a URL could not be fetched, or must not be
│   └── LimitError    an item is larger, deeper or slower than the limit set for it
├── StoreError        the store is missing, locked, newer than this program, damaged  exit 3
│   └── ConflictError two people decided on one field; the second is told of the first
├── DataError         a data file of the package or the user is missing or damaged    exit 4
└── MissingExtra      an optional part is not installed; the message has the command  exit 5
"""

from __future__ import annotations

from typing import Any


class RasidError(Exception):
    """Base of every error raised on purpose."""

    exit_code = 1


class UsageError(RasidError):
    exit_code = 2


class InputError(RasidError):
    exit_code = 1
    code = "unreadable"
    """Code of the Problem that the item becomes."""

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class FetchError(InputError):
    code = "not-fetched"


class LimitError(InputError):
    code = "too-large"


class StoreError(RasidError):
    exit_code = 3


class ConflictError(StoreError):
    """Another decision on the same field came first. Nothing was written."""

    def __init__(self, message: str, *, mine: Any, theirs: Any) -> None:
        super().__init__(message)
        self.mine = mine
        """The draft (`rasid.model.Draft`) that was refused."""
        self.theirs = theirs
        """The decision (`rasid.model.Decision`) that came between."""


class DataError(RasidError):
    exit_code = 4


class MissingExtra(RasidError):
    exit_code = 5
