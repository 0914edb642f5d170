#!/usr/bin/env python3
"""How well, how fast and in how much memory events are made into incidents, on a stream whose truth is known.

usage: incidents.py [--events N] [--sizes N,N,…] [--add N] [--store FOLDER] [--json OUT.json]

The stream is drawn, not read: happenings in real places over three years, each told by one report or by many; outlets with
their own words and delays, short posts beside articles, reprints whole and in part, tolls that rise with the hours, dates and
places that are left out, and near-by decoys: another strike on the same town, or the next, within three days. What is linked are profiles, as reading would
give them. B-cubed and pairwise F1 are of events against the happenings that they were drawn from.

Seconds are of this process's processor time; memory is the greatest of the process. `--sizes` links further stores of so many
events, to tell how the cost of a report grows. The last reports of the stream (`--add`) are linked one by one, by a builder that
is new to the store.
Each figure stands beside the bound that it must keep; exit code 1 when one does not.
"""

import argparse
import itertools
import json
import pickle
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from rasid.lexicon.places import shipped
from rasid.model import EventType, PlaceKind, Salience
from rasid.model.incident import EventKey
from rasid.resolve.likeness import Bag, stems, table
from rasid.resolve.packing import pack, pack_report, unpack
from rasid.resolve.profile import EventProfile, Point, ReportProfile
from rasid.run.incidents import CHUNK, Builder, Reading
from rasid.store import Store

# Name -> (bound, whether more is better). The bounds are those of the design.
BOUNDS = {
    "B-cubed F1 of events": (92, True),
    "minutes of processor": (10, False),
    "memory, MB": (2048, False),
    "cost of a report, largest over smallest store": (1.5, False),
    "milliseconds to add one report, median": (50, False),
}
FIRST_DAY = 738_000
EVENTS_A_DAY = 180
TYPES = (
    EventType.AIR_STRIKE, EventType.SHELLING, EventType.BOMBING, EventType.ARMED_CLASH, EventType.ARMED_ATTACK,
    EventType.ABDUCTION, EventType.ARREST, EventType.PROTEST,
)  # fmt: skip
OUTLETS = 60


class Happening(msgspec.Struct, frozen=True):
    """What the reports of one incident are drawn from."""

    number: int
    day: int
    type: EventType
    point: Point
    place: tuple[str, ...]
    country: str
    words: tuple[str, ...]
    weapon: str
    actor: str
    killed: int
    injured: int
    part: int
    name: frozenset[str] | None


