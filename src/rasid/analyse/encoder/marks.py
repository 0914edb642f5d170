"""What the exact code has found in a text, as marks on its words: the network reads them beside the pieces.

News names forces, places and weapons that a few hundred annotated articles never name; the lists know them. The network learns
from the annotation how far each kind of mark is to be trusted, and where. Only layers that are not fitted on annotated articles
are marked, so that a mark says the same of articles that were trained on and of those that were not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from rasid.analyse.cue_finder import find
from rasid.analyse.document import Document
from rasid.analyse.encoder.labels import CLASSES
from rasid.analyse.encoder.session import Floats
from rasid.analyse.linkables import Linkables
from rasid.lexicon.actors import ActorKind
from rasid.lexicon.aims import aim_words
from rasid.lexicon.cues import CueKind
from rasid.model import Granularity
from rasid.text.clitics import readings

LAYERS = ("times", "quantities", "actors", "places", "weapons", "triggers", "tolls")
"""Components of which the marks tell; they must have run."""
_SURE = 0.95
_OPENING = 3

_FAMILIES = (
    "air_strike", "bombard", "strike", "attack", "assassination", "assault", "explosion", "suicide", "clash", "war", "campaign", "raid",
    "operation", "deployment", "arrest", "abduction", "territory", "disrupted", "destruction", "damage", "protest", "march",
    "gathering", "riot", "force", "sexual", "chemical", "agreement", "violence", "launch", "killing", "harm", "incident",
)  # fmt: skip
_ACTORS = (*(kind.value for kind in ActorKind), "demonym", "description", "source", "official")


def _both(name: str) -> tuple[str, str]:
    return name, f"{name} goes on"


MARKS: tuple[str, ...] = (
    *(f"trigger {name}" for name in CLASSES["type"]), *(f"family {name}" for name in _FAMILIES), "trigger goes on", "trigger unsure",
    "trigger noun", "trigger definite", "trigger plural", *(f"trigger {name}" for name in CLASSES["realis"]),
    *(f"actor {name}" for name in _ACTORS), "actor goes on", "actor known", *_both("person"),
    *(f"place {name}" for name in CLASSES["place_kind"]), "place goes on", "place resolved",
    *(f"time {name.value}" for name in Granularity), "time goes on", "time resolved", "time anchored",
    *_both("weapon"), *_both("number"), "number vague",
    *(f"toll {name}" for name in CLASSES["outcome"]), "toll goes on", "toll part", "toll word", *_both("toll people"),
    *(f"cue {name}" for name in CLASSES["act"]), *(f"cue {kind.value}" for kind in CueKind), *_both("speaker"), *_both("speaker's role"),
    *_both("phrase"), "aim", "title", "sentence begins", "opening", "body",
)  # fmt: skip


@cache
def _index() -> dict[str, int]:
    return {name: at for at, name in enumerate(MARKS)}


class _Sheet:
    def __init__(self, count: int) -> None:
        self.held = np.zeros((count, len(MARKS)), np.float32)

    def put(self, at: int, *names: str) -> None:
        known = _index()
        for name in names:
            if name in known:  # a family of trigger words that is new needs a new training
                self.held[at, known[name]] = 1.0

    def over(self, first: int, last: int, begins: str, goes_on: str, *more: str) -> None:
        self.put(first, begins, *more)
        for at in range(first + 1, min(last, len(self.held))):
            self.put(at, goes_on)


def marks(doc: Document) -> Floats:
    """[word, mark] of 0 and 1, for a document whose `LAYERS` are filled."""
    sheet = _Sheet(len(doc.tokens))
    if not doc.tokens:
        return sheet.held
    _happenings(doc, sheet)
    _names(doc, sheet)
    _numbers(doc, sheet)
    _speech(doc, sheet)
    aims = aim_words()
    for at, token in enumerate(doc.tokens):
        if any(stem in aims for _, stem in readings(token.norm)):
            sheet.put(at, "aim")
    for sentence in doc.sentences:
        if sentence.first < sentence.last:
            sheet.put(sentence.first, "sentence begins")
        place = "title" if sentence.is_title else "opening" if sentence.index <= _OPENING else "body"
        for at in range(sentence.first, sentence.last):
            sheet.put(at, place)
    return sheet.held


def _happenings(doc: Document, sheet: _Sheet) -> None:
    for trigger in doc.triggers:
        shape = (("noun", trigger.noun), ("definite", trigger.definite), ("plural", trigger.plural))
        told = [f"trigger {name}" for name, holds in (*shape, ("unsure", trigger.score < _SURE)) if holds]
        told += [f"family {trigger.family}", f"trigger {trigger.realis.value}"]
        sheet.over(trigger.first, trigger.last, f"trigger {trigger.type.value}", "trigger goes on", *told)


def _names(doc: Document, sheet: _Sheet) -> None:
    for actor in doc.actors:
        known = ("actor known",) if actor.actor else ()
        sheet.over(actor.first, actor.last, f"actor {actor.kind}", "actor goes on", *known)
    for person in doc.persons:
        sheet.over(person.first, person.last, *_both("person"))
    for place in doc.places:
        resolved = place.reference is not None and place.reference.chosen is not None
        more = ("place resolved",) if resolved else ()
        sheet.over(place.first, place.last, f"place {place.kind.value}", "place goes on", *more)
    for mention in Linkables(doc).all:
        if mention.kind == "phrase":
            sheet.over(mention.first, mention.last, *_both("phrase"))
    for weapon in doc.weapons:
        sheet.over(weapon.first, weapon.last, *_both("weapon"))


def _numbers(doc: Document, sheet: _Sheet) -> None:
    for time in doc.times:
        told = (("resolved", time.when.resolved), ("anchored", time.anchored))
        more = [f"time {name}" for name, holds in told if holds]
        sheet.over(time.first, time.last, f"time {time.when.granularity.value}", "time goes on", *more)
    for quantity in doc.quantities:
        vague = ("number vague",) if quantity.count.low != quantity.count.high else ()
        sheet.over(quantity.first, quantity.last, *_both("number"), *vague)
    for _, claim in doc.tolls:
        part = ("toll part",) if claim.part_of is not None else ()
        sheet.over(claim.first, claim.last, f"toll {claim.outcome.value}", "toll goes on", *part)
        sheet.put(claim.governor, "toll word")
        if claim.noun is not None:
            sheet.over(claim.noun, claim.last, *_both("toll people"))


def _speech(doc: Document, sheet: _Sheet) -> None:
    for sentence in doc.sentences:
        for found in find(doc, sentence):
            sheet.put(found.at, f"cue {found.cue.act.value}", f"cue {found.cue.kind.value}")
            speaker = found.speaker
            if speaker is None:
                continue
            sheet.over(speaker.first, speaker.last, *_both("speaker"))
            if speaker.role is not None:
                role = list(_words(doc, speaker.role.start, speaker.role.end, speaker.first, speaker.end))
                if role:
                    sheet.over(role[0], role[-1] + 1, *_both("speaker's role"))


def _words(doc: Document, start: int, end: int, near: int, until: int) -> Iterable[int]:
    """The words within code points ``start`` to ``end``, near the words ``near`` to ``until``."""
    low, high = max(0, near - 20), min(len(doc.tokens), until + 20)
    return (at for at in range(low, high) if doc.tokens[at].start < end and doc.tokens[at].end > start)
