#!/usr/bin/env python3
"""How well a model reads articles that it was not trained on: mention by mention, and as whole documents.

usage: trial.py BASE_DIR CHECKPOINT.pt ARTICLES.jsonl ANNOTATIONS.jsonl OUT_DIR [--fold FOLD]

What the network says of each article is kept in OUT_DIR, so that a second run only composes anew. The blend (blend.py, sureness.py) is
fitted on three quarters of the fold and used on the fourth, four times: nothing is fitted on what it is scored on. OUT_DIR gets
predicted.jsonl, in the form that annotations have, sure.json, what was said to be how sure and whether it was right, and blend.json: that
of the whole fold, for the model that ships.
"""

from __future__ import annotations

import argparse
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
from blend import fit
from data import document, load, number_of, word_range
from sureness import Row, abstention, error, fit_sureness, judged

from rasid.analyse.annotations import annotation
from rasid.analyse.document import Document
from rasid.analyse.encoder.blend import Blend
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Encoded, encode
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.encoder.marks import LAYERS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.windows import owners
from rasid.analyse.freeze import freeze
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.score import Scores, score_one
from rasid.model import Analysis
from rasid.text.normal import align
from rasid.text.tokens import tokenize

PARTS = 4


def trained(base: Path, checkpoint: Path):
    """The model in training, as a checkpoint has it."""
    import torch
    from network import Encoder, Reader

    model = Reader(Encoder.of(base))
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model.load_state_dict(saved.get("model", saved))
    return model.eval()


def as_network(model):
    """The model in training as a `Network`."""
    import torch

    from rasid.analyse.encoder.pieces import CLOSE, OPEN

    def run(ids, first, last, marks):
        with torch.no_grad():
            x = torch.tensor([[OPEN, *ids, CLOSE]])
            owner = torch.tensor([owners(first, last, len(ids))])
            words = torch.tensor([first]) + 1, torch.tensor([last]) + 1
            out = model(x, None, *words, owner, torch.from_numpy(marks)[None])
        return {name: value[0].float().numpy() for name, value in out.items()}

    return run


def torch_network(base: Path, checkpoint: Path):
    """The model in training as a `Network`, and its distances."""
    model = trained(base, checkpoint)
    return as_network(model), model.distance.detach().numpy()


def onnx_network(folder: Path):
    """An exported model as a `Network`, and its distances."""
    from rasid.analyse.encoder.manifest import NETWORK
    from rasid.analyse.encoder.manifest import load as load_model
    from rasid.analyse.encoder.session import Session

    manifest, files = load_model(folder)
    return Session(files[NETWORK]), np.array(manifest.distance, np.float32)


def composed(doc: bytes, encoded: Encoded, blend: Blend) -> tuple[Analysis, dict]:
    """What was read in one article, and as an annotation; ``doc`` is a pickled Document, since composing changes it."""
    document: Document = pickle.loads(doc)
    compose(Composition(document, encoded, blend))
    analysis = freeze(document, "trial", {})
    return analysis, annotation(document.report, analysis)


def fitted_blend(articles: list[dict], golds: dict, encoded: dict[str, Encoded], docs: dict[str, bytes]) -> Blend:
    return fit_sureness(articles, golds, encoded, docs, fit(articles, golds, encoded, docs))


def part_of(article: dict) -> int:
    """In which part of its fold an article is."""
    return number_of(article) // 5 % PARTS


# --- mention by mention ---------------------------------------------------------------------------------------------------


def gold_mentions(gold: dict, tokens: list) -> dict[str, set[tuple[int, int]]]:
    out: dict[str, set[tuple[int, int]]] = {tag: set() for tag in TAGS}

    def put(tag, mention):
        if mention and "start" in mention:
            out[tag].add(word_range(tokens, mention))

    for event in gold["events"]:
        for mention in (event["trigger"], *event["mentions"]):
            put("trigger", mention)
        for arg in event["args"]:
            put(arg["role"] if arg["role"] in ("place", "time", "weapon") else "actor", arg)
    for claim in gold["casualties"]:
        put("count", claim["count"])
        put("who", claim["who"])
    for statement in gold["statements"]:
        for tag in ("speaker", "role", "cue"):
            put(tag, statement[tag])
    return out


