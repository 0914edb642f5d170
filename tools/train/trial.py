#!/usr/bin/env python3
"""How well a model reads articles that it was not trained on: mention by mention, and as whole documents.

usage: trial.py BASE_DIR CHECKPOINT.pt ARTICLES.jsonl ANNOTATIONS.jsonl OUT_DIR [--fold FOLD]

What the network says of each article is kept in OUT_DIR, so that a second run only composes anew. Thresholds are fitted on one half
of the fold and used on the other, both ways: none is fitted on what it is scored on. OUT_DIR gets predicted.jsonl, in the form that
annotations have, and thresholds.json: what the whole fold would choose, for the model that ships.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from data import document, load, word_range

from rasid.analyse.annotations import annotation
from rasid.analyse.document import Document
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.encoded import Encoded, encode
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.encoder.marks import LAYERS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.windows import owners
from rasid.analyse.freeze import freeze
from rasid.analyse.pipeline import Pipeline
from rasid.evaluate.score import Scores, score_one
from rasid.text.normal import align
from rasid.text.tokens import tokenize


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


def composed(doc: bytes, encoded: Encoded, enough: dict[str, float]) -> dict:
    """The annotation of one article; ``doc`` is a pickled Document, since composing changes it."""
    document: Document = pickle.loads(doc)
    compose(document, encoded, enough)
    return annotation(document.report, freeze(document, "trial", {}))


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


def fit_tags(articles: Iterable[dict], golds: dict, encoded: dict[str, Encoded]) -> dict[str, float]:
    """For each tag, the score from which its mentions come out best."""
    grid = [k / 20 for k in range(4, 17)]
    tally = {tag: {enough: [0, 0, 0] for enough in grid} for tag in TAGS}
    for article in articles:
        wanted = gold_mentions(golds[article["id"]], tokenize(align(article["text"])))
        for tag in TAGS:
            first = {a for a, _ in wanted[tag]}
            for enough in grid:
                found = {m.first for m in encoded[article["id"]].mentions(tag, enough)}
                for k, n in enumerate((len(first & found), len(first), len(found))):
                    tally[tag][enough][k] += n
    return {tag: max(grid, key=lambda enough: (f1(*tally[tag][enough]), -abs(enough - 0.5))) for tag in TAGS}


CHANCES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SURE = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1)
LOW = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
FIGURES: dict[str, tuple[str, tuple[float, ...]]] = {
    "trigger heard": ("typing", WEIGHTS), "same heard": ("typing", WEIGHTS), "worth a record": ("typing", WEIGHTS),
    "type by rule": ("typing", SHARES), "trigger": ("typing", CHANCES), "relevant": ("typing", CHANCES), "parent": ("parent", CHANCES),
    "arguments by rule": ("args", SHARES), "attacker": ("actors", LOW), "target": ("actors", LOW), "party": ("actors", LOW),
    "place": ("places", LOW), "time": ("times", LOW), "weapon": ("weapons", LOW), "bears by rule": ("statements", SHARES),
    "bears": ("statements", CHANCES), "speaker of": ("statements", SURE), "bare": ("statements", SURE), "act": ("statements+act", SURE),
    "kind": ("statements+kind", SURE), "about by rule": ("statements+about", SHARES), "about": ("statements+about", CHANCES),
    "count kept": ("casualties", (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4)), "count": ("casualties", SURE),
    "event by rule": ("casualties+event", SHARES), "source by rule": ("casualties+source", SHARES), "source": ("casualties+source", (0.3, 0.5, 0.7, 0.9, 1.1, 1.3)),
}  # fmt: skip
"""Each threshold of what is no mention: the figure by which it is fitted, and the values tried, in this order."""


def scored(articles: list[dict], golds: dict, encoded: dict, enough: dict[str, float], docs: dict) -> Scores:
    return Scores().merge(
        score_one(a["id"], golds[a["id"]], composed(docs[a["id"]], encoded[a["id"]], enough)) for a in articles
    )


def fit(articles: list[dict], golds: dict, encoded: dict, docs: dict) -> dict[str, float]:
    """Thresholds, one after another, each with those before it."""
    enough = fit_tags(articles, golds, encoded)
    for name, (figure, grid) in FIGURES.items():
        reached = {}
        for value in grid:
            total = scored(articles, golds, encoded, {**enough, name: value}, docs)
            reached[value] = total.tallies[figure].f1 if figure in total.tallies else 0.0
        # A flat top is met in its middle.
        top = max(reached.values())
        best = [value for value in grid if reached[value] >= top - 0.15]
        enough[name] = min(best, key=lambda value: abs(value - sum(best) / len(best)))
    return enough


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("checkpoint", type=Path, help="a checkpoint, or the folder of an exported model")
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--fold", type=int, default=0)
    ap.add_argument("--workers", type=int, default=2, help="processes that fit thresholds")
    ap.add_argument("--no-fit", action="store_true", help="all thresholds at one half")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    articles, golds = load(o.articles, o.annotations)
    articles = [a for a in articles if a["id"] in golds and int(a["id"][1:]) % 5 == o.fold]
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
    halves = [[a for a in articles if int(a["id"][1:]) // 5 % 2 == half] for half in (0, 1)]
    fitted: list[dict[str, float]] = [{}, {}]
    if not o.no_fit:
        with ProcessPoolExecutor(o.workers) as pool:
            jobs = [pool.submit(fit, some, golds, encoded, docs) for some in (halves[1], halves[0], articles)]
            *fitted, whole_fold = (job.result() for job in jobs)
        (o.out / "halves.json").write_text(json.dumps(fitted, indent=1))
        (o.out / "thresholds.json").write_text(json.dumps(whole_fold, indent=1))
    predicted = {}
    for mine, enough in zip(halves, fitted, strict=True):
        for article in mine:
            predicted[article["id"]] = composed(docs[article["id"]], encoded[article["id"]], enough)
    with (o.out / "predicted.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(predicted[a["id"]], ensure_ascii=False) + "\n" for a in articles)
    print(f"{'mentions':12}{'P':>7}{'R':>7}{'F1':>7}   begin right / gold / found; F1 of whole spans")
    for tag in (*TAGS, "typed"):
        right = whole = wanted_n = found_n = 0
        for half, enough in zip(halves, fitted, strict=True):
            for a in half:
                tokens, e = tokenize(align(a["text"])), encoded[a["id"]]
                name = "trigger" if tag == "typed" else tag
                found = {(m.first, m.last) for m in e.mentions(name, enough.get(name, 0.5))}
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


if __name__ == "__main__":
    main()
