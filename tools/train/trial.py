#!/usr/bin/env python3
"""How well a model reads articles that it was not trained on: mention by mention, and as whole documents.

usage: trial.py BASE_DIR ARTICLES.jsonl ANNOTATIONS.jsonl OUT_DIR --model FOLDS=MODEL ... [--tables DIR] [--only FOLD ...]
                [--weigh ARTICLES.jsonl ANNOTATIONS.jsonl MODEL] ...

A model is a checkpoint or the folder of an exported one, and FOLDS are those that it was not trained on: `--model 0=A 1,2=B 3,4=C`.
What a network says of an article is kept in OUT_DIR, so that a second run only composes anew. The blend (blend.py, sureness.py) is
fitted on three quarters of a fold, and all of the others, and used on the fourth: nothing is fitted on what it is scored on. With
--weigh it is fitted on those articles too, which that MODEL was not trained on: they may be many more than a fold has. The MODEL may
be older than those that are tried: what was annotated after its training, and learnt from only then, serves twice; of several such lots each
is told with its own. How sure the values are is fitted on the folds alone: another model on other texts is not as sure.
In DIR/0, DIR/1 … stand the tables of the exact code that tools/fit made without that fold. OUT_DIR gets predicted.jsonl, in the form that
annotations have, sure.json, what was said to be how sure and whether it was right, and blend.json: that of all, for the model that
ships.
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
from cases import Case, cases, parts, read
from data import fold_of, load, word_range
from sureness import Row, abstention, error, fit_sureness, judged

from rasid.analyse.annotations import annotation
from rasid.analyse.document import Document
from rasid.analyse.encoder.blend import Blend
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Encoded, encode
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.windows import owners
from rasid.analyse.freeze import freeze
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


_unseen: list[Case] = []
"""Those of --weigh; kept here, where the processes that fit find them without their being sent."""


def fitted_blend(some: list[Case]) -> Blend:
    return fit_sureness(some, fit(some, beside=_unseen))


def encodings(base: Path, model: Path, docs: dict[str, Document]) -> dict[str, Encoded]:
    network, distance = onnx_network(model) if model.is_dir() else torch_network(base, model)
    pieces = Pieces.read((base / "vocabulary.tsv").read_bytes())
    return {name: encode(doc, pieces, network, distance) for name, doc in docs.items()}


def kept_encodings(kept: Path, base: Path, model: Path, docs: dict[str, Document]) -> dict[str, Encoded]:
    """What the model says of them, as an earlier run has kept it or, for a later one, as this keeps it."""
    if not kept.exists():
        kept.write_bytes(pickle.dumps(encodings(base, model, docs)))
    return pickle.loads(kept.read_bytes())


def models(told: list[str]) -> dict[int, Path]:
    """By fold, the model that was not trained on it."""
    out = {}
    for one in told:
        folds, _, path = one.partition("=")
        out.update(dict.fromkeys(map(int, folds.split(",")), Path(path)))
    return out


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
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--model", nargs="+", required=True, metavar="FOLDS=MODEL")
    ap.add_argument("--tables", type=Path)
    ap.add_argument(
        "--weigh", type=Path, nargs=3, action="append", default=[], metavar=("ARTICLES", "ANNOTATIONS", "MODEL")
    )
    ap.add_argument("--only", type=int, nargs="*", help="folds that are scored")
    ap.add_argument("--workers", type=int, default=2, help="processes that fit the blend")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    articles, golds = load(o.articles, o.annotations)
    docs: dict[str, Document] = {}
    heard: dict[str, Encoded] = {}
    for fold, model in models(o.model).items():
        held = read(a for a in articles if a["id"] in golds and fold_of(a) == fold)
        docs |= held
        heard |= kept_encodings(o.out / f"encoded.{fold}.pickle", o.base, model, held)
    every = cases(articles, golds, docs, heard, o.tables)
    scored = [(mine, others) for mine, others in parts(every) if o.only is None or mine[0].fold in o.only]
    for number, (texts, marked, model) in enumerate(o.weigh):
        others, told = load(texts, marked)
        own = read(a for a in others if a["id"] in told)
        said = kept_encodings(o.out / f"encoded.weigh.{number}.pickle", o.base, model, own)
        _unseen.extend(cases(others, told, own, said, o.tables))
    with ProcessPoolExecutor(o.workers) as pool:
        jobs = [pool.submit(fitted_blend, some) for some in (*(others for _, others in scored), every)]
        *fitted, whole = (job.result() for job in jobs)
    (o.out / "blend.json").write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))
    predicted: dict[str, dict] = {}
    sure: dict[str, list[Row]] = {}
    for (mine, _), blend in zip(scored, fitted, strict=True):
        for case in mine:
            doc = case.composed(Composition, blend).doc
            analysis = freeze(doc, "trial", {})
            predicted[case.name] = annotation(doc.report, analysis)
            for field, row in judged(case.gold, analysis, predicted[case.name]):
                sure.setdefault(field, []).append(row)
    articles = [a for a in articles if a["id"] in predicted]
    with (o.out / "predicted.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(predicted[a["id"]], ensure_ascii=False) + "\n" for a in articles)
    print(f"{'mentions':12}{'P':>7}{'R':>7}{'F1':>7}   begin right / gold / found; F1 of whole spans")
    for tag in (*TAGS, "typed"):
        right = whole = wanted_n = found_n = 0
        for a in articles:
            tokens, e = tokenize(align(a["text"])), heard[a["id"]]
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
    by_fold: dict[int, list[dict]] = {}
    for a in articles:
        by_fold.setdefault(fold_of(a), []).append(a)
    total, *each = (
        Scores().merge(score_one(a["id"], golds[a["id"]], predicted[a["id"]]) for a in some)
        for some in (articles, *by_fold.values())
    )
    (o.out / "figures.json").write_text(json.dumps({name: round(t.f1, 1) for name, t in total.tallies.items()}))
    print(
        f"\n{'figure':20}{'P':>7}{'R':>7}{'F1':>7}   right / gold / predicted;  F1 by fold: {', '.join(map(str, by_fold))}"
    )
    for name, t in total.tallies.items():
        folds = " ".join(f"{scores.tallies[name].f1:5.1f}" for scores in each)
        print(f"{name:20}{t.precision:7.1f}{t.recall:7.1f}{t.f1:7.1f}   {t.right} / {t.gold} / {t.predicted};  {folds}")
    print(f"\n{'confidence of':24}{'values':>7}{'right':>7}{'off':>6}   98 % right from; values kept")
    for field, rows in sure.items():
        found = abstention(rows)
        kept = f"{found[0]:.3f}   {100 * found[1]:.0f} %" if found else "never"
        print(f"{field:24}{len(rows):7}{100 * sum(r.right for r in rows) / len(rows):7.1f}{error(rows):6.1f}   {kept}")
    (o.out / "sure.json").write_text(json.dumps(sure))


if __name__ == "__main__":
    main()
