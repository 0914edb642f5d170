"""THE list of components: each name, how it is made, and the order of the standard pipeline."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from rasid.analyse.document import Component

# name -> module that has a `make()`; imported when first used, so that listing them costs nothing.
FACTORIES: dict[str, str] = {
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
}
STANDARD: tuple[str, ...] = tuple(FACTORIES)


def make(name: str) -> Component:
    """The component called ``name``. Raises KeyError for an unknown one."""
    factory: Callable[[], Component] = import_module(FACTORIES[name]).make
    return factory()
