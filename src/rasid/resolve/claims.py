"""The casualty claims of one report as they stand in an incident: each with who says it, and where in the course of a toll."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from rasid.lexicon.actors import ActorKind, registry
from rasid.lexicon.tolls import StageCue, stage_cues
from rasid.model import Analysis, CasualtyClaim, Report, Span, SpeakerKind, Statement
from rasid.model.estimate import IncidentClaim, TollStage
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize

BEFORE = 110
"""Letters between words of a stage and the count after them: ارتفعت حصيلة القصف على مخيم كذا إلى 7."""
AFTER = 70
"""Letters between a count and words of a stage after it: 9 قتلى، في حصيلة أولية."""

_OUTLETS = frozenset({ActorKind.AGENCY, ActorKind.OUTLET})


def claims_of(
    report: Report,
    analysis: Analysis,
    *,
    events: Collection[str],
    elsewhere: Collection[str] = (),
    copies: Mapping[str, str] | None = None,
    order: int = 0,
) -> tuple[IncidentClaim, ...]:
    """The claims of ``report`` that belong to ``events`` of its analysis, and those of ``elsewhere``: events that were
    brought to another incident, kept so that they are listed as such. ``copies`` has, for claims whose words stand in
    other reports too, the id that all of those share."""
    statements = {statement.id: statement for statement in analysis.statements}
    wanted = [claim for claim in analysis.casualties if claim.event in events or claim.event in elsewhere]
    told = _stages(report.text, analysis.sentences, wanted)
    for claim in wanted:  # بينهم 3 أطفال is of the same state of the toll as the number that it is a part of
        if claim.part_of in told:
            told.setdefault(claim.id, told[claim.part_of])
    outlet = outlet_of(report)
    out = []
    for claim in wanted:
        said = statements.get(claim.source or "")
        via = statements.get(said.via or "") if said else None
        out.append(
            IncidentClaim(
                claim=claim,
                report_id=report.id,
                outlet=outlet,
                published=report.published,
                published_at=report.published_at,
                copies=(copies or {}).get(claim.id),
                order=order,
                speaker=speaker_of(said),
                speaker_kind=said.kind if said else None,
                via=speaker_of(via),
                stage=told.get(claim.id) or (TollStage.RISEN if claim.update else None),
                elsewhere=claim.event not in events,
            )
        )
    return tuple(out)


def outlet_of(report: Report) -> str | None:
    """Who published it: an id of the registry where the name is known there, else the name in normal form."""
    if report.source is None:
        return None
    for name in (report.source.name_ar, report.source.name):
        if name and (actor := registry().find(name)) is not None and actor.kind in _OUTLETS:
            return actor.id
    name = fold(report.source.name).strip()
    return _outlets().get(name, name) or None


@cache
def _outlets() -> dict[str, str]:
    """English names of outlets to their ids."""
    return {fold(actor.name_en).strip(): actor.id for actor in registry() if actor.kind in _OUTLETS}


def speaker_of(statement: Statement | None) -> str | None:
    """Who speaks, as an id of the registry. None for unnamed sources: مصدر أمني of one report need not be that of another."""
    if statement is None or statement.kind in (SpeakerKind.ANONYMOUS, SpeakerKind.WITNESS, SpeakerKind.FAMILY):
        return None
    actor = registry().get(statement.actor)
    return actor.id if actor is not None else None


def _stages(text: str, sentences: Collection[Span], claims: Collection[CasualtyClaim]) -> dict[str, TollStage]:
    """The stage of each claim whose sentence tells one: the nearest words do."""
    by_sentence: dict[Span, list[CasualtyClaim]] = {}
    for claim in claims:
        home = next((s for s in sentences if s.start <= claim.evidence.start < s.end), None)
        if home is not None:
            by_sentence.setdefault(home, []).append(claim)
    out: dict[str, TollStage] = {}
    for sentence, some in by_sentence.items():
        # A sentence may be a whole page; only what stands near a count is read.
        start = max(sentence.start, min(claim.evidence.start for claim in some) - 2 * BEFORE)
        end = min(sentence.end, max(claim.evidence.end for claim in some) + 2 * AFTER)
        cues = [(start + first, start + last, cue) for first, last, cue in _cues(text[start:end])]
        for claim in some:
            near = [(gap, cue[2].stage) for cue in cues if (gap := _gap(claim, cue, some)) is not None]
            if near:
                out[claim.id] = min(near)[1]
    return out


@lru_cache(maxsize=2048)  # many reports of one happening have a sentence in common
def _cues(text: str) -> tuple[tuple[int, int, StageCue], ...]:
    """Words of a stage: (start, end, what they tell)."""
    tokens = tokenize(align(text))
    return tuple((tokens[first].start, tokens[last - 1].end, cue) for first, last, cue in stage_cues(tokens))


def _gap(claim: CasualtyClaim, cue: tuple[int, int, StageCue], others: Collection[CasualtyClaim]) -> int | None:
    """Letters between the two, or None where the words cannot be of this count: they are of the first count of each
    outcome after them (ارتفعت الحصيلة إلى 7 قتلى بعد انتشال جثتين is said of the 7)."""
    start, end, value = cue
    if end <= claim.evidence.start:
        gap = claim.evidence.start - end
        nearer = any(
            other.outcome is claim.outcome and end <= other.evidence.start < claim.evidence.start for other in others
        )
        return gap if gap <= BEFORE and not nearer else None
    gap = start - claim.evidence.end
    return gap if value.after and 0 <= gap <= AFTER else None
