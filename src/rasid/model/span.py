"""Where words stand: half-open ranges of code points in a report's text, and the words themselves."""

from __future__ import annotations

import msgspec

# Enough to find the words again when an offset is doubted, little enough to read at a glance.
CONTEXT = 32


class Span(msgspec.Struct, frozen=True, order=True):
    """Code points ``start`` to ``end`` (half-open) of a report's text."""

    start: int
    """First code point."""
    end: int
    """The code point after the last."""

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of ``text`` that this span covers."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many code points the two share (0 when none)."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def evidence(self, report_id: str, text: str) -> Evidence:
        """The span with its exact words and a little of what stands round them."""
        return Evidence(
            report_id=report_id,
            start=self.start,
            end=self.end,
            quote=text[self.start : self.end],
            prefix=text[max(0, self.start - CONTEXT) : self.start],
            suffix=text[self.end : self.end + CONTEXT],
        )


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a report that show a value. ``quote`` is ``text[start:end]`` to the letter."""

    report_id: str
    """The report whose words these are."""
    start: int
    """First code point in the report's text."""
    end: int
    """The code point after the last."""
    quote: str
    """The words, to the letter."""
    prefix: str = ""
    """Up to 32 code points before them."""
    suffix: str = ""
    """Up to 32 code points after them."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
