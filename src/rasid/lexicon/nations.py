"""States and peoples: names, demonyms in every written form, and the capitals that stand for governments (nations.csv)."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.text.normal import fold


class Nation(msgspec.Struct, frozen=True):
    """A state, or a people without one (country None: الأكراد)."""

    name_en: str
    adjective_en: str
    country: str | None
    """ISO 3166 alpha-2."""
    names_ar: tuple[str, ...]
    demonyms_ar: tuple[str, ...]
    plurals_ar: tuple[str, ...]
    metonyms_ar: tuple[str, ...]
    """Capitals that stand for the government: قالت واشنطن إن."""
    common: bool
    """Its demonym is an everyday word too (مالي, غربي): taken only beside the noun of a body."""
    wikidata: str | None

    @property
    def state(self) -> str | None:
        """Id of the state in the actor registry."""
        return self.country.lower() if self.country else None


def split(field: str) -> tuple[str, ...]:
    """The values of a field of a data file, which are written with bars between them."""
    return tuple(value for value in field.split("|") if value)


@cache
def nations() -> tuple[Nation, ...]:
    """All rows of nations.csv, in its order."""
    with path("nations.csv").open(encoding="utf-8") as file:
        return tuple(
            Nation(
                name_en=row["name_en"],
                adjective_en=row["adjective_en"],
                country=row["country"] or None,
                names_ar=split(row["names_ar"]),
                demonyms_ar=split(row["demonyms_ar"]),
                plurals_ar=split(row["plurals_ar"]),
                metonyms_ar=split(row["metonyms_ar"]),
                common=row["common"] == "yes",
                wikidata=row["wikidata"] or None,
            )
            for row in csv.DictReader(file)
        )


def demonym_forms(stem: str, *plurals: str) -> frozenset[str]:
    """Written forms of a demonym, in normal form without the article, from its masculine singular.

    عراقي → عراقي عراقيا عراقيه عراقيون عراقيين عراقيان عراقيتان عراقيتين عراقيات; broken plurals are given (أتراك).
    Of two words both decline and both take the article: كوري شمالي → الكوريه الشماليه.
    """
    first, _, second = fold(stem).partition(" ")
    out: set[str] = set()
    for ending in ("", "ا", "ه", "ون", "ين", "ان", "تان", "تين", "ات"):
        if not second:
            out.add(first + ending)
        elif first.endswith("ي"):
            out.update((f"{first}{ending} {second}{ending}", f"{first}{ending} ال{second}{ending}"))
        else:  # جنوب سوداني, الجنوب سودانية
            out.add(f"{first} {second}{ending}")
    for plural in plurals:
        out.update((fold(plural), fold(plural) + "ا"))
    return frozenset(out)


@cache
def demonyms() -> Phrases[Nation]:
    """Every form of every demonym."""
    table: Phrases[Nation] = Phrases()
    for nation in nations():
        for stem in nation.demonyms_ar:
            for form in demonym_forms(stem, *nation.plurals_ar):
                table.add_key(form, nation)
    return table


@cache
def _by_word() -> dict[str, Nation]:
    return {
        form: nation
        for nation in nations()
        for stem in nation.demonyms_ar
        for form in demonym_forms(stem, *nation.plurals_ar)
    }


def nation_of(norm: str) -> Nation | None:
    """The nation of which ``norm``, a word in normal form with or without the article, is a demonym."""
    table = _by_word()
    found = table.get(norm)
    if found is None and norm.startswith("ال"):
        found = table.get(norm[2:])
    return found


@cache
def _by_country() -> dict[str, Nation]:
    return {nation.country: nation for nation in nations() if nation.country}


def nation_by_country(country: str | None) -> Nation | None:
    """The nation of an ISO 3166 alpha-2 code."""
    return _by_country().get(country) if country else None


def demonym(norm: str) -> str | None:
    """The country (ISO 3166 alpha-2) of a demonym in normal form, with or without the article: الاميركيين → US."""
    nation = nation_of(norm)
    return nation.country if nation else None
