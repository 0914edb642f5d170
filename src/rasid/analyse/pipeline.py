"""Runs the components over one report after another and freezes what they found."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import cached_property

import rasid
from rasid.analyse import factories
from rasid.analyse.document import Document
from rasid.analyse.freeze import freeze
from rasid.analyse.segment import segment
from rasid.errors import UsageError
from rasid.lexicon.data import fingerprints
from rasid.lexicon.places import table_fingerprints
from rasid.model import Analysis, Report, Run

# What `segment` gives every document.
GIVEN_LAYERS = frozenset({"tokens", "sentences"})


class Pipeline:
    """The components called ``names``, in that order; those of the standard reader when None. Fails at once when one needs a
    layer that none before it fills."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        self.names = factories.standard() if names is None else tuple(names)
        filled = set(GIVEN_LAYERS)
        self.components = []
        for name in self.names:
            if name not in factories.FACTORIES:
                raise UsageError(f"no component is called {name!r}; there are: {', '.join(factories.FACTORIES)}")
            component = factories.make(name)
            missing = set(component.requires) - filled
            if missing:
                raise UsageError(f"component {name!r} needs {', '.join(sorted(missing))} from a component before it")
            filled |= set(component.provides)
            self.components.append(component)

    @property
    def at_once(self) -> int:
        """How many reports are best read at once in one process: one where the interpreter does all; where the network, which runs
        outside of it, takes most of the time, one more than there are processors, so that they never wait for the exact code."""
        return processors() + 1 if "reader" in self.names else 1

    @cached_property
    def run(self) -> Run:
        """What ran, with which data: the provenance stored beside the output. Its id depends on nothing else."""
        components = tuple(f"{component.name}/{component.version}" for component in self.components)
        data = fingerprints() | table_fingerprints()
        config = hashlib.sha256(json.dumps(self.names).encode()).hexdigest()
        key = json.dumps([rasid.__version__, components, sorted(data.items()), config])
        return Run(
            id="run" + hashlib.sha256(key.encode()).hexdigest()[:16],
            rasid=rasid.__version__,
            components=components,
            data=data,
            config_sha256=config,
        )

    def read(self, report: Report) -> Document:
        """The document with every layer filled, unless a component has dismissed it."""
        doc = segment(report)
        if doc.tokens:
            for component in self.components:
                component(doc)
                if doc.dismissed:
                    break
        return doc

    def __call__(self, report: Report) -> Analysis:
        return freeze(self.read(report), self.run.id, {c.name: c.version for c in self.components})


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
