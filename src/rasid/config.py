"""What the user's environment says: where their own data lie, which reader reads."""

from __future__ import annotations

import os
from pathlib import Path

DATA_VARIABLE = "RASID_DATA"
READER_VARIABLE = "RASID_READER"


def reader() -> str | None:
    """The reader that the user wants where none is named: the variable RASID_READER; None where it is not set."""
    return os.environ.get(READER_VARIABLE) or None


def data_folder() -> Path:
    """The folder of the user's own data: the variable RASID_DATA, else where the system keeps such."""
    told = os.environ.get(DATA_VARIABLE)
    if told:
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("rasid", appauthor=False)
