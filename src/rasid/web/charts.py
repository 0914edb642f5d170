"""The course of a toll as a drawing: every claim over the day of its report, a row of marks for each independent source.

SVG with classes and attributes only, no style and no script. What a colour tells a shape tells too: sources differ by their
shape, used claims are filled, dissenting ones hollow, those set aside small and crossed. In a right-to-left page time runs
from right to left, as the days of its calendar do; the text stays what its letters make it.
"""

from __future__ import annotations

import datetime as dt
import html
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rasid.model import Standing

WIDTH, HEIGHT = 720, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 24, 14, 34
SHAPES = ("circle", "square", "triangle", "diamond", "wedge", "cross")
"""Of the first sources; those after them share the last."""
_DAYS = 7
"""Labels on the axis of days, at most."""


@dataclass(frozen=True, slots=True)
class ClaimPoint:
    """One claim to be drawn."""

    day: dt.date | None
    """Day of publication; what has none cannot be drawn."""
    low: int | None
    high: int | None
    standing: Standing
    source: str
    """The independent source: one row of marks each."""
    told: str
    """What is said of it where it is pointed at."""
    href: str = ""
    """Where its words stand."""

    @property
    def value(self) -> float | None:
        known = [n for n in (self.low, self.high) if n is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class TollChart:
    """A drawing, and what it could not draw."""

    svg: str
    """Empty where there is nothing to draw."""
    sources: tuple[str, ...] = ()
    """The sources in the order of their shapes."""
    undrawn: int = 0
    """Claims without a day or a number."""


@dataclass(slots=True)
class _Sheet:
    first: dt.date
    last: dt.date
    most: int
    rtl: bool
    out: list[str] = field(default_factory=list)

    def x(self, day: dt.date, part: float = 0.5) -> float:
        days = (self.last - self.first).days + 1
        at = ((day - self.first).days + part) / days * (WIDTH - _LEFT - _RIGHT)
        return WIDTH - _LEFT - at if self.rtl else _LEFT + at

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - value / self.most * (HEIGHT - _TOP - _BOTTOM)

    def put(self, text: str) -> None:
        self.out.append(text)


def toll_chart(
    points: Sequence[ClaimPoint],
    *,
    title: str,
    rtl: bool = False,
    band: tuple[float | None, float | None] | None = None,
    day: Callable[[dt.date], str] = dt.date.isoformat,
    number: Callable[[int], str] = str,
) -> TollChart:
    """The claims over time. ``band`` is the range of the estimate under the chosen rule, None on a side that is open; ``day``
    and ``number`` write the axes."""
    sources = tuple(dict.fromkeys(point.source for point in points))
    drawn = [point for point in points if point.day is not None and point.value is not None]
    if not drawn:
        return TollChart("", sources, len(points))
    days = [point.day for point in drawn if point.day is not None]
    most = max(*(max(point.low or 0, point.high or 0) for point in drawn), *(int(b or 0) for b in band or ()), 1)
    step = _step(most)
    sheet = _Sheet(min(days), max(days), math.ceil(most / step) * step, rtl)
    _axes(sheet, step, day, number)
    if band is not None:
        _band(sheet, *band)
    places = _places(drawn)
    for index, source in enumerate(sources):
        own = [(point, places[n]) for n, point in enumerate(drawn) if point.source == source]
        _course(sheet, own)
        for point, part in own:
            _point(sheet, point, part, SHAPES[min(index, len(SHAPES) - 1)])
    said = html.escape(title)
    svg = (
        f'<svg class="toll-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{said}" direction="ltr">'
        f"<title>{said}</title>{''.join(sheet.out)}</svg>"
    )
    return TollChart(svg, sources, len(points) - len(drawn))


def symbol(index: int) -> str:
    """The shape of a source, for the list beside the drawing."""
    shape = SHAPES[min(index, len(SHAPES) - 1)]
    return f'<svg class="toll-symbol" viewBox="0 0 14 14" aria-hidden="true">{_shape(shape, 7, 7, 4.5, "used")}</svg>'


def _step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 times a power of ten, so that there are four or five."""
    rough = most / 4
    power: int = 10 ** max(0, math.floor(math.log10(rough))) if rough >= 1 else 1
    return next(power * n for n in (1, 2, 5, 10) if power * n >= rough)


def _axes(sheet: _Sheet, step: int, day: Callable[[dt.date], str], number: Callable[[int], str]) -> None:
    side = WIDTH - _LEFT + 8 if sheet.rtl else _LEFT - 8
    anchor = "start" if sheet.rtl else "end"
    for value in range(0, sheet.most + 1, step):
        y = sheet.y(value)
        ends = f'x1="{_RIGHT if sheet.rtl else _LEFT}" x2="{WIDTH - (_LEFT if sheet.rtl else _RIGHT)}"'
        sheet.put(f'<line class="{"axis" if value == 0 else "grid"}" {ends} y1="{y:.1f}" y2="{y:.1f}"/>')
        sheet.put(f'<text class="tick" x="{side}" y="{y + 4:.1f}" text-anchor="{anchor}">{number(value)}</text>')
    days = (sheet.last - sheet.first).days + 1
    every = math.ceil(days / _DAYS)
    for n in range(0, days, every):
        at = sheet.first + dt.timedelta(days=n)
        told, turn = html.escape(day(at)), ' direction="rtl"' if sheet.rtl else ""
        sheet.put(
            f'<text class="tick" x="{sheet.x(at):.1f}" y="{HEIGHT - 12}" text-anchor="middle"{turn}>{told}</text>'
        )
    if days <= 31:
        for n in range(1, days):
            x = sheet.x(sheet.first + dt.timedelta(days=n), 0)
            sheet.put(
                f'<line class="day" x1="{x:.1f}" x2="{x:.1f}" y1="{HEIGHT - _BOTTOM}" y2="{HEIGHT - _BOTTOM + 5}"/>'
            )


def _band(sheet: _Sheet, low: float | None, high: float | None) -> None:
    if low is None and high is None:
        return
    top, bottom = sheet.y(sheet.most if high is None else high), sheet.y(low or 0)
    if bottom - top < 2:
        top, bottom = top - 1, bottom + 1
    side = _RIGHT if sheet.rtl else _LEFT
    sheet.put(
        f'<rect class="band" x="{side}" y="{top:.1f}" width="{WIDTH - _LEFT - _RIGHT}" height="{bottom - top:.1f}"/>'
    )


def _places(drawn: Sequence[ClaimPoint]) -> list[float]:
    """Where in its day each claim stands: those of one day side by side, in the order given."""
    seen: dict[dt.date | None, int] = {}
    count: dict[dt.date | None, int] = {}
    for point in drawn:
        count[point.day] = count.get(point.day, 0) + 1
    out = []
    for point in drawn:
        seen[point.day] = seen.get(point.day, 0) + 1
        out.append(seen[point.day] / (count[point.day] + 1))
    return out


def _course(sheet: _Sheet, own: Sequence[tuple[ClaimPoint, float]]) -> None:
    """A line in steps through what one source says, but for what was set aside."""
    kept = [(p, part) for p, part in own if p.standing is not Standing.SET_ASIDE]
    for (a, at), (b, to) in itertools.pairwise(kept):
        assert a.day
        assert b.day
        assert a.value is not None
        assert b.value is not None
        path = f"M{sheet.x(a.day, at):.1f} {sheet.y(a.value):.1f}H{sheet.x(b.day, to):.1f}V{sheet.y(b.value):.1f}"
        sheet.put(f'<path class="course" d="{path}"/>')


def _point(sheet: _Sheet, point: ClaimPoint, part: float, shape: str) -> None:
    assert point.day is not None
    assert point.value is not None
    x, y = sheet.x(point.day, part), sheet.y(point.value)
    inner = f"<title>{html.escape(point.told)}</title>"
    low, high = point.low or 0, sheet.most if point.high is None else point.high
    if low != high:
        inner += f'<line class="range" x1="{x:.1f}" x2="{x:.1f}" y1="{sheet.y(high):.1f}" y2="{sheet.y(low):.1f}"/>'
        if point.high is None:  # open above: an arrow
            top = sheet.y(high)
            inner += f'<path class="range" d="M{x - 4:.1f} {top + 5:.1f}L{x:.1f} {top:.1f}L{x + 4:.1f} {top + 5:.1f}"/>'
            y = sheet.y(low)
    inner += _shape(shape, x, y, 5.5 if point.standing is not Standing.SET_ASIDE else 3.5, point.standing.value)
    body = f'<g class="claim {point.standing.value}">{inner}</g>'
    sheet.put(f'<a href="{html.escape(point.href)}">{body}</a>' if point.href else body)


def _shape(shape: str, x: float, y: float, r: float, standing: str) -> str:
    told = f'class="point {standing}"'
    match shape:
        case "circle":
            return f'<circle {told} cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>'
        case "square":
            return f'<rect {told} x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"/>'
        case "triangle":
            path = f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}H{x - r:.1f}Z"
        case "diamond":
            path = f"M{x:.1f} {y - r - 1:.1f}L{x + r + 1:.1f} {y:.1f}L{x:.1f} {y + r + 1:.1f}L{x - r - 1:.1f} {y:.1f}Z"
        case "wedge":
            path = f"M{x:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}H{x - r:.1f}Z"
        case _:
            n = r / 2.5
            path = (
                f"M{x - n:.1f} {y - r:.1f}h{2 * n:.1f}v{r - n:.1f}h{r - n:.1f}v{2 * n:.1f}h{n - r:.1f}v{r - n:.1f}h{-2 * n:.1f}"
                f"v{n - r:.1f}h{n - r:.1f}v{-2 * n:.1f}h{r - n:.1f}Z"
            )
    return f'<path {told} d="{path}"/>'
