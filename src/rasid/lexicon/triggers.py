"""Trigger words: what names a happening, and the words beside it that say with what means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from rasid.lexicon.data import path
from rasid.lexicon.phrases import Phrases
from rasid.model import EventType
from rasid.text.morphology import noun_forms, perfect_forms, verb_forms
from rasid.text.normal import fold

_CONTEXTS = "context"
_MEANS = "means"


@dataclass(frozen=True, slots=True)
class TriggerClass:
    """A row of triggers.toml."""

    name: str
    type: EventType
    means: bool = False
    weak: bool = False
    generic: bool = False
    fact: bool = False
    """Names an event only with a fact of its own: a number or a date beside it."""
    anaphor: bool = False
    """Refers to a happening told before (الحادث); never opens one."""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TriggerWord:
    cls: TriggerClass
    noun: bool
    lemma: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    type: EventType
    adjective: bool = False


@dataclass(frozen=True, slots=True)
class TriggerLexicon:
    words: Phrases[TriggerWord | None]
    """None: a phrase in which the word names no happening."""
    means: Phrases[Means]
    contexts: Phrases[str]
    """Persons and doings that change what a word beside them means: protesters make a clash a riot."""


@cache
def trigger_lexicon() -> TriggerLexicon:
    """The lexicon of the package, built once. Raises DataError when the file is missing."""
    table: dict[str, Any] = tomllib.loads(path("triggers.toml").read_text("utf-8"))
    means: Phrases[Means] = Phrases()
    for name, row in table.pop(_MEANS).items():
        kind = EventType(name)
        for form in _forms_of(row.get("nouns", [])):
            means.add_key(form, Means(kind))
        for form in _forms_of(row.get("adjectives", []), feminine=True):
            means.add_key(form, Means(kind, adjective=True))
        for phrase in row.get("phrases", []):
            means.add(phrase, Means(kind))
    contexts: Phrases[str] = Phrases()
    for name, row in table.pop(_CONTEXTS).items():
        for form in _forms_of(row.get("nouns", [])):
            contexts.add_key(form, name)
    words: Phrases[TriggerWord | None] = Phrases()
    ignored = table.pop("ignore")["phrases"]
    # Weak classes first: a form that two classes share belongs to the stronger one, written last.
    rows: list[tuple[dict[str, Any], TriggerClass]] = []
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    for name, row in sorted(table.items(), key=lambda item: not item[1].get("weak", False)):
        cls = TriggerClass(
            name=name,
            type=EventType(row["type"]),
            means=row.get("means", False),
            weak=row.get("weak", False),
            generic=row.get("generic", False),
            fact=row.get("fact", False),
            anaphor=row.get("anaphor", False),
            needs=frozenset(fold(word) for word in row.get("needs", [])),
        )
        rows.append((row, cls))
        for verb in row.get("verbs", []):
            perfect, imperfect = verb.split()
            # "-": the imperfect tells of a state, not of a happening (المناطق التي تسيطر عليها).
            for form in perfect_forms(perfect) if imperfect == "-" else verb_forms(perfect, imperfect):
                words.add_key(form, TriggerWord(cls, noun=False, lemma=fold(perfect)))
                verbs.setdefault(form, fold(perfect))
        for noun in row.get("nouns", []):
            singular, *plurals = noun.split()
            lemma = fold(singular)
            plural_forms = {form for p in plurals for form in noun_forms(p)} - noun_forms(singular)
            for form in noun_forms(singular, *plurals):
                words.add_key(form, TriggerWord(cls, noun=True, lemma=lemma, plural=form in plural_forms))
                nouns.setdefault(form, lemma)
    # A phrase has the lemma and the part of speech of its first word, where that is known by itself.
    for row, cls in rows:
        for phrase in row.get("phrases", []):
            words.add(phrase, _phrase(phrase, cls, nouns, verbs))
    for phrase in ignored:
        words.add(phrase, None)
    return TriggerLexicon(words, means, contexts)


def _phrase(phrase: str, cls: TriggerClass, nouns: dict[str, str], verbs: dict[str, str]) -> TriggerWord:
    first = fold(phrase.split()[0])
    bare = first.removeprefix("ال")
    lemma = nouns.get(bare) or nouns.get(first) or verbs.get(first) or bare
    return TriggerWord(cls, noun=bare in nouns or first not in verbs, lemma=lemma, plural=bare.endswith("ات"))


def _forms_of(rows: list[str], *, feminine: bool = False) -> set[str]:
    out: set[str] = set()
    for row in rows:
        singular, *plurals = row.split()
        out |= noun_forms(singular, *plurals)
        if feminine:
            out |= noun_forms(singular + "ة", singular + "ات", singular + "ون")
    return out
