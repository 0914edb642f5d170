"""The registry of actors: states, forces, armed groups, parties, bodies, media (actors.csv and the states of nations.csv)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import msgspec

from rasid.lexicon.data import path
from rasid.lexicon.nations import demonym, nations, split
from rasid.lexicon.phrases import Phrases
from rasid.text.normal import fold

__all__ = ["Actor", "ActorKind", "Registry", "Sense", "demonym", "registry"]


class ActorKind(StrEnum):
    STATE = "state"
    GOVERNMENT = "government"
    MINISTRY = "ministry"
    ARMY = "army"
    """An army, and forces of a state that are not told more closely (القوات العراقية)."""
    AIR_FORCE = "air_force"
    NAVY = "navy"
    POLICE = "police"
    SECURITY = "security"
    INTELLIGENCE = "intelligence"
    ARMED_GROUP = "armed_group"
    MILITIA = "militia"
    PARTY = "party"
    MOVEMENT = "movement"
    AGENCY = "agency"
    """News agency."""
    OUTLET = "outlet"
    SOCIAL = "social"
    NGO = "ngo"
    MONITOR = "monitor"
    MEDICAL = "medical"
    RESCUE = "rescue"
    INTERNATIONAL = "international"
    COALITION = "coalition"
    COURT = "court"
    TRIBE = "tribe"
    RELIGIOUS = "religious"
    COMPANY = "company"
    OTHER = "other"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: ActorKind
    name_en: str
    name_ar: str
    variants_ar: tuple[str, ...] = ()
    """Other names, partisan and pejorative ones too: what a report says, not what we call it."""
    short_ar: tuple[str, ...] = ()
    """Names that other things bear too (القاعدة, الشباب): they count where the rest of the report decides.
    One with "*" stands for this actor when nothing decides."""
    country: str | None = None
    """ISO 3166 alpha-2."""
    theatre: tuple[str, ...] = ()
    """Countries in which a body of no or of another country acts: a report on one of them means it by a short name."""
    parent: str | None = None
    wikidata: str | None = None


class Sense(msgspec.Struct, frozen=True):
    """What a phrase may name. ``needs_article``: only where the article is joined to it (للحشد, not حشد)."""

    actors: tuple[str, ...]
    short: bool = False
    default: str | None = None
    needs_article: bool = False


class Registry:
    """All actors, found by id or by phrase."""

    def __init__(self, actors: dict[str, Actor]) -> None:
        self._actors = actors
        senses: dict[str, Sense] = {}
        short: dict[str, list[str]] = {}
        defaults: dict[str, str] = {}
        for actor in actors.values():
            for name in (actor.name_ar, *actor.variants_ar):
                senses[_key(name)] = Sense((actor.id,))
            for name in actor.short_ar:
                key = _key(name.rstrip("*"))
                short.setdefault(key, []).append(actor.id)
                if name.endswith("*"):
                    defaults[key] = actor.id
        for key, ids in short.items():
            senses.setdefault(key, Sense(tuple(ids), short=True, default=defaults.get(key)))
        self.phrases: Phrases[Sense] = Phrases()
        for key, sense in senses.items():
            self.phrases.add_key(key, sense)
            bare = key[2:]
            if key.startswith("ال") and len(key.split(" ", 1)[0]) > 4 and bare not in senses:
                # للحوثيين: the article without its alif.
                self.phrases.add_key(
                    bare, Sense(sense.actors, short=sense.short, default=sense.default, needs_article=True)
                )

    def __len__(self) -> int:
        return len(self._actors)

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def __contains__(self, id: str) -> bool:
        return id in self._actors

    def __getitem__(self, id: str) -> Actor:
        """The actor with that id. Raises KeyError for an unknown one."""
        return self._actors[id]

    def get(self, id: str | None) -> Actor | None:
        return self._actors.get(id) if id else None

    def find(self, phrase: str) -> Actor | None:
        """The actor that ``phrase``, as written, names without doubt; None for an unknown or an ambiguous one."""
        sense = self.phrases.get(phrase)
        if sense is None or (sense.short and sense.default is None) or sense.needs_article:
            return None
        return self._actors[sense.default or sense.actors[0]]

    def parents(self, id: str) -> tuple[Actor, ...]:
        """The actors above it, the nearest first."""
        out: list[Actor] = []
        above = self._actors[id].parent
        while above is not None and all(above != actor.id for actor in out):
            out.append(self._actors[above])
            above = out[-1].parent
        return tuple(out)

    def body(self, country: str | None, suffix: str) -> Actor | None:
        """The body of a state that has its own row: body("IQ", "army")."""
        return self._actors.get(f"{country.lower()}-{suffix}") if country and suffix else None


def _key(name: str) -> str:
    """`phrases.phrase_key` for names of letters, digits and spaces alone, at a tenth of its cost."""
    return " ".join(fold(name).split())


@cache
def registry() -> Registry:
    """The registry of the package, read once (some 50 ms). Raises DataError when a file is missing."""
    actors: dict[str, Actor] = {}
    for nation in nations():
        if nation.state and nation.country:
            actors[nation.state] = Actor(
                id=nation.state,
                kind=ActorKind.STATE,
                name_en=nation.name_en,
                name_ar=nation.names_ar[0],
                variants_ar=nation.names_ar[1:],
                country=nation.country,
                wikidata=nation.wikidata,
            )
    with path("actors.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            actors[row["id"]] = Actor(
                id=row["id"],
                kind=ActorKind(row["kind"]),
                name_en=row["name_en"],
                name_ar=row["name_ar"],
                variants_ar=split(row["variants_ar"]),
                short_ar=split(row["short_ar"]),
                country=row["country"] or None,
                theatre=split(row["theatre"]),
                parent=row["parent"] or None,
                wikidata=row["wikidata"] or None,
            )
    return Registry(actors)
