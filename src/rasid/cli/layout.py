"""Lines that hold English and Arabic: wrapped with a hanging indent, Arabic right to left, kept whole, its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from rasid.text.display import isolated, visual

WIDEST = 110
"""Columns that are used of a wide terminal: longer lines are hard to read."""
NARROWEST = 16
"""Columns that a line gets however narrow the terminal is."""
MARK = "bold underline"
MARKS = ("‹", "›")
"""Stand round marked words where there is neither bold nor underlining."""
UNBOUND = 1_000_000
Ranges = Sequence[tuple[int, int]]
Runs = list[tuple[str, str]]
"""Text with its style."""


class Word(NamedTuple):
    text: str
    style: str
    arabic: bool
    glued: bool
    """No space stands before it."""


class Line:
    """What is to stand on one line, or on several where there is not the room."""

    def __init__(self) -> None:
        self.words: list[Word] = []

    def say(self, text: str, style: str = "", *, glued: bool = False) -> Line:
        """English, which may break at its spaces."""
        for number, word in enumerate(text.split()):
            self.words.append(Word(word, style, False, glued and number == 0))
        return self

    def arabic(self, text: str, style: str = "") -> Line:
        """Arabic, which breaks only where it is longer than a line."""
        self.words.append(Word(" ".join(text.split()), style, True, False))
        return self

    def quote(self, text: str) -> Line:
        """Words of a report."""
        self.say("«").words.append(Word(" ".join(text.split()), "", True, True))
        return self.say("»", glued=True)

    def add(self, other: Line) -> Line:
        self.words += other.words
        return self


class Page:
    """Puts lines and sentences to a console. ``bidi`` is "terminal" when the terminal itself joins Arabic letters and runs
    them right to left (text goes out in reading order, isolated), "visual" when it does not (we shape and reorder).
    What goes to a file or a pipe is not broken into lines."""

    def __init__(self, console: Console, *, bidi: str = "terminal") -> None:
        self.console = console
        self._lines = visual if bidi == "visual" else isolated
        self._width = min(console.width, WIDEST) if console.is_terminal else UNBOUND
        self._styled = console.is_terminal and not console.is_dumb_terminal

    def line(self, line: Line, *, first: str = "", hang: int = 0) -> None:
        """A line after ``first``, which names it; what does not fit goes on below, ``hang`` columns from the left."""
        hang = min(hang, self._width // 3)
        room = max(self._width - hang, NARROWEST)
        out: Runs = [(first, "dim")]
        left = self._width - cell_len(first)
        fresh = True
        for unit in _units(line.words):
            for piece in self._pieces(unit, room):
                width = sum(cell_len(text) for text, _ in piece)
                if not fresh and width + 1 > left:
                    self._put(out)
                    out, left, fresh = [(" " * hang, "")], room, True
                if not fresh:
                    out.append((" ", out[-1][1] if out[-1][1] == piece[0][1] else ""))
                    left -= 1
                out += piece
                left -= width
                fresh = False
        self._put(out)

    def sentence(self, text: str, ranges: Ranges, *, label: str = "") -> None:
        """Arabic prose, at the right side of a terminal, with the words in ``ranges`` marked."""
        if not self._styled:
            text, ranges = bracketed(text, ranges)
        room = max(self._width - len(label), NARROWEST)
        for number, (content, marked) in enumerate(self._lines(text, ranges, width=room)):
            lead = label if number == 0 else " " * len(label)
            pad = 0 if self._width == UNBOUND else max(room - cell_len(content), 0)
            runs: Runs = [(lead + " " * pad, "dim")]
            at = 0
            for start, end in joined(marked) if self._styled else ():
                runs += [(content[at:start], ""), (content[start:end], MARK)]
                at = end
            self._put([*runs, (content[at:], "")])

    def blank(self) -> None:
        self.console.print()

    def _put(self, runs: Runs) -> None:
        out = Text()
        for style, group in groupby(runs, key=itemgetter(1)):
            out.append("".join(text for text, _ in group), style=style or None)
        out.rstrip()
        self.console.print(out, soft_wrap=True)

    def _pieces(self, unit: Sequence[Word], room: int) -> list[Runs]:
        """A unit as it is shown; Arabic that is longer than a line in several pieces, in the order of reading."""
        out: list[Runs] = [[]]
        for word in unit:
            if not word.arabic:
                out[-1].append((word.text, word.style))
                continue
            for number, (content, _) in enumerate(self._lines(word.text, (), width=max(room - 2, 1))):
                if number:
                    out.append([])
                out[-1].append((content, word.style))
        return out


def _units(words: Iterable[Word]) -> list[list[Word]]:
    """Words with those that are glued to them."""
    out: list[list[Word]] = []
    for word in words:
        if word.glued and out:
            out[-1].append(word)
        else:
            out.append([word])
    return out


def joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges in order, those that overlap or touch as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def bracketed(text: str, ranges: Ranges) -> tuple[str, Ranges]:
    """The text with a sign before and after each of the ranges, and no ranges."""
    opening, closing = MARKS
    for start, end in reversed(joined(ranges)):
        text = f"{text[:start]}{opening}{text[start:end]}{closing}{text[end:]}"
    return text, ()


def excerpt(text: str, ranges: Ranges, *, words: int) -> tuple[str, list[tuple[int, int]]]:
    """The marked words with so many words on either side; … stands for what is left out."""
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    kept: set[int] = set()
    for start, end in ranges:
        here = [number for number, (a, b) in enumerate(spans) if a < end and b > start]
        if here:
            kept.update(range(max(here[0] - words, 0), min(here[-1] + words + 1, len(spans))))
    # A gap of one or two words is not worth its dots.
    for number in sorted(kept):
        if number + 2 in kept or number + 3 in kept:
            kept.update((number + 1, *((number + 2,) if number + 3 in kept else ())))
    out = ""
    moved: list[tuple[int, int]] = []
    for first, last in _stretches(kept):
        start, end = spans[first][0], spans[last][1]
        out += "… " if not out and first else " … " if out else ""
        shift = len(out) - start
        moved += [(max(a, start) + shift, min(b, end) + shift) for a, b in ranges if a < end and b > start]
        out += text[start:end]
    return out + (" …" if kept and max(kept) < len(spans) - 1 else ""), moved


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of numbers that follow one another."""
    out: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if out and number == out[-1][1] + 1:
            out[-1] = (out[-1][0], number)
        else:
            out.append((number, number))
    return out
