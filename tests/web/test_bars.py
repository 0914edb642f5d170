"""Columns over weeks and bars of a table: each as high as its count, in both directions of writing."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.web.bars import HEIGHT, WIDTH, bar, weeks

MONDAY = dt.date(2024, 1, 1)


def drawn(counts: dict[dt.date, int], **options) -> ElementTree.Element:
    svg = weeks(
        counts,
        title="Incidents by week",
        told=lambda week, n: f"{week}: {n}",
        named=lambda week: f"{week:%d.%m.}",
        **options,
    )
    return ElementTree.fromstring(svg)


def columns(root: ElementTree.Element) -> list[dict[str, float]]:
    return [
        {name: float(part.get(name, "nan")) for name in ("x", "y", "width", "height")}
        for part in root.iter()
        if part.get("class") == "weeks-bar"
    ]


def test_columns_are_as_high_as_their_counts():
    found = columns(drawn({MONDAY: 10, MONDAY + dt.timedelta(weeks=3): 5}))
    assert found[0]["height"] == pytest.approx(2 * found[1]["height"], rel=0.01)
    assert found[1]["x"] - found[0]["x"] == pytest.approx(3 * (found[0]["width"] + 2), rel=0.02)


def test_time_runs_with_the_page():
    counts = {MONDAY: 1, MONDAY + dt.timedelta(weeks=1): 2}
    left, right = columns(drawn(counts)), columns(drawn(counts, rtl=True))
    assert left[0]["x"] < left[1]["x"]
    assert right[0]["x"] > right[1]["x"]


def test_what_a_column_says_and_where_it_leads():
    root = drawn({MONDAY: 4}, href=lambda week: f'/?from={week}&q="<')
    (title,) = root.iter("{http://www.w3.org/2000/svg}title")
    assert title.text == "2024-01-01: 4"
    (link,) = root.iter("{http://www.w3.org/2000/svg}a")
    assert link.get("href") == '/?from=2024-01-01&q="<'


def test_nothing_is_drawn_of_nothing():
    assert weeks({}, title="", told=lambda *_: "", named=lambda _: "") == ""


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(0, 900), st.integers(0, 10**7), min_size=1, max_size=40), st.booleans())
def test_any_counts_stay_on_the_sheet(counts, rtl):
    root = drawn({MONDAY + dt.timedelta(weeks=week): n for week, n in counts.items()}, rtl=rtl)
    for column in columns(root):
        assert column["x"] >= 0
        assert column["x"] + column["width"] <= WIDTH + 0.1
        assert 0 <= column["y"] <= HEIGHT
        assert column["height"] > 0
    assert len(columns(root)) == sum(n > 0 for n in counts.values())


def test_a_bar_is_its_share_and_a_little_is_seen():
    def width(value: float, most: float) -> float:
        (rect,) = ElementTree.fromstring(str(bar(value, most)).replace("<svg", '<svg xmlns="x"')).iter("{x}rect")
        return float(rect.get("width", "nan"))

    assert width(5, 10) == 50
    assert width(10, 10) == 100
    assert width(0, 10) == 0 == width(0, 0)
    assert width(1, 10_000) == 1
