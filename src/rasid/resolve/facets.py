"""By what events are told apart: their days, places, actors and weapons, as one report tells them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from rasid.lexicon.actors import registry
from rasid.lexicon.phrases import phrase_key
from rasid.lexicon.places import CLASS_KINDS
from rasid.lexicon.weapons import weapon_forms
from rasid.model import Event, PlaceKind, Role
from rasid.resolve.likeness import stems
from rasid.text.dates import find_times
from rasid.text.function_words import words
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize

MOST_DAYS = 31
"""A longer interval says no day."""

Name = tuple[str, ...]
"""The name of a place as its words in normal form, without the word for its class."""

_CLASS_WORDS = {
    stem
    for word in (
        *CLASS_KINDS,
        *words(
            "ريف اطراف محيط ضواحي شرق غرب شمال جنوب شرقي غربي شمالي جنوبي وسط مركز قرب بين حدود"
            " الشرقي الغربي الشمالي الجنوبي الاوسط طريق سوق شارع مزرعه مدن بلدات قري احياء مناطق"
        ),
    )
    for stem in stems(word)
}
_RELATIVE = frozenset(words("اليوم امس"))
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.GOVERNORATE, PlaceKind.REGION})


def days(event: Event) -> tuple[int, int] | None:
    """First and last day, as ordinals; None where it has none, or only a long span."""
    when = event.when
    if when is None or when.start is None or when.end is None:
        return None
    first, last = when.start.toordinal(), when.end.toordinal()
    return (first, last) if last - first <= MOST_DAYS else None


def times(text: str) -> list[tuple[int | None, tuple[int, int] | None, int | None]]:
    """(weekday, (month, day), day) of the times in a text, as far as its words alone tell them."""
    out = []
    for time in find_times(tokenize(align(text)), None):
        when = time.when
        day = when.start.toordinal() if when.start is not None and when.start == when.end else None
        out.append((time.weekday, time.monthday, day))
    return out


def day_words(event: Event) -> frozenset[object]:
    """What its time words name: weekdays, days of a month, today and yesterday. All that is left of its time in a report
    that nobody knows the day of."""
    if event.when is None:
        return frozenset()
    return _named_days(" ".join(evidence.quote for evidence in event.when.evidence))


@lru_cache(maxsize=4096)
def _named_days(told: str) -> frozenset[object]:
    """The same of some words; those that news has for days are few."""
    named = (what for weekday, monthday, _ in times(told) for what in (weekday, monthday) if what is not None)
    return frozenset((*named, *_RELATIVE.intersection(fold(told).split())))


@lru_cache(maxsize=4096)
def place_name(quote: str) -> Name:
    """The name in a place expression: (كفر, حمره) of بلدة كفر حمرة. Empty where no name stands in it (محيط المزرعة)."""
    return tuple(stem for stem in stems(quote) if stem not in _CLASS_WORDS)


def place_names(event: Event) -> Iterator[Name]:
    """The names of its places below the governorate, resolved or not."""
    for argument in event.arguments:
        place = argument.place
        if place is not None and place.kind not in _WIDE:
            name = place_name(argument.evidence.quote)
            if name:
                yield name


def actors(event: Event) -> Iterator[str]:
    """Who attacked or took part: registry ids, and those of their parents."""
    known = registry()
    for argument in event.arguments:
        if argument.actor and argument.role in (Role.ATTACKER, Role.PARTY):
            yield argument.actor
            if argument.actor in known:
                yield from (parent.id for parent in known.parents(argument.actor))


def weapons(event: Event) -> Iterator[str]:
    """Classes of its weapons."""
    for argument in event.arguments:
        if argument.role is Role.WEAPON:
            found = _weapon_class(phrase_key(argument.evidence.quote))
            if found is not None:
                yield found


@cache
def _weapon_class(key: str) -> str | None:
    """The class of the weapon that the words name, or begin by naming: قذائف كراسنبول."""
    forms = weapon_forms()
    parts = key.split(" ")
    for length in range(len(parts), 0, -1):
        for form in (forms.get(" ".join(parts[:length])), forms.get(" ".join(parts[:length]).removeprefix("ال"))):
            if form is not None:
                return form.weapon.category
    return None
