#!/usr/bin/env python3
"""Makes the base map of the desk from Natural Earth: src/rasid/web/static/map-base.json.

usage: vendor_map.py [world-atlas-2.0.2.tgz]

Without a file the package is fetched with npm. Coasts and borders are those of Natural Earth 1:50m (public domain) as the npm
package world-atlas has them (ISC). Inside WINDOW, which holds the countries that news in Arabic chiefly tells of, lines stay
within FINE degrees of theirs, elsewhere within COARSE; points lie on a grid of 1/SCALE degree. Lines that two countries share
are simplified once, so that no gap opens between them. Names of countries are those of the gazetteer, in both languages.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from rasid.lexicon.places import shipped
from rasid.model import PlaceKind

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src" / "rasid" / "web" / "static" / "map-base.json"
PACKAGE = "world-atlas@2.0.2"
MEMBER = "package/countries-50m.json"
SHA256 = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"
"""Of the member, so that a package of another making is noticed."""
WINDOW = (-18.0, -5.0, 78.0, 44.0)
"""West, south, east, north."""
FINE, COARSE = 0.012, 0.12
SCALE = 100
SMALLEST = 0.02
"""Square degrees below which an island outside the window is left out."""

# Natural Earth's short names, where the gazetteer has another.
NAMES = {
    "W. Sahara": "Western Sahara",
    "S. Sudan": "South Sudan",
    "Dem. Rep. Congo": "Democratic Republic of the Congo",
    "Central African Rep.": "Central African Republic",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Congo": "Republic of the Congo",
    "Côte d'Ivoire": "Ivory Coast",
    "United States of America": "United States",
    "Dominican Rep.": "Dominican Republic",
    "Macedonia": "North Macedonia",
    "eSwatini": "Eswatini",
    "Eq. Guinea": "Equatorial Guinea",
    "Czechia": "Czech Republic",
}
LEFT_OUT = {"Antarctica"}

Point = tuple[float, float]
Line = list[Point]


def atlas(archive: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        if archive is None:
            done = subprocess.run(["npm", "pack", PACKAGE], cwd=folder, check=True, capture_output=True, text=True)
            archive = Path(folder) / done.stdout.split()[-1]
        with tarfile.open(archive) as tar:
            member = tar.extractfile(MEMBER)
            assert member is not None
            raw = member.read()
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256:
        sys.exit(f"{MEMBER} is not the file this tool was made for: sha256 {found}")
    return json.loads(raw)  # type: ignore[no-any-return]


def lines(topology: dict[str, Any]) -> list[Line]:
    """The arcs in degrees."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy, *_ in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        out.append(line)
    return out


def inside(line: Line) -> bool:
    west, south, east, north = WINDOW
    return any(west <= x <= east and south <= y <= north for x, y in line)


def simplified(line: Line, within: float) -> Line:
    """Douglas and Peucker (1973); the ends stay."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay)
        worst, at = within, None
        for n in range(first + 1, last):
            x, y = line[n]
            if length:
                off = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
            else:
                off = math.hypot(x - ax, y - ay)
            if off > worst:
                worst, at = off, n
        if at is not None:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [line[n] for n in sorted(keep)]


def packed(line: Line) -> list[int]:
    """x, y, then the steps, in 1/SCALE degrees; steps of nothing are left out."""
    points = [(round(x * SCALE), round(y * SCALE)) for x, y in line]
    out = [*points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        if (ax, ay) != (bx, by):
            out += [bx - ax, by - ay]
    return out


def outer_rings(geometry: dict[str, Any]) -> list[list[int]]:
    """Holes are left out: another country fills each of them."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"][0]]
    return [polygon[0] for polygon in geometry["arcs"]]


def points_of(ring: list[int], arcs: list[Line]) -> Line:
    out: Line = []
    for arc in ring:
        line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        out += line[1:] if out else line
    return out


def area(points: Line) -> float:
    """Square degrees, whichever way round."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(points))) / 2


def middle(points: Line) -> Point:
    """A point well inside: the one farthest from the edge on a grid over the ring, where a name can stand."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    step = max(east - west, north - south) / 40
    best, found = -1.0, ((west + east) / 2, (south + north) / 2)
    for row in range(1, 40):
        for column in range(1, 40):
            x, y = west + column * step, south + row * step
            if x < east and y < north and _holds(points, x, y):
                # Names are wider than high: a point counts for more where there is room to both sides.
                off = min(math.hypot((x - px) * 0.7, y - py) for px, py in points)
                if off > best:
                    best, found = off, (x, y)
    return found


def _holds(points: Line, x: float, y: float) -> bool:
    odd = False
    for (ax, ay), (bx, by) in pairwise(points):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def named(geometries: list[dict[str, Any]], arcs: list[Line]) -> Iterator[list[Any]]:
    """[lon, lat, square degrees, Arabic name, English name] of each country that the gazetteer knows, the largest first."""
    known = {place.name_en: place for place in shipped() if place.kind is PlaceKind.COUNTRY}
    out = []
    for geometry in geometries:
        name = geometry["properties"]["name"]
        place = known.get(NAMES.get(name, name))
        if place is None:
            continue
        largest = max((points_of(ring, arcs) for ring in outer_rings(geometry)), key=area)
        x, y = middle(largest)
        out.append([round(x, 2), round(y, 2), round(area(largest), 1), place.name_ar, place.name_en])
    return iter(sorted(out, key=lambda row: (-row[2], row[4])))


def main() -> None:
    topology = atlas(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    geometries = [g for g in topology["objects"]["countries"]["geometries"] if g["properties"]["name"] not in LEFT_OUT]
    raw = lines(topology)
    near = [inside(line) for line in raw]
    arcs = [simplified(line, FINE if close else COARSE) for line, close in zip(raw, near, strict=True)]
    kept = []
    for geometry in geometries:
        for ring in outer_rings(geometry):
            close = any(near[arc if arc >= 0 else ~arc] for arc in ring)
            if close or area(points_of(ring, arcs)) >= SMALLEST:
                kept.append(ring)
    uses = Counter(arc if arc >= 0 else ~arc for ring in kept for arc in ring)
    order = {arc: number for number, arc in enumerate(sorted(uses))}
    base = {
        "scale": SCALE,
        "arcs": [packed(arcs[arc]) for arc in sorted(uses)],
        "rings": [[order[arc] if arc >= 0 else ~order[~arc] for arc in ring] for ring in kept],
        "borders": [order[arc] for arc in sorted(uses) if uses[arc] > 1],
        "countries": list(named(geometries, raw)),
    }
    OUT.write_text(json.dumps(base, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    points = sum(len(arc) // 2 for arc in base["arcs"])
    print(f"{OUT.relative_to(ROOT)}: {len(base['arcs'])} lines, {points} points, {OUT.stat().st_size:,} bytes")
    print(f"{len(base['countries'])} countries with names")


if __name__ == "__main__":
    main()
