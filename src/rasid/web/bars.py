"""Bars for counts: columns over weeks, and the bar of one row of a table. SVG with classes and attributes only."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 960, 180
_SIDE, _TOP, _FOOT = 40, 14, 24
_LABELS = 8
_WEEK = dt.timedelta(weeks=1)


def weeks(
    counts: Mapping[dt.date, int],
    *,
    title: str,
    told: Callable[[dt.date, int], str],
    named: Callable[[dt.date], str],
    number: Callable[[int], str] = str,
    rtl: bool = False,
    href: Callable[[dt.date], str] | None = None,
) -> Markup:
    """A column a week from the first to the last of ``counts``, weeks without any among them; "" where there is none.

    Keys are the Mondays of the weeks. ``told`` says what stands behind a column, ``named`` is a label on the axis, ``href`` where a
    column leads. In a right-to-left page time runs from right to left."""
    if not counts:
        return Markup()
    first, last = min(counts), max(counts)
    span = (last - first) // _WEEK + 1
    most = _round_up(max(counts.values()))
    room = (WIDTH - 2 * _SIDE) / span
    high = HEIGHT - _TOP - _FOOT
    out = [
        f'<svg class="weeks" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(title)}"'
        ' xmlns="http://www.w3.org/2000/svg">'
    ]
    edge = WIDTH - _SIDE + 6 if rtl else _SIDE - 6
    anchor = "start" if rtl else "end"
    for part in (most, most / 2) if most > 1 else (most,):
        y = HEIGHT - _FOOT - part / most * high
        out.append(f'<path class="weeks-line" d="M{_SIDE} {y:.1f}H{WIDTH - _SIDE}"/>')
        # The text of a number runs from left to right in any page: "start" is its left end.
        out.append(
            f'<text class="weeks-text" direction="ltr" text-anchor="{anchor}" x="{edge}" y="{y + 4:.1f}">'
            f"{escape(number(round(part)))}</text>"
        )
    for week, count in sorted(counts.items()):
        if not count:
            continue
        at = ((week - first) // _WEEK) * room
        x = WIDTH - _SIDE - at - room if rtl else _SIDE + at
        tall = max(1.0, count / most * high)
        gap = min(2.0, room * 0.15)
        column = (
            f'<rect class="weeks-bar" x="{x + gap / 2:.2f}" y="{HEIGHT - _FOOT - tall:.1f}"'
            f' width="{room - gap:.2f}" height="{tall:.1f}"><title>{escape(told(week, count))}</title></rect>'
        )
        out.append(f'<a href="{escape(href(week))}" tabindex="-1">{column}</a>' if href else column)
    out.append(f'<path class="weeks-axis" d="M{_SIDE} {HEIGHT - _FOOT}H{WIDTH - _SIDE}"/>')
    step = max(1, math.ceil(span / _LABELS))
    for at in range(0, span, step):
        x = _SIDE + (at + 0.5) * room
        x = WIDTH - x if rtl else x
        out.append(
            f'<text class="weeks-text" text-anchor="middle" x="{x:.1f}" y="{HEIGHT - 7}">'
            f"{escape(named(first + at * _WEEK))}</text>"
        )
    return Markup("".join([*out, "</svg>"]))


def bar(value: float, most: float) -> Markup:
    """The bar of ``value`` beside others of which ``most`` is the greatest. The number itself stands in the table."""
    share = min(1.0, value / most) if most > 0 else 0.0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="bar-of" width="{max(share * 100, 1.0 if value else 0.0):.1f}" height="8"/></svg>'
    )


def _round_up(count: int) -> int:
    """The next of 1, 2, 4, 6, 8, 10, 20, 40 …, so that its half is whole too."""
    if count <= 1:
        return 1
    power = 10 ** int(math.log10(count))
    for step in (1, 2, 4, 6, 8, 10):
        if step * power >= count and (step * power) % 2 == 0:
            return int(step * power)
    return int(20 * power)
