"""What a page says of itself: title, outlet, dates, in meta tags, JSON-LD (schema.org) and headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasid.ingest.markup import words_of

_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "og:pubdate", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "parsely-pub-date", "sailthru.date", "article.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
"""Names of meta tags that hold the day of publication, the surest first. None of the last change of the page."""
_SPACES = re.compile(r"\s+")
_SEPARATOR = re.compile(r"\s+[|\-–—«»:•]+\s+|\s*\|\s*")
_MOST_NODES = 2_000


@dataclass(slots=True)
class PageFacts:
    title: str | None = None
    site: str | None = None
    url: str | None = None
    body: str = ""
    """The article's text where the page's JSON-LD has it."""
    dates: list[str] = field(default_factory=list)
    """Of publication, as stated for machines, the surest first."""
    headline: Any = None
    """The element of the title."""


def facts_of(tree: Any) -> PageFacts:
    """What stands in the head of the page, in its JSON-LD and its headings. An article's own JSON-LD node counts, not those of
    the articles it links to."""
    metas = _metas(tree)
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if _is_article(node)]
    own = next((node for node in articles if node.get("articleBody") or node.get("datePublished")), None)
    facts = PageFacts(
        site=_line(
            metas.get("og:site_name") or metas.get("application-name") or _name(own.get("publisher") if own else None)
        ),
        url=metas.get("og:url") if (metas.get("og:url") or "").startswith("http") else None,
    )
    facts.dates += [metas[name] for name in _DATES if name in metas]
    if own:
        facts.dates += [own["datePublished"]] if isinstance(own.get("datePublished"), str) else []
        facts.body = words_of(own["articleBody"], 1_000) if isinstance(own.get("articleBody"), str) else ""
    headings = [(element, _line("".join(element.itertext()))) for element in tree.iter("h1")][:20]
    facts.title, facts.headline = _title(
        metas, own, headings, _line("".join(tree.xpath("//title//text()"))), facts.site
    )
    return facts


def _metas(tree: Any) -> dict[str, str]:
    """Names of meta tags, in lower case, and what the first of each says."""
    out: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = _line(meta.get("content"))
        if name and content:
            out.setdefault(name.strip().lower(), content)
    return out


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of the page's JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        stack, seen = [data], 0
        while stack and seen < _MOST_NODES:
            seen += 1
            item = stack.pop()
            if isinstance(item, dict):
                yield item
                stack.extend(reversed(list(item.values())))
            elif isinstance(item, list):
                stack.extend(reversed(item[:100]))


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report", "WebPage")) for name in names
    )


def _name(node: Any) -> str | None:
    if isinstance(node, list):
        node = node[0] if node else None
    name = node.get("name") if isinstance(node, Mapping) else node
    return name if isinstance(name, str) else None


def _line(value: Any) -> str | None:
    return (_SPACES.sub(" ", value).strip() or None) if isinstance(value, str) else None


def _title(
    metas: Mapping[str, str],
    own: Mapping[str, Any] | None,
    headings: list[tuple[Any, str | None]],
    in_head: str | None,
    site: str | None,
) -> tuple[str | None, Any]:
    """(title, its heading element). A heading that the page's other titles begin with or hold is it; a lone one too;
    else what stands in the head, without the outlet's name after it."""
    stated = [
        title
        for title in (
            metas.get("og:title"),
            _line(own.get("headline")) if own else None,
            metas.get("twitter:title"),
            in_head,
        )
        if title
    ]
    for element, heading in headings:
        if heading and heading != site and any(heading in title for title in stated):
            return heading, element
    full = [(element, heading) for element, heading in headings if heading and heading != site]
    if len(full) == 1:
        return full[0][1], full[0][0]
    if not stated:
        return (full[0][1], full[0][0]) if full else (None, None)
    return _without_outlet(stated[0], site), None


def _without_outlet(title: str, site: str | None) -> str:
    """ "قصف على سوق | صدى" -> "قصف على سوق", where صدى is the outlet."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and site and parts[-1].strip() == site:
        return title[: title.rindex(parts[-1])].rstrip(" |-–—«»:•")
    if len(parts) > 1 and "|" in title and len(parts[0].split()) > 2:
        return parts[0].strip()
    return title
