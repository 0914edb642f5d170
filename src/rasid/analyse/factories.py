"""THE list of components: each name, how it is made, and the order in which the two readers run them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from rasid.analyse.document import Component
from rasid.analyse.encoder.installed import is_installed
from rasid.config import READER_VARIABLE, reader
from rasid.errors import UsageError

# name -> module that has a `make()`; imported when first used, so that listing them costs nothing.
FACTORIES: dict[str, str] = {
    "gate": "rasid.analyse.gate",
    "times": "rasid.analyse.times",
    "quantities": "rasid.analyse.quantities",
    "actors": "rasid.analyse.actors",
    "places": "rasid.analyse.places",
    "weapons": "rasid.analyse.weapons",
    "triggers": "rasid.analyse.triggers",
    "tolls": "rasid.analyse.toll_reading",
    "events": "rasid.analyse.events",
    "arguments": "rasid.analyse.arguments",
    "statements": "rasid.analyse.statements",
    "casualties": "rasid.analyse.casualties",
    "relations": "rasid.analyse.relations",
    "relevance": "rasid.analyse.relevance",
    "reader": "rasid.analyse.encoder.component",
}
RULES: tuple[str, ...] = tuple(name for name in FACTORIES if name not in ("gate", "reader"))
"""Rules and lexicons alone."""
LEARNED: tuple[str, ...] = ("gate", *RULES[: RULES.index("events")], "relations", "reader")
"""The encoder judges and ties what the exact code has found."""
READERS: dict[str, tuple[str, ...]] = {"learned": LEARNED, "rules": RULES}


def standard() -> tuple[str, ...]:
    """The reader that the user's environment names; else the learned one where its model is installed, else the rules. Raises
    UsageError for a name that is none."""
    wanted = reader()
    if wanted is None:
        return LEARNED if is_installed() else RULES
    if wanted not in READERS:
        raise UsageError(f"{READER_VARIABLE} names no reader: {wanted!r}; there are: {', '.join(READERS)}")
    return READERS[wanted]


def make(name: str) -> Component:
    """The component called ``name``. Raises KeyError for an unknown one."""
    factory: Callable[[], Component] = import_module(FACTORIES[name]).make
    return factory()
