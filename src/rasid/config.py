"""Where Rasid keeps what is the user's own."""

from __future__ import annotations

import os
from pathlib import Path

DATA_VARIABLE = "RASID_DATA"


def data_folder() -> Path:
    """The folder of the user's own data: the variable RASID_DATA, else where the system keeps such."""
    told = os.environ.get(DATA_VARIABLE)
    if told:
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("rasid", appauthor=False)
