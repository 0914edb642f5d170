#!/usr/bin/env python3
"""Goes on training a reader on news that nobody has annotated, with what one or several trained readers say of it as the answers, beside
the annotated articles.

usage: distil.py BASE_DIR ARTICLES.jsonl ANNOTATIONS.jsonl NEWS.jsonl.xz OUT_DIR --teachers MODEL.pt ... [--hold FOLD] [--epochs N] ...

The answers are the teachers' mean chances, not their choices: of tags at every word, of classes and groups at the words that likely bear
them, of pairs among the words that likely stand in them (D.-H. Lee 2013; G. Hinton et al. 2015). Of the news those labelled conflict are
taken that share no run of eight words with an annotated article. The student begins as the first teacher.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from data import document, load, windows_of
from further import lines
from network import Reader, halves
from torch.nn import functional as F  # noqa: N812
from trial import trained

from rasid.analyse.encoder.labels import CLASSES, PAIRS, TAGS
from rasid.analyse.encoder.marks import LAYERS, marks
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.pipeline import Pipeline
from train import batches, collate, learning, loss_of

BEARS = {
    "type": "trigger", "realis": "trigger", "salience": "trigger", "place_kind": "place", "outcome": "count",
    "claim_certainty": "count", "act": "cue", "kind": "cue", "certainty": "cue",
}  # fmt: skip
"""The mention at whose first word a class is asked; clitics at those of all."""
ENDS = {
    "attacker": ("trigger", "actor"), "target": ("trigger", "actor"), "party": ("trigger", "actor"), "place": ("trigger", "place"),
    "time": ("trigger", "time"), "weapon": ("trigger", "weapon"), "same": ("trigger", "trigger"), "event": ("count", "trigger"),
    "source": ("count", "cue"), "part": ("count", "count"), "who": ("count", "who"), "speaker": ("cue", "speaker"),
    "about": ("cue", "trigger"),
}  # fmt: skip
LIKELY = 0.3
"""From which a word is taken to bear a mention."""
RUN = 8


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def news(path: Path, annotated: list[dict], count: int, rng: random.Random) -> list[dict]:
    known = set().union(*(runs(article["text"]) for article in annotated))
    found = [
        a
        for a in lines(path)
        if a.get("label") == "conflict" and not a.get("near_dup_of") and 60 < len(a["text"].split()) < 700
    ]
    found = [a for a in found if known.isdisjoint(runs(a["text"]))]
    rng.shuffle(found)
    return [{"id": a["id"], "text": a["text"], "published": None, "outlet": None} for a in found[:count]]


@torch.no_grad()
def answers(teachers: list[Reader], window) -> dict[str, torch.Tensor]:
    given = collate([window])
    asked = [given[k] for k in ("ids", "mask", "first", "last", "owner", "marks")]
    outs = []
    for teacher in teachers:
        with halves("cpu"):
            out = teacher(*asked)
        outs.append({k: v.float() for k, v in out.items()})
    n = outs[0]["tags"].shape[1]
    mean = {"tags": torch.stack([o["tags"][0].view(n, len(TAGS), 3).softmax(-1) for o in outs]).mean(0)}
    at, classes = 0, []
    for values in CLASSES.values():
        classes.append(torch.stack([o["classes"][0, :, at : at + len(values)].softmax(-1) for o in outs]).mean(0))
        at += len(values)
    mean["classes"] = torch.cat(classes, -1)
    mean["groups"] = torch.stack([o["groups"][0].sigmoid() for o in outs]).mean(0)
    mean["relevant"] = torch.stack([o["relevant"][0].sigmoid() for o in outs]).mean(0)
    begins = mean["tags"][:, :, 1]
    likely = {tag: (begins[:, k] >= LIKELY).nonzero()[:, 0] for k, tag in enumerate(TAGS)}
    pairs = []
    for name, (one, other) in ENDS.items():
        i, j = (x.flatten() for x in torch.meshgrid(likely[one], likely[other], indexing="ij"))
        keep = i > j if name == "same" else i != j
        i, j = i[keep], j[keep]
        if len(i):
            r = torch.full_like(i, PAIRS.index(name))
            chance = torch.stack(
                [teacher.pair(o, 0, r, i, j).sigmoid() for teacher, o in zip(teachers, outs, strict=True)]
            )
            pairs.append((r, i, j, chance.mean(0)))
    mean |= {name: torch.cat([row[k] for row in pairs]) if pairs else torch.zeros(0) for k, name in enumerate("rijy")}
    return {name: value.half() if value.is_floating_point() else value.short() for name, value in mean.items()}


def soft_loss(model: Reader, batch: list, told: list[dict], given: dict) -> dict[str, torch.Tensor]:
    with halves("cpu"):
        out = model(*(given[k] for k in ("ids", "mask", "first", "last", "owner", "marks")))
    out = {k: v.float() for k, v in out.items()}
    sums = dict.fromkeys(("tags", "classes", "groups", "pairs", "relevant"), out["tags"].sum() * 0)
    weight = torch.tensor([0.6, 1.4, 1.0])
    asked = {name: [0, 0.0] for name in CLASSES}
    counted = 0
    words = sum(len(w.first) for w in batch)
    for k, (w, answer) in enumerate(zip(batch, told, strict=True)):
        n = len(w.first)
        target = answer["tags"].float()
        logits = out["tags"][k, :n].view(n, len(TAGS), 3).log_softmax(-1)
        entropy = (target * target.clamp(min=1e-4).log() * weight).sum()
        sums["tags"] = sums["tags"] + (entropy - (target * logits * weight).sum()) / words / 0.65
        begins = target[:, :, 1]
        at = 0
        for name, values in CLASSES.items():
            here = begins.amax(-1) if name == "clitics" else begins[:, TAGS.index(BEARS[name])]
            rows = (here >= LIKELY).nonzero()[:, 0]
            if len(rows):
                likely = answer["classes"][rows, at : at + len(values)].float()
                loss = -(likely * out["classes"][k, rows, at : at + len(values)].log_softmax(-1)).sum()
                asked[name][0] += len(rows)
                asked[name][1] = asked[name][1] + loss
            at += len(values)
        rows = (begins[:, TAGS.index("count")] >= LIKELY).nonzero()[:, 0]
        if len(rows):
            loss = F.binary_cross_entropy_with_logits(
                out["groups"][k, rows], answer["groups"][rows].float(), reduction="sum"
            )
            sums["groups"] = sums["groups"] + loss / 14
            counted += len(rows)
        if len(answer["y"]):
            r, i, j = (answer[name].long() for name in "rij")
            each = F.binary_cross_entropy_with_logits(
                model.pair(out, k, r, i, j), answer["y"].float(), reduction="none"
            )
            size = torch.zeros(32).index_add(0, r, torch.ones_like(each))
            sums["pairs"] = sums["pairs"] + (each / size[r]).sum() / 4
    sums["classes"] = sum((loss / many for many, loss in asked.values() if many), sums["classes"]) * 0.4
    sums["groups"] = sums["groups"] / max(1, counted)
    sums["pairs"] = sums["pairs"] / len(batch) * 1.5
    relevant = torch.stack([answer["relevant"].float() for answer in told])
    sums["relevant"] = F.binary_cross_entropy_with_logits(out["relevant"], relevant) * 0.3
    return sums


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("news", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--teachers", type=Path, nargs="+", required=True)
    ap.add_argument("--hold", type=int, default=None)
    ap.add_argument("--count", type=int, default=1000, help="articles of news")
    ap.add_argument("--epochs", type=int, default=1, help="times that the news is gone through")
    ap.add_argument("--annotated", type=int, default=2, help="annotated windows a step")
    ap.add_argument("--soft", type=int, default=3, help="windows of news a step")
    ap.add_argument("--rate", type=float, default=3e-5)
    ap.add_argument("--head-rate", type=float, default=4e-4)
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("--threads", type=int, default=2)
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    rng = random.Random(o.seed)
    pieces = Pieces.read((o.base / "vocabulary.tsv").read_bytes())
    articles, annotations = load(o.articles, o.annotations)
    articles = [a for a in articles if a["id"] in annotations]
    layers = Pipeline(LAYERS)

    def cut(article: dict, annotation: dict | None) -> list:
        doc = document(article, layers)
        return windows_of(article, doc, marks(doc), annotation, pieces)

    windows = [w for a in articles for w in cut(a, annotations[a["id"]])]
    train = [w for w in windows if o.hold is None or w.fold != o.hold]
    held = [w for w in windows if o.hold is not None and w.fold == o.hold]
    found = news(o.news, articles, o.count, rng)
    soft = [w for a in found for w in cut(a, None)]
    print(
        f"{len(train)} annotated windows, {len(soft)} of {len(found)} articles of news, {len(held)} held out",
        flush=True,
    )
    teachers = [trained(o.base, path) for path in o.teachers]
    told = []
    start = time.time()
    for number, window in enumerate(soft, 1):
        told.append(answers(teachers, window))
        if number % 100 == 0:
            print(f"  answers {number}, {time.time() - start:.0f} s", flush=True)
    of = {id(window): answer for window, answer in zip(soft, told, strict=True)}
    model = trained(o.base, o.teachers[0])
    steps = o.epochs * math.ceil(len(soft) / o.soft)
    optimiser, schedule = learning(model, o.rate, o.head_rate, steps)
    hide = np.random.default_rng([o.seed, 1])

    def annotated():
        while True:
            yield from batches(train, o.annotated, rng)

    hard = annotated()
    number, sums = 0, dict.fromkeys(("annotated", "news"), 0.0)
    start = time.time()
    model.train()
    for _ in range(o.epochs):
        for batch in batches(soft, o.soft, rng):
            right = next(hard)
            sure = sum(loss_of(model, right, collate(right, hide), "cpu").values())
            near = sum(soft_loss(model, batch, [of[id(w)] for w in batch], collate(batch, hide)).values())
            optimiser.zero_grad(set_to_none=True)
            (0.5 * sure + 0.5 * near).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            number += 1
            for name, value in (("annotated", sure), ("news", near)):
                sums[name] += float(value.detach())
            if number % 20 == 0:
                print(
                    f"  step {number} of {steps}, {time.time() - start:.0f} s, { ({k: round(v / 20, 3) for k, v in sums.items()}) }",
                    flush=True,
                )
                sums = dict.fromkeys(sums, 0.0)
    if held:
        model.eval()
        line: dict[str, float] = {}
        with torch.no_grad():
            for k in range(0, len(held), 4):
                for name, value in loss_of(model, held[k : k + 4], collate(held[k : k + 4]), "cpu").items():
                    line[name] = line.get(name, 0.0) + float(value) * len(held[k : k + 4]) / len(held)
        print(json.dumps({f"held {name}": round(value, 4) for name, value in line.items()}), flush=True)
    torch.save(model.state_dict(), o.out / "model.pt")


if __name__ == "__main__":
    main()
