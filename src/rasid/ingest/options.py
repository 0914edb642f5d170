"""What a caller says of the items to be read, and the limits set for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rasid.errors import UsageError
from rasid.ingest.meter import Meter
from rasid.model import Source

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """No item is read beyond these; what is larger becomes a Problem."""

    text_bytes: int = 2 * MEGABYTE
    """Of the text of one article in UTF-8: of a long book. Reading takes a hundred bytes of memory and more for each."""
    line_bytes: int = 5 * MEGABYTE
    """Of one line of JSON or CSV, in which a letter may be written in six bytes."""
    page_bytes: int = 20 * MEGABYTE
    """Of one HTML page, feed, or JSON document that is neither lines nor an array."""
    tag_depth: int = 1_000
    """Of nested elements in a page. Beyond about 2,000 the parser itself drops what is inside."""
    unpacked_ratio: int = 200
    """A gzip that unpacks to more than this many times its size, beyond the first megabyte, is taken for a bomb."""
    seconds: float = 30.0
    """For one URL, name look-up and redirects and all."""
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What holds for all items of a call. Raises UsageError for an encoding that is not known."""

    source: Source | None = None
    """The outlet of items that do not state theirs."""
    published: dt.date | None = None
    """The day of items that do not state theirs; it stands before a date that was only seen on a page."""
    today: dt.date = field(default_factory=dt.date.today)
    earliest: dt.date = dt.date(1990, 1, 1)
    """No Arabic news was on the web before; an earlier date of an item is a fault of its markup. ``published`` may be."""
    encoding: str | None = None
    """Forces an encoding; None: told, or found out."""
    allow_private: bool = False
    """Whether URLs of private and loopback addresses may be fetched."""
    any_language: bool = False
    """Whether what is not Arabic is read all the same."""
    limits: Limits = field(default_factory=Limits)
    meter: Meter = field(default_factory=Meter, compare=False)
    """Tells how far the reading has come."""

    def __post_init__(self) -> None:
        if self.encoding is None:
            return
        try:
            b"a".decode(self.encoding)
        except LookupError:
            raise UsageError(
                f"no encoding is called {self.encoding!r}; common ones are utf-8, cp1256, iso8859-6, utf-16"
            ) from None
        except UnicodeError:  # known, and not for one byte
            return

    def possible(self, day: dt.date) -> bool:
        """Whether an item can have been published on that day."""
        return self.earliest <= day <= self.today + dt.timedelta(days=1)
