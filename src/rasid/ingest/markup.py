"""HTML as a tree and as words. Nothing in it is run, nothing it names is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasid.errors import LimitError

_BLOCK_NAMES = """
address article aside blockquote br dd div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "iframe", "object", "svg"})
_TAGGED = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|img|blockquote|table|figure|article|section)\b[^<>]*>",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")


def looks_like_html(start: str) -> bool:
    """Whether the first letters are those of a page."""
    start = start[:2000].lstrip("\ufeff \r\n\t").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<article")) or (
        "<html" in start and not start.startswith("{")
    )


def has_markup(text: str) -> bool:
    """Whether a field holds HTML rather than words."""
    return "<" in text and _TAGGED.search(text) is not None


def tree_of(page: str, depth: int) -> Any | None:
    """The page as an lxml tree, without comments; None when nothing can be made of it. Raises LimitError where its
    elements are nested more than ``depth`` deep."""
    from lxml import etree, html

    # huge_tree raises libxml2's own limit from 256 to 2,048 levels, below which it drops what it finds without a word.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    data = _XML_DECLARATION.sub("", page).replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except etree.LxmlError:
        return None
    level = 0
    for event, _ in walk(tree):
        level += 1 if event == "start" else -1
        if level > depth:
            raise LimitError(f"its elements are nested more than {depth:,} deep; save its text and read that")
    return tree


def walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """("start" or "end", element) in the order of the page."""
    from lxml import etree

    yield from etree.iterwalk(tree, events=("start", "end"))


def words_of(fragment: str, depth: int) -> str:
    """A piece of HTML as its paragraphs, a line each. Raises LimitError as `tree_of` does."""
    if not has_markup(fragment):
        import html

        return "\n".join(
            filter(None, (_SPACES.sub(" ", line).strip() for line in html.unescape(fragment).splitlines()))
        )
    tree = tree_of(f"<div>{fragment}</div>", depth)
    return "" if tree is None else paragraphs(tree)


def paragraphs(tree: Any) -> str:
    """The words of an element that are seen, a line a block."""
    lines = ("".join(part for part in block) for block in _blocks(tree))
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def _blocks(tree: Any) -> Iterator[list[str]]:
    parts: list[str] = []
    hidden = 0
    for event, element in walk(tree):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += tag in _UNSEEN
        else:
            hidden -= tag in _UNSEEN
        if tag in _BLOCKS and parts:
            yield parts
            parts = []
        if hidden == 0 and (
            found := element.text if event == "start" else element.tail if element is not tree else None
        ):
            parts.append(found)
    yield parts
