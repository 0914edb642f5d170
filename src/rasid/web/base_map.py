"""The base map on the server: a still picture of where one incident happened, as SVG, for its page and for print."""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from markupsafe import Markup

from rasid.lexicon.places import Gazetteer, Place, gazetteer
from rasid.model import PlaceKind

KM_A_DEGREE = 111.2
LEAST_KM = 60.0
"""How much of the land a picture shows at least, from side to side: nearer, the base map has nothing to show."""
CIRCLE_SHARE = 0.5
"""The circle takes at most so much of the height."""
LABELS = 7

Point = tuple[float, float]


class Pin(NamedTuple):
    """A point that an incident may have, with how far from it that may have been."""

    lat: float
    lon: float
    radius_km: float | None = None
    label: str = ""


Box = tuple[float, float, float, float]
"""West, south, east, north."""


class _Base(NamedTuple):
    arcs: list[list[Point]]
    boxes: list[Box]
    """Of the arcs."""
    borders: frozenset[int]
    rings: list[list[int]]
    ring_boxes: list[Box]


@cache
def _base() -> _Base:
    raw = json.loads(files("rasid.web").joinpath("static", "map-base.json").read_bytes())
    scale = raw["scale"]
    arcs = []
    for steps in raw["arcs"]:
        x = y = 0
        line = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x / scale, y / scale))
        arcs.append(line)
    boxes = [
        (min(x for x, _ in arc), min(y for _, y in arc), max(x for x, _ in arc), max(y for _, y in arc)) for arc in arcs
    ]
    rings: list[list[int]] = raw["rings"]
    round_rings = [_round([boxes[arc if arc >= 0 else ~arc] for arc in ring]) for ring in rings]
    return _Base(arcs, boxes, frozenset(raw["borders"]), rings, round_rings)


def _round(boxes: Sequence[Box]) -> Box:
    """The box round some boxes."""
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def picture(
    pin: Pin, *, others: Sequence[Pin] = (), language: str = "ar", title: str = "", width: int = 480, height: int = 300
) -> Markup:
    """An SVG of the land round ``pin`` with its circle, hollow points for ``others`` (places that other reports tell), names
    of towns in the language, and a scale. ``title`` is what a screen reader says. Coordinates are those given, never moved;
    the projection is flat with its true length along the parallel of ``pin``, as fits a picture of one country."""
    reach = pin.radius_km or 0.0
    far = [_km(pin, other) + (other.radius_km or 0.0) for other in others]
    half = max(LEAST_KM / 2, reach / CIRCLE_SHARE, *(min(each * 1.15, 8 * max(reach, LEAST_KM)) for each in far), 0.0)
    perkm = (height / 2) / half
    frame = _Frame(pin.lat, pin.lon, perkm, width, height)
    parts = [
        f'<svg class="place-map" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}"'
        ' xmlns="http://www.w3.org/2000/svg">',
        f'<rect class="pm-sea" width="{width}" height="{height}"/>',
        _land_of(pin.lat, pin.lon, perkm, width, height),
        *_circles(frame, pin, others),
        *_towns(frame, pin, language),
        *_scale(frame, language),
        "</svg>",
    ]
    return Markup("".join(parts))  # all text in it is escaped where it is put in


class _Frame:
    """From degrees to the pixels of a picture."""

    def __init__(self, lat: float, lon: float, perkm: float, width: int, height: int) -> None:
        self.lat, self.lon, self.perkm, self.width, self.height = lat, lon, perkm, width, height
        self._narrow = max(0.05, math.cos(math.radians(lat)))
        across, down = width / 2 / perkm / KM_A_DEGREE / self._narrow, height / 2 / perkm / KM_A_DEGREE
        self.box = (lon - across, lat - down, lon + across, lat + down)

    def at(self, lon: float, lat: float) -> Point:
        x = self.width / 2 + (lon - self.lon) * KM_A_DEGREE * self._narrow * self.perkm
        return x, self.height / 2 - (lat - self.lat) * KM_A_DEGREE * self.perkm

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin


def _km(a: Pin, b: Pin) -> float:
    east = (b.lon - a.lon) * math.cos(math.radians(a.lat))
    return math.hypot(b.lat - a.lat, east) * KM_A_DEGREE


