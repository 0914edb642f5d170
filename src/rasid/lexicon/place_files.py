"""A team's own gazetteers: tables of places read into files of their own, one a source, that `gazetteer()` lays over ours."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import TextIO

import msgspec

from rasid.errors import InputError, UsageError
from rasid.lexicon.places import COLUMNS, TABLE, Place, read_rows, user_folder, user_tables
from rasid.model import PlaceKind

_ARABIC = re.compile("^[\u0621-\u064a\u064b-\u0652\u066e-\u06d3\u0640 \u0660-\u0669 0-9()'\u200c-]+$")
_LETTER = re.compile("[\u0621-\u064a\u066e-\u06d3]")
# GeoNames' feature codes (geonames.org/export/codes.html) as our kinds; those not named here go by their class.
_CODES = {
    **dict.fromkeys(("PCL", "PCLI", "PCLD", "PCLF", "PCLS", "PCLIX", "TERR"), PlaceKind.COUNTRY),
    **dict.fromkeys(("ADM1", "ADM1H"), PlaceKind.GOVERNORATE),
    **dict.fromkeys(("ADM2", "ADM3", "ADM4", "ADMD", "ADM2H"), PlaceKind.DISTRICT),
    **dict.fromkeys(("PPLC", "PPLA"), PlaceKind.CITY),
    "PPLX": PlaceKind.NEIGHBOURHOOD,
    **dict.fromkeys(("CMPRF", "CMP", "CMPL"), PlaceKind.CAMP),
    **dict.fromkeys(("AIRB", "MILB", "INSM", "NVB", "FT"), PlaceKind.BASE),
    "PSTB": PlaceKind.CROSSING,
    **dict.fromkeys(("MT", "MTS", "HLL", "HLLS", "ISL", "ISLS", "PEN", "PLN", "VAL", "DSRT", "PLAT"), PlaceKind.REGION),
}
_CLASSES = {
    "H": PlaceKind.WATER,
    "L": PlaceKind.REGION,
    "R": PlaceKind.ROAD,
    "S": PlaceKind.FACILITY,
    "T": PlaceKind.OTHER,
}
# How far from its point a place still is, in kilometres, where the table does not say.
_RADIUS = {
    PlaceKind.GOVERNORATE: 60.0, PlaceKind.REGION: 50.0, PlaceKind.DISTRICT: 20.0, PlaceKind.CITY: 8.0, PlaceKind.TOWN: 4.0,
    PlaceKind.WATER: 20.0, PlaceKind.ROAD: 20.0, PlaceKind.OTHER: 10.0,
}  # fmt: skip
# What a column of a plain table may be called.
_COLUMNS = {
    "names": ("names_ar", "name_ar_variants", "name_ar", "names", "name"), "name_en": ("name_en", "english", "asciiname"),
    "kind": ("kind", "type"), "feature": ("feature_code",), "class": ("feature_class",), "country": ("country", "country_code", "iso2"),
    "lat": ("lat", "latitude", "y"), "lon": ("lon", "lng", "long", "longitude", "x"), "radius_km": ("radius_km", "precision_km"),
    "population": ("population",), "id": ("id",), "geonames": ("geonames_id", "geonameid"), "admin1": ("admin1", "governorate", "province"),
}  # fmt: skip
GEONAMES_FIELDS = 19


class Imported(msgspec.Struct, frozen=True):
    """What came of an import: rows taken, and the rows refused by reason, with the number of the first such row."""

    source: str
    taken: int
    refused: dict[str, int]
    first_rows: dict[str, int]
    file: str


class _RefusedError(Exception):
    """Why a row is not taken."""


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open("rb") as probe:
            head = probe.read(4)
        if head == b"PK\x03\x04":
            raise InputError(f"{path} is a zip archive; unpack it and give the table that is in it")
        packed = head[:2] == b"\x1f\x8b"
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if packed
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            yield file
    except (OSError, EOFError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8 and import it again"
        ) from error


def import_places(path: Path, *, source: str, form: str | None = None, alternate_names: Path | None = None) -> Imported:
    """Reads a table of places into the user's folder, in place of an earlier import called ``source``.

    ``form`` is "geonames" (a country dump of GeoNames, 19 fields) or "csv" (a header line; comma, semicolon or tab);
    None looks at the first line. ``alternate_names`` is GeoNames' alternateNames table, from which Arabic names are
    taken. Raises InputError for a file that cannot be read, UsageError where nothing in it can be used.
    """
    if not re.fullmatch(r"[\w.-]+", source) or source in ("own", "geonames"):
        raise UsageError(
            f"{source!r} cannot name a source; take letters, digits, dots and dashes, and neither own nor geonames"
        )
    refused: Counter[str] = Counter()
    first: dict[str, int] = {}
    places: dict[str, Place] = {}
    with _opened(path) as file:
        form, rows = _rows(file, form, path)
        if alternate_names and form != "geonames":
            raise UsageError(f"{path} is no dump of GeoNames, with which a table of alternate names goes")
        names = _arabic_alternates(alternate_names) if alternate_names else {}
        for number, row in rows:
            try:
                place = _geonames(row, names, source) if form == "geonames" else _table(row, number, source)
                if place.id in places:
                    raise _RefusedError("an id that stands twice")
                places[place.id] = place
            except _RefusedError as reason:
                refused[str(reason)] += 1
                first.setdefault(str(reason), number)
    if not places:
        why = "; ".join(f"{count:,} rows: {reason}" for reason, count in refused.most_common()) or "it has no rows"
        raise UsageError(f"no place of {path} can be used ({why})")
    target = user_folder() / (source + TABLE)
    _write(target, places.values())
    return Imported(source, len(places), dict(refused.most_common()), first, str(target))


def sources() -> list[tuple[str, int, Path]]:
    """The user's own gazetteers: name, number of places, file."""
    out = []
    for file in user_tables():
        with _opened(file) as lines:
            out.append((file.name.removesuffix(TABLE), sum(1 for _ in read_rows(lines)), file))
    return out


