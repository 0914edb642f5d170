"""The package's data files: how they are opened, and their fingerprints."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from rasid.errors import DataError


def path(name: str) -> Traversable:
    """The data file called ``name``. Raises DataError when the installation lacks it."""
    file = files(__name__).joinpath(name)
    if not file.is_file():
        raise DataError(f"the data file {name} is missing from the installation; install rasid again")
    return file


@cache
def fingerprints() -> dict[str, str]:
    """sha256 of every data file, by name: part of a run's provenance."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
        if file.is_file() and not file.name.endswith((".py", ".pyc"))
    }
