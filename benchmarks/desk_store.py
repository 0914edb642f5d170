"""A large store for the benchmark of the desk: the demo corpus, really read and linked, told over and over as other happenings.

Each world of the store is the demo corpus in other places and on other days, with ids of its own; each incident of a world is
told by several copies of its reports, a few by many. What pages compute from is there in full: texts with words of their own,
analyses, events, claims, tellings, links, incidents, cards, the index of words. The blocks by which new reports are compared
are left out: nothing is linked anew here. What a record says of a place is where the demo has it; the lists and the map have
it elsewhere.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import re
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from rasid.demo import reports as demo
from rasid.lexicon.places import Place, shipped
from rasid.model import Card, Incident, PlaceKind
from rasid.run.incidents import Linking
from rasid.run.read import read
from rasid.run.review import refresh
from rasid.store import Store, fulltext
from rasid.store import schema as s

COUNTRIES = ("SY", "IQ", "YE", "PS", "LY", "SD", "LB")
LAST_DAY = dt.date(2026, 6, 30)
DAYS = 2200
OUTLETS = 60
COPIES = (1, 2, 3, 3, 4, 5, 5, 6, 7, 9, 16)
"""How often the reports of a world are told, drawn with equal chance; scaled to the number of reports that is asked for."""
_REPORT_ID = re.compile(r"r[0-9a-f]{20}")
_DAY = re.compile(r'"((?:19|20)\d\d-\d\d-\d\d)')
_BATCH = 400

Row = dict[str, Any]


class Base:
    """The demo corpus as rows of every table, by report and by incident."""

    def __init__(self, store: Store) -> None:
        refresh(store)
        self.cards = {kind: {card.id: card for card in store.cards.all(kind)} for kind in ("incident", "report")}
        with store._read() as connection:

            def rows(table: sa.Table) -> list[Row]:
                return [dict(row._mapping) for row in connection.execute(sa.select(table))]

            self.runs, self.sources, self.fits = rows(s.runs), rows(s.sources), rows(s.fits)
            self.reports = rows(s.reports)
            self.tellings = rows(s.tellings)
            self.links = rows(s.links)
            self.linked = {row["report_id"]: row for row in rows(s.linked_reports)}
            self.analyses = {row["report_id"]: row for row in rows(s.analyses)}
            self.parts = {table: _by(rows(table)) for table in (s.events, s.arguments, s.casualties, s.statements)}
        with store.linked() as tables:
            numbers = sorted({row["incident"] for row in self.tellings if row["incident"] is not None})
            self.incidents: dict[int, Incident] = tables.incidents(numbers)
        self.texts = {
            id_: zlib.decompress(bytes(row["record"])).decode("utf-8", "surrogatepass")
            for id_, row in self.analyses.items()
        }
        self.words = {row["id"]: " ".join(fulltext.index_words(row["text"])) for row in self.reports}


def _by(rows: list[Row]) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row["report_id"]].append(row)
    return out


def base(folder: Path) -> Base:
    """The demo corpus, read and linked as it is by `rasid read --demo`."""
    with Store.create(folder / "base.sqlite") as store:
        linking = Linking(store)
        for _ in read(demo(), sink=linking):
            pass
        linking.close()
        return Base(store)


class World:
    """One retelling of the base: its places, days and ids."""

    def __init__(self, number: int, copies: int, chance: random.Random, places: dict[str, list[Place]]) -> None:
        self.number, self.copies, self._chance, self._places = number, copies, chance, places
        country = chance.choice(COUNTRIES)
        self._home = places[country]
        self._moved: dict[str, Place] = {}
        self.shift = 0
        self.last = LAST_DAY - dt.timedelta(days=int(abs(chance.gauss(0, DAYS / 2.5))) % DAYS)

    def id(self, old: str, copy: int = 0) -> str:
        """The id of a report or incident in this world, as long as the old one."""
        told = hashlib.sha256(f"{self.number}/{copy}/{old}".encode()).hexdigest()
        return old[0] + told[: len(old) - 1]

    def day(self, text: str | None) -> str | None:
        if text is None:
            return None
        return (dt.date.fromisoformat(text[:10]) + dt.timedelta(days=self.shift)).isoformat() + text[10:]

    def date(self, day: dt.date | None) -> dt.date | None:
        return day + dt.timedelta(days=self.shift) if day else None

    def place(self, old: str) -> Place:
        if old not in self._moved:
            self._moved[old] = self._chance.choice(self._home)
        return self._moved[old]

    def record(self, text: str, copy: int) -> str:
        text = _REPORT_ID.sub(lambda found: self.id(found[0], copy), text)
        return _DAY.sub(lambda found: f'"{self.day(found[1])}', text)


def build(
    path: Path, *, reports: int, incidents: int, seed: int = 11, told: Callable[[str], None] = lambda text: None
) -> dict[str, int]:
    """Makes the store at ``path``. Returns how many of each it holds."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        of = base(Path(folder))
    places = {
        country: [
            place
            for place in shipped()
            if place.country == country
            and place.lat is not None
            and place.kind in (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.GOVERNORATE)
        ]
        for country in COUNTRIES
    }
    worlds = max(1, -(-incidents // len(of.incidents)))
    copies = [chance.choice(COPIES) for _ in range(worlds)]
    scale = reports / (len(of.reports) * sum(copies))
    copies = [max(1, round(count * scale)) for count in copies]
    while sum(copies) * len(of.reports) < reports:
        copies[chance.randrange(worlds)] += 1
    words = [place.name_ar for place in shipped()]
    with Store.create(path) as store:
        builder = _Builder(store, of, chance, words)
        with store._write() as connection:
            for table, rows in ((s.runs, of.runs), (s.sources, builder.sources), (s.fits, of.fits)):
                connection.execute(sa.insert(table), rows)
        for number, count in enumerate(copies):
            builder.add(World(number, count, chance, places))
            if number % 20 == 19 or number == worlds - 1:
                told(f"{number + 1} of {worlds} worlds, {builder.reports:,} reports, {builder.incidents:,} incidents")
        with store._write() as connection:
            connection.exec_driver_sql("INSERT INTO report_words (report_words) VALUES ('optimize')")
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        return {"reports": builder.reports, "incidents": builder.incidents, "tellings": builder.tellings}


class _Builder:
    def __init__(self, store: Store, of: Base, chance: random.Random, words: list[str]) -> None:
        self._store, self._of, self._chance, self._words = store, of, chance, words
        self.reports = self.incidents = self.tellings = 0
        self.sources = list(of.sources)
        for number in range(OUTLETS - len(of.sources)):
            like = of.sources[number % len(of.sources)]
            name = f"{like['name']} {number + 2}"
            self.sources.append({**like, "id": f"src{hashlib.sha256(name.encode()).hexdigest()[:20]}", "name": name})
        self._links = [(row["score"], row["fit"], row["features"]) for row in of.links]
        first = min(card.published for card in of.cards["report"].values() if card.published)
        self._first = first

    def add(self, world: World) -> None:
        of, chance = self._of, self._chance
        world.shift = (world.last - self._first).days
        numbers: dict[tuple[int, int], int] = {}  # base telling, copy -> its number here
        tellings: list[Row] = []
        rows: dict[sa.Table, list[Row]] = defaultdict(list)
        words: list[Row] = []
        cards: list[tuple[Card, str | None]] = []
        for copy in range(world.copies):
            for row in of.reports:
                id_ = world.id(row["id"], copy)
                self.reports += 1
                source = chance.choice(self.sources)
                extra = f"\nمن {chance.choice(self._words)} و{chance.choice(self._words)}، رقم {self.reports}."
                rows[s.reports].append(
                    {
                        **row,
                        "number": self.reports,
                        "id": id_,
                        "source_id": source["id"] if row["source_id"] else None,
                        "external_id": None,
                        "text": row["text"] + extra,
                        "content_sha256": hashlib.sha256((row["text"] + extra).encode()).hexdigest(),
                        "published": world.day(row["published"]),
                        "published_at": world.day(row["published_at"]),
                        "url": f"https://outlet.example/{self.reports}",
                    }
                )
                told = " ".join((of.words[row["id"]], *fulltext.index_words(extra)))
                words.append({"number": self.reports, "words": told})
                self._parts(world, copy, row["id"], id_, rows)
                cards.append((self._report_card(world, copy, row["id"], source), of.analyses[row["id"]]["run_id"]))
            for row in of.tellings:
                self.tellings += 1
                numbers[row["number"], copy] = self.tellings
                tellings.append(
                    {
                        **row,
                        "number": self.tellings,
                        "report_id": world.id(row["report_id"], copy),
                        "name": world.id(row["name"], copy),
                        "incident": numbers[row["incident"], 0] if row["incident"] is not None else None,
                        "copies": None,
                    }
                )
        rows[s.tellings] = tellings
        rows[s.links] = list(self._world_links(world, numbers))
        made = []
        for number, incident in of.incidents.items():
            here = self._incident(world, incident)
            reports = len({key.report_id for key in here.events})
            made.append((numbers[number, 0], here, reports))
            cards.append((self._incident_card(world, incident, here, numbers[number, 0], reports), None))
            self.incidents += 1
        with self._store._write() as connection:
            for table, some in rows.items():
                for at in range(0, len(some), _BATCH):
                    connection.execute(sa.insert(table), some[at : at + _BATCH])
            connection.execute(sa.text("INSERT INTO report_words (rowid, words) VALUES (:number, :words)"), words)
        with self._store.linking() as tables:
            tables.set_incidents(made)
        for at in range(0, len(cards), _BATCH):
            self._store.cards.put(cards[at : at + _BATCH])

    def _parts(self, world: World, copy: int, old: str, id_: str, rows: dict[sa.Table, list[Row]]) -> None:
        of = self._of
        record = zlib.compress(world.record(of.texts[old], copy).encode("utf-8", "surrogatepass"), 1)
        rows[s.analyses].append({**of.analyses[old], "report_id": id_, "record": record})
        for table, parts in of.parts.items():
            for part in parts.get(old, ()):
                here = {**part, "report_id": id_}
                for name in ("date_start", "date_end"):
                    if name in here:
                        here[name] = world.day(here[name])
                if here.get("lat") is not None:
                    place = world.place(here["place_id"])
                    here |= {"place_id": place.id, "place_name": place.name_en, "country": place.country}
                    here |= {"lat": place.lat, "lon": place.lon}
                rows[table].append(here)
        if old in of.linked:
            rows[s.linked_reports].append({**of.linked[old], "report_id": id_})

    def _world_links(self, world: World, numbers: dict[tuple[int, int], int]) -> Iterator[Row]:
        for row in self._of.links:
            for copy in range(world.copies):
                a, b = sorted((numbers[row["a"], copy], numbers[row["b"], copy]))
                yield {**row, "a": a, "b": b}
        for (telling, copy), number in numbers.items():
            if copy:
                score, fit, features = self._chance.choice(self._links)
                yield {"a": numbers[telling, 0], "b": number, "score": abs(score), "fit": fit, "features": features}

    def _incident(self, world: World, incident: Incident) -> Incident:
        def keys(some: Iterable[Any]) -> list[Row]:
            return sorted(
                (
                    {"report_id": world.id(key["report_id"], copy), "event": key["event"]}
                    for key in some
                    for copy in range(world.copies)
                ),
                key=lambda key: (key["report_id"], key["event"]),
            )

        told = msgspec.to_builtins(incident)
        told["id"] = world.id(incident.id)
        told["events"] = keys(told["events"])
        for name in ("when", "where"):
            if told[name]:
                told[name] |= {"by": keys(told[name]["by"]), "against": keys(told[name]["against"])}
        for name in ("first", "last"):
            told[name] = world.day(told[name])
        if told["when"]:
            told["when"]["value"] = _shifted(told["when"]["value"], world)
        if incident.place is not None and incident.lat is not None:
            place = world.place(incident.place)
            told |= {"place": place.id, "lat": place.lat, "lon": place.lon, "country": place.country}
            if told["where"]:
                told["where"]["value"] = place.id
        return msgspec.convert(told, Incident)

    def _incident_card(self, world: World, old: Incident, here: Incident, number: int, reports: int) -> Card:
        card = self._of.cards["incident"][old.id]
        return msgspec.structs.replace(
            card,
            number=number,
            id=here.id,
            first=here.first,
            last=here.last,
            published=world.date(card.published),
            reports=reports,
            outlets=tuple({self._chance.choice(self.sources)["name"] for _ in range(min(reports, 8))}),
            **self._place(world, card),
        )

    def _report_card(self, world: World, copy: int, old: str, source: Row) -> Card:
        card = self._of.cards["report"][old]
        return msgspec.structs.replace(
            card,
            number=self.reports,
            id=world.id(old, copy),
            first=world.date(card.first),
            last=world.date(card.last),
            published=world.date(card.published),
            outlets=(source["name"],) if card.outlets else (),
            **self._place(world, card),
        )

    def _place(self, world: World, card: Card) -> Row:
        if card.place_id is None or card.lat is None:
            return {}
        place = world.place(card.place_id)
        return {
            "place_id": place.id, "place": place.name_en, "lat": place.lat, "lon": place.lon, "country": place.country,
            "governorate": place.admin1,
        }  # fmt: skip


def _shifted(text: str, world: World) -> str:
    return re.sub(r"(?:19|20)\d\d-\d\d-\d\d", lambda found: world.day(found[0]) or "", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=30_000)
    given = parser.parse_args()
    began = time.perf_counter()
    held = build(
        given.path, reports=given.reports, incidents=given.incidents, told=lambda text: print(text, flush=True)
    )
    print(json.dumps({**held, "seconds": round(time.perf_counter() - began), "bytes": given.path.stat().st_size}))


if __name__ == "__main__":
    main()
