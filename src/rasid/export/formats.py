"""THE list of formats: each name and the module that writes it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# name -> module with `write(records, out, …) -> Losses` and SUFFIX; imported when first used.
FORMATS: dict[str, str] = {
    "jsonl": "rasid.export.jsonl",
    "csv": "rasid.export.csv",
    "geojson": "rasid.export.geojson",
}


def writer(name: str) -> Any:
    """The module that writes the format ``name``. Raises KeyError for an unknown one."""
    return import_module(FORMATS[name])
