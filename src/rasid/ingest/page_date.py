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
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_VISIBLE = re.compile(r"<((?:time|span|div|p|small|li)\b[^<>]{0,600})>(.{4,200}?)</", re.IGNORECASE | re.DOTALL)
_DATED = re.compile("date|time|publish|تاريخ", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^<>]{0,400}ld\+json[^<>]{0,200}>", re.IGNORECASE)
HEAD = 200_000
"""Letters of a page in which its metadata are looked for."""
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_.-]+)\s*=\s*("[^"]{0,500}"|'[^']{0,500}')""")


def instant(value: Any) -> tuple[dt.date, dt.datetime | None] | None:
    """The day, and the moment where it is told, of a date in metadata: ISO 8601, else Arabic, else RFC 2822."""
    if isinstance(value, (int, float)) and 6e11 < value < 4e12:
        value /= 1000  # milliseconds, as JavaScript counts
    if isinstance(value, (int, float)) and 6e8 < value < 4e9:
        moment = dt.datetime.fromtimestamp(value, dt.UTC)
        return moment.date(), moment
    if not isinstance(value, str):
        return None
    text = value.strip()[:200]
    match = _ISO.search(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        try:
            if hour is None:
                return dt.date(int(year), int(month), int(day)), None
            moment = dt.datetime(
                int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_zone(zone)
            )
        except ValueError:
            return None
        return moment.date(), moment
    day = parse_date(text)
    if day is not None:
        return day, None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.date(), moment


def _zone(told: str | None) -> dt.timezone | None:
    if not told:
        return None
    if told == "Z":
        return dt.UTC
    offset = dt.timedelta(hours=int(told[1:3]), minutes=int(told[-2:]))
    return dt.timezone(-offset if told[0] == "-" else offset)


def page_date(html: str, *, today: dt.date) -> tuple[dt.date, dt.datetime | None, PublishedBasis] | None:
    """The publication date of a page and what it rests on; None when it has none that can be."""
    head = html[:HEAD]
    told = metadata(html)
    for found in (*(told[name.lower()] for name in _META if name.lower() in told), *_structured(head)):
        read = instant(found)
        if read is not None and EARLIEST <= read[0] <= today + dt.timedelta(days=1):
            return (*read, PublishedBasis.META)
    for match in _VISIBLE.finditer(head):
        day = parse_date(_TAG.sub(" ", match.group(2))) if _DATED.search(match.group(1)) else None
        if day is not None and EARLIEST <= day <= today + dt.timedelta(days=1):
            return day, None, PublishedBasis.PAGE
    return None


def metadata(html: str) -> dict[str, str]:
    """Names in small letters -> content of the page's meta elements, the first of each; "datepublished" also from time."""
    import html as entities

    found: dict[str, str] = {}
    for tag in re.finditer(r"<(?:meta|time)\b[^<>]{0,2000}>", html[:HEAD], re.IGNORECASE):
        attributes = {name.lower(): entities.unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(tag.group())}
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if "content" in attributes:
            found.setdefault(name.lower(), attributes["content"])
        elif "datetime" in attributes:
            found.setdefault("datepublished", attributes["datetime"])
    return found


def _structured(head: str) -> list[str]:
    """datePublished of the page's JSON-LD."""
    out: list[str] = []
    end = 0
    while (opening := _SCRIPT.search(head, end)) is not None:
        end = head.find("</", opening.end())
        if end < 0:
            break
        try:
            data = json.loads(head[opening.end() : end], strict=False)
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