def remove(source: str) -> None:
    """Takes one of the user's own gazetteers away. Raises UsageError where there is none of that name."""
    known = {name: file for name, _, file in sources()}
    if source not in known:
        raise UsageError(f"no gazetteer called {source!r} was imported; there are: {', '.join(known) or 'none'}")
    known[source].unlink()


def _rows(file: TextIO, form: str | None, path: Path) -> tuple[str, Iterator[tuple[int, list[str] | dict[str, str]]]]:
    head = file.readline()
    if not head.strip():
        raise UsageError(f"{path} is empty")
    if form is None:
        fields = head.rstrip("\r\n").split("\t")
        form = "geonames" if len(fields) == GEONAMES_FIELDS and fields[0].isdigit() else "csv"
    if form == "geonames":
        return form, ((number, line.rstrip("\r\n").split("\t")) for number, line in enumerate(chain((head,), file), 1))
    delimiter = max("\t,;", key=head.count)
    header = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter))]
    place_of = {
        ours: next((header.index(name) for name in known if name in header), None) for ours, known in _COLUMNS.items()
    }
    lacking = [ours for ours in ("names", "country", "lat", "lon") if place_of[ours] is None]
    if lacking:
        wanted = ", ".join(f"{ours} ({' or '.join(_COLUMNS[ours])})" for ours in lacking)
        raise UsageError(f"the first line of {path} names no column for {wanted}")
    found = {ours: at for ours, at in place_of.items() if at is not None}

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(file, delimiter=delimiter)
        for cells in reader:
            if cells:
                yield reader.line_num + 1, {ours: cells[at].strip() for ours, at in found.items() if at < len(cells)}

    return form, rows()


def _arabic_alternates(path: Path) -> dict[str, list[str]]:
    """Arabic names by GeoNames id: the preferred first, none that is historic."""
    out: dict[str, list[str]] = {}
    with _opened(path) as file:
        for line in file:
            fields = line.rstrip("\r\n").split("\t")
            if len(fields) < 4 or fields[2] != "ar" or (len(fields) > 7 and fields[7] == "1"):
                continue
            known = out.setdefault(fields[1], [])
            known.insert(0 if len(fields) > 4 and fields[4] == "1" else len(known), fields[3])
    return out


