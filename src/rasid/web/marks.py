"""Marked words of a report as HTML: any spans, nested, equal or overlapping, over any text.

Offsets are code points of the text, and stand in data attributes; what a browser draws is never counted. Where two spans
overlap without the one holding the other, the one that ends later is drawn in parts, which share one number. Nothing of the
text becomes HTML, and nothing of it is lost:

- Directional overrides, embeddings and isolates are named where they stand and have no effect; so are other characters
  that cannot be seen, and those that HTML cannot carry. The marks LRM, RLM and ALM, which news use rightly, keep theirs.
- Of more than eight combining marks on one letter (no script has as many) the rest is folded into their number.
- A long text is written in windows; a word without end breaks anywhere.

A mark must not part letters that join (وبغداد, of which بغداد is marked). CSS Text 3 §5.1 has a shaper join letters across an
inline element unless it has space at its sides or is isolated: so marks have neither, and paragraphs are what is isolated.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from rasid.model import Span

WINDOW = 40_000
"""Code points on one page: thirty times an article of a news agency."""
PILED = 8
"""Combining marks that are drawn on one letter."""
_ROOM = 4_000
"""How far before the end of a window a good place to cut is sought."""
_BIDI = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM",
    "\u00ad": "SHY", "\u200b": "ZWSP", "\u2060": "WJ", "\ufeff": "BOM", "\x00": "NUL",
    "\u2028": "LSEP", "\u2029": "PSEP", "\ufffc": "OBJ",
}  # fmt: skip
_HARMLESS = "\u200e\u200f\u061c"
# Seen as letters are, or needed to join them: number signs, end of verse, joiners.
_SEEN = r"\u0600-\u0605\u06dd\u0890\u0891\u08e2\u200c\u200d\n\t"
_SPECIAL = regex.compile(
    rf"(?P<plain>[{_HARMLESS}])"
    rf"|(?P<cr>\r+)"
    rf"|(?P<hidden>[[\p{{Cc}}\p{{Cf}}\p{{Cs}}\u2028\u2029\ufffc]--[{_SEEN}{_HARMLESS}\r]])(?P=hidden)*"
    rf"|(?<=[\p{{M}}\u200c\u200d]{{{PILED}}})(?P<pile>[\p{{M}}\u200c\u200d]+)",
    regex.V1,
)
_LONGEST = 200
"""Letters of a word that is not broken."""
_ENDLESS = regex.compile(rf"\S{{{_LONGEST}}}(?=\S)(?!\p{{M}})")
_ARABIC = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}]")
_PARAGRAPH = regex.compile(r"\r?\n|\r")


class Mark(NamedTuple):
    """Words that stand for something."""

    start: int
    """First code point."""
    end: int
    """The code point after the last."""
    kinds: tuple[str, ...]
    """What they are, the most telling first: "place"."""
    refs: tuple[str, ...]
    """The records that rest on them: "e1", "c2"."""

    @property
    def span(self) -> str:
        """As it stands in addresses: "120-125"."""
        return f"{self.start}-{self.end}"


class Open(NamedTuple):
    """A mark begins, or goes on after another was closed in the midst of it."""

    number: int
    """Place of the mark among those given."""
    part: int
    """1 where it begins."""


class Close(NamedTuple):
    """The mark opened last is closed."""

    number: int
    last: bool
    """Whether it ends here, or goes on in another part."""


class Text(NamedTuple):
    """Letters as they stand."""

    start: int
    text: str


class Hidden(NamedTuple):
    """Characters that are not drawn, and by what they are named; without a name they are a line's end. Without characters: a
    place where a word without end may be broken."""

    start: int
    text: str
    name: str

    @property
    def kept(self) -> bool:
        """Whether they stand in the page too."""
        return all(char in _HARMLESS for char in self.text)


Piece = Open | Close | Text | Hidden


class Paragraph(NamedTuple):
    """A line of the text with its end."""

    start: int
    direction: str
    pieces: list[Piece]


def merged(found: Iterable[tuple[Span, str, str]], ranks: Sequence[str]) -> list[Mark]:
    """One mark for each span that (span, kind, record) name, in the order of the text, the longer before the shorter that
    begins with it. ``ranks`` has the kinds, the most telling first."""
    rank = {kind: place for place, kind in enumerate(ranks)}
    kinds: dict[tuple[int, int], dict[str, None]] = {}
    refs: dict[tuple[int, int], dict[str, None]] = {}
    for span, kind, ref in found:
        key = (span.start, span.end)
        kinds.setdefault(key, {})[kind] = None
        refs.setdefault(key, {})
        if ref:
            refs[key][ref] = None
    return [
        Mark(start, end, tuple(sorted(kinds[start, end], key=lambda kind: rank.get(kind, len(rank)))), tuple(refs[start, end]))
        for start, end in sorted(kinds, key=lambda span: (span[0], -span[1]))
    ]  # fmt: skip


def windows(text: str, size: int = WINDOW) -> list[Span]:
    """The text in pieces of about ``size`` code points and never more, cut at a line's end where there is one near, else
    at a space, else between two letters. One empty piece for an empty text."""
    out: list[Span] = []
    start = 0
    while len(text) - start > size:
        limit = start + size
        least = max(start + 1, limit - min(_ROOM, size // 2))
        cut = text.rfind("\n", least, limit) + 1 or text.rfind(" ", least, limit) + 1 or limit
        while cut == limit and cut > least and regex.match(r"\p{M}", text[cut]):
            limit = cut = cut - 1
        out.append(Span(start, cut))
        start = cut
    out.append(Span(start, len(text)))
    return out


def paragraphs(text: str, marks: Sequence[Mark], window: Span | None = None) -> list[Paragraph]:
    """The text, or a window of it, as pieces; marks that reach beyond the window are cut off at its bounds. Raises
    ValueError for a mark outside the text."""
    window = window or Span(0, len(text))
    for mark in marks:
        if not 0 <= mark.start <= mark.end <= len(text):
            raise ValueError(f"mark {mark.span} is outside a text of {len(text)} code points")
    bounds = [window.start]
    bounds += [found.end() for found in _PARAGRAPH.finditer(text, window.start, window.end)]
    if bounds[-1] != window.end or len(bounds) == 1:
        bounds.append(window.end)
    hidden = _hidden(text, window)
    sweep = _Sweep(text, marks, window, hidden)
    out = []
    for start, end in itertools.pairwise(bounds):
        direction = "rtl" if _ARABIC.search(text, start, end) else "auto"
        out.append(Paragraph(start, direction, list(sweep.through(start, end, last=end == window.end))))
    return out


def _hidden(text: str, window: Span) -> list[tuple[int, int, str]]:
    """What is not drawn as it stands, in order: (start, end, name); where the two are the same, a long word may be broken there."""
    return sorted([*_special(text, window), *_breaks(text, window)])


def _breaks(text: str, window: Span) -> Iterator[tuple[int, int, str]]:
    """A browser asked to break a word of 40,000 letters anywhere took 9 s in Chromium; with places to break, 0.1 s."""
    if window.end - window.start <= _LONGEST:
        return
    for found in _ENDLESS.finditer(text, window.start, window.end):
        yield found.end(), found.end(), ""


def _special(text: str, window: Span) -> Iterator[tuple[int, int, str]]:
    for found in _SPECIAL.finditer(text, window.start, window.end):
        start, end = found.span()
        kind = found.lastgroup
        if kind == "pile":
            yield start, end, f"+{end - start}"
        elif kind == "cr":
            yield start, end, ""
        else:
            name = _BIDI.get(text[start]) or f"U+{ord(text[start]):04X}"
            yield start, end, name if end - start == 1 else f"{name} ×{end - start}"


class _Sweep:
    """Goes through the text once, with the marks that are open as a stack."""

    def __init__(self, text: str, marks: Sequence[Mark], window: Span, hidden: list[tuple[int, int, str]]) -> None:
        self._text = text
        self._marks = marks
        self._window = window
        self._hidden = hidden
        self._next_hidden = 0
        within = [
            n
            for n, mark in enumerate(marks)
            if (mark.start < window.end and mark.end > window.start)
            or (mark.start == mark.end and window.start <= mark.start <= window.end)
        ]
        self._waiting = sorted(within, key=lambda n: (max(marks[n].start, window.start), -marks[n].end, n))
        self._next = 0
        self._stack: list[int] = []
        self._parts: dict[int, int] = {}

    def through(self, start: int, end: int, *, last: bool) -> Iterator[Piece]:
        """The pieces of one paragraph; what is open at its end goes on in the next."""
        for number in self._stack:
            yield self._open(number)
        at = start
        while True:
            yield from self._turn(at, end, last=last)
            if at >= end:
                break
            to = end
            if self._next < len(self._waiting):
                to = min(to, self._marks[self._waiting[self._next]].start)
            to = min(to, *(self._marks[number].end for number in self._stack), end)
            yield from self._leaf(at, to)
            at = to
        for number in reversed(self._stack):
            yield Close(number, last=False)

    def _turn(self, at: int, end: int, *, last: bool) -> Iterator[Piece]:
        """Closes what ends here, and opens what begins here."""
        ending = [place for place, number in enumerate(self._stack) if self._ends(number) <= at]
        if ending:
            over = self._stack[ending[0] :]
            del self._stack[ending[0] :]
            for number in reversed(over):
                yield Close(number, last=self._ends(number) <= at)
            for number in over:
                if self._ends(number) > at:
                    self._stack.append(number)
                    yield self._open(number)
        while self._next < len(self._waiting):
            number = self._waiting[self._next]
            begins = max(self._marks[number].start, self._window.start)
            if begins > at or (begins == at == end and not last):  # it begins the next paragraph
                break
            self._next += 1
            if self._ends(number) <= at:
                yield self._open(number)
                yield Close(number, last=True)
            else:
                self._stack.append(number)
                yield self._open(number)

    def _ends(self, number: int) -> int:
        return min(self._marks[number].end, self._window.end)

    def _open(self, number: int) -> Open:
        self._parts[number] = part = self._parts.get(number, 0) + 1
        return Open(number, part)

    def _leaf(self, start: int, end: int) -> Iterator[Piece]:
        text = self._text
        at = start
        while at < end:
            if self._next_hidden == len(self._hidden) or self._hidden[self._next_hidden][0] >= end:
                yield Text(at, text[at:end])
                return
            begin, stop, name = self._hidden[self._next_hidden]
            if stop < at:  # a place to break within what is hidden
                self._next_hidden += 1
                continue
            if begin > at:
                yield Text(at, text[at:begin])
                at = begin
            upto = min(stop, end)
            yield Hidden(at, text[at:upto], name)
            at = upto
            if upto == stop:
                self._next_hidden += 1


@dataclass(frozen=True, slots=True)
class Look:
    """How marks are written."""

    prefix: str = "w"
    """Begins the id of every mark; differs where a page has several texts."""
    quiet: frozenset[str] = frozenset()
    """Kinds that are not seen until they are lit, and take no line of their own."""
    titles: tuple[tuple[str, str], ...] = ()
    """(kind, name of it in the reader's language)."""


def write(text: str, marks: Sequence[Mark], window: Span | None = None, look: Look = Look()) -> str:
    """The paragraphs as HTML: ``<p data-at="…">`` with nested ``<mark data-span="…" data-n="…">``. The text of all parts of
    a mark, those that are hidden put back from ``data-cps``, is the text of its span to the letter."""
    return "".join(
        f'<p dir="{paragraph.direction}" data-at="{paragraph.start}">{inner}</p>'
        for paragraph, inner in _written(paragraphs(text, marks, window), marks, look)
    )


def write_line(text: str, marks: Sequence[Mark], window: Span, look: Look = Look()) -> str:
    """The same for a sentence within a line of a page: one ``<bdi>``, its line breaks as spaces."""
    inner = "".join(found for _, found in _written(paragraphs(text, marks, window), marks, look))
    direction = "rtl" if _ARABIC.search(text, window.start, window.end) else "auto"
    return f'<bdi class="words" lang="ar" dir="{direction}" data-at="{window.start}">{inner}</bdi>'


def _written(found: list[Paragraph], marks: Sequence[Mark], look: Look) -> Iterator[tuple[Paragraph, str]]:
    levels = _levels(found, marks, look)
    titles = dict(look.titles)
    for paragraph in found:
        out: list[str] = []
        for piece in paragraph.pieces:
            if isinstance(piece, Text):
                out.append(html.escape(piece.text))
            elif isinstance(piece, Close):
                out.append("</mark>")
            elif isinstance(piece, Hidden):
                out.append(_hidden_html(piece))
            else:
                out.append(_mark_html(marks[piece.number], piece, levels.get(piece.number, 0), look.prefix, titles))
        yield paragraph, "".join(out)


def _mark_html(mark: Mark, piece: Open, level: int, prefix: str, titles: dict[str, str]) -> str:
    name = f' id="{prefix}{mark.span}"' if piece.part == 1 else ""
    kinds = " ".join(f"k-{kind}" for kind in mark.kinds)
    title = html.escape("، ".join(titles[kind] for kind in mark.kinds if kind in titles)) if titles else ""
    said = f' title="{title}"' if title else ""
    refs = html.escape(" ".join(mark.refs))
    return (
        f'<mark{name} class="{html.escape(kinds)}" data-n="{piece.number}" data-part="{piece.part}" '
        f'data-span="{mark.span}" data-level="{min(level, 5)}" data-refs="{refs}"{said}>'
    )


def _hidden_html(piece: Hidden) -> str:
    if not piece.text:
        return "<wbr>"
    name = f' data-name="{piece.name}"' if piece.name else ""
    if piece.kept:
        return f'<span class="hid"{name}>{piece.text}</span>'
    codes = " ".join(f"{ord(char):X}" for char in piece.text)
    return f'<span class="hid"{name} data-cps="{codes}"></span>'


def _levels(found: list[Paragraph], marks: Sequence[Mark], look: Look) -> dict[int, int]:
    """How many lines of other marks stand between the letters of a mark and its own line."""
    out: dict[int, int] = {}
    for paragraph in found:
        stack: list[int] = []
        heights: list[int] = []
        for piece in paragraph.pieces:
            if isinstance(piece, Open):
                stack.append(piece.number)
                heights.append(0)
            elif isinstance(piece, Close):
                number, height = stack.pop(), heights.pop()
                out[number] = max(out.get(number, 0), height)
                seen = not look.quiet.issuperset(marks[number].kinds)
                if heights:
                    heights[-1] = max(heights[-1], height + seen)
    return out


def write_plain(text: str) -> str:
    """Words without marks, as HTML within a line: nothing that is hidden has an effect or is lost."""
    if _is_plain(text):
        return html.escape(text)
    pieces = (_hidden_html(p) if isinstance(p, Hidden) else html.escape(p.text) for p in _plain(text))
    return "".join(pieces)


def calm(text: str) -> str:
    """Words where there can be no marks (a window's title, a choice of a list): without what is hidden in them."""
    if _is_plain(text):
        return text
    return "".join(p.text for p in _plain(text) if isinstance(p, Text) or p.kept)


def _is_plain(text: str) -> bool:
    """Whether nothing in a line is hidden and it needs no place to break, as in nearly all titles and names."""
    short = len(text) <= _LONGEST or _ENDLESS.search(text) is None
    return short and "\n" not in text and _SPECIAL.search(text) is None


def _plain(text: str) -> Iterator[Text | Hidden]:
    for paragraph in paragraphs(text, []):
        for piece in paragraph.pieces:
            if isinstance(piece, Text | Hidden):
                yield piece
