"""Who is held responsible: from attackers and statements of the reports to claimed, denied, accused, and contested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from rasid.lexicon.actors import registry
from rasid.model import Act, Analysis, Argument, Certainty, Event, Evidence, Realis, Report, Role, Statement
from rasid.model.responsibility import Attribution, Contest, PartyResponsibility, Responsibility, Stance
from rasid.resolve.claims import outlet_of, speaker_of
from rasid.resolve.witness import source

_OWNS = frozenset({Act.STATES, Act.CONFIRMS, Act.JUSTIFIES})
"""What an attacker does who says that the attack was its own: أعلن الجيش أنه قصف."""
_BY_OTHERS = frozenset({Stance.ACCUSED, Stance.REPORTED})


def attributions_of(
    report: Report,
    analysis: Analysis,
    *,
    events: Collection[str],
    copies: str | None = None,
    order: int = 0,
) -> tuple[Attribution, ...]:
    """What one report says of who did it. ``events`` are those of its analysis that belong to the incident; ``copies`` is
    the id that reports share which are one text."""
    statements = {statement.id: statement for statement in analysis.statements}
    outlet = outlet_of(report)

    def made(
        stance: Stance, party: str | None, words: Evidence, said: Statement | None, *, hedged: bool
    ) -> Attribution:
        via = statements.get(said.via or "") if said else None
        return Attribution(
            stance=stance,
            party=party,
            words=words,
            hedged=hedged,
            report_id=report.id,
            source=source(report.id, outlet, speaker_of(said), said.kind if said else None, speaker_of(via)),
            copies=copies,
            published=report.published,
            order=order,
        )

    out: list[Attribution] = []
    for event in analysis.events:
        if event.id not in events or event.realis in (Realis.PLANNED, Realis.THREATENED, Realis.GENERIC):
            continue
        about = [statement for statement in analysis.statements if event.id in statement.about]
        for statement in about:
            party = _known(statement.actor)
            if statement.act is Act.CLAIMS_RESPONSIBILITY:
                words = statement.speaker
                if party is None and (named := _single(event)) is not None:
                    party, words = named
                out.append(made(Stance.CLAIMED, party, words, statement, hedged=_hedged(statement)))
            elif statement.act is Act.DENIES and party is not None:
                out.append(made(Stance.DENIED, party, statement.speaker, statement, hedged=_hedged(statement)))
        for attacker in _attackers(event):
            said = _sayer(attacker.evidence, about)
            party = _known(attacker.actor)
            speaking = next((s for s in about if s.speaker.span.overlap(attacker.evidence.span)), None)
            if (
                speaking is not None
            ):  # قال الجيش إنه شن غارة: the words name the speaker, and the report asserts nothing
                if speaking.act not in _OWNS or speaking.certainty is Certainty.DENIED:
                    continue
                said, stance, hedged = speaking, Stance.CLAIMED, _hedged(speaking)
            elif said is None:
                stance, hedged = Stance.REPORTED, event.realis is Realis.ALLEGED
            elif said.act in (Act.DENIES, Act.CLAIMS_RESPONSIBILITY) or said.certainty is Certainty.DENIED:
                continue  # who denies that X did it accuses nobody; who claims it has been told above
            else:
                own = said.act in _OWNS and party is not None and same_side(party, _known(said.actor))
                stance, hedged = Stance.CLAIMED if own else Stance.ACCUSED, _hedged(said)
            out.append(made(stance, party, attacker.evidence, said, hedged=hedged))
    return tuple(dict.fromkeys(out))


def responsibility(attributions: Iterable[Attribution]) -> Responsibility:
    """All that is said of responsibility for one incident, from whatever order of reports. A reprint adds no source."""
    ordered = sorted(
        attributions,
        key=lambda a: (a.published is None, a.published or dt.date.max, a.order, a.report_id, a.words.start),
    )
    first: dict[tuple[object, ...], Attribution] = {}
    by_party: dict[str, list[Attribution]] = {}
    sources: dict[str, dict[str, None]] = {}
    sides_of: dict[str, set[str]] = {}
    denied: set[str] = set()
    accused: set[str] = set()
    for attribution in ordered:
        if attribution.party is None:
            continue
        by_party.setdefault(attribution.party, []).append(attribution)
        named = sources.setdefault(attribution.party, {})
        original = attribution
        if attribution.copies is not None:
            original = first.setdefault((attribution.copies, attribution.party, attribution.stance), attribution)
        if attribution.stance is Stance.DENIED:
            denied.add(side(attribution.party))
            continue
        if attribution.stance in _BY_OTHERS:
            accused.add(side(attribution.party))
        if not attribution.hedged:
            named[original.source] = None
            sides_of.setdefault(original.source, set()).add(side(attribution.party))
    parties = [
        PartyResponsibility(
            party=party, side=side(party), attributions=tuple(told), sources=tuple(sorted(sources[party]))
        )
        for party, told in by_party.items()
    ]
    parties.sort(key=lambda party: (-len(party.sources), party.party))
    return Responsibility(
        parties=tuple(parties),
        unnamed=tuple(a for a in ordered if a.party is None),
        contest=tuple(_contests(list(sides_of.values()), denied & accused)),
    )


def _contests(sides: list[set[str]], refused: set[str]) -> Iterator[Contest]:
    """Two sources of which each names sides that the other does not; a side that others name and that denies. A source
    that names two sides together (قصف للنظام وروسيا) is no rival of one that names either."""
    if any(not a & b for a in sides for b in sides):
        yield Contest.RIVALS
    if refused:
        yield Contest.DENIAL


def side(actor: str) -> str:
    """The state or body that an actor is of, itself where it is of none."""
    above = registry().parents(actor) if actor in registry() else ()
    return above[-1].id if above else actor


def same_side(a: str, b: str | None) -> bool:
    """Whether the two are of one side."""
    return b is not None and side(a) == side(b)


def _known(actor: str | None) -> str | None:
    found = registry().get(actor)
    return found.id if found is not None else None


def _attackers(event: Event) -> Iterator[Argument]:
    yield from (argument for argument in event.arguments if argument.role is Role.ATTACKER)


def _single(event: Event) -> tuple[str, Evidence] | None:
    """The one registered attacker of the event."""
    named = {
        party: attacker.evidence for attacker in _attackers(event) if (party := _known(attacker.actor)) is not None
    }
    return next(iter(named.items())) if len(named) == 1 else None


def _sayer(words: Evidence, about: Collection[Statement]) -> Statement | None:
    """The statement in whose content the words stand; of several the narrowest."""
    inside = [
        (len(content.span), statement.id, statement)
        for statement in about
        for content in statement.content
        if content.span.covers(words.span)
    ]
    return min(inside, key=lambda found: found[:2])[2] if inside else None


def _hedged(statement: Statement) -> bool:
    return statement.certainty is Certainty.HEDGED
