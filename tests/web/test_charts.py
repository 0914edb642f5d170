"""The drawing of a toll: every claim with a day and a number is in it, inside its bounds, in the order of time."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from rasid.model import Standing
from rasid.web.charts import HEIGHT, WIDTH, ClaimPoint, symbol, toll_chart

DAY = dt.date(2021, 3, 14)
NUMBERS = st.one_of(st.none(), st.integers(0, 20_000))
POINTS = st.builds(
    ClaimPoint,
    day=st.one_of(st.none(), st.dates(DAY, DAY + dt.timedelta(days=400))),
    low=NUMBERS,
    high=NUMBERS,
    standing=st.sampled_from(Standing),
    source=st.sampled_from("abcdefghi"),
    told=st.text(st.sampled_from("قتل <&>\"'x"), max_size=12),
    href=st.sampled_from(["", "/reports/r1?a=1&b=2#w1-2"]),
)


def claim(
    day: int, low: int | None, high: int | None, source: str = "a", standing: Standing = Standing.USED
) -> ClaimPoint:
    return ClaimPoint(DAY + dt.timedelta(days=day), low, high, standing, source, f"{low}–{high}")


@given(st.lists(POINTS, max_size=12), st.booleans(), st.tuples(NUMBERS, NUMBERS))
def test_every_claim_is_drawn_within_bounds_or_counted(
    points: list[ClaimPoint], rtl: bool, band: tuple[int | None, int | None]
) -> None:
    chart = toll_chart(points, title="<toll>", rtl=rtl, band=band)
    drawn = [p for p in points if p.day is not None and p.value is not None]
    assert chart.undrawn == len(points) - len(drawn)
    assert set(chart.sources) == {point.source for point in points}
    if not drawn:
        assert chart.svg == ""
        return
    tree = ElementTree.fromstring(chart.svg)
    assert sum("claim" in (g.get("class") or "").split() for g in tree.iter("g")) == len(drawn)
    for name in ("x", "cx", "x1", "x2"):
        assert all(0 <= float(e.get(name, 0)) <= WIDTH for e in tree.iter())
    for name in ("y", "cy", "y1", "y2"):
        assert all(-2 <= float(e.get(name, 0)) <= HEIGHT for e in tree.iter())
    assert not [e for e in tree.iter() if e.get("style") or e.tag in ("script", "style")]


def _xs(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'class="point \w+" cx="([\d.]+)"', svg)]


def test_time_runs_with_the_page() -> None:
    points = [claim(0, 5, 5), claim(1, 7, 7), claim(3, 9, 9)]
    assert _xs(toll_chart(points, title="").svg) == sorted(_xs(toll_chart(points, title="").svg))
    mirrored = _xs(toll_chart(points, title="", rtl=True).svg)
    assert mirrored == sorted(mirrored, reverse=True)


def test_claims_of_one_day_stand_side_by_side() -> None:
    xs = _xs(toll_chart([claim(0, 5, 5), claim(0, 5, 5), claim(0, 9, 9)], title="").svg)
    assert len(set(xs)) == 3


def test_open_numbers_have_an_arrow_and_ranges_a_line() -> None:
    assert toll_chart([claim(0, 5, None)], title="").svg.count('class="range"') == 2
    assert toll_chart([claim(0, 5, 9)], title="").svg.count('class="range"') == 1
    assert 'class="range"' not in toll_chart([claim(0, 5, 5)], title="").svg


def test_sources_differ_by_shape_and_standing_by_class() -> None:
    svg = toll_chart([claim(0, 2, 2, "army"), claim(0, 9, 9, "hospital", Standing.DISSENTING)], title="").svg
    assert '<circle class="point used"' in svg
    assert '<rect class="point dissenting"' in svg
    assert "<circle" in symbol(0)
    assert "<path" in symbol(40)
