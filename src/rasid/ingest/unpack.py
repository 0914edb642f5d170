"""Streams of bytes: gzip unpacked on the way with a guard against bombs, bounded reads, bounded lines, other encodings."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from rasid.errors import LimitError
from rasid.ingest.item_error import ItemError
from rasid.ingest.options import MEGABYTE, Limits

GZIP = b"\x1f\x8b"
HEAD = 65_536


class Begun(io.RawIOBase):
    """A stream whose first bytes have been read already, given again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        self.read_so_far += len(data)
        buffer[: len(data)] = data
        return len(data)


class Unpacked(io.RawIOBase):
    """Reads a gzip stream. Raises LimitError where it grows beyond the ratio, ItemError where it is cut or damaged."""

    def __init__(self, packed: Begun, limits: Limits) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=io.BufferedReader(packed))
        self._limits = limits
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise ItemError("the gzip file is cut short; what stood before the cut is read", code="truncated") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ItemError(f"the gzip file is damaged: {error}", code="damaged") from None
        self._out += len(data)
        if self._out > MEGABYTE + self._limits.unpacked_ratio * self._packed.read_so_far:
            raise LimitError(f"it unpacks to more than {self._limits.unpacked_ratio} times its size")
        buffer[: len(data)] = data
        return len(data)


class Transcoded(io.RawIOBase):
    """Reads a stream in ``encoding`` as UTF-8. Raises ItemError where it is not in it, if ``strict``; else what cannot be
    read becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str, *, strict: bool) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else "replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            data = self._stream.read(HEAD)
            self._ended = not data
            try:
                self._ready = self._decoder.decode(data, final=self._ended).encode("utf-8", "replace")
            except UnicodeDecodeError as error:
                message = f"it is not {self._encoding} ({error.reason}); leave the encoding out to have it found"
                raise ItemError(message, code="unknown-encoding") from None
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def begin(stream: BinaryIO) -> tuple[bytes, Begun]:
    """The first bytes of a stream (a pipe may give few at once, so they are waited for), and the whole of it."""
    head = b""
    while len(head) < HEAD and (part := stream.read(HEAD - len(head))):
        head += part
    return head, Begun(head, stream)


def unpack(stream: BinaryIO, limits: Limits) -> tuple[bytes, io.BufferedReader]:
    """The first bytes and the whole of the stream, unpacked where it is gzip (even twice)."""
    for _ in range(2):
        head, whole = begin(stream)
        if not head.startswith(GZIP):
            break
        stream = io.BufferedReader(Unpacked(whole, limits))
    else:
        head, whole = begin(stream)
    return head, io.BufferedReader(whole)


def bounded(stream: BinaryIO, limit: int, what: str) -> bytes:
    """All of the stream. Raises LimitError where it is longer than ``limit`` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise LimitError(f"{what} is larger than {limit:,} bytes; split it, or give it as JSON lines")
    return data


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines of a stream with their breaks; None for one that is longer than ``limit`` bytes, which is passed over."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MEGABYTE)
        yield None
