"""The day or days of each happening: told beside it, counted from another happening, or carried on from one told just before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import structs

from rasid.analyse.document import Document, EventDraft
from rasid.model import DateBasis, DateInterval, Granularity, Realis, Salience

CARRIED = 2
"""Sentences over which a day carries from one happening to the next."""


def settle_days(doc: Document) -> None:
    """Days that events have from one another."""
    for event in doc.events:
        if event.when is None or not event.when.resolved:
            event.when = _anchored(doc, event) or event.when
    _carry(doc)
    _heading(doc)


def finest(whens: Sequence[DateInterval]) -> DateInterval | None:
    """The finest of the times that come to days, of several the first; but where it is the day from which another one reaches on
    (منذ السابع من أكتوبر), that. Else the first that tells something; None when no time stands there."""
    resolved = [when for when in whens if when.start is not None and when.end is not None]
    if resolved:
        best = min(resolved, key=lambda when: (when.end or when.start) - when.start)  # type: ignore[operator]
        reaching = (when for when in resolved if when.granularity is Granularity.DAYS and when.start == best.start)
        return next(reaching, best) if best.granularity is Granularity.DAY else best
    return next((when for when in whens if when.granularity is Granularity.PART_OF_DAY), whens[0] if whens else None)


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


def _carry(doc: Document) -> None:
    """A happening without a time of its own, told right after one of a known day and in the same breath, is of that
    day: قصفت المدفعية صباح اليوم قرية … كما اقتحمت القوات … One with a part of the day only (مساء) has the day too."""
    before: EventDraft | None = None
    day: DateInterval | None = None
    """That of ``before``, with no words but those that tell the day."""
    for event in doc.events:
        if event.salience is Salience.BACKGROUND:
            continue
        carried = False
        if before is not None and day is not None and _open_to_a_day(event):
            gaps = [event.trigger.sentence - trigger.sentence for trigger in before.triggers]
            if any(0 <= gap <= CARRIED for gap in gaps) and day.start == day.end:
                own = event.when.evidence if event.when is not None else ()
                event.when = structs.replace(
                    day, basis=DateBasis.ANCHORED, note=f"told with {before.id}", evidence=own + day.evidence
                )
                carried = True
        # A day counted back from another happening is that happening's past: it does not carry on.
        anchored = event.when is not None and event.when.basis is DateBasis.ANCHORED
        counted = anchored and any(argument.time is not None and argument.time.anchored for argument in event.arguments)
        if event.when is not None and event.when.resolved and not counted:
            before, day = event, day if carried else event.when


def _heading(doc: Document) -> None:
    """حصاد الأحداث ليوم الجمعة …: a day that stands in the title and is no one happening's is that of all that have none."""
    days = [time.when for time in doc.times if doc.sentence_of(time.span.start).is_title and time.when.start]
    if len({when.start for when in days}) != 1 or days[0].start != days[0].end:
        return
    if any(
        argument.time is not None and argument.time.when in days for event in doc.events for argument in event.arguments
    ):
        return
    for event in doc.events:
        if event.salience is not Salience.BACKGROUND and _open_to_a_day(event):
            event.when = structs.replace(days[0], basis=DateBasis.ANCHORED, note="the day in the title")


def _open_to_a_day(event: EventDraft) -> bool:
    if event.realis not in (Realis.ACTUAL, Realis.ALLEGED):
        return False
    return event.when is None or (not event.when.resolved and event.when.granularity is Granularity.PART_OF_DAY)
