"""Why an item gives no report: an error with the code that its Problem will have."""

from __future__ import annotations

from rasid.errors import FetchError, InputError, LimitError


class ItemError(InputError):
    """An item that cannot be read, with the stable code of its Problem."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def code_of(error: InputError) -> str:
    """The code of the Problem that an error becomes."""
    if isinstance(error, ItemError):
        return error.code
    if isinstance(error, FetchError):
        return "not-fetched"
    return "too-large" if isinstance(error, LimitError) else "unreadable"
