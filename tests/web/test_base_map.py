"""The still map of an incident: its point and circle are where they are said to be, on the land of Natural Earth."""

from __future__ import annotations

import json
import math
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.lexicon.places import shipped
from rasid.model import PlaceKind
from rasid.model.place import distance_km
from rasid.web.base_map import CIRCLE_SHARE, LEAST_KM, Pin, picture

SVG = "{http://www.w3.org/2000/svg}"
DAMASCUS = Pin(33.51, 36.29, 15)


def parts(svg: str, name: str) -> list[ElementTree.Element]:
    return [part for part in ElementTree.fromstring(svg).iter() if part.get("class") == name]


def number(part: ElementTree.Element, name: str) -> float:
    return float(part.get(name, "nan"))


def test_the_point_stands_in_the_middle_with_its_circle():
    svg = picture(DAMASCUS)
    (point,), (circle,) = parts(svg, "pm-point"), parts(svg, "pm-reach")
    assert (number(point, "cx"), number(point, "cy")) == (240, 150) == (number(circle, "cx"), number(circle, "cy"))


def test_a_circle_is_as_wide_as_the_scale_says():
    svg = picture(Pin(35.9, 36.6, 60), language="en")
    (circle,), (bar,), (text,) = parts(svg, "pm-reach"), parts(svg, "pm-scale"), parts(svg, "pm-scale-text")
    long = float(re.search(r"h([\d.]+)", bar.get("d", ""))[1])  # type: ignore[index]
    km = float((text.text or "").removesuffix(" km"))
    assert number(circle, "r") / long == pytest.approx(60 / km, rel=0.01)


def test_other_points_lie_where_they_are():
    other = Pin(33.1, 36.0, 5, "another report")
    svg = picture(DAMASCUS, others=[other])
    (point,), (circle,), (hollow,) = parts(svg, "pm-point"), parts(svg, "pm-reach"), parts(svg, "pm-other")
    px = math.hypot(number(hollow, "cx") - number(point, "cx"), number(hollow, "cy") - number(point, "cy"))
    km = px * 15 / number(circle, "r")
    assert km == pytest.approx(distance_km(33.51, 36.29, 33.1, 36.0), rel=0.02)
    assert number(hollow, "cx") < number(point, "cx")
    assert number(hollow, "cy") > number(point, "cy")
    assert hollow.findtext(f"{SVG}title") == "another report"


def test_without_a_radius_there_is_no_circle():
    assert not parts(picture(Pin(33.51, 36.29)), "pm-reach")


def test_names_stand_in_the_language():
    arabic = {part.text for part in parts(picture(DAMASCUS, language="ar"), "pm-name")}
    english = {part.text for part in parts(picture(DAMASCUS, language="en"), "pm-name")}
    assert "دمشق" in arabic
    assert "Damascus" in english
    assert not any(re.search("[a-z]", name or "") for name in arabic)


def test_what_it_is_told_is_text():
    svg = picture(Pin(33.51, 36.29, 2, "<script>alert(1)</script>"), title='"><script>alert(1)</script>')
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == '"><script>alert(1)</script>'
    assert "style" not in {name for part in root.iter() for name in part.attrib}


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-60, 80), st.floats(-179, 179), st.none() | st.floats(0, 900), st.floats(-60, 80), st.floats(-179, 179)
)
def test_any_point_gives_a_picture_that_holds_its_circle(lat, lon, radius, other_lat, other_lon):
    svg = picture(Pin(lat, lon, radius), others=[Pin(other_lat, other_lon, 10)])
    ElementTree.fromstring(svg)
    assert "nan" not in svg
    assert "inf" not in svg
    for circle in parts(svg, "pm-reach"):
        assert number(circle, "r") <= max(150 * CIRCLE_SHARE, 300 / LEAST_KM * (radius or 0)) + 0.1


def test_towns_lie_on_the_land_of_the_base_map():
    raw = json.loads(files("rasid.web").joinpath("static", "map-base.json").read_bytes())
    scale = raw["scale"]
    arcs = []
    for steps in raw["arcs"]:
        x = y = 0
        arcs.append([(x := x + dx, y := y + dy) for dx, dy in zip(steps[::2], steps[1::2], strict=True)])
    edges = [
        (a, b)
        for ring in raw["rings"]
        for points in [[p for arc in ring for p in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]]
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    ]
    towns = [p for p in shipped() if p.kind is PlaceKind.CITY and p.country in ("SY", "IQ", "YE", "SD", "LY", "EG")]
    assert len(towns) > 200
    on_land = 0
    for town in towns:
        assert town.lat is not None
        assert town.lon is not None
        x, y = town.lon * scale, town.lat * scale
        crossed = sum(
            (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in edges
        )
        on_land += crossed % 2
    assert on_land / len(towns) > 0.96, "coasts of 1:50m are within some km: only towns at the shore may fall off"
