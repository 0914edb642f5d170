"""The demo corpus: what it promises, and that its days agree with one another."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

from rasid.demo import incidents, reports
from rasid.model import PublishedBasis
from rasid.text.dates import find_times
from rasid.text.months import WEEKDAYS
from rasid.text.normal import align
from rasid.text.tokens import tokenize

REAL_OUTLETS = (
    "رويترز", "فرانس برس", "أسوشيتد برس", "الأناضول", "بي بي سي", "سي إن إن", "سكاي نيوز", "قناة الجزيرة", "قناة العربية", "الشرق الأوسط",
)  # fmt: skip


def test_it_has_what_it_promises() -> None:
    found = list(incidents())
    keys = {key for key, _ in found} - {None}
    assert len(found) >= 36
    assert len(keys) >= 12
    assert sum(key is None for key, _ in found) >= 5
    assert [report for _, report in found] == list(reports())


def test_reports_are_told_apart() -> None:
    found = list(reports())
    assert (
        len({r.id for r in found}) == len({r.url for r in found}) == len({r.external_id for r in found}) == len(found)
    )


def test_one_text_is_reprinted_to_the_letter() -> None:
    by_text = defaultdict(set)
    for report in reports():
        assert report.source is not None
        by_text[report.content_sha256].add(report.source.name)
    assert [len(outlets) for outlets in by_text.values() if len(outlets) > 1] == [2]


def test_every_report_is_whole() -> None:
    for report in reports():
        assert report.title
        assert report.text.startswith(report.title + "\n")
        assert 75 <= len(report.text.split()) <= 310, report.external_id
        assert report.published is not None
        assert report.published_basis is PublishedBasis.META
        assert report.source is not None
        assert report.source.name_ar
        assert (urlsplit(report.url or "").hostname or "").endswith(".example.org")


def test_incidents_are_told_by_more_than_one_outlet() -> None:
    outlets = defaultdict(set)
    for key, report in incidents():
        if key is not None and report.source is not None:
            outlets[key].add(report.source.name)
    assert sum(len(names) >= 2 for names in outlets.values()) >= 10


def test_no_real_outlet_is_named() -> None:
    for report in reports():
        for name in REAL_OUTLETS:
            assert not re.search(rf"(?<!\w)[وبل]?{name}(?!\w)", report.text), (report.external_id, name)


def test_weekdays_agree_with_their_dates() -> None:
    """أمس الأحد, الأحد 14 آذار: a weekday that contradicts its date or the day of publication comes to no day."""
    joined = 0
    for report in reports():
        tokens = tokenize(align(report.text))
        for time in find_times(tokens, report.published):
            names = [t.norm.removeprefix("و") for t in tokens[time.first : time.last]]
            days = [WEEKDAYS[name] for name in names if name in WEEKDAYS]
            if days:
                told = report.text[tokens[time.first].start : tokens[time.last - 1].end]
                assert time.when.start is not None, (report.external_id, told)
                assert time.when.end is not None
                assert time.when.end.weekday() == days[-1], (report.external_id, told)
                whole = time.when.start.weekday() == days[0]  # ليل الثلاثاء-الأربعاء; past midnight only the second
                assert whole or time.when.start == time.when.end, (report.external_id, told)
                joined += len(told.split()) > 1
    assert joined >= 20