def f1(right: int, gold: int, found: int) -> float:
    return 200 * right / (gold + found) if gold + found else 0.0


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("checkpoint", type=Path, help="a checkpoint, or the folder of an exported model")
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--fold", type=int, default=0)
    ap.add_argument("--workers", type=int, default=2, help="processes that fit the blend")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    articles, golds = load(o.articles, o.annotations)
    articles = [a for a in articles if a["id"] in golds and number_of(a) % 5 == o.fold]
    layers = Pipeline(LAYERS)
    docs = {a["id"]: document(a, layers) for a in articles}
    kept = o.out / "encoded.pickle"
    if kept.exists():
        encoded = pickle.loads(kept.read_bytes())
    else:
        network, distance = onnx_network(o.checkpoint) if o.checkpoint.is_dir() else torch_network(o.base, o.checkpoint)
        pieces = Pieces.read((o.base / "vocabulary.tsv").read_bytes())
        encoded = {}
        for article in articles:
            encoded[article["id"]] = encode(docs[article["id"]], pieces, network, distance)
        kept.write_bytes(pickle.dumps(encoded))
    docs = {name: pickle.dumps(doc) for name, doc in docs.items()}
    parts = [[a for a in articles if part_of(a) == part] for part in range(PARTS)]
    others = [[a for a in articles if part_of(a) != part] for part in range(PARTS)]
    with ProcessPoolExecutor(o.workers) as pool:
        jobs = [pool.submit(fitted_blend, some, golds, encoded, docs) for some in (*others, articles)]
        *fitted, whole_fold = (job.result() for job in jobs)
    (o.out / "blend.json").write_bytes(msgspec.json.format(msgspec.json.encode(whole_fold), indent=1))
    predicted = {}
    sure: dict[str, list[Row]] = {}
    for mine, blend in zip(parts, fitted, strict=True):
        for article in mine:
            name = article["id"]
            analysis, predicted[name] = composed(docs[name], encoded[name], blend)
            for field, row in judged(golds[name], analysis, predicted[name]):
                sure.setdefault(field, []).append(row)
    with (o.out / "predicted.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(predicted[a["id"]], ensure_ascii=False) + "\n" for a in articles)
    print(f"{'mentions':12}{'P':>7}{'R':>7}{'F1':>7}   begin right / gold / found; F1 of whole spans")
    for tag in (*TAGS, "typed"):
        right = whole = wanted_n = found_n = 0
        for a in articles:
            tokens, e = tokenize(align(a["text"])), encoded[a["id"]]
            name = "trigger" if tag == "typed" else tag
            found = {(m.first, m.last) for m in e.mentions(name)}
            wanted = gold_mentions(golds[a["id"]], tokens)[name]
            if tag == "typed":
                found = {(at, e.value("type", (at,))[0]) for at, _ in found}
                wanted = {
                    (word_range(tokens, m)[0], event["type"])
                    for event in golds[a["id"]]["events"]
                    for m in (event["trigger"], *event["mentions"])
                }
                right += len(found & wanted)
            else:
                right += len({at for at, _ in found} & {at for at, _ in wanted})
            whole += len(found & wanted)
            wanted_n += len({at for at, _ in wanted})
            found_n += len({at for at, _ in found})
        print(
            f"{tag:12}{100 * right / max(1, found_n):7.1f}{100 * right / max(1, wanted_n):7.1f}{f1(right, wanted_n, found_n):7.1f}"
            f"   {right} / {wanted_n} / {found_n};  {f1(whole, wanted_n, found_n):.1f}"
        )
    total = Scores().merge(score_one(a["id"], golds[a["id"]], predicted[a["id"]]) for a in articles)
    (o.out / "figures.json").write_text(json.dumps({name: round(t.f1, 1) for name, t in total.tallies.items()}))
    print(f"\n{'figure':20}{'P':>7}{'R':>7}{'F1':>7}   right / gold / predicted")
    for name, t in total.tallies.items():
        print(f"{name:20}{t.precision:7.1f}{t.recall:7.1f}{t.f1:7.1f}   {t.right} / {t.gold} / {t.predicted}")
    print(f"\n{'confidence of':24}{'values':>7}{'right':>7}{'off':>6}   98 % right from; values kept")
    for field, rows in sure.items():
        found = abstention(rows)
        kept = f"{found[0]:.3f}   {100 * found[1]:.0f} %" if found else "never"
        print(f"{field:24}{len(rows):7}{100 * sum(r.right for r in rows) / len(rows):7.1f}{error(rows):6.1f}   {kept}")
    (o.out / "sure.json").write_text(json.dumps(sure))


if __name__ == "__main__":
    main()
