"""Weapons, munitions and what carries them (weapons.csv): codes, English, and every written form."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from rasid.lexicon.data import path
from rasid.lexicon.heads import owned_forms, plural_forms, singular_forms
from rasid.lexicon.nations import split
from rasid.lexicon.phrases import Phrases
from rasid.text.normal import fold

# Adjectives agree with every form of their noun; this many of their own forms cover it.
_ENDINGS = ("", "ا", "ه", "ين", "ان", "تين", "تان", "ات")
_SPECIAL = {
    "artillery_adj": "artillery",
    "rocket_adj": "rocket",
    "drone_bare": "drone",
    "plane_needs": "drone",
    "fighter_needs": "aircraft",
}


class Weapon(msgspec.Struct, frozen=True):
    code: str
    category: str
    """rocket, missile, shell, mortar, artillery, drone, aircraft, air_bomb, ied, vehicle_bomb, belt, mine, small_arms …"""
    one: str
    many: str


class WeaponForm(msgspec.Struct, frozen=True):
    weapon: Weapon
    adjective: bool = False
    """مدفعي, صاروخي: beside a word for shelling."""
    doubtful: bool = False
    """مسيرة: a drone or a march; the report decides."""
    needs: bool = False
    """Only with what follows: طائرة أميركية بدون طيار, مقاتلة إسرائيلية."""


@cache
def weapons() -> dict[str, Weapon]:
    """All weapons by code."""
    return {
        row["code"]: Weapon(row["code"], row["class"], row["one"], row["many"])
        for row in _rows()
        if row["code"] not in _SPECIAL
    }


@cache
def weapon_forms() -> Phrases[WeaponForm]:
    """Every written form. Raises DataError when the file is missing."""
    table: Phrases[WeaponForm] = Phrases()
    known = weapons()
    for row in _rows():
        code = row["code"]
        form = WeaponForm(
            known[_SPECIAL.get(code, code)],
            adjective=code.endswith("_adj"),
            doubtful=code == "drone_bare",
            needs=code.endswith("_needs"),
        )
        adjectives = [fold(adjective) for adjective in split(row["adjectives"])]
        for noun in split(row["nouns"]):
            singular, _, plural = noun.partition(" ")
            written = singular_forms(singular)
            if plural:
                written |= plural_forms(singular, plural) | owned_forms(plural)
            for word in written:
                if not adjectives:
                    table.add_key(word, form)
                for adjective in adjectives:
                    first, _, tail = adjective.partition(" ")  # مضاد للدروع
                    for ending in _ENDINGS:
                        rest = f"{first}{ending} {tail}".rstrip()
                        table.add_key(f"{word} {rest}", form)
                        table.add_key(f"{word} ال{rest}", form)
        for phrase in split(row["phrases"]):
            key = " ".join(fold(phrase).split())
            table.add_key(key, form)
            if key.startswith("ال"):
                table.add_key(key[2:], form)
    return table


def _rows() -> list[dict[str, str]]:
    with path("weapons.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
