"""Words of harm to people and the people harmed, each written form with what it tells (data: harm.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.model import Group, Outcome
from rasid.text.clitics import has_article, readings
from rasid.text.morphology import imperfect_forms, noun_forms, perfect_forms
from rasid.text.normal import fold

# How many a noun's form tells: one, two, several; "two or several" for the ـين of nouns whose plural is sound.
ONE, TWO, MANY, TWO_OR_MANY = "one", "two", "many", "two or many"
_OWNERS = ("ه", "ها", "هم", "هما", "هن", "نا")
_OBJECTS = ("ه", "ها", "هم", "هما", "هن", "نا", "ني")


@dataclass(slots=True)
class HarmWord:
    """What one written form tells. A form may be several things at once (قتل is a verb and a verbal noun)."""

    act: Outcome | None = None
    verb: Outcome | None = None
    victim: Outcome | None = None
    several: bool = False
    """A verb in the dual or plural: قتلوا، أصيبا."""
    struck: Outcome | None = None
    """A verb with a pronoun for whom it struck: قتلته."""
    person: bool = False
    number: str = ""
    groups: tuple[Group, ...] = ()
    national: bool = False
    owned: bool = False
    """With a possessive: جنوده."""
    thing: bool = False
    fall: bool = False
    fallen: bool = False
    toll: bool = False
    rise: bool = False


class Harm:
    """The lexicon. `word` looks a token's normal form up through its clitics."""

    def __init__(self) -> None:
        data = tomllib.loads(path("harm.toml").read_text("utf-8"))
        self._words: dict[str, HarmWord] = {}
        self.fixed: Phrases[Outcome] = Phrases()
        self.after: Phrases[Outcome] = Phrases()
        self.parts: Phrases[bool] = Phrases()
        self.none: Phrases[bool] = Phrases()
        for name, entry in data["outcome"].items():
            self._outcome(Outcome(name), entry)
        for name, entry in data["group"].items():
            for line in entry["nouns"]:
                self._person(line, None if name == "national" else Group(name))
        for line in data["things"]["nouns"]:
            for form, _, owned in numbered_forms(line):
                if not owned:
                    self._of(form).thing = True
        for word in data["fall"]["words"]:
            self._of(fold(word)).fall = True
        for word in data["fallen"]["words"]:
            self._of(fold(word)).fallen = True
        for word in data["toll"]["words"]:
            self._of(fold(word)).toll = True
        for word in data["toll"]["rise"]:
            self._of(fold(word)).rise = True
        for phrase in data["part"]["words"]:
            self.parts.add(phrase, True)
        for phrase in data["part"]["added"]:
            self.parts.add(phrase, False)
        for phrase in data["none"]["negations"]:
            self.none.add(phrase, True)
        self.nobody: Phrases[bool] = Phrases((phrase, True) for phrase in data["none"]["nobody"])
        self.none_harms = frozenset(map(fold, data["none"]["harms"]))
        self.none_between = frozenset(map(fold, data["none"]["between"]))
        self.other_articles: Phrases[bool] = Phrases((phrase, False) for phrase in data["other_articles"]["one"])
        for phrase in data["other_articles"]["last"]:
            self.other_articles.add(phrase, True)
        for form in data["not"]["forms"]:
            self._words.pop(fold(form), None)
        self._looked_up: dict[str, tuple[str, HarmWord] | None] = {}

    def word(self, norm: str) -> tuple[str, HarmWord] | None:
        """The prefix and the entry of the longest stem that is known, or None."""
        try:
            return self._looked_up[norm]
        except KeyError:
            pass
        found = None
        for prefix, stem in readings(norm):
            entry = self._words.get(stem)
            if entry is not None and not (entry.fall and stem in _SHORT and prefix not in ("", "و", "ف")):
                found = (prefix, entry)
                break
        if len(self._looked_up) < 200_000:
            self._looked_up[norm] = found
        return found

    def _of(self, form: str) -> HarmWord:
        return self._words.setdefault(form, HarmWord())

    def _outcome(self, outcome: Outcome, entry: dict[str, list[str]]) -> None:
        for noun in entry["acts"]:
            if " " in noun:
                self.fixed.add(noun, outcome)
                continue
            self._of(fold(noun)).act = outcome
        for line in entry["verbs"]:
            perfect, imperfect = line.split()
            # "We" harm nobody in the news, and نصاب is a district.
            told = (form for form in imperfect_forms(imperfect) if form[0] != "ن")
            for form in perfect_forms(perfect).union(told):
                if not form.endswith(_OBJECTS) or form in (fold(perfect), fold(imperfect)) or form.endswith("تنا"):
                    word = self._of(form)
                    word.verb = outcome
                    word.several = form.endswith(("وا", "ا", "ون")) and form != fold(perfect)
                else:
                    self._of(form).struck = outcome
        for phrase in entry["fixed"]:
            self.fixed.add(phrase, outcome)
        for phrase in entry["after"]:
            self.after.add(phrase, outcome)
        for line in entry["victims"]:
            for form, number, owned in numbered_forms(line):
                word = self._of(form)
                if word.victim is None:
                    word.victim = outcome
                    word.number = word.number or number
                    word.owned = owned

    def _person(self, line: str, group: Group | None) -> None:
        for form, number, owned in numbered_forms(line):
            word = self._of(form)
            if group is not None and group not in word.groups:
                word.groups += (group,)
            word.national = word.national or group is None
            if not word.person:
                word.person = True
                word.number = word.number or number
                word.owned = owned
            elif form == fold(line.split()[0]):  # طفلة rather than طفله
                word.number, word.owned = number, False


