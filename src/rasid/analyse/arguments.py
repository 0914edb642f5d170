"""Component "arguments": who, whom, where, when and with what, for every event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import structs

from rasid.analyse.document import ActorMention, ArgumentDraft, Document, EventDraft, PlaceMention, TimeMention, Trigger
from rasid.analyse.kinship import logit
from rasid.analyse.links import ROLES, Linkable, Linkables, link_features, link_weights
from rasid.model import DateBasis, DateInterval, Granularity, Realis, Role, Salience

# Logits from which a mention is taken for a role; tools/fit/links.py prints the sweep.
ENOUGH = {"attacker": -0.6, "target": -1.2, "party": -0.8, "place": -0.3, "time": -0.8, "weapon": -0.3}


# Sentences over which a day carries from one happening to the next.
CARRIED = 2


class Arguments:
    name = "arguments"
    version = "2"
    requires = ("events",)
    provides = ("arguments",)

    def __call__(self, doc: Document) -> None:
        linkables = Linkables(doc)
        mates = triggers_by_sentence(doc.triggers)
        for event in doc.events:
            best: dict[tuple[str, str], tuple[float, Linkable]] = {}
            for role, mention, score in _judged(doc, event, linkables, mates):
                known = best.get((role, mention.key))
                if score >= ENOUGH[role] and (known is None or score > known[0]):
                    best[role, mention.key] = (score, mention)
            for role in ENOUGH:
                found = [(mention, score) for (r, _), (score, mention) in best.items() if r == role]
                event.arguments += [_draft(Role(role), mention) for mention in _distinct(found)]
            event.when = finest([m.value.when for _, m in best.values() if isinstance(m.value, TimeMention)])
        settle_days(doc)


def settle_days(doc: Document) -> None:
    """Days that events have from one another."""
    for event in doc.events:
        if event.when is None or not event.when.resolved:
            event.when = _anchored(doc, event) or event.when
    _carry(doc)


def _carry(doc: Document) -> None:
    """A happening without a time of its own, told right after one of a known day and in the same breath, is of that
    day: قصفت المدفعية صباح اليوم قرية … كما اقتحمت القوات … One with a part of the day only (مساء) has the day too."""
    before: EventDraft | None = None
    for event in doc.events:
        if event.salience is Salience.BACKGROUND:
            continue
        if before is not None and before.when is not None and _open_to_a_day(event):
            gaps = [event.trigger.sentence - trigger.sentence for trigger in before.triggers]
            if any(0 <= gap <= CARRIED for gap in gaps) and before.when.start == before.when.end:
                own = event.when.evidence if event.when is not None else ()
                event.when = structs.replace(
                    before.when,
                    basis=DateBasis.ANCHORED,
                    note=f"told with {before.id}",
                    evidence=own + before.when.evidence,
                )
        # A day counted back from another happening is that happening's past: it does not carry on.
        anchored = event.when is not None and event.when.basis is DateBasis.ANCHORED
        counted = anchored and any(argument.time is not None and argument.time.anchored for argument in event.arguments)
        if event.when is not None and event.when.resolved and not counted:
            before = event


def _open_to_a_day(event: EventDraft) -> bool:
    if event.realis not in (Realis.ACTUAL, Realis.ALLEGED):
        return False
    return event.when is None or (not event.when.resolved and event.when.granularity is Granularity.PART_OF_DAY)


def triggers_by_sentence(triggers: list[Trigger]) -> dict[int, list[Trigger]]:
    """The triggers of each sentence, in order."""
    out: dict[int, list[Trigger]] = {}
    for trigger in sorted(triggers, key=lambda trigger: trigger.first):
        out.setdefault(trigger.sentence, []).append(trigger)
    return out


def _judged(
    doc: Document, event: EventDraft, linkables: Linkables, mates: dict[int, list[Trigger]]
) -> Iterator[tuple[str, Linkable, float]]:
    weights = link_weights()
    for trigger in event.triggers:
        for mention in linkables.within(doc.sentences[trigger.sentence]):
            features = link_features(doc, trigger, mention, mates[trigger.sentence])
            for role in ROLES[mention.kind]:
                yield role, mention, logit(features, weights[role])


def _distinct(found: list[tuple[Linkable, float]]) -> list[Linkable]:
    """One mention for each thing, surest first: none that overlaps another or whose name is part of another's."""
    out: list[Linkable] = []
    for mention, _ in sorted(found, key=lambda item: -item[1]):
        if all(
            mention.span.overlap(other.span) == 0 and mention.key not in other.key and other.key not in mention.key
            for other in out
        ):
            out.append(mention)
    return sorted(out, key=lambda mention: mention.span.start)


def _draft(role: Role, mention: Linkable) -> ArgumentDraft:
    value = mention.value
    if isinstance(value, ActorMention):
        return ArgumentDraft(role, mention.span, label=value.label, actor=value.actor)
    if isinstance(value, PlaceMention):
        reference = value.reference
        label = reference.name_en if reference else None
        if role is not Role.PLACE:
            return ArgumentDraft(role, mention.span, label=label)
        return ArgumentDraft(role, mention.span, label=label, place=reference, kind=value.kind)
    if isinstance(value, TimeMention):
        return ArgumentDraft(role, mention.span, time=value)
    return ArgumentDraft(role, mention.span)


def _anchored(doc: Document, event: EventDraft) -> DateInterval | None:
    """استهدف قاعدة يوم الأحد، بعد يومين من هجوم: the attack's day, counted back from the day of what stands before the time."""
    for argument in event.arguments:
        time = argument.time
        if time is None or not time.anchored or time.offset_days is None:
            continue
        sentence = doc.sentence_of(time.span.start)
        for other in doc.events:
            when = other.when
            if other is event or when is None or when.start is None or when.start != when.end:
                continue
            if any(trigger.sentence == sentence.index and trigger.last <= time.first for trigger in other.triggers):
                day = when.start - dt.timedelta(days=time.offset_days)
                return structs.replace(
                    time.when,
                    start=day,
                    end=day,
                    basis=DateBasis.ANCHORED,
                    note=f"{time.offset_days} days before {other.id}",
                    evidence=time.when.evidence + when.evidence,
                )
    return None


def finest(whens: list[DateInterval]) -> DateInterval | None:
    """The finest of the times that come to days; else the first that tells something; None when no time stands there."""
    resolved = [when for when in whens if when.start is not None and when.end is not None]
    if resolved:
        return min(resolved, key=lambda when: (when.end or when.start) - when.start)  # type: ignore[operator]
    return next((when for when in whens if when.granularity is Granularity.PART_OF_DAY), whens[0] if whens else None)


def make() -> Arguments:
    return Arguments()
