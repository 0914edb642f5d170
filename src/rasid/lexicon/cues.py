"""Speech words and what is done with them: say, deny, accuse, condemn, claim."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.model import Act
from rasid.text.morphology import imperfect_forms, perfect_forms
from rasid.text.normal import fold

_OBJECT_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "ني")


class CueKind(StrEnum):
    SURE = "sure"
    """A verb that tells of speech whatever follows."""
    EVENT = "event"
    """A verb that does so before أن … or a noun of doing."""
    THAT = "that"
    """A verb that does so only before أن، عن، a colon or a quotation."""
    ACCORDING = "according"
    """بحسب, وفق: the speaker follows at once."""
    ACCORDING_LAM = "according_lam"
    """وفقا: the speaker follows with ل."""
    PASSING = "passing"
    """نقلت … عن: the speaker follows عن."""
    STANDING = "standing"
    """جاء في بيان: what is said stands in a document of the speaker."""
    PARTICIPLE = "participle"
    """مضيفا: carries on a speech already begun."""
    NOUN = "noun"
    """إعلان, اتهام: the speaker follows at once, then what is said."""


@dataclass(frozen=True, slots=True)
class Cue:
    lemma: str
    kind: CueKind
    act: Act
    feminine: bool = False
    """The verb's form asks for a feminine subject or a broken plural: قالت."""
    plural: bool = False
    """The verb's form is that of a plural whose subject has been named: قالوا."""
    imperfect: bool = False
    bound: bool = False
    """The form carries an object pronoun, as after ما: ذكرته."""


@cache
def _data() -> dict[str, Any]:
    with path("cues.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def cues() -> dict[str, Cue]:
    """Every written form in normal form, without a conjunction before it. A bound form never hides a plain one."""
    data = _data()
    out: dict[str, Cue] = {}
    bound: dict[str, Cue] = {}
    for act, groups in data["verbs"].items():
        for kind, pairs in groups.items():
            for pair in pairs:
                _add_verb(out, bound, pair, CueKind(kind), Act(act))
    for pair in data["passing"]["verbs"]:
        _add_verb(out, bound, pair, CueKind.PASSING, Act.STATES)
    for pair in data["standing"]["verbs"]:
        _add_verb(out, bound, pair, CueKind.STANDING, Act.STATES)
    for word in data["passing"]["words"]:
        out[fold(word)] = Cue(fold(word), CueKind.PASSING, Act.STATES)
    for key, kind in (("plain", CueKind.ACCORDING), ("with_lam", CueKind.ACCORDING_LAM)):
        for word in data["according"][key]:
            out[fold(word)] = Cue(fold(word), kind, Act.STATES)
    for act, participles in data["participles"].items():
        for word in participles:
            stem = fold(word)[:-1]
            for ending in ("ا", "ه", "ين", "ون", "ات"):
                out.setdefault(stem + ending, Cue(stem + "ا", CueKind.PARTICIPLE, Act(act), feminine=ending == "ه"))
    for act, nouns in data["nouns"].items():
        for word in nouns:
            out.setdefault(fold(word), Cue(fold(word), CueKind.NOUN, Act(act)))
    return bound | out


def _add_verb(out: dict[str, Cue], bound: dict[str, Cue], pair: str, kind: CueKind, act: Act) -> None:
    perfect, imperfect = pair.split()
    lemma, present = fold(perfect), fold(imperfect)
    for form in perfect_forms(perfect):
        if form != lemma and form.endswith(_OBJECT_PRONOUNS):
            bound.setdefault(
                form,
                Cue(lemma, kind, act, feminine=form[len(lemma) - 1 :].startswith(("ت", lemma[-1] + "ت")), bound=True),
            )
        else:
            plural = form.endswith(("وا", "ن")) and form != lemma
            out.setdefault(form, Cue(lemma, kind, act, feminine=form.endswith("ت") and form != lemma, plural=plural))
    for form in imperfect_forms(imperfect):
        if form[0] in "نا":  # the first person speaks inside quotations
            continue
        if form.endswith(_OBJECT_PRONOUNS) and form not in (present, "ت" + present[1:]):
            bound.setdefault(form, Cue(lemma, kind, act, feminine=form[0] == "ت", imperfect=True, bound=True))
        else:
            plural = form.endswith(("ون", "وا", "ن")) and form[1:] != present[1:]
            out.setdefault(form, Cue(lemma, kind, act, feminine=form[0] == "ت", plural=plural, imperfect=True))


@cache
def documents() -> frozenset[str]:
    """Words for what a statement is written in."""
    return frozenset(fold(word) for word in _data()["standing"]["documents"])


@cache
def turns() -> dict[str, tuple[str, ...]]:
    """Words in what is said that turn it into another act: normal form to the acts."""
    data = _data()
    out: dict[str, tuple[str, ...]] = {}
    for act, given in data["turns"].items():
        for word in dict.fromkeys(fold(word) for word in given):
            out[word] = (*out.get(word, ()), act)
    return out


@dataclass(frozen=True, slots=True)
class Hedges:
    verbs: frozenset[str]
    phrases: Phrases[bool]
    rumours: frozenset[str]


@cache
def hedges() -> Hedges:
    """Speech words, phrases and speakers that hedge."""
    data = _data()["hedges"]
    return Hedges(
        verbs=frozenset(map(fold, data["verbs"])),
        phrases=Phrases((phrase, True) for phrase in data["phrases"]),
        rumours=frozenset(map(fold, data["rumours"])),
    )


@cache
def plain_words() -> dict[str, Act]:
    """Words that decide the act when they stand right behind the speech word."""
    data = _data()["plain"]
    return {fold(word): Act(act) for act, given in data.items() for word in given}


@cache
def sides() -> dict[str, frozenset[str]]:
    """Words for the forces of a state, and for those whom others accuse."""
    return {side: frozenset(map(fold, given)) for side, given in _data()["sides"].items()}