# Prepositions that bring forth a plural only when they stand alone (عن is not the end of a clitic).
_SHORT = frozenset({"عن", "فيه", "فيها", "بين", "ضد"})


def numbered_forms(line: str) -> Iterable[tuple[str, str, bool]]:
    """(form, number, owned) of a noun given as "singular plural …"; without a plural it takes ون/ين (ات after ة).

    شخص أشخاص → (شخص, one) (شخصا, one) (شخصين, two) (اشخاص, many) …; مدني → (مدنيين, two or many) (مدنيون, many);
    a noun that tells of several as it is, is its own plural: طاقم طاقم
    """
    singular, *plurals = line.split()
    one = fold(singular)
    feminine = singular.endswith("ة")
    link = one[:-1] + "ت" if feminine else one
    out: dict[str, tuple[str, bool]] = {}

    def add(form: str, number: str, owned: bool = False) -> None:
        out.setdefault(form, (number, owned))

    single = MANY if singular in plurals else ONE
    add(one, single)
    if not feminine:
        add(one + "ا", single)
    sound = not plurals and not feminine
    add(link + "ان", TWO)
    add(link + "ين", TWO_OR_MANY if sound else TWO)
    if sound:
        add(link + "ون", MANY)
        add(link + "و", MANY)
        if not link.endswith("ي"):
            add(link + "ي", MANY)
    elif not link.endswith("ي"):
        add(link + "ي", TWO)
    for owner in _OWNERS:
        add(link + "ي" + owner, MANY if sound else TWO, True)
        add(link + "ا" + owner, TWO, True)
    if feminine and not plurals:
        plurals = [singular[:-1] + "ات"]
    for plural in plurals:
        many = fold(plural)
        add(many, MANY)
        if not plural.endswith(("ات", "اء", "ى", "ين")):
            add(many + "ا", MANY)
        stems = (
            (many[:-1] + "ت",)
            if plural.endswith("ة")
            else (many[:-1] + "ي", many[:-1] + "و", many)
            if plural.endswith("اء")
            else (many[:-1] + "ا",)
            if plural.endswith("ى")
            else (many,)
        )
        for stem in stems:
            for owner in _OWNERS:
                add(stem + owner, MANY, True)
    if sound:
        for owner in _OWNERS:
            add(link + "ي" + owner, MANY, True)
            add(link + "و" + owner, MANY, True)
    for form in noun_forms(singular):
        if (
            form.endswith(_OWNERS) and form not in out and form != one and not form.endswith(("ا", "ان"))
        ) or form == link + "ها":
            add(form, single, True)
    return [(form, number, owned) for form, (number, owned) in out.items()]


@cache
def harm() -> Harm:
    """The lexicon, read once."""
    return Harm()


__all__ = ["MANY", "ONE", "TWO", "TWO_OR_MANY", "Harm", "HarmWord", "harm", "has_article", "numbered_forms"]
