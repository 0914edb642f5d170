"""Files as streams of bytes, gzip unpacked on the way, with a guard against bombs and against what is cut short."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from rasid.errors import InputError, LimitError
from rasid.ingest.options import MEGABYTE, Limits

GZIP = b"\x1f\x8b"


class Unpacked(io.RawIOBase):
    """Reads a gzip stream. Raises LimitError where it grows beyond the ratio, InputError where it is cut or damaged."""

    def __init__(self, packed: BinaryIO, limits: Limits) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._limits = limits
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise InputError("the gzip file is cut short") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise InputError(f"the gzip file is damaged: {error}") from None
        self._out += len(data)
        if self._out > MEGABYTE + self._limits.unpacked_ratio * max(1, self._packed.tell()):
            raise LimitError(f"it unpacks to more than {self._limits.unpacked_ratio} times its size")
        buffer[: len(data)] = data
        return len(data)


def unpack(stream: BinaryIO, limits: Limits) -> io.BufferedReader:
    """The stream, unpacked where it is gzip (even twice)."""
    reader = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    for _ in range(2):
        if reader.peek(2)[:2] != GZIP:
            break
        reader = io.BufferedReader(Unpacked(reader, limits))
    return reader


def bounded(stream: BinaryIO, limit: int, what: str) -> bytes:
    """All of the stream. Raises LimitError where it is longer than ``limit`` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise LimitError(f"{what} is larger than {limit:,} bytes; split it, or give it as JSON lines")
    return data
