"""Where the model lies that comes with the package, and whether it is there."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

MANIFEST = "manifest.json"


def folder() -> Traversable:
    """Where the model that comes with the package lies."""
    return files("rasid.analyse.encoder").joinpath("data")


def is_installed() -> bool:
    """Whether a model comes with this installation; whether it is whole is seen when it is loaded."""
    return folder().joinpath(MANIFEST).is_file()
