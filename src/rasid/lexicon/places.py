"""The gazetteer: places by their Arabic names, those of the package and those that a team has added."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from rasid.config import data_folder
from rasid.errors import DataError
from rasid.lexicon.data import path
from rasid.lexicon.phrases import phrase_key
from rasid.model import PlaceKind

COLUMNS = ("id", "kind", "country", "lat", "lon", "radius_km", "population", "source", "name_en", "names", "admin1")
# A name in plain letters is folded without being cut into tokens, which is what takes time in a large table.
_PLAIN = re.compile("[\u0621-\u063a\u0641-\u064a ]+")
_FOLDED = str.maketrans("أإآؤئىة", "اااويـه".replace("ـ", "ي"))
# Class words, in normal form, that a name may carry or leave out: مدينة حلب, محافظة حلب.
CLASS_KINDS: dict[str, tuple[PlaceKind, ...]] = {
    "مدينه": (PlaceKind.CITY, PlaceKind.TOWN),
    "العاصمه": (PlaceKind.CITY,),
    "بلده": (PlaceKind.TOWN, PlaceKind.VILLAGE),
    "قريه": (PlaceKind.VILLAGE, PlaceKind.TOWN),
    "محافظه": (PlaceKind.GOVERNORATE,),
    "ولايه": (PlaceKind.GOVERNORATE,),
    "اقليم": (PlaceKind.GOVERNORATE, PlaceKind.REGION),
    "مقاطعه": (PlaceKind.GOVERNORATE, PlaceKind.DISTRICT),
    "قضاء": (PlaceKind.DISTRICT, PlaceKind.TOWN),
    "مديريه": (PlaceKind.DISTRICT, PlaceKind.TOWN),
    "ناحيه": (PlaceKind.DISTRICT, PlaceKind.TOWN),
    "منطقه": (PlaceKind.REGION, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.TOWN),
    "حي": (PlaceKind.NEIGHBOURHOOD,),
    "مخيم": (PlaceKind.CAMP,),
    "قاعده": (PlaceKind.BASE,),
    "معسكر": (PlaceKind.BASE, PlaceKind.CAMP),
    "مطار": (PlaceKind.FACILITY, PlaceKind.BASE),
    "معبر": (PlaceKind.CROSSING,),
    "منفذ": (PlaceKind.CROSSING,),
    "جبل": (PlaceKind.REGION,),
    "وادي": (PlaceKind.REGION, PlaceKind.DISTRICT),
    "نهر": (PlaceKind.WATER,),
    "مضيق": (PlaceKind.WATER,),
    "خليج": (PlaceKind.WATER,),
    "جزيره": (PlaceKind.REGION,),
}


class Place(msgspec.Struct, frozen=True):
    """A row of the gazetteer. ``lat`` and ``lon`` are degrees (WGS 84); ``radius_km`` is how far from the point the place still is."""

    id: str
    kind: PlaceKind
    country: str
    """ISO 3166 alpha-2."""
    lat: float | None
    lon: float | None
    radius_km: float | None
    population: int
    source: str
    name_en: str
    names: tuple[str, ...]
    """Arabic names, the usual one first."""
    admin1: str | None = None
    """English name of the first level below the country, where known."""

    @property
    def name_ar(self) -> str:
        return self.names[0]

    @property
    def variants(self) -> tuple[str, ...]:
        return self.names[1:]


def name_key(name: str) -> str:
    """The same as `phrase_key`, at less cost for a name in plain Arabic letters."""
    return " ".join(name.translate(_FOLDED).split()) if _PLAIN.fullmatch(name) else phrase_key(name)


class Gazetteer:
    """Places by the normal form of their names, with and without the article before the first word."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {}
        self._by_key: dict[str, tuple[str, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for place in places:
            self.add(place)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def add(self, place: Place) -> None:
        """Adds a place; one with the same id is replaced."""
        self._places[place.id] = place
        for name in place.names:
            key = name_key(name)
            if not key:
                continue
            known = self._by_key.get(key, ())
            if place.id not in known:
                self._by_key[key] = (*known, place.id)
            first = key.split(" ", 1)[0]
            length = key.count(" ") + 1
            lengths = self._lengths.get(first, ())
            if length not in lengths:
                self._lengths[first] = tuple(sorted((*lengths, length), reverse=True))

    def get(self, place_id: str) -> Place | None:
        return self._places.get(place_id)

    def keyed(self, key: str) -> list[Place]:
        """Places of which ``key`` (see `phrase_key`) is a name."""
        return [self._places[place_id] for place_id in self._by_key.get(key, ())]

    def lengths(self, first: str) -> tuple[int, ...]:
        """How many words the names have that begin with this word, most first."""
        return self._lengths.get(first, ())

    def find(self, name: str, *, country: str | None = None) -> list[Place]:
        """Places called so, with or without a class word or the article, the most populous first; where there are none, those with
        that English name or id."""
        keys = [phrase_key(name)]
        first, _, rest = keys[0].partition(" ")
        if rest and first.removeprefix("ال") in CLASS_KINDS:
            keys.append(rest)
        keys += [key[2:] if key.startswith("ال") else "ال" + key for key in list(keys)]
        found = {place.id: place for key in keys for place in self.keyed(key)}
        if not found:
            said = name.strip().casefold()
            found = {place.id: place for place in self if said in (place.id.casefold(), place.name_en.casefold())}
        here = (place for place in found.values() if country in (None, place.country))
        return sorted(here, key=lambda place: (-place.population, place.id))


def read_rows(lines: Iterable[str]) -> Iterator[Place]:
    """Places of a table in the form of the package's own. Raises DataError naming a damaged row."""
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
    if tuple(next(rows, ())) != COLUMNS:
        raise DataError(
            "the gazetteer's first line is not as it should be; install rasid again, or import the file anew"
        )
    for number, row in enumerate(rows, 2):
        try:
            place_id, kind, country, lat, lon, radius, population, source, name_en, names, admin1 = row
            yield Place(
                place_id, PlaceKind(kind), country, float(lat) if lat else None, float(lon) if lon else None, float(radius) if radius else None,
                int(population or 0), source, name_en, tuple(names.split("|")), admin1 or None,
            )  # fmt: skip
        except ValueError as error:
            raise DataError(f"row {number} of the gazetteer is damaged: {error}") from None


@cache
def name_uses() -> dict[str, str]:
    """One-word forms that are everyday words too (place_uses.tsv, made by tools/gazetteer/uses.py), each with what it needs to be
    a place: "class" word, "lies" after a preposition, or "word": it is none, the name in it only looks joined to a letter."""
    with path("place_uses.tsv").open(encoding="utf-8") as file:
        next(file)
        return dict(line.rstrip("\n").split("\t") for line in file)


def user_folder() -> Path:
    """Where a team's own gazetteers lie: one file a source."""
    return data_folder() / "places"


def shipped() -> Iterator[Place]:
    """The places that come with the package."""
    with path("places.tsv.gz").open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8", newline="") as lines:
        yield from read_rows(lines)


@cache
def gazetteer() -> Gazetteer:
    """The places of the package, with those that the user has imported over them. Read once.

    An imported place with the id of one of ours takes its place. Raises DataError for a damaged file, which it names.
    """
    out = Gazetteer(shipped())
    folder = user_folder()
    for file in sorted(folder.glob("*.tsv.gz")) if folder.is_dir() else ():
        try:
            with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
                for place in read_rows(lines):
                    out.add(place)
        except (DataError, OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
            raise DataError(
                f"the imported gazetteer {file} cannot be read ({error}); import it anew, or delete the file"
            ) from error
    return out
