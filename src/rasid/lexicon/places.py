"""The gazetteer: places by their Arabic names, those of the package and those that a team has added."""

from __future__ import annotations

import csv
import gzip
import hashlib
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import RLock

import msgspec

from rasid.config import data_folder
from rasid.errors import DataError
from rasid.lexicon.data import path
from rasid.lexicon.phrases import phrase_key
from rasid.model import PlaceKind
from rasid.text.tokens import runs_on

COLUMNS = ("id", "kind", "country", "lat", "lon", "radius_km", "population", "source", "name_en", "names", "admin1")
TABLE = ".tsv.gz"
"""How the file of an imported table ends."""
NEAR_KM = 15.0
"""Two places of one name that are no further apart are one; as in tools/gazetteer/build.py."""
KM_OF_DEGREE = 111.2
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
    plain = _PLAIN.fullmatch(name) is not None and not runs_on(name)
    return " ".join(name.translate(_FOLDED).split()) if plain else phrase_key(name)


_keying = RLock()


class Gazetteer:
    """Places by the normal form of their names, with and without the article before the first word."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {}
        self._by_key: dict[str, tuple[str, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        # Names that are not in the two above yet: who asks for places by their ids alone, as the desk does, needs none of them.
        self._unkeyed: list[tuple[str, tuple[str, ...]]] = []
        self.uncounted: set[str] = set()
        """One-word names that only tables laid over ours have: nobody counted how they are used (see `name_uses`)."""
        for place in places:
            self.add(place)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def add(self, place: Place, names: Iterable[str] | None = None) -> None:
        """Adds a place, to be found by all of its names or by those given; one with the same id is replaced."""
        with _keying:
            self._places[place.id] = place
            self._unkeyed.append((place.id, place.names if names is None else tuple(names)))

    def _key(self) -> None:
        """Makes all names known by which places are found."""
        with _keying:
            for place_id, names in self._unkeyed:
                for name in names:
                    self._key_name(place_id, name_key(name))
            self._unkeyed.clear()

    def _key_name(self, place_id: str, key: str) -> None:
        if not key:
            return
        known = self._by_key.get(key, ())
        if place_id not in known:
            self._by_key[key] = (*known, place_id)
        first = key.split(" ", 1)[0]
        length = key.count(" ") + 1
        lengths = self._lengths.get(first, ())
        if length not in lengths:
            self._lengths[first] = tuple(sorted((*lengths, length), reverse=True))

    def lay_over(self, place: Place) -> None:
        """Adds a place of another gazetteer. Where it bears a name of one of our own, checked places and lies there too, that
        name stays with ours: of two rows for one place the unchecked one would often win by its population."""
        names = [name for name in place.names if not any(_same(place, known) for known in self.keyed(name_key(name)))]
        for key in map(name_key, names):
            if " " not in key and not any(self.keyed(form) for form in _forms(key)):
                self.uncounted.update(_forms(key))
        self.add(place, names)

    def get(self, place_id: str) -> Place | None:
        return self._places.get(place_id)

    def keyed(self, key: str) -> list[Place]:
        """Places of which ``key`` (see `phrase_key`) is a name."""
        if self._unkeyed:
            self._key()
        return [self._places[place_id] for place_id in self._by_key.get(key, ())]

    def lengths(self, first: str) -> tuple[int, ...]:
        """How many words the names have that begin with this word, most first."""
        if self._unkeyed:
            self._key()
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


def _forms(key: str) -> tuple[str, str]:
    """A name with the article and without."""
    return (key, key[2:]) if key.startswith("ال") else (key, "ال" + key)


def _same(place: Place, known: Place) -> bool:
    """Whether a place is one of our own list, by where it lies."""
    if known.source != "own" or known.id == place.id or known.country != place.country:
        return False
    if known.lat is None or known.lon is None or place.lat is None or place.lon is None:
        return known.kind is place.kind is PlaceKind.COUNTRY
    east = (place.lon - known.lon) * math.cos(math.radians(known.lat))
    apart = KM_OF_DEGREE * math.hypot(place.lat - known.lat, east)
    return apart <= max(NEAR_KM, (known.radius_km or 0.0) if place.kind is known.kind else 0.0)


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


def name_uses() -> dict[str, str]:
    """One-word forms that are everyday words too, each with what it needs to be a place: "class" word, "lies" after a preposition,
    or "word": it is none, the name in it only looks joined to a letter. Those of our places were counted in articles; a form that
    only an imported table has may be one (السلام, القضاء: villages), and needs a preposition."""
    return dict.fromkeys(gazetteer().uncounted, "lies") | _counted_uses()


@cache
def _counted_uses() -> dict[str, str]:
    """place_uses.tsv, made by tools/gazetteer/uses.py."""
    with path("place_uses.tsv").open(encoding="utf-8") as file:
        next(file)
        return dict(line.rstrip("\n").split("\t") for line in file)


def user_folder() -> Path:
    """Where a team's own gazetteers lie: one file a source."""
    return data_folder() / "places"


def user_tables() -> list[Path]:
    """The files of a team's own gazetteers, in the order in which they are laid over ours."""
    folder = user_folder()
    return sorted(folder.glob("*" + TABLE)) if folder.is_dir() else []


def table_fingerprints() -> dict[str, str]:
    """sha256 of every imported table, by its name in the user's folder: part of a run's provenance, as what is found depends on it."""
    return {f"places/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in user_tables()}


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
    for file in user_tables():
        try:
            with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
                for place in read_rows(lines):
                    out.lay_over(place)
        except (DataError, OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
            raise DataError(
                f"the imported gazetteer {file} cannot be read ({error}); import it anew, or delete the file"
            ) from error
    return out
