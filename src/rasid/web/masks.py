"""Records as people see them who are not cleared for names of victims and witnesses: every name is a mask of one length.

A mask as long as the name would tell how long it is, so the text shrinks or grows: what such a person sees is another text,
with offsets of its own. `Masked` turns a report and its records into that text, and offsets that come back (words that were
selected) into those of the report. Which words are names is decided by `rasid.export.names`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import msgspec

from rasid.export.names import COVER, private_names
from rasid.model import Analysis, Argument, CasualtyClaim, Evidence, Mention, Report, Span, Statement
from rasid.text.clitics import readings
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize

MASK = COVER * 4
"""What stands for a name, however long."""


class Masked:
    """One report with its names covered. Without names it is the report itself."""

    def __init__(self, report: Report, names: Iterable[Span]) -> None:
        self._full = report
        self._names = _joined(report.text, names)
        self._starts = [name.start for name in self._names]
        self._ends = [name.end for name in self._names]
        """Of each name, how much longer the text is before its end than what is shown."""
        shift, shifts = 0, [0]
        parts: list[str] = []
        at = 0
        for name in self._names:
            parts += (report.text[at : name.start], MASK)
            at = name.end
            shift += len(MASK) - len(name)
            shifts.append(shift)
        self._shifts = shifts
        self.text = "".join(parts) + report.text[at:]
        self._shown_starts = [name.start + shift for name, shift in zip(self._names, self._shifts, strict=False)]
        hidden = {fold(span.of(report.text)) for span in names_words(report.text, self._names)}
        self._hidden = hidden
        self.report = (
            msgspec.structs.replace(
                report,
                text=self.text,
                title=self.words(report.title) if report.title else report.title,
                sentences=tuple(map(self.shown, report.sentences)),
            )
            if self._names
            else report
        )

    @property
    def hides(self) -> bool:
        """Whether any name is covered."""
        return bool(self._names)

    def shown(self, span: Span) -> Span:
        """Where words of the report stand in what is shown; a name of which they are a part stands there whole."""
        return Span(self._place(span.start, up=False), self._place(span.end, up=len(span) > 0))

    def _place(self, at: int, *, up: bool) -> int:
        number = bisect_right(self._starts, at) - 1
        if number >= 0 and (self._starts[number] < at < self._ends[number]):
            return self._shown_starts[number] + (len(MASK) if up else 0)
        return at + self._shifts[bisect_right(self._ends, at)]

    def meant(self, span: Span) -> Span:
        """Where shown words stand in the report; a name of which they are a part is meant whole. Raises ValueError for
        a span beyond the text."""
        if span.end > len(self.text):
            raise ValueError(f"no words stand at {span.start}-{span.end} of {self._full.id}")
        return Span(self._back(span.start, up=False), self._back(span.end, up=len(span) > 0))

    def _back(self, at: int, *, up: bool) -> int:
        number = bisect_right(self._shown_starts, at) - 1
        if number < 0:
            return at
        begin = self._shown_starts[number]
        if begin < at < begin + len(MASK):
            return self._ends[number] if up else self._starts[number]
        return self._starts[number] if at == begin else at - self._shifts[number + 1]

    @property
    def print(self) -> str:
        """Tells this text from another in which other names are covered, and offsets are others."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def covers(self, span: Span) -> bool:
        """Whether any of the words is a name."""
        first = bisect_left(self._ends, span.start + 1)
        return first < len(self._names) and self._names[first].start < span.end

    def words(self, text: str) -> str:
        """Words from elsewhere (a title, a reason, a value) with the names of this report masked."""
        if not self._hidden:
            return text
        out: list[str] = []
        at = 0
        for token in tokenize(align(text)):
            if token.kind != "mark" and any(stem in self._hidden for _, stem in readings(token.norm)):
                out += (text[at : token.start], MASK if not "".join(out).endswith(MASK + " ") else "")
                at = token.end
        return "".join(out) + text[at:]

    def evidence(self, evidence: Evidence) -> Evidence:
        """The words as they are shown."""
        return self.shown(evidence.span).evidence(evidence.report_id, self.text)

    def full(self, start: int, end: int) -> Evidence:
        """The words of the report that shown offsets mean."""
        return self.meant(Span(start, end)).evidence(self._full.id, self._full.text)

    def analysis(self, analysis: Analysis) -> Analysis:
        """The records in the shown text."""
        return visit(analysis, {self._full.id: self}) if self._names else analysis


_KEPT = 20_000
"""Reports whose names are remembered."""
_names: dict[tuple[str, str], tuple[Span, ...]] = {}


def masked(report: Report, machine: Analysis, shown: Analysis | None = None, *, cleared: bool) -> Masked:
    """The report as one sees it who is cleared for names, or is not. Names are those in what the machine found and in what
    people made of it (``shown``): nobody's decision uncovers one."""
    if cleared:
        return Masked(report, ())
    # The same run finds the same in a report, so that its names need not be sought again.
    key = (report.id, machine.run)
    names = _names.get(key)
    if names is None:
        if len(_names) >= _KEPT:
            _names.clear()
        names = _names[key] = tuple(private_names(report, machine))
    if shown is not None and shown is not machine:
        names = (*names, *private_names(report, shown))
    return Masked(report, names)


def names_words(text: str, names: Iterable[Span]) -> list[Span]:
    """The words that names are made of."""
    return [
        Span(name.start + token.start, name.start + token.end)
        for name in names
        for token in tokenize(align(name.of(text)))
        if token.kind != "mark" and token.end - token.start > 2
    ]


def _joined(text: str, names: Iterable[Span]) -> list[Span]:
    """Names whose words only spaces part are one: how many words a name has is not shown either."""
    out: list[Span] = []
    for name in sorted(names):
        if out and (name.start <= out[-1].end or text[out[-1].end : name.start].isspace()):
            out[-1] = Span(out[-1].start, max(out[-1].end, name.end))
        elif len(name):
            out.append(name)
    return out


def visit(value: Any, by_report: dict[str, Masked]) -> Any:
    """A value of the model with all words of reports, and all sentences of an analysis, as they are shown."""
    if isinstance(value, Evidence):
        known = by_report.get(value.report_id)
        return known.evidence(value) if known is not None else value
    if isinstance(value, tuple):
        return tuple(visit(item, by_report) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    changes: dict[str, Any] = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if isinstance(old, tuple | msgspec.Struct) and old:
            new = visit(old, by_report)
            if new is not old:
                changes[name] = new
    if isinstance(value, Analysis) and (known := by_report.get(value.report_id)) is not None:
        changes["sentences"] = tuple(map(known.shown, value.sentences))
    changes |= _unnamed(value, by_report)
    return msgspec.structs.replace(value, **changes) if changes else value


def _unnamed(value: msgspec.Struct, by_report: dict[str, Masked]) -> dict[str, Any]:
    """Fields that repeat a name in other letters."""
    match value:
        case Argument(evidence=words) if _named(words, by_report):
            return {"label": None}
        case Statement(speaker=words) if _named(words, by_report):
            return {"label": None}
        case Mention(evidence=words) if _named(words, by_report):
            return {"normal": MASK}
        case CasualtyClaim(evidence=words) if _named(words, by_report):
            return {"count": msgspec.structs.replace(value.count, raw=MASK)}
    return {}


def _named(words: Evidence, by_report: dict[str, Masked]) -> bool:
    known = by_report.get(words.report_id)
    return known is not None and known.covers(words.span)
