"""What linking was fitted to: how common words are in reports of conflict, and the weights of the features."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from rasid.errors import DataError


def read(name: str) -> bytes:
    """The data file called ``name``. Raises DataError when the installation lacks it."""
    file = files(__name__).joinpath(name)
    if not file.is_file():
        raise DataError(f"the data file {name} is missing from the installation; install rasid again")
    return file.read_bytes()


@cache
def fit() -> str:
    """A hash of both files, stored with every link: the same events under the same fit give the same link."""
    digest = hashlib.sha256()
    for name in ("linking.toml", "words.tsv.gz"):
        digest.update(hashlib.sha256(read(name)).digest())
    return digest.hexdigest()[:16]
