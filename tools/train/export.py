#!/usr/bin/env python3
"""Makes the files that ship of a trained model: an int8 ONNX network, the vocabulary, and the manifest.

usage: export.py BASE_DIR MODEL.pt ARTICLES.jsonl OUT_DIR --name NAME [--blend FILE.json] [--figures FILE.json] [--fold N ...] [--check]

The heads are in the network; of a pair only the two projections of its words are, since which pairs are asked is known only when the
mentions are. Weights are int8 by row, activations by window (dynamic quantisation). A few numbers of a layer's input dwarf the rest,
and one scale for all of them leaves the others no room: such inputs are first divided, and the weights that meet them multiplied, by
what the input reaches on articles of the other folds (SmoothQuant, G. Xiao et al. 2023). With --check the articles held out
are read in float and in int8, and it fails where they agree less than --agreement says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import onnx
import torch
from data import document, fold_of
from network import Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from trial import as_network, trained

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
STRENGTH = 0.85
"""How much of an input's range goes over into the weights."""
MEASURED = 24
"""Articles on which the ranges are measured."""
LICENCE = "annotations Apache-2.0; the articles are their outlets' and are not in the model's files"
OURS = "written"
"""The outlet of articles that were written for training."""
BASE = "multilingual-e5-small (MIT), dequantised from 4 bits and cut to Arabic news"


def made_from(articles: list[dict], folds: list[int]) -> list[dict[str, str]]:
    """What the model was made from, for its manifest."""
    further = [article for article in articles if article.get("further")]
    written = sum(article["outlet"] == OURS for article in further)
    use = "training and, by fold, measuring"
    if folds:
        use += f"; those of fold {', '.join(map(str, folds))} not for training"
    out = [("Rasid's annotated news", len(articles) - len(further), LICENCE, use)]
    for name, count, licence in (
        ("further news, annotated by a language model by the same guidelines", len(further) - written, LICENCE),
        ("news of invented happenings, written and annotated by a language model", written, "Apache-2.0"),
    ):
        if count:
            out.append((name, count, licence, "training of the network"))
    return [{"name": f"{name}, {count} articles", "licence": licence, "use": use} for name, count, licence, use in out]


class Window(nn.Module):
    """The reader over one window without padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, first: Tensor, last: Tensor, owner: Tensor, marks: Tensor) -> tuple[Tensor, ...]:
        out = self.reader(ids, None, first, last, owner, marks)
        return tuple(out[name] for name in OUTPUTS)


class Smoothed(nn.Module):
    """The same as ``linear``, its inputs divided by ``scale``."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        linear.weight.data *= scale
        self.linear = linear
        self.register_buffer("share", 1 / scale)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x * self.share)


def smooth(reader: Reader, docs: list[Document], pieces: Pieces) -> None:
    """Puts `Smoothed` in the place of the linear layers, as the ranges of their inputs on ``docs`` ask."""
    layers = {name: part for name, part in reader.named_modules() if isinstance(part, nn.Linear)}
    reach = {name: torch.full((layer.in_features,), 1e-5) for name, layer in layers.items()}

    def seen(name: str):
        def look(_: nn.Module, given: tuple[Tensor]) -> None:
            reach[name] = torch.maximum(reach[name], given[0].detach().abs().flatten(0, -2).amax(0))

        return look

    hooks = [layer.register_forward_pre_hook(seen(name)) for name, layer in layers.items()]
    for doc in docs:
        encode(doc, pieces, as_network(reader), reader.distance.detach().numpy())
    for hook in hooks:
        hook.remove()
    for name, layer in layers.items():
        if name.startswith("marks"):
            continue  # their inputs are 0 and 1
        weights = layer.weight.detach().abs().amax(0).clamp(min=1e-5)
        parent, _, own = name.rpartition(".")
        setattr(reader.get_submodule(parent), own, Smoothed(layer, reach[name] ** STRENGTH / weights ** (1 - STRENGTH)))


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
    ap.add_argument("articles", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--name", required=True)
    ap.add_argument("--blend", type=Path)
    ap.add_argument("--figures", type=Path)
    ap.add_argument("--training", type=json.loads, default={}, help="JSON object: seed, epochs, rates")
    ap.add_argument("--fold", type=int, nargs="*", default=[0], help="those that were held out")
    ap.add_argument("--check", action="store_true")
    ap.add_argument("--agreement", type=float, default=95.0)
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    pieces = Pieces.read((o.base / VOCABULARY).read_bytes())
    layers = Pipeline(LAYERS)
    articles = [json.loads(line) for line in o.articles.open(encoding="utf-8")]
    held = [a for a in articles if fold_of(a) in o.fold]
    others = [a for a in articles if fold_of(a) not in o.fold]
    if not others:
        raise SystemExit(f"{o.articles} has only articles of the folds held out; ranges are measured on the others")
    reader = trained(o.base, o.model)
    smooth(reader, [document(a, layers) for a in others[:: max(1, len(others) // MEASURED)]], pieces)
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
        "data": made_from(articles, o.fold),
        "labels": {field: getattr(labels, field) for field in labels.__struct_fields__},
        "window": WINDOW,
        "distance": [[round(float(x), 5) for x in row] for row in reader.distance.detach().numpy()],
        "blend": read(o.blend),
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
        network = trained(o.base, o.model)
        distance = network.distance.detach().numpy()
        found = agreement(
            [document(a, layers) for a in held],
            pieces,
            [(as_network(network), distance), (Session((o.out / NETWORK).read_bytes()), distance)],
        )
        print(json.dumps({name: round(value, 1) for name, value in found.items()}))
        low = {name: value for name, value in found.items() if value < o.agreement}
        if low:
            raise SystemExit(f"int8 and float agree less than {o.agreement} %: {low}")


if __name__ == "__main__":
    main()
