"""Native records as JSON lines: one report a line, with all that was found in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from rasid.export.losses import Losses, Record, guarded

SUFFIX = ".jsonl"


def write(records: Iterable[Record], out: TextIO, *, protect_names: bool = True, with_text: bool = False) -> Losses:
    """Writes ``{"report": …, "analysis": …}`` a line, in the form of docs/reference/records.md. The report has its text
    only ``with_text``; without it the quotes still show every value. Returns what was left out."""
    losses = Losses()
    encoder = msgspec.json.Encoder()
    for report, analysis in guarded(records, losses, protect_names=protect_names):
        metadata: dict[str, Any] = msgspec.to_builtins(report)
        if not with_text:
            del metadata["text"]
            losses.add("report.text", "the text of reports is written on demand only; quotes and offsets are there")
        out.write(encoder.encode({"report": metadata, "analysis": analysis}).decode())
        out.write("\n")
    return losses
