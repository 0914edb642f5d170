"""Nouns that bodies, forces, groups, sources and persons are named by, and the adjectives beside them (heads.csv)."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from rasid.lexicon.data import path
from rasid.lexicon.nations import split
from rasid.lexicon.phrases import Phrases
from rasid.text.normal import fold

_OWNERS = ("ه", "ها", "هم")


class Head(msgspec.Struct, frozen=True):
    """One written form. ``traits``: p persons, g a body or group, o is followed by its name (حركة النهضة), u by a number
    (اللواء 45), n names an actor only when more is said (مركز, مكتب), q only before a name in quotes (موقع), s speaks (source, official, media), a vehicle."""

    kind: str
    """The registry's kinds, and description (unnamed persons), source, official."""
    body: str
    """What the id of a state's own row ends in (see `Registry.body`)."""
    one: str
    many: str
    traits: str
    plural: bool
    phrase: bool
    """Of several words; its extent is known."""
    owned: bool = False
    """With a possessive: قواتهم."""
    needs_article: bool = False

    @property
    def gloss(self) -> str:
        return self.many if self.plural else self.one


def singular_forms(noun: str) -> frozenset[str]:
    """مسلح → مسلح مسلحا; طائرة → طائره."""
    form = fold(noun)
    return frozenset((form,)) if noun.endswith(("ة", "ا", "ى")) else frozenset((form, form + "ا"))


def plural_forms(noun: str, plural: str) -> frozenset[str]:
    """The dual and the given plural: مسلح, مسلحون → مسلحان مسلحين مسلحون مسلحو مسلحي; جندي, جنود → جنديان جنديين جنود جنودا."""
    stem = fold(noun)[:-1] + "ت" if noun.endswith("ة") else fold(noun)
    out = {stem + "ان", stem + "ين"}
    form = fold(plural)
    if plural.endswith("ون"):
        out.update((form, form[:-2] + "ين", form[:-2] + "و", form[:-2] + "ي"))
    else:
        out.add(form)
        if not plural.endswith(("ات", "ى", "ا", "اء", "ة")):
            out.add(form + "ا")
    return frozenset(out)


def owned_forms(plural: str) -> frozenset[str]:
    """قوات → قواته قواتها قواتهم; مقاتلون → مقاتلوه مقاتليه …"""
    form = fold(plural)
    stems = (form[:-2] + "و", form[:-2] + "ي") if plural.endswith("ون") else (form,)
    return frozenset(stem + owner for stem in stems for owner in _OWNERS)


def heads() -> Phrases[Head]:
    """Every form of every head noun. Raises DataError when the file is missing."""
    return _lexicon()[0]


def head_words() -> frozenset[str]:
    """The forms of one word, without the article."""
    return _lexicon()[1]


@cache
def _lexicon() -> tuple[Phrases[Head], frozenset[str]]:
    table: Phrases[Head] = Phrases()
    single: set[str] = set()
    with path("heads.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        base = Head(row["kind"], row["body"], row["one"], row["many"], row["traits"], plural=False, phrase=False)
        for noun in split(row["nouns"]):
            singular, _, plural = noun.partition(" ")
            single |= singular_forms(singular)
            if plural:
                many = msgspec.structs.replace(base, plural=True)
                for form in owned_forms(plural):
                    table.add_key(form, msgspec.structs.replace(many, owned=True))
                for form in plural_forms(singular, plural):
                    table.add_key(form, many)
                single |= plural_forms(singular, plural)
            for form in singular_forms(singular):  # last: المحامي is one
                table.add_key(form, base)
    # Phrases last: where a word stands in both lists, its own row counts.
    for row in rows:
        for phrase in split(row["phrases"]):
            key = " ".join(fold(phrase).split())
            first = key.split(" ", 1)[0]
            number = _is_plural(first.removeprefix("ال"))
            head = Head(row["kind"], row["body"], row["one"], row["many"], row["traits"], plural=number, phrase=True)
            table.add_key(key, head)
            if " " not in key:
                single.add(key)
            if key.startswith("ال") and key[2:] not in table:
                table.add_key(key[2:], msgspec.structs.replace(head, needs_article=True))
    return table, frozenset(single)


_BROKEN = frozenset(
    [
        "قوي",
        "رجال",
        "عناصر",
        "افراد",
        "اجهزه",
        "وحدات",
        "فصائل",
        "فصايل",
        "جماعات",
        "مسلحو",
        "مسلحي",
        "مقاتلو",
        "مقاتلي",
        "شهود",
        "وسائل",
        "وسايل",
        "صحف",
        "تقارير",
        "انباء",
        "مواقع",
        "زوارق",
        "سفن",
        "بوارج",
        "مهاجمو",
        "منفذو",
        "منفذي",
        "منظمات",
        "وكالات",
        "قنوات",
        "شبكات",
        "فرق",
        "طواقم",
        "عمال",
        "قطعان",
        "عصابات",
        "قطاع",
        "سكان",
        "اهالي",
        "ابناء",
        "فلول",
        "اقارب",
        "عائلات",
        "اسر",
        "نزلاء",
        "فضائيات",
        "مقاطع",
        "صور",
        "معلومات",
        "شهادات",
        "قيادات",
    ]
)


def _is_plural(norm: str) -> bool:
    return norm in _BROKEN or (norm.endswith(("ات", "ون", "ين", "ان")) and norm not in ("امين", "تلفزيون"))


class Adjective(msgspec.Struct, frozen=True):
    en: str
    actor: str | None
    """Id of the actor it is of: حوثي."""


@cache
def adjectives() -> dict[str, Adjective]:
    """Adjectives of forces and persons, every form without the article: مسلحين → armed."""
    out: dict[str, Adjective] = {}
    with path("adjectives.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stem = fold(row["ar"])
            for ending in ("", "ا", "ه", "ون", "ين", "ان", "تان", "تين", "ات"):
                out[stem + ending] = Adjective(row["en"], row["actor"] or None)
    return out