def _meets(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


@lru_cache(maxsize=512)
def _land_of(lat: float, lon: float, perkm: float, width: int, height: int) -> str:
    """The land of a picture; many incidents happen in one place."""
    return "".join(_land(_Frame(lat, lon, perkm, width, height)))


def _land(frame: _Frame) -> Iterator[str]:
    base = _base()
    rings = []
    for ring, box in zip(base.rings, base.ring_boxes, strict=True):
        if _meets(box, frame.box):
            points = [p for arc in ring for p in (base.arcs[arc] if arc >= 0 else base.arcs[~arc][::-1])]
            cut = _clipped(points, frame.box)
            if len(cut) > 2:
                rings.append(_path((frame.at(*p) for p in cut), close=True))
    yield f'<path class="pm-land" d="{"".join(rings)}"/>'
    for name, wanted in (("pm-coast", False), ("pm-border", True)):
        lines = []
        for number, arc in enumerate(base.arcs):
            if (number in base.borders) is wanted and _meets(base.boxes[number], frame.box):
                lines += [_path(piece, close=False) for piece in _near(frame, arc)]
        if lines:
            yield f'<path class="{name}" d="{"".join(lines)}"/>'


def _near(frame: _Frame, arc: Sequence[Point]) -> Iterator[list[Point]]:
    """The stretches of a line that come near the picture."""
    piece: list[Point] = []
    before: Point | None = None
    for here in (frame.at(*point) for point in arc):
        # A step may cross the picture though both its ends lie outside.
        if before is not None and _meets(
            (min(before[0], here[0]), min(before[1], here[1]), max(before[0], here[0]), max(before[1], here[1])),
            (0, 0, frame.width, frame.height),
        ):
            piece = piece or [before]
            piece.append(here)
        elif piece:
            yield piece
            piece = []
        before = here
    if piece:
        yield piece


def _clipped(points: Sequence[Point], box: Box) -> list[Point]:
    """A ring cut to a box: Sutherland and Hodgman (1974)."""
    west, south, east, north = box
    found = list(points)
    for axis, bound, above in ((0, west, True), (0, east, False), (1, south, True), (1, north, False)):
        out: list[Point] = []
        for here, after in zip(found, found[1:] + found[:1], strict=True):
            inside, next_inside = (here[axis] >= bound) is above, (after[axis] >= bound) is above
            if inside:
                out.append(here)
            if inside is not next_inside:
                share = (bound - here[axis]) / (after[axis] - here[axis])
                out.append((here[0] + share * (after[0] - here[0]), here[1] + share * (after[1] - here[1])))
        found = out
    return found


def _path(points: Iterable[Point], *, close: bool) -> str:
    told = [f"{x:.1f} {y:.1f}" for x, y in points]
    thinned = [told[0], *(now for before, now in pairwise(told) if now != before)]
    return f"M{'L'.join(thinned)}{'Z' if close else ''}"


def _circles(frame: _Frame, pin: Pin, others: Sequence[Pin]) -> Iterator[str]:
    for other in others:
        x, y = frame.at(other.lon, other.lat)
        if other.radius_km:
            yield f'<circle class="pm-other-reach" cx="{x:.1f}" cy="{y:.1f}" r="{other.radius_km * frame.perkm:.1f}"/>'
        yield f'<circle class="pm-other" cx="{x:.1f}" cy="{y:.1f}" r="4">{_title(other)}</circle>'
    x, y = frame.at(pin.lon, pin.lat)
    if pin.radius_km:
        yield f'<circle class="pm-reach" cx="{x:.1f}" cy="{y:.1f}" r="{pin.radius_km * frame.perkm:.1f}"/>'
    yield f'<circle class="pm-point" cx="{x:.1f}" cy="{y:.1f}" r="4.5">{_title(pin)}</circle>'


def _title(pin: Pin) -> str:
    return f"<title>{escape(pin.label)}</title>" if pin.label else ""


def _towns(frame: _Frame, pin: Pin, language: str) -> Iterator[str]:
    """Names of the largest towns in the picture, so far apart that they can be read."""
    west, south, east, north = frame.box
    centre = frame.at(pin.lon, pin.lat)
    taken: list[tuple[float, float, float]] = []
    known = _settlements(gazetteer())
    between = known[bisect_right(known, south, key=itemgetter(0)) : bisect_left(known, north, key=itemgetter(0))]
    for _, lat, lon, place in sorted((rank, lat, lon, place) for lat, lon, rank, place in between if west < lon < east):
        x, y = frame.at(lon, lat)
        name = place.name_ar if language == "ar" else place.name_en or place.name_ar
        wide = 3.4 * len(name) + 6
        if not wide < x < frame.width - wide or not 22 < y < frame.height - 24:
            continue
        here = math.hypot(x - centre[0], y - centre[1]) < 9
        if any(abs(x - ox) < wide + owide and abs(y - oy) < 17 for ox, oy, owide in taken):
            continue
        taken.append((x, y, wide))
        if not here:
            yield f'<circle class="pm-town" cx="{x:.1f}" cy="{y:.1f}" r="1.6"/>'
        yield f'<text class="pm-name" x="{x:.1f}" y="{y - (10 if here else 6):.1f}">{escape(name)}</text>'
        if len(taken) == LABELS:
            break


@lru_cache(maxsize=1)
def _settlements(known: Gazetteer) -> list[tuple[float, float, int, Place]]:
    """Latitude and longitude of the places where people live, from south to north, each with its rank by size."""
    kinds = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
    ordered = sorted(known, key=lambda place: (-place.population, place.id))
    found = [
        (place.lat, place.lon, rank, place)
        for rank, place in enumerate(ordered)
        if place.kind in kinds and place.lat is not None and place.lon is not None
    ]
    return sorted(found, key=itemgetter(0))


def _scale(frame: _Frame, language: str) -> Iterator[str]:
    most = frame.width / 4 / frame.perkm
    power = 10.0 ** math.floor(math.log10(most))
    km = next(n * power for n in (5, 2, 1) if n * power <= most)
    long = km * frame.perkm
    left, y = 10.0, frame.height - 10.0
    told = f"{km:g} {'كم' if language == 'ar' else 'km'}"
    yield f'<path class="pm-scale" d="M{left:.1f} {y - 4:.1f}v4h{long:.1f}v-4"/>'
    yield f'<text class="pm-scale-text" x="{left + long / 2:.1f}" y="{y - 5:.1f}">{told}</text>'
