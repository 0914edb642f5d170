"""When a page was published: as stated for machines, else as it stands beside the headline, in Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from rasid.ingest.markup import walk
from rasid.ingest.options import Options
from rasid.ingest.page_facts import PageFacts
from rasid.ingest.when import Stated, stated
from rasid.model import PublishedBasis
from rasid.text.months import GREGORIAN, HIJRI, WEEKDAYS
from rasid.text.normal import fold

_MARKED = re.compile(r"date|time|publish|posted|pubdate|تاريخ", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 100
"""Characters of a line that tells when; what is longer is prose."""
_MOST = 300
"""Lines looked at."""
_MOST_WITHIN = 12
"""Elements within one that is a line."""
_APART = frozenset({"nav", "footer", "aside"})
_TELLING = """
نشر نشرت ينشر النشر أضيف كتب بواسطة آخر تحديث حدث في من يوم شهر بتاريخ تاريخ الموافق م هـ ص الساعة ساعة عند قبل بعد الظهر صباحا ظهرا مساء فجرا ليلا
بتوقيت توقيت غرينتش جرينتش مكة المكرمة القاهرة بغداد دمشق بيروت القدس gmt utc am pm
"""
_BESIDE = frozenset(
    (
        *map(fold, _TELLING.split()),
        *(word for phrase in (*GREGORIAN, *HIJRI) for word in phrase),
        *WEEKDAYS,
    )
)
"""Words that may stand beside a date in a line that only tells when: a headline that holds a date is no such line."""
_UPDATED = (fold("تحديث"), fold("حدث"), "updated", "modified")


def page_date(tree: Any, facts: PageFacts, options: Options) -> tuple[Stated, PublishedBasis] | None:
    """The publication date of a page and what it rests on. A machine-readable date that cannot be is passed over for the
    one that is seen; it is given, for the note, only where there is no other."""
    refused: Stated | None = None
    for words in facts.dates:
        found = stated(words)
        if found is not None and found.day is not None and options.possible(found.day):
            return found, PublishedBasis.META
        refused = refused or found
    seen = _beside_headline(tree, facts.headline, options)
    if seen is not None:
        return seen, PublishedBasis.PAGE
    return (refused, PublishedBasis.META) if refused is not None else None


def _beside_headline(tree: Any, headline: Any, options: Options) -> Stated | None:
    """The date that stands nearest after the headline, else nearest before it. A date at the top of a page is often that of the
    day on which it was shown, so that what follows the headline goes first; one of a change of the page goes last."""
    before: Stated | None = None
    updated: Stated | None = None
    passed = headline is None
    for element, words in _lines(tree, headline):
        if element is headline:
            passed = True
            continue
        found = stated(words)
        if found is None or found.day is None or not options.possible(found.day):
            continue
        if any(mark in fold(words) for mark in _UPDATED):
            updated = updated or (found if passed else None)
        elif passed:
            return found
        else:
            before = found
    return updated or before


def _lines(tree: Any, headline: Any) -> Iterator[tuple[Any, str]]:
    """Lines that tell when, in the order of the page, and the headline where it stands among them."""
    count = 0
    skipped: Any = None
    for event, element in walk(tree):
        if event == "end":
            if element is skipped:
                skipped = None
            continue
        if skipped is not None:
            continue
        if element is headline:
            yield element, ""
        if element.tag in _APART or element.tag in ("script", "style"):
            skipped = element
            continue
        if element.tag == "time" and (machine := element.get("datetime")):
            yield element, machine
            continue
        words = _words(element)
        if words is None or not _YEAR.search(fold(words)):
            continue
        marked = element.tag == "time" or _MARKED.search(
            f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        )
        if marked or all(word in _BESIDE for word in _WORD.findall(fold(words))):
            count += 1
            if count > _MOST:
                return
            yield element, words


def _words(element: Any) -> str | None:
    """All words of an element that is short enough to be a line, with those of what it holds."""
    if (
        not isinstance(element.tag, str)
        or next(islice(element.iterdescendants(), _MOST_WITHIN, None), None) is not None
    ):
        return None
    words = " ".join("".join(element.itertext())[: 4 * _LONGEST].split())
    return words if 6 <= len(words) <= _LONGEST else None
