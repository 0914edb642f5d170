#!/usr/bin/env python3
"""Makes the files that ship of a trained model: an int8 ONNX network, the vocabulary, and the manifest.

usage: export.py BASE_DIR MODEL.pt OUT_DIR --name NAME [--thresholds FILE.json] [--figures FILE.json] [--check ARTICLES.jsonl --fold N]

The heads are in the network; of a pair only the two projections of its words are, since which pairs are asked is known only when the
mentions are. Weights are int8 by row, activations by window (dynamic quantisation). With --check the held articles are read in float
and in int8, and it fails where they agree less than --agreement says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from data import document
from network import Encoder, Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from trial import torch_network

from rasid.analyse.document import Document
from rasid.analyse.encoder.encoded import encode
from rasid.analyse.encoder.installed import MANIFEST
from rasid.analyse.encoder.labels import CLASSES, TAGS
from rasid.analyse.encoder.manifest import FORMAT, NETWORK, VOCABULARY, current_labels
from rasid.analyse.encoder.marks import LAYERS, MARKS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.session import OUTPUTS, Session
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.pipeline import Pipeline

LIMIT = 35_000_000
DATA = [
    {
        "name": "Rasid annotated news (616 articles)",
        "licence": "annotations Apache-2.0; the articles are their outlets' and are not in the model's files",
        "use": "training and, by fold, measuring",
    },
]
BASE = "multilingual-e5-small (MIT), dequantised from 4 bits and cut to Arabic news"


class Window(nn.Module):
    """The reader over one window without padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, first: Tensor, last: Tensor, owner: Tensor, marks: Tensor) -> tuple[Tensor, ...]:
        out = self.reader(ids, None, first, last, owner, marks)
        return tuple(out[name] for name in OUTPUTS)


def to_onnx(reader: Reader, path: Path) -> None:
    words = torch.arange(30)
    owner = torch.zeros((1, 40), dtype=torch.long)
    owner[0, 1:31] = words + 1
    example = (torch.full((1, 40), 5), words[None] + 1, words[None] + 1, owner, torch.zeros((1, 30, len(MARKS))))
    torch.onnx.export(
        Window(reader).eval(),
        example,
        str(path),
        input_names=["ids", "first", "last", "owner", "marks"],
        output_names=list(OUTPUTS),
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "owner")}
        | {name: {1: "words"} for name in ("first", "last", "marks")}
        | {name: {1: "words"} for name in OUTPUTS if name != "relevant"},
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def agreement(docs: list[Document], pieces: Pieces, networks: list) -> dict[str, float]:
    """How far two networks say the same of these articles: F1 of one's mentions by the other's, and equal classes at them."""
    tags = {tag: [0, 0, 0] for tag in TAGS}
    same = {name: [0, 0] for name in CLASSES}
    for doc in docs:
        a, b = (encode(doc, pieces, network, distance) for network, distance in networks)
        for tag in TAGS:
            x, y = ({(m.first, m.last) for m in e.mentions(tag)} for e in (a, b))
            for k, n in enumerate((len(x & y), len(x), len(y))):
                tags[tag][k] += n
        at = [m.first for m in a.mentions("trigger")]
        for name in ("type", "realis", "salience"):
            equal = a.classes[name][at].argmax(1) == b.classes[name][at].argmax(1)
            same[name][0] += int(equal.sum())
            same[name][1] += len(at)
    out = {tag: 200 * right / max(1, x + y) for tag, (right, x, y) in tags.items()}
    return out | {name: 100 * right / n for name, (right, n) in same.items() if n}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("model", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--name", required=True)
    ap.add_argument("--thresholds", type=Path)
    ap.add_argument("--figures", type=Path)
    ap.add_argument("--training", type=json.loads, default={}, help="JSON object: seed, epochs, rates")
    ap.add_argument("--check", type=Path)
    ap.add_argument("--fold", type=int, default=0)
    ap.add_argument("--agreement", type=float, default=95.0)
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    reader = Reader(Encoder.of(o.base))
    saved = torch.load(o.model, map_location="cpu", weights_only=True)
    reader.load_state_dict(saved.get("model", saved))
    plain = o.out / "float.onnx"
    to_onnx(reader, plain)
    quantize_dynamic(
        str(plain), str(o.out / NETWORK), weight_type=QuantType.QInt8, per_channel=True, reduce_range=False
    )
    shutil.copy(o.base / VOCABULARY, o.out / VOCABULARY)

    def read(path: Path | None) -> dict:
        return json.loads(path.read_text("utf-8")) if path else {}

    labels = current_labels()
    manifest = {
        "format": FORMAT,
        "name": o.name,
        "licence": "Apache-2.0",
        "base": BASE,
        "data": DATA,
        "labels": {field: getattr(labels, field) for field in labels.__struct_fields__},
        "window": WINDOW,
        "distance": [[round(float(x), 5) for x in row] for row in reader.distance.detach().numpy()],
        "thresholds": read(o.thresholds),
        "training": o.training,
        "figures": read(o.figures),
        "files": {
            name: {
                "sha256": hashlib.sha256((o.out / name).read_bytes()).hexdigest(),
                "bytes": (o.out / name).stat().st_size,
            }
            for name in (NETWORK, VOCABULARY)
        },
    }
    (o.out / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    size = sum(told["bytes"] for told in manifest["files"].values())
    print(f"{size / 1e6:.1f} MB in int8, {plain.stat().st_size / 1e6:.1f} MB in float")
    if size > LIMIT:
        raise SystemExit(f"over the limit of {LIMIT / 1e6:.0f} MB")
    if o.check:
        articles = [json.loads(line) for line in o.check.open(encoding="utf-8")]
        articles = [a for a in articles if int(a["id"][1:]) % 5 == o.fold]
        layers = Pipeline(LAYERS)
        pieces = Pieces.read((o.out / VOCABULARY).read_bytes())
        distance = np.array(manifest["distance"], np.float32)
        found = agreement(
            [document(a, layers) for a in articles],
            pieces,
            [torch_network(o.base, o.model), (Session((o.out / NETWORK).read_bytes()), distance)],
        )
        print(json.dumps({name: round(value, 1) for name, value in found.items()}))
        low = {name: value for name, value in found.items() if value < o.agreement}
        if low:
            raise SystemExit(f"int8 and float agree less than {o.agreement} %: {low}")


if __name__ == "__main__":
    main()
