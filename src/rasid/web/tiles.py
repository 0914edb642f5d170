"""Tiles of a detailed map from a PMTiles file (version 3) in the data folder, where the team has put one.

The layout is that of https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md: a header of 127 bytes, directories of
varints, tiles by their place on a Hilbert curve. The file is opened once, by a name that no request gives; a tile is asked for
by three numbers. Whatever is wrong with the file is a `DataError`, and the map is drawn without it.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from rasid.config import data_folder
from rasid.errors import DataError

NAME = "map.pmtiles"
KINDS = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
"""What a tile may be; others are not drawn."""
_HEADER = struct.Struct("<7sB11Q6B2i2iB2i")
_NONE, _GZIP = 1, 2
_MOST = 4 * 1024 * 1024
"""Bytes of a directory or tile, unpacked, beyond which something is wrong."""
_KEPT = 64


class Entry(NamedTuple):
    """A row of a directory: a run of tiles, or, with a run of 0, another directory."""

    tile: int
    offset: int
    length: int
    run: int


class Tiles:
    """The tiles of one file. Raises DataError where it is not one that can be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._directories: OrderedDict[tuple[int, int], list[Entry]] = OrderedDict()
        self._lock = Lock()
        try:
            self._file = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
        try:
            self._open()
        except DataError:
            self.close()
            raise

    def _open(self) -> None:
        path, raw = self.path, self._bytes(0, _HEADER.size)
        if len(raw) < _HEADER.size or raw[:7] != b"PMTiles" or raw[7] != 3:
            raise DataError(f"{path} is not a PMTiles file of version 3; make one with pmtiles convert or extract")
        head = _HEADER.unpack(raw)
        (self._root, root_size, self._meta, self._meta_size, self._leaves, _, self._data, _, *_) = head[2:13]
        _, self._packed, self._tiles_packed, kind, self.least_zoom, self.most_zoom = head[13:19]
        self.bounds = tuple(degrees / 1e7 for degrees in head[19:23])
        """West, south, east, north, in degrees."""
        if kind not in KINDS:
            raise DataError(f"{path} holds tiles of a kind that the map cannot draw; png, jpeg, webp or mvt are drawn")
        for packing in (self._packed, self._tiles_packed):
            if packing not in (0, _NONE, _GZIP):
                raise DataError(f"{path} is packed with brotli or zstd; write it with gzip")
        self.kind = KINDS[kind]
        self._root_size = root_size

    def about(self) -> dict[str, Any]:
        """What the page needs to know: kind, zooms, bounds, and whom the file names as its source."""
        told: Any = {}
        if 0 < self._meta_size <= _MOST:
            try:
                told = json.loads(self._unpacked(self._bytes(self._meta, self._meta_size), self._packed))
            except ValueError:
                told = {}
        source = told.get("attribution") if isinstance(told, dict) else None
        return {
            "kind": self.kind,
            "least": self.least_zoom,
            "most": self.most_zoom,
            "bounds": self.bounds,
            "source": source if isinstance(source, str) else "",
        }

    def get(self, zoom: int, x: int, y: int) -> bytes | None:
        """The tile, unpacked; None where the file has none there."""
        if not (self.least_zoom <= zoom <= self.most_zoom and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return None
        wanted = tile_id(zoom, x, y)
        offset, length = self._root, self._root_size
        for _ in range(4):
            entry = _find(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run:
                if entry.length > _MOST:
                    raise DataError(f"{self.path}: a tile of {entry.length} bytes is too large")
                return self._unpacked(self._bytes(self._data + entry.offset, entry.length), self._tiles_packed)
            offset, length = self._leaves + entry.offset, entry.length
        raise DataError(f"{self.path}: its directories lead on without an end")

    def close(self) -> None:
        os.close(self._file)

    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            return os.pread(self._file, length, offset)
        except (OSError, OverflowError) as error:
            raise DataError(f"{self.path} cannot be read: {error}") from error

    def _unpacked(self, raw: bytes, packing: int) -> bytes:
        if packing != _GZIP and not raw.startswith(b"\x1f\x8b"):
            return raw
        unpack = zlib.decompressobj(31)
        try:
            out = unpack.decompress(raw, _MOST)
        except zlib.error as error:
            raise DataError(f"{self.path}: something in it cannot be unpacked: {error}") from error
        if unpack.unconsumed_tail:
            raise DataError(f"{self.path}: something in it is too large")
        return out

    def _directory(self, offset: int, length: int) -> list[Entry]:
        with self._lock:
            found = self._directories.get((offset, length))
            if found is not None:
                self._directories.move_to_end((offset, length))
                return found
        if length > _MOST:
            raise DataError(f"{self.path}: a directory of {length} bytes is too large")
        read = _entries(self._unpacked(self._bytes(offset, length), self._packed), self.path)
        with self._lock:
            self._directories[offset, length] = read
            if len(self._directories) > _KEPT:
                self._directories.popitem(last=False)
        return read


def tile_id(zoom: int, x: int, y: int) -> int:
    """Number of a tile: those of all zooms before it, then its place on the Hilbert curve of its zoom."""
    before = ((1 << (2 * zoom)) - 1) // 3
    at = 0
    side = 1 << zoom
    half = side >> 1
    while half:
        right, down = int(bool(x & half)), int(bool(y & half))
        at += half * half * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return before + at


def _entries(raw: bytes, path: Path) -> list[Entry]:
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            if at >= len(raw) or shift > 63:
                raise DataError(f"{path}: a directory is cut short")
            byte = raw[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    count = varint()
    if count > len(raw):
        raise DataError(f"{path}: a directory is cut short")
    tile, tiles = 0, []
    for _ in range(count):
        tile += varint()
        tiles.append(tile)
    runs = [varint() for _ in range(count)]
    lengths = [varint() for _ in range(count)]
    out: list[Entry] = []
    for number in range(count):
        told = varint()
        # 0: right after the one before.
        offset = told - 1 if told or not out else out[-1].offset + out[-1].length
        out.append(Entry(tiles[number], offset, lengths[number], runs[number]))
    return out


def _find(entries: list[Entry], wanted: int) -> Entry | None:
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].tile <= wanted:
            low = middle + 1
        else:
            high = middle
    if not low:
        return None
    found = entries[low - 1]
    return found if not found.run or wanted - found.tile < found.run else None


def installed() -> Tiles | None:
    """The tiles of ``map.pmtiles`` in the data folder; None where there is no such file."""
    path = data_folder() / NAME
    return Tiles(path) if path.is_file() else None


__all__ = ["KINDS", "NAME", "Tiles", "installed", "tile_id"]
