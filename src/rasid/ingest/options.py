"""What a caller says of the items to be read, and the limits set for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rasid.model import Source

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """No item is read beyond these; what is larger becomes a Problem."""

    text_bytes: int = 5 * MEGABYTE
    """Of one article as plain text, and of one line of JSON or CSV."""
    page_bytes: int = 20 * MEGABYTE
    """Of one HTML page or feed."""
    tag_depth: int = 2_000
    """Of nested elements in a page."""
    unpacked_ratio: int = 200
    """A gzip that unpacks to more than this many times its size, beyond the first megabyte, is taken for a bomb."""
    seconds: float = 30.0
    """For one URL, redirects and all."""
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``source`` and ``published`` hold for items that do not tell their own."""

    source: Source | None = None
    published: dt.date | None = None
    today: dt.date = field(default_factory=dt.date.today)
    encoding: str | None = None
    """Forces an encoding; None: told, or found out."""
    allow_private: bool = False
    """Whether URLs of private and loopback addresses may be fetched."""
    any_language: bool = False
    """Whether what is not Arabic is read all the same."""
    limits: Limits = field(default_factory=Limits)
