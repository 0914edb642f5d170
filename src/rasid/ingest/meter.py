"""How far the reading of files has come, for who watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


class Meter:
    """Bytes of the files that were read so far, packed as they lie on the disk."""

    def __init__(self) -> None:
        self._done = 0
        self._file: BinaryIO | None = None

    @property
    def done(self) -> int:
        """Bytes read, those of the file that is being read included."""
        if self._file is None or not self._file.seekable():
            return self._done
        return self._done + self._file.tell()

    @contextmanager
    def reading(self, file: BinaryIO) -> Iterator[None]:
        """While the file is read, its position counts; after it, the whole of it does."""
        self._file = file
        try:
            yield
        finally:
            self._file = None
            self._done += os.fstat(file.fileno()).st_size
