"""An analysis cut down to some of its events."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from rasid.model import Analysis


def narrow(analysis: Analysis, events: Collection[str]) -> Analysis:
    """The analysis with only the events of these ids, their claims, and the statements that give those or speak of
    either. What the report says beside them is left out; ids are as before, so a ``parent`` may not be there."""
    if all(event.id in events for event in analysis.events):
        return analysis
    claims = tuple(claim for claim in analysis.casualties if claim.event in events)
    kept = set(events) | {claim.id for claim in claims}
    needed = {claim.source for claim in claims} | {s.id for s in analysis.statements if kept.intersection(s.about)}
    via = {statement.id: statement.via for statement in analysis.statements}
    for statement in list(needed):
        step = via.get(statement) if statement else None
        while step and step not in needed:
            needed.add(step)
            step = via.get(step)
    return msgspec.structs.replace(
        analysis,
        events=tuple(event for event in analysis.events if event.id in events),
        casualties=claims,
        statements=tuple(statement for statement in analysis.statements if statement.id in needed),
    )
