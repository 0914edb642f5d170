"""Files as streams of bytes, gzip unpacked on the way, with a guard against bombs and against what is cut short."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from rasid.errors import InputError, LimitError
from rasid.ingest.options import MEGABYTE, Limits
from rasid.ingest.problems import Code

GZIP = b"\x1f\x8b"
HEAD = 1 << 16
"""Bytes that are looked at to tell what a stream is."""
_CHUNK = 1 << 14
_WITH_GZIP_HEADER = 31


class Gunzip(io.RawIOBase):
    """The content of a gzip stream of one or many members (RFC 1952). Reading it raises LimitError where it grows beyond
    the ratio, InputError where it is cut short or damaged."""

    def __init__(self, packed: BinaryIO, limits: Limits) -> None:
        self._packed = packed
        self._ratio = limits.unpacked_ratio
        self._inflate = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._pending = b""
        self._more = False
        """Whether the last call filled its buffer, so that there may be more without further input."""
        self._between = True
        self._in = self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        wanted = len(buffer)
        while True:
            if not self._pending and not self._more:
                self._pending = self._packed.read(_CHUNK)
                self._in += len(self._pending)
                if self._between:
                    self._pending = self._pending.lstrip(b"\x00")  # padding after a member
                if not self._pending:
                    if self._between:
                        return 0
                    raise InputError(
                        "the gzip file is cut short; what stands before the cut is read", code=Code.TRUNCATED
                    )
            try:
                data = self._inflate.decompress(self._pending, wanted)
            except zlib.error as error:
                raise InputError(f"the gzip file is damaged: {error}", code=Code.DAMAGED) from None
            self._between, self._more = False, len(data) == wanted
            self._pending = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._pending = self._inflate.unused_data.lstrip(b"\x00")
                self._inflate = zlib.decompressobj(_WITH_GZIP_HEADER)
                self._between, self._more = True, False
            self._out += len(data)
            if self._out > MEGABYTE + self._ratio * (self._in - len(self._pending)):
                raise LimitError(
                    f"it unpacks to more than {self._ratio} times its size; unpack it yourself if you trust it",
                )
            if data:
                buffer[: len(data)] = data
                return len(data)


class _Again(io.RawIOBase):
    """A stream with the bytes that were read from it put back."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._rest.read1(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def unpack(stream: io.BufferedIOBase, limits: Limits) -> tuple[bytes, io.BufferedReader]:
    """(the first bytes, the stream from its first byte), unpacked where it is gzip, even twice."""
    head = _head(stream)
    for _ in range(2):
        if not head.startswith(GZIP):
            break
        stream = io.BufferedReader(Gunzip(io.BufferedReader(_Again(head, stream)), limits))
        head = _head(stream)
    return head, io.BufferedReader(_Again(head, stream))


def _head(stream: io.BufferedIOBase) -> bytes:
    """The first bytes, as many as come before a fault: that is met again when the rest is read."""
    head = b""
    try:
        while len(head) < HEAD and (part := stream.read1(HEAD - len(head))):
            head += part
    except InputError:
        if not head:
            raise
    return head


def bounded(stream: BinaryIO, limit: int, what: str) -> bytes:
    """All of the stream. Raises LimitError where it is longer than ``limit`` bytes."""
    parts, size = [], 0
    while part := _part(stream, what):
        size += len(part)
        if size > limit:
            raise LimitError(
                f"{what} is larger than {limit:,} bytes; split it, or give it as JSON lines, one article a line"
            )
        parts.append(part)
    return b"".join(parts)


def _part(stream: BinaryIO, what: str) -> bytes:
    try:
        return stream.read(MEGABYTE)
    except InputError as error:
        if error.code != Code.TRUNCATED:
            raise
        raise InputError(
            f"the gzip file is cut short, and {what} with it; nothing of it is read; fetch it again", code=error.code
        ) from None


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines with their ends; None for one that is longer than ``limit`` bytes, which is passed over unheld."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield None
