"""A PMTiles file in the data folder: tiles come out as they were put in, and a broken file is told, never believed."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.errors import DataError
from rasid.web.tiles import NAME, Tiles, installed, tile_id

# From the specification and the reference implementation (pmtiles 3.7, zxy_to_tileid).
KNOWN = {
    (0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5, (2, 1, 3): 11, (3, 3, 0): 26,
    (12, 3423, 1763): 19078479, (14, 9794, 6678): 315461351,
}  # fmt: skip


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    tiles = [entry[0] for entry in entries]
    steps = [now - before for before, now in zip([0, *tiles], tiles, strict=False)]
    return b"".join(
        [
            varint(len(entries)),
            *map(varint, steps),
            *(varint(run) for *_, run in entries),
            *(varint(length) for _, _, length, _ in entries),
            *(varint(offset + 1) for _, offset, _, _ in entries),
        ]
    )


def archive(
    path: Path, tiles: dict[int, bytes], *, kind: int = 2, packing: int = 2, leaves: bool = False, meta: object = None
) -> Path:
    data, entries = b"", []
    for number, tile in sorted(tiles.items()):
        stored = gzip.compress(tile) if packing == 2 else tile
        entries.append((number, len(data), len(stored), 1))
        data += stored
    leaf = b""
    if leaves:
        half = len(entries) // 2
        pieces = [gzip.compress(directory(part)) for part in (entries[:half], entries[half:])]
        leaf = b"".join(pieces)
        root = directory([(entries[0][0], 0, len(pieces[0]), 0), (entries[half][0], len(pieces[0]), len(pieces[1]), 0)])
    else:
        root = directory(entries)
    root = gzip.compress(root)
    told = gzip.compress(json.dumps(meta if meta is not None else {"attribution": "© Surveyors"}).encode())
    at = 127
    head = struct.pack(
        "<7sB11Q6B2i2iB2i", b"PMTiles", 3, at, len(root), at + len(root), len(told), at + len(root) + len(told), len(leaf),
        at + len(root) + len(told) + len(leaf), len(data), len(tiles), len(tiles), len(tiles), 1, 2, packing, kind, 0, 14,
        350_000_000, 320_000_000, 420_000_000, 370_000_000, 5, 380_000_000, 340_000_000,
    )  # fmt: skip
    path.write_bytes(head + root + told + leaf + data)
    return path


def square(zooms: Iterable[int]) -> dict[int, bytes]:
    return {tile_id(z, x, y): f"{z}/{x}/{y}".encode() for z in zooms for x in range(1 << z) for y in range(1 << z)}


def test_numbers_of_tiles_are_those_of_the_specification():
    assert {place: tile_id(*place) for place in KNOWN} == KNOWN


@pytest.mark.parametrize("leaves", [False, True])
@pytest.mark.parametrize("packing", [1, 2])
def test_tiles_come_out_as_they_were_put_in(tmp_path, leaves, packing):
    found = Tiles(archive(tmp_path / NAME, square(range(5)), leaves=leaves, packing=packing))
    for z in range(5):
        assert found.get(z, (1 << z) - 1, 0) == f"{z}/{(1 << z) - 1}/0".encode()
    assert found.get(6, 1, 1) is None
    assert found.get(3, 8, 0) is None
    assert found.get(-1, 0, 0) is None
    assert found.get(99, 0, 0) is None


def test_what_the_page_is_told(tmp_path):
    told = Tiles(archive(tmp_path / NAME, square([0]), kind=1)).about()
    assert told == {"kind": "mvt", "least": 0, "most": 14, "bounds": (35.0, 32.0, 42.0, 37.0), "source": "© Surveyors"}
    assert Tiles(archive(tmp_path / NAME, square([0]), meta=["no", "table"])).about()["source"] == ""


def test_a_file_is_found_in_the_data_folder_only_where_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setenv("RASID_DATA", str(tmp_path))
    assert installed() is None
    archive(tmp_path / NAME, square([0]))
    found = installed()
    assert found is not None
    assert found.get(0, 0, 0) == b"0/0/0"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a PMTiles"),
        (b"PMTiles\x02" + bytes(200), "version 3"),
        (b"SQLite format 3\0" + bytes(200), "not a PMTiles"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path, content, why):
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(DataError, match=why):
        Tiles(path)


def test_kinds_and_packings_that_cannot_be_drawn_are_said(tmp_path):
    with pytest.raises(DataError, match="kind"):
        Tiles(archive(tmp_path / NAME, square([0]), kind=5))
    with pytest.raises(DataError, match="brotli"):
        Tiles(archive(tmp_path / NAME, square([0]), packing=3))


def test_a_tile_that_unpacks_without_end_is_refused(tmp_path):
    found = Tiles(archive(tmp_path / NAME, {0: bytes(64 * 1024 * 1024)}))
    with pytest.raises(DataError, match="too large"):
        found.get(0, 0, 0)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_gives_a_tile_or_says_what_is_wrong(tmp_path, data):
    path = archive(tmp_path / NAME, square(range(3)), leaves=data.draw(st.booleans()))
    raw = bytearray(path.read_bytes())
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), min_size=1, max_size=8)
    ):
        raw[at] = byte
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    said = None
    try:
        found = Tiles(path)
        found.about()
        found.get(2, 1, 1)
        found.close()
    except DataError as error:
        said = str(error)
    assert said is None or NAME in said
