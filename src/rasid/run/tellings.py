"""What reports tell now, beside what they told before: each event goes on as the telling whose trigger it has."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from rasid.model import Analysis, Evidence, Report
from rasid.model.incident import EventKey
from rasid.resolve.blocking import VERSION, Keys, keys, voices
from rasid.resolve.data import fit
from rasid.resolve.packing import pack, pack_report
from rasid.resolve.profile import EventProfile, profiles
from rasid.store import Linked
from rasid.store.linked import Telling


class Reading(NamedTuple):
    """The events of one report, ready to be compared, and where their triggers stand."""

    report_id: str
    run: str
    """The run that read it."""
    profiles: tuple[EventProfile, ...]
    triggers: Mapping[str, Sequence[Evidence]]
    """Of each event, its trigger and its other mentions."""


def reading(report: Report, analysis: Analysis) -> Reading:
    """What linking takes of a report."""
    return Reading(
        report.id,
        analysis.run,
        profiles(report, analysis),
        {e.id: (e.trigger, *(mention.evidence for mention in e.mentions)) for e in analysis.events},
    )


def fit_in_use() -> str:
    """What links depend on beside the reports: weights, word counts, and what is compared."""
    return f"{fit()}/{VERSION}"


class Retold:
    """What some reports tell now, beside what they told before: each event keeps the row of the one whose trigger it has."""

    def __init__(self, tables: Linked, readings: Collection[Reading]) -> None:
        self.fresh: dict[int, EventProfile] = {}
        """Events that are new, or told in another way."""
        self.keys: dict[int, Keys] = {}
        self.changed: dict[int, Telling] = {}
        """Those of them that were told before."""
        self.gone: set[int] = set()
        """Events that are told no more."""
        self.before: dict[int, Telling] = {}
        """Tellings as they were."""
        self._reports: list[tuple[str, str, str, bytes]] = []
        self._added: list[tuple[Telling, bytes]] = []
        self._set: list[tuple[Telling, bytes | None]] = []
        old: dict[str, list[Telling]] = defaultdict(list)
        for telling in tables.of_reports(read.report_id for read in readings):
            old[telling.report_id].append(telling)
        held = tables.records(telling.number for some in old.values() for telling in some if telling.event is not None)
        number = tables.next_number()
        for read in readings:
            whole = pack_report(read.profiles[0].report) if read.profiles else b""
            self._reports.append((read.report_id, read.run, fit_in_use(), whole))
            matched = _matched(old[read.report_id], read)
            names = {telling.name for telling in old[read.report_id]}
            for profile in read.profiles:
                event = profile.key.event
                trigger = next(iter(read.triggers.get(event, ())), None)
                start, end, quote = (trigger.start, trigger.end, trigger.quote) if trigger else (0, 0, "")
                record = pack(profile)
                known = matched.get(event)
                if known is None:
                    name = _name(read.report_id, start, end, event, names)
                    names.add(name)
                    told = Telling(number, read.report_id, event, name, start, end, quote, None, False, None)
                    number += 1
                else:
                    told = known._replace(event=event, start=start, end=end, quote=quote)
                    self.before[told.number] = known
                    if known.event == event and held.get(told.number) == (record, whole):
                        if known != told:
                            self._set.append((told, record))
                        continue
                    if known.event is not None:
                        self.changed[told.number] = told
                self.fresh[told.number] = profile
                self.keys[told.number] = keys(profile)
                told = told._replace(copies=self.keys[told.number].copies)
                (self._added if known is None else self._set).append((told, record))
            kept = {telling.number for telling in matched.values()}
            for telling in old[read.report_id]:
                if telling.event is not None and telling.number not in kept:
                    self.gone.add(telling.number)
                    self.before[telling.number] = telling
                    self._set.append((telling._replace(event=None, copies=None, speaks=False), None))

    def write(self, tables: Linked, speaking: Collection[int]) -> None:
        """Keeps what is told now; of what is new, some stand in blocks."""

        def now(telling: Telling) -> Telling:
            return telling._replace(speaks=telling.number in speaking) if telling.number in self.fresh else telling

        tables.set_reports(self._reports)
        tables.add_tellings((now(telling), record) for telling, record in self._added)
        tables.set_tellings((now(telling), record) for telling, record in self._set)


def _name(report_id: str, start: int, end: int, event: str, taken: Collection[str]) -> str:
    """The id of an incident that begins with an event: of its report and words, so that another store gives it the same."""
    for turn in itertools.count():
        name = "i" + digest(report_id, start, end, event, *([turn] if turn else []))
        if name not in taken:
            return name
    raise AssertionError


def _matched(old: Sequence[Telling], read: Reading) -> dict[str, Telling]:
    """Event -> the telling that it continues: the one with the same trigger, one whose trigger overlaps its own, one whose
    trigger is another mention of it; a report taken as a whole is continued by its lead event, and the other way round."""
    offers: list[tuple[int, bool, int, int, Telling, str]] = []
    for place, profile in enumerate(read.profiles):
        event = profile.key.event
        spans = read.triggers.get(event, ())
        for telling in old:
            rank = _continues(telling, spans, lead=profile.lead)
            if rank is not None:
                offers.append((rank, telling.event is None, telling.number, place, telling, event))
    out: dict[str, Telling] = {}
    taken: set[int] = set()
    for *_, telling, event in sorted(offers, key=lambda offer: offer[:4]):
        if event not in out and telling.number not in taken:
            out[event] = telling
            taken.add(telling.number)
    return out


def _continues(telling: Telling, spans: Sequence[Evidence], *, lead: bool) -> int | None:
    whole = telling.start == telling.end
    if whole or not spans:
        return 0 if whole and not spans else 3 if lead else None
    over = [span.start < telling.end and telling.start < span.end for span in spans]
    if (spans[0].start, spans[0].end) == (telling.start, telling.end):
        return 0
    return 1 if over[0] else 2 if any(over) else None


class Copies:
    """Who speaks among the events told in the same words, before and after a reading."""

    def __init__(self, tables: Linked, told: Retold) -> None:
        self.spoke: dict[int, bool] = {}
        """Who stood in blocks before, of the groups that are touched."""
        self.called: set[int] = set()
        """Who is to enter blocks."""
        self.silenced: set[int] = set()
        """Who was there before and is to leave them, because one of which it is a copy speaks now."""
        self.regrouped: set[int] = set()
        """Who was there before and is compared with others now: whoever speaks now and did not, copies of another."""
        self.again: set[int] = set()
        """Who spoke before and has other copies now."""
        self.pairs: dict[int, set[int]] = {}
        """What copies are compared with, and their copies those who speak now."""
        self.before: dict[int, Telling] = {}
        """Tellings of those who spoke and do not, or the other way round."""
        stale = told.gone | told.changed.keys()
        touched = {told.before[number].copies for number in stale} | {of.copies for of in told.keys.values()}
        groups: dict[int, list[tuple[EventKey, int]]] = defaultdict(list)
        spoke: dict[int, set[int]] = defaultdict(set)
        rows: dict[int, Telling] = {}
        for telling in tables.told_in_the_same_words(copies for copies in touched if copies is not None):
            assert telling.copies is not None
            rows[telling.number] = telling
            self.spoke[telling.number] = telling.speaks
            if telling.speaks:
                spoke[telling.copies].add(telling.number)
            if telling.number not in stale:
                groups[telling.copies].append((telling.key, telling.number))
        for number, profile in told.fresh.items():
            groups[told.keys[number].copies].append((profile.key, number))
        for copies, group in groups.items():
            number_of = dict(sorted(group))
            speaking = {number_of[key] for key in voices(list(number_of))}
            silent = set(number_of.values()) - speaking
            fresh = set(number_of.values()) & told.fresh.keys()
            called = {number for number in speaking if number in fresh or not self.spoke[number]}
            silenced = {number for number in silent - fresh if self.spoke[number]}
            self.called |= called
            self.silenced |= silenced
            self.before |= {number: rows[number] for number in called - fresh | silenced}
            self.regrouped |= called - fresh
            turned = bool(called) or speaking != spoke[copies]
            for number in silent if turned else silent & fresh:
                self.pairs[number] = set(speaking)
            if turned:
                self.regrouped |= silent - fresh
                self.again |= speaking - called
                for number in called:
                    self.pairs[number] = set(silent)


def digest(*parts: object) -> str:
    """Sixteen letters that stand for some values."""
    text = "\x00".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


__all__ = ["Copies", "Reading", "Retold", "digest", "fit_in_use", "reading"]
