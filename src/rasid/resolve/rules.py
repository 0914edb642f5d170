"""The named rules: from the tallies of independent sources to low, best and high.

Each rule is a function of the tallies that are still current, one for each source and number. None of them invents a
number; only `mean` computes one, and `acled` puts the codebook's numbers for words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from rasid.model.estimate import Rule
from rasid.resolve.tallies import Tally
from rasid.resolve.witness import later

Value = TypeVar("Value", bound=Hashable)
Precision = TypeVar("Precision")


@dataclass(frozen=True, slots=True)
class Figures:
    low: int | float | None
    best: int | float | None
    high: int | float | None
    or_more: bool = False


def modal(values: Iterable[tuple[Value, int]], tie: Callable[[Value], object]) -> Value:
    """The value given most often. Each comes with its precision, greater being finer: of values given equally often the
    one that was given most precisely, then the one that ``tie`` puts first. As in the R package eventreport
    (van Baalen and Höglund 2026), whose mode takes a precision score to break ties."""
    counted: Counter[Value] = Counter()
    finest: dict[Value, int] = {}
    for value, precision in values:
        counted[value] += 1
        finest[value] = max(precision, finest.get(value, precision))
    return min(counted, key=lambda value: (-counted[value], -finest[value], tie(value)))


def acled(tallies: Sequence[Tally]) -> Figures:
    """The lowest number. ACLED's codebook: where sources differ or give a vague estimate, the most conservative number is
    taken, and it is revised, up or down, when better information comes (here: tallies that were superseded are out
    before). "Tens" is 10, "dozens" 12, "hundreds" 100; a plural without a number ("several") is 3, or 10 in the thick of a war. عشرات
    is "tens", so 10, and since the words do not tell how thick the war is, a plain plural is 3. ACLED codes deaths
    only, without bounds and without groups; where no death is reported its field holds 0: here that stays not stated."""
    numbers = [max(3, tally.value) if tally.vague else tally.value for tally in tallies]
    least = min(numbers)
    return Figures(least, least, least)


def ucdp(tallies: Sequence[Tally]) -> Figures:
    """Low, best and high. UCDP's codebook: low and high are the least and the greatest reliable numbers; best is the number
    of the most reliable source, and where none is more reliable the lower one. Reliability is here what the claims
    show: how many independent sources give the number, those that speak for a side of the conflict coming last."""
    counted: dict[int, int] = {}
    neutral: set[int] = set()
    for tally in tallies:
        counted[tally.value] = counted.get(tally.value, 0) + 1
        if not tally.party:
            neutral.add(tally.value)
    best = min(counted, key=lambda number: (number not in neutral, -counted[number], number))
    return _span(tallies, best)


def ibc(tallies: Sequence[Tally]) -> Figures:
    """Min and max. Iraq Body Count's methods: where reports of one incident differ, the lowest number becomes the minimum
    and the highest the maximum, of civilians only; no number between is preferred."""
    return _span(tallies, None)


def airwars(tallies: Sequence[Tally]) -> Figures:
    """The range of credible claims. Airwars' methodology: all public claims of an incident are kept, and civilian harm is
    given as the range from the lowest to the highest that credible sources claim; the grade says how well they are
    borne out. Credible is here what is neither denied nor said with reserve where others are firm."""
    return _span(tallies, None)


def mode(tallies: Sequence[Tally]) -> Figures:
    """The number that most independent sources give; of several the most precise, then the lower."""
    value = modal(((_bounds(tally), _precision(tally)) for tally in tallies), _lowest)
    return _of_bounds(value)


def mean(tallies: Sequence[Tally]) -> Figures:
    """The mean over independent sources, of the lower bounds, of the numbers as said and of the upper bounds. The one rule
    that computes a number; it is exact to the thousandth."""

    def average(numbers: list[int]) -> float:
        return float(round(Fraction(sum(numbers), len(numbers)), 3))

    lows = [tally.low if tally.low is not None else tally.value for tally in tallies]
    return Figures(
        average(lows), average([tally.value for tally in tallies]), average([tally.top for tally in tallies]),
        or_more=any(tally.high is None for tally in tallies),
    )  # fmt: skip


def most_recent(tallies: Sequence[Tally]) -> Figures:
    """What was published last; of several, as far as the times tell, the one that most sources give, as in `mode`. Reports
    without a date come before all others."""
    dated = [tally for tally in tallies if tally.when is not None] or list(tallies)
    return mode([tally for tally in dated if not any(later(other.when, tally.when) for other in dated)])


def most_precise(tallies: Sequence[Tally]) -> Figures:
    """The most precise number: one number before a range, a range before "at least", that before a word; of several
    equally precise the one that most sources give, as in `mode`."""
    finest = min(tally.span() for tally in tallies)
    return mode([tally for tally in tallies if tally.span() == finest])


RULES: dict[Rule, Callable[[Sequence[Tally]], Figures]] = {
    Rule.ACLED: acled,
    Rule.UCDP: ucdp,
    Rule.IBC: ibc,
    Rule.AIRWARS: airwars,
    Rule.MODE: mode,
    Rule.MEAN: mean,
    Rule.MOST_RECENT: most_recent,
    Rule.MOST_PRECISE: most_precise,
}
CIVILIANS_ONLY = frozenset({Rule.IBC, Rule.AIRWARS})
"""Rules of recorders who count civilians: their ``all`` is all civilians."""


def _span(tallies: Sequence[Tally], best: int | None) -> Figures:
    """From the least to the greatest number said. Where all say "up to", there is no least one."""
    low = min(tally.value for tally in tallies) if any(tally.low is not None for tally in tallies) else None
    high = max(tally.top for tally in tallies)
    or_more = any(tally.high is None and tally.top == high for tally in tallies)
    return Figures(low, best if low is not None else None, high, or_more)


def _bounds(tally: Tally) -> tuple[int | None, int | None]:
    return tally.low, tally.high


def _precision(tally: Tally) -> int:
    vagueness, width, approx = tally.span()
    return -(vagueness * 10**9 + min(width, 10**8) * 2 + approx)


def _lowest(bounds: tuple[int | None, int | None]) -> tuple[int, int]:
    low, high = bounds
    return (low if low is not None else high or 0, high if high is not None else 10**12)


def _of_bounds(bounds: tuple[int | None, int | None]) -> Figures:
    low, high = bounds
    if high is None:
        return Figures(low, low, low, or_more=True)
    return Figures(low, low, high)
