"""When a page was published: from its metadata, else from a date in Arabic that stands on it."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from rasid.model import PublishedBasis
from rasid.text.dates import parse_date

EARLIEST = dt.date(1990, 1, 1)
"""No Arabic news was on the web before; an earlier date is a fault of the page."""
_META = (
    "article:published_time", "og:article:published_time", "datePublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
    "pubdate", "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "article.published", "publication_date", "DC.date.issued",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?")
_TAG = re.compile(r"<[^>]{0,2000}>")
_VISIBLE = re.compile(r"<(?:time|span|div|p|small|li)[^>]{0,300}(?:date|time|publish|تاريخ)[^>]{0,300}>(.{4,200}?)</", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_.-]+)\s*=\s*("[^"]{0,500}"|'[^']{0,500}')""")


def instant(value: Any) -> tuple[dt.date, dt.datetime | None] | None:
    """The day, and the moment where it is told, of a date in metadata: ISO 8601, else Arabic, else RFC 2822."""
    if isinstance(value, (int, float)) and 6e8 < value < 4e9:
        moment = dt.datetime.fromtimestamp(value, dt.UTC)
        return moment.date(), moment
    text = str(value or "").strip()
    match = _ISO.search(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        try:
            if hour is None:
                return dt.date(int(year), int(month), int(day)), None
            moment = dt.datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
        except ValueError:
            return None
        if zone:
            sign = -1 if zone[0] == "-" else 1
            offset = dt.timedelta() if zone == "Z" else sign * dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment = moment.replace(tzinfo=dt.timezone(offset))
        return moment.date(), moment
    day = parse_date(text[:200])
    if day is not None:
        return day, None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.date(), moment


def page_date(html: str, *, today: dt.date) -> tuple[dt.date, dt.datetime | None, PublishedBasis] | None:
    """The publication date of a page and what it rests on; None when it has none that can be."""
    head = html[:200_000]
    for found in (*_metadata(head), *_structured(head)):
        read = instant(found)
        if read is not None and EARLIEST <= read[0] <= today + dt.timedelta(days=1):
            return (*read, PublishedBasis.META)
    for match in _VISIBLE.finditer(head):
        day = parse_date(_TAG.sub(" ", match.group(1)))
        if day is not None and EARLIEST <= day <= today + dt.timedelta(days=1):
            return day, None, PublishedBasis.PAGE
    return None


def _metadata(head: str) -> list[str]:
    found: dict[str, str] = {}
    for tag in re.finditer(r"<(?:meta|time)\b[^>]{0,2000}>", head, re.IGNORECASE):
        attributes = {name.lower(): value[1:-1] for name, value in _ATTRIBUTE.findall(tag.group())}
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if "content" in attributes:
            found.setdefault(name.lower(), attributes["content"])
        elif "datetime" in attributes:
            found.setdefault("datepublished", attributes["datetime"])
    return [found[name.lower()] for name in _META if name.lower() in found]


def _structured(head: str) -> list[str]:
    """datePublished of the page's JSON-LD."""
    out: list[str] = []
    for block in re.finditer(r"<script[^>]{0,200}ld\+json[^>]{0,200}>(.{2,100000}?)</script>", head, re.IGNORECASE | re.DOTALL):
        try:
            data = json.loads(block.group(1))
        except (ValueError, RecursionError):
            continue
        stack, seen = [data], 0
        while stack and seen < 1000:
            seen += 1
            item = stack.pop()
            if isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    out.append(item["datePublished"])
                stack.extend(item.values())
            elif isinstance(item, list):
                stack.extend(item[:100])
    return out
