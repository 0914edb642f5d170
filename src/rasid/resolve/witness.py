"""Who bears witness: the independent source that each claim comes down to, and which claims are only reprints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rasid.model import SpeakerKind
from rasid.model.estimate import ClaimKey, IncidentClaim

PARTIES = frozenset(
    {
        SpeakerKind.GOVERNMENT,
        SpeakerKind.FOREIGN_GOVERNMENT,
        SpeakerKind.MILITARY,
        SpeakerKind.SECURITY,
        SpeakerKind.ARMED_GROUP,
        SpeakerKind.POLITICAL,
    }
)
"""Speakers for a side. What they count does not take the place of what others count, nor the other way round."""

_OWN_VOICE = frozenset({None, SpeakerKind.MEDIA})
"""The report itself, and its correspondent: مراسلنا."""

Moment = tuple[dt.date, dt.time | None]


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of one claim as testimony."""

    source: str
    """The independent source: two claims with the same are one witness."""
    reprint_of: ClaimKey | None
    """The claim of which this is a copy."""
    when: Moment | None
    """When it was first published; of a reprint, when the original was."""
    party: bool
    """Whether a side of the conflict speaks."""


def moment(claim: IncidentClaim) -> Moment | None:
    """When its report was published: the day, and the time (UTC) where it is known."""
    if claim.published_at is not None:
        at = claim.published_at
        if at.tzinfo is not None:
            at = at.astimezone(dt.UTC).replace(tzinfo=None)
        return at.date(), at.time()
    return (claim.published, None) if claim.published is not None else None


def later(a: Moment | None, b: Moment | None) -> bool:
    """Whether ``a`` is certainly after ``b``. Of two reports of one day without their times, neither is."""
    if a is None or b is None or a[0] < b[0]:
        return False
    return a[0] > b[0] or (a[1] is not None and b[1] is not None and a[1] > b[1])


def in_order(claims: Iterable[IncidentClaim]) -> list[IncidentClaim]:
    """By time of publication, then arrival, then place in the report: an order that depends on nothing else.
    A claim that is given twice counts once."""

    def place(claim: IncidentClaim) -> tuple[object, ...]:
        when = moment(claim)
        return (
            when is None,
            when[0] if when else dt.date.max,
            (when[1] if when else None) or dt.time.min,
            claim.order,
            claim.report_id,
            claim.claim.evidence.start,
            claim.claim.id,
        )

    return sorted({claim.key: claim for claim in claims}.values(), key=place)


def witnesses(claims: Iterable[IncidentClaim]) -> Mapping[ClaimKey, Witness]:
    """The witness of each claim.

    A named speaker is one source in all reports that quote him. An unnamed one is a source of the outlet that quotes
    him, or of the agency that the outlet cites. What the report itself asserts has the outlet for its source. A claim
    that stands in another report's words with the same number is a reprint of the earliest: it has that one's source.
    A copy in which the number was changed is not a reprint.
    """
    first: dict[tuple[object, ...], IncidentClaim] = {}
    out: dict[ClaimKey, Witness] = {}
    for claim in in_order(claims):
        said = _said(claim)
        original = first.setdefault(said, claim) if said is not None else claim
        if original.report_id == claim.report_id:
            original = claim
        out[claim.key] = Witness(
            source=_source(original),
            reprint_of=original.key if original is not claim else None,
            when=moment(original),
            party=original.speaker_kind in PARTIES,
        )
    return out


def _said(claim: IncidentClaim) -> tuple[object, ...] | None:
    if claim.copies is None:
        return None
    count = claim.claim
    return claim.copies, count.outcome, count.count.low, count.count.high, count.groups, count.scope, count.certainty


def _source(claim: IncidentClaim) -> str:
    return source(claim.report_id, claim.outlet, claim.speaker, claim.speaker_kind, claim.via)


def source(report_id: str, outlet: str | None, speaker: str | None, kind: SpeakerKind | None, via: str | None) -> str:
    """The name of the source that words come down to, as their own report tells it (see `witnesses`)."""
    if speaker is not None:
        return f"{'outlet' if kind is SpeakerKind.MEDIA else 'speaker'}:{speaker}"
    base = f"outlet:{via or outlet}" if via or outlet else f"report:{report_id}"
    return base if kind in _OWN_VOICE else f"{base}/{kind}"