def _geonames(row: list[str] | dict[str, str], alternates: Mapping[str, list[str]], source: str) -> Place:
    if not isinstance(row, list) or len(row) != GEONAMES_FIELDS:
        raise _RefusedError(f"not the {GEONAMES_FIELDS} fields of GeoNames")
    number, name, ascii_name, others, lat, lon, letter, code, country = row[:9]
    return _place(
        [*alternates.get(number, ()), name, *others.split(",")], place_id=f"gn{number}", name_en=ascii_name or name, kind=_kind("", code, letter, row[14]),
        country=country, lat=lat, lon=lon, radius="", population=row[14], source=source, admin1="",
    )  # fmt: skip


def _table(row: list[str] | dict[str, str], number: int, source: str) -> Place:
    if isinstance(row, list):
        raise _RefusedError("no table's row")
    get = row.get
    return _place(
        re.split(r"[|;،]", get("names", "")), place_id=_id(get("id", ""), get("geonames", ""), number, source), name_en=get("name_en", ""),
        kind=_kind(get("kind", ""), get("feature", ""), get("class", ""), get("population", "")), country=get("country", ""), lat=get("lat", ""),
        lon=get("lon", ""), radius=get("radius_km", ""), population=get("population", ""), source=source, admin1=get("admin1", ""),
    )  # fmt: skip


def _id(said: str, geonames: str, number: int, source: str) -> str:
    """An id of ours or of GeoNames as it is, so that the row takes that place; else one that no other source has."""
    if re.fullmatch(r"own-[\w-]+|gn\d+", said):
        return said
    known = re.fullmatch(r"(?:gn:?)?(\d+)", geonames)
    return f"gn{known[1]}" if known else f"{source}-{said or number}"


def _kind(said: str, code: str, letter: str, population: str) -> PlaceKind:
    if said:
        try:
            return PlaceKind(said.lower())
        except ValueError:
            raise _RefusedError(f"a kind that is none of ours: {said[:30]}") from None
    if code in _CODES:
        return _CODES[code]
    if code.endswith(("Q", "H")) and letter == "P":  # abandoned, historical, destroyed
        raise _RefusedError("a place that is no more")
    if letter in _CLASSES:
        return _CLASSES[letter]
    people = int(population) if population.isdigit() else 0
    return PlaceKind.CITY if people >= 100_000 else PlaceKind.TOWN if people >= 10_000 else PlaceKind.VILLAGE


def _place(
    names: Iterable[str], *, place_id: str, name_en: str, kind: PlaceKind, country: str, lat: str, lon: str, radius: str, population: str, source: str, admin1: str
) -> Place:  # fmt: skip
    arabic = list(
        dict.fromkeys(name.strip() for name in names if _ARABIC.match(name) and len(_LETTER.findall(name)) > 1)
    )
    if not arabic:
        raise _RefusedError("no name in Arabic letters")
    if not re.fullmatch("[A-Za-z]{2}", country):
        raise _RefusedError("no two-letter code of a country")
    point: tuple[float, float] | None = None
    if kind is not PlaceKind.COUNTRY:  # a country has no point
        try:
            point = float(lat), float(lon)
        except ValueError:
            raise _RefusedError("no coordinates") from None
        if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180) or point == (0.0, 0.0):
            raise _RefusedError("coordinates that are not on the globe")
    try:
        reach = float(radius) if radius and float(radius) > 0 else _RADIUS.get(kind, 3.0)
        people = max(int(float(population)), 0) if population else 0
    except (ValueError, OverflowError):
        raise _RefusedError("a radius or a population that is no number") from None
    return Place(
        place_id, kind, country.upper(), point[0] if point else None, point[1] if point else None, reach if point else None, people, source,
        _clean(name_en), tuple(_clean(name) for name in arabic), _clean(admin1) or None,
    )  # fmt: skip


def _clean(text: str) -> str:
    return " ".join(text.replace("|", " ").replace("\\", " ").split())


def _write(path: Path, places: Iterable[Place]) -> None:
    """Written under another name first: a file that is there is whole."""
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without a name and a time in its head, so that the same table is the same file, whose hash runs are told by.
        with (
            draft.open("wb") as raw,
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,
            TextIOWrapper(packed, encoding="utf-8", newline="") as file,
        ):
            out = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
            out.writerow(COLUMNS)
            for place in places:
                row = msgspec.structs.asdict(place) | {"names": "|".join(place.names)}
                out.writerow(["" if row[column] is None else row[column] for column in COLUMNS])
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