class Stream:
    """Reports of happenings, in the order of publication."""

    def __init__(self, events: int, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        _, counts = table()
        # Words as reports of conflict have them: the common ones of all reports, and rarer ones that a happening brings.
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        self._common = ranked[:1500]
        self._weights = [counts[word] for word in self._common]
        self._rare = ranked[600:]
        self._places = [
            place
            for place in shipped()
            if place.lat is not None and place.lon is not None
            and place.kind in (PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD)
            and place.country in ("SY", "IQ", "YE", "PS", "LY", "SD", "LB")
            and stems(place.name_ar)
        ]  # fmt: skip
        self._outlets = [self._chance.sample(self._common, 12) for _ in range(OUTLETS)]
        self._days = max(2, events // EVENTS_A_DAY)
        self._drawer = tempfile.TemporaryFile()  # noqa: SIM115  as long as the stream
        self._places_in_drawer: list[tuple[int, str, int]] = []
        for published, reading in self._drawn(events):
            self._places_in_drawer.append((published, reading.report_id, self._drawer.tell()))
            (profile,) = reading.profiles
            pickle.dump((pack(profile), pack_report(profile.report)), self._drawer)
        self._places_in_drawer.sort()

    def __len__(self) -> int:
        """How many reports there are."""
        return len(self._places_in_drawer)

    def __iter__(self) -> Iterator[Reading]:
        for _, report_id, at in self._places_in_drawer:
            self._drawer.seek(at)
            yield Reading(report_id, "run", (unpack(*pickle.load(self._drawer)),), {})

    @property
    def ids(self) -> Iterator[str]:
        """The ids of the reports."""
        return (report_id for _, report_id, _ in self._places_in_drawer)

    def _drawn(self, events: int) -> Iterator[tuple[int, Reading]]:
        number = 0
        drawn = 0
        while drawn < events:
            first = self._happening(number)
            some = [first]
            if self._chance.random() < 0.4:
                some.append(self._decoy(first, number + 1))
            number += len(some)
            for happening in some:
                for reading in self._told(happening):
                    drawn += len(reading[1].profiles)
                    yield reading

    def _happening(self, number: int) -> Happening:
        chance = self._chance
        place = chance.choice(self._places)
        assert place.lat is not None
        assert place.lon is not None
        type_ = chance.choice(TYPES)
        # Deaths are few mostly and many seldom.
        killed = 0 if chance.random() < 0.35 else min(400, int(chance.paretovariate(1.1)))
        named = chance.random() < 0.25
        return Happening(
            number=number,
            day=FIRST_DAY + chance.randrange(self._days),
            type=type_,
            point=Point(place.lat, place.lon, place.radius_km or 3.0, place.id),
            place=tuple(stems(place.name_ar)),
            country=place.country,
            words=tuple(chance.sample(self._rare, 14) + chance.choices(self._common, self._weights, k=20)),
            weapon=chance.choice(("aircraft", "artillery", "explosive", "firearm")),
            actor=f"actor{chance.randrange(30)}",
            killed=killed,
            injured=0 if chance.random() < 0.4 else int(killed * chance.uniform(0.5, 3)) + 1,
            part=chance.randrange(6),
            name=frozenset(chance.sample(self._rare, 3)) if named else None,
        )

    def _decoy(self, of: Happening, number: int) -> Happening:
        """Another happening of the same kind, in the same town or within a few kilometres, within three days."""
        chance = self._chance
        other = self._happening(number)
        same = chance.random() < 0.5
        near = of.point if same else Point(of.point.lat + chance.uniform(-0.05, 0.05),
                                           of.point.lon + chance.uniform(-0.05, 0.05), 3.0, f"near{number}")  # fmt: skip
        shared = chance.sample(of.words, 8)
        return msgspec.structs.replace(
            other,
            day=of.day + chance.choice((-3, -2, -1, 1, 2, 3)),
            type=of.type,
            point=near,
            place=of.place if same else other.place,
            country=of.country,
            words=tuple(shared) + other.words[:22],
            weapon=of.weapon,
            actor=of.actor,
        )

    def _told(self, happening: Happening) -> Iterator[tuple[int, Reading]]:
        chance = self._chance
        count = 1 if chance.random() < 0.35 else min(250, 1 + int(chance.paretovariate(1.15)))
        originals: list[tuple[tuple[str, ...], EventProfile]] = []
        for at in range(count):
            late = min(9, int(chance.expovariate(1.2)))
            published = happening.day + late
            report_id = f"r{happening.number:06}{at:03}"  # see `happening_of`
            key = EventKey(report_id, "e1")
            if originals and chance.random() < 0.3:
                words, copied = chance.choice(originals)
                if chance.random() < 0.4:  # in part, with a heading of its own
                    words = words[: len(words) * 2 // 3] + tuple(chance.choice(self._outlets)[:4])
                profile = self._profile(happening, key, words, published, late, copied)
            else:
                outlet = chance.choice(self._outlets)
                post = chance.random() < 0.12
                words = (
                    *happening.place,
                    *(word for word in happening.words if chance.random() < (0.25 if post else 0.55)),
                    *chance.choices(self._common, self._weights, k=5 if post else 25),
                    *outlet[: 2 if post else 6],
                )
                profile = self._profile(happening, key, words, published, late, None, post=post)
                originals.append((words, profile))
            yield published, Reading(report_id, "run", (profile,), {})

    def _profile(
        self,
        of: Happening,
        key: EventKey,
        words: tuple[str, ...],
        published: int,
        late: int,
        copied: EventProfile | None,
        *,
        post: bool = False,
    ) -> EventProfile:
        chance = self._chance
        bag = Bag(words)
        whole = ReportProfile(
            id=key.report_id,
            published=published if chance.random() < 0.9 else None,
            outlet=f"outlet{chance.randrange(OUTLETS)}",
            bag=bag,
            days=frozenset(),
            monthdays=frozenset(),
        )
        if copied is not None:
            return msgspec.structs.replace(copied, key=key, report=whole, bag=bag)
        grown = 1 + min(0.5, 0.12 * late)
        dated = chance.random() < (0.3 if post else 0.8)
        pointed = chance.random() < (0.5 if post else 0.8)
        off = chance.choice((-1, 1)) if chance.random() < 0.06 else 0
        killed = (round(of.killed * grown),) if of.killed and chance.random() < 0.85 else ()
        injured = (round(of.injured * grown),) if of.injured and chance.random() < 0.7 else ()
        return EventProfile(
            key=key,
            report=whole,
            type=of.type if chance.random() < 0.85 else chance.choice(TYPES),
            salience=Salience.MAIN,
            lead=True,
            first=of.day + off if dated else None,
            last=of.day + off if dated else None,
            weekdays=frozenset({(of.day + off - 1) % 7}) if chance.random() < 0.6 else frozenset(),
            monthdays=frozenset(),
            parts=frozenset({of.part}) if chance.random() < 0.5 else frozenset(),
            points=(of.point,) if pointed else (),
            places=(of.place,) if pointed or chance.random() < 0.5 else (),
            countries=frozenset({of.country}),
            actors=frozenset({of.actor}) if chance.random() < 0.5 else frozenset(),
            weapons=frozenset({of.weapon}) if chance.random() < 0.5 else frozenset(),
            killed=tuple((low, low) for low in killed),
            injured=tuple((low, low) for low in injured),
            groups=frozenset(),
            names=frozenset({of.name}) if of.name and chance.random() < 0.6 else frozenset(),
            bag=bag,
            copies=frozenset(chance.getrandbits(60) for _ in range(10)),
        )


def happening_of(key: EventKey) -> int:
    """The number of the happening of which an event of the stream is drawn."""
    return int(key.report_id[1:-3])


def store_of(stream: Stream, path: Path) -> Store:
    """A store that has the reports, without texts: they are not what is measured."""
    Store.create(path).close()
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO reports (number, id, text, content_sha256, published_basis, sentences) VALUES (?, ?, '', '', 'none', '[]')",
            enumerate(stream.ids, 1),
        )
    return Store.open(path)


def scores(groups: Iterable[Sequence[EventKey]]) -> dict[str, float]:
    """B-cubed and pairwise precision, recall and F1, in percent, of events of the stream."""
    found = [Counter(map(happening_of, group)) for group in groups]
    sizes: Counter[int] = Counter()
    for of in found:
        sizes.update(of)
    cubed_p = cubed_r = 0.0
    pairs = pairs_true = 0
    for of in found:
        many = of.total()
        pairs += many * (many - 1) // 2
        for happening, some in of.items():
            cubed_p += some * some / many
            cubed_r += some * some / sizes[happening]
            pairs_true += some * (some - 1) // 2
    total = sum(size * (size - 1) // 2 for size in sizes.values())
    p, r = cubed_p / sizes.total(), cubed_r / sizes.total()
    pp, pr = pairs_true / max(pairs, 1), pairs_true / max(total, 1)
    return {
        "B-cubed precision": 100 * p,
        "B-cubed recall": 100 * r,
        "B-cubed F1 of events": 200 * p * r / (p + r),
        "pairwise precision": 100 * pp,
        "pairwise recall": 100 * pr,
        "pairwise F1": 200 * pp * pr / max(pp + pr, 1e-9),
        "largest incident": max(of.total() for of in found),
        "incidents": len(found),
        "happenings": len(sizes),
    }


def linked(builder: Builder, readings: Iterator[Reading], *, told: bool = True) -> float:
    """The seconds of the processor that it takes to link a stream, some thousand reports at once; to draw it is not counted."""
    done, seconds = 0, 0.0
    while some := list(itertools.islice(readings, CHUNK)):
        start = time.process_time()
        builder.link(some)
        seconds += time.process_time() - start
        done += len(some)
        if told:
            print(f"  {done:,} reports, {seconds:.0f} s", file=sys.stderr)
    return seconds


def groups_of(store: Store) -> Iterator[tuple[EventKey, ...]]:
    with store.linked() as tables:
        yield from (incident.events for incident in tables.listed())


def added(builder: Builder, readings: Iterable[Reading]) -> list[float]:
    """The milliseconds that it takes to link each of some reports by itself."""
    return [1000 * linked(builder, iter([reading]), told=False) for reading in readings]


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--events", type=int, default=200_000)
    ap.add_argument("--sizes", default="10000")
    ap.add_argument("--add", type=int, default=300, help="reports that are added one by one in the end")
    ap.add_argument("--store", type=Path, help="folder in which the stores are left")
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = o.store or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        costs = {}
        for size in [int(part) for part in o.sizes.split(",") if part] + [o.events]:
            stream = Stream(size)
            path = folder / f"{size}.sqlite"
            with closing(store_of(stream, path)) as store:
                readings = iter(stream)
                seconds = linked(Builder(store), itertools.islice(readings, max(0, len(stream) - o.add)))
                # As a program does that is just started.
                times = added(Builder(store), readings)
                costs[size] = 1000 * seconds / max(1, len(stream) - o.add)
                figures[f"milliseconds a report, {size:,} events"] = costs[size]
                if size == o.events:
                    figures["minutes of processor"] = (seconds + sum(times) / 1000) / 60
                    if times:
                        figures["milliseconds to add one report, median"] = statistics.median(times)
                        figures["milliseconds to add one report, 95 of 100"] = sorted(times)[int(0.95 * len(times))]
                    figures |= scores(groups_of(store))
                    with store.linked() as tables:
                        figures["links"] = tables.counts()["links"]
            if size == o.events:
                figures["store, MB"] = path.stat().st_size / 1e6
        figures["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures["cost of a report, largest over smallest store"] = costs[o.events] / costs[min(costs)]
    held = True
    for name_, value in figures.items():
        bound = BOUNDS.get(name_)
        told = ""
        if bound is not None:
            kept = value >= bound[0] if bound[1] else value <= bound[0]
            held = held and kept
            told = f"   ({'at least' if bound[1] else 'at most'} {bound[0]:g}{'' if kept else ': NOT KEPT'})"
        print(f"{name_:<50} {value:>12,.2f}{told}")
    if o.json:
        o.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
