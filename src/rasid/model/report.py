"""A published item as it came, and the outlet it came from."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

import msgspec

from rasid.model.span import Span


class SourceKind(StrEnum):
    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    WEBSITE = "website"
    SOCIAL = "social"
    NGO = "ngo"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


class PublishedBasis(StrEnum):
    """How the publication date is known."""

    META = "meta"
    PAGE = "page"
    FEED = "feed"
    GIVEN = "given"
    NONE = "none"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet or channel."""

    name: str
    """The outlet's name, as readers of English know it."""
    name_ar: str | None = None
    """Its name in Arabic."""
    kind: SourceKind = SourceKind.UNKNOWN
    """What kind of outlet it is."""
    country: str | None = None
    """ISO 3166 alpha-2 of where it is based."""
    url: str | None = None
    """Its address."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One published item, immutable. ``text`` opens with the title where there is one, and its code points are the
    coordinates of every span. Make one with `Report.make`, which derives the id."""

    id: str
    """"r" and 20 hex digits, a hash of outlet, day and text."""
    text: str
    """The item as it came, title first; never changed."""
    content_sha256: str
    """Hash of the text alone: reprints have the same."""
    title: str | None = None
    """The title, where it came apart from the text."""
    source: Source | None = None
    """The outlet that published it."""
    url: str | None = None
    """Where it was published."""
    published: dt.date | None = None
    """Day of publication."""
    published_at: dt.datetime | None = None
    """The moment of publication, where known."""
    published_basis: PublishedBasis = PublishedBasis.NONE
    """How the day of publication is known."""
    external_id: str | None = None
    """The id that came with the item."""
    origin: str | None = None
    """Where the item was read from: a path, a URL, a record in an archive."""
    sentences: tuple[Span, ...] = ()
    """Sentence bounds that came with the item; empty when it brought none and ours are used."""

    @classmethod
    def make(
        cls,
        text: str,
        *,
        title: str | None = None,
        source: Source | None = None,
        url: str | None = None,
        published: dt.date | None = None,
        published_at: dt.datetime | None = None,
        published_basis: PublishedBasis = PublishedBasis.NONE,
        external_id: str | None = None,
        origin: str | None = None,
        sentences: tuple[Span, ...] = (),
    ) -> Report:
        """A report whose id is a hash of outlet, day and text: the same item read twice has the same id, a reprint by
        another outlet has not. ``content_sha256`` is of the text alone, so that reprints are found by it."""
        if published is None and published_at is not None:
            published = published_at.date()
        content = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        key = "\x00".join((source.name if source else "", published.isoformat() if published else "", content))
        return cls(
            id="r" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20],
            text=text,
            content_sha256=content,
            title=title,
            source=source,
            url=url,
            published=published,
            published_at=published_at,
            published_basis=published_basis,
            external_id=external_id,
            origin=origin,
            sentences=sentences,
        )
