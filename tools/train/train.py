#!/usr/bin/env python3
"""Trains the reader on annotated articles.

usage: train.py BASE_DIR ARTICLES.jsonl ANNOTATIONS.jsonl OUT_DIR [--hold FOLD ...] [--start MODEL.pt] [--epochs N] [--seed S] ...

Folds (article number modulo 5) are held out, or none for the model that ships. A checkpoint is written after every epoch; the
same command goes on from it. With --start it begins with the weights that an earlier training ended with, not with the base: a
longer training, in parts; what was held out of the earlier one is to be held out again. Seeded: the same data, seed and thread
count give the same weights.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Collection
from pathlib import Path

import numpy as np
import torch
from data import IGNORE, Window, document, fold_of, load, windows_of
from network import Encoder, Reader, halves
from torch import nn
from torch.nn import functional as F  # noqa: N812

from rasid.analyse.encoder.labels import CLASSES, PAIRS, TAGS
from rasid.analyse.encoder.marks import LAYERS, MARKS, marks
from rasid.analyse.encoder.pieces import CLOSE, OPEN, PAD, UNKNOWN, Pieces
from rasid.analyse.pipeline import Pipeline

HIDDEN = 0.08
"""Share of the pieces that are hidden in training: what a word is, must show in the words about it, too."""
LEFT_OUT = 0.25
"""Share of the sentences that a shortened article lacks: what happens together is not to be learnt by heart."""
CHOSEN = torch.tensor([name in ("same", "event", "source", "speaker") for name in PAIRS])
"""Relations of which a word has one at most."""
SMOOTH = 0.1
"""Share of the answer that is spread over the other values of a class: annotators differ, and so few articles are learnt by heart."""


def collate(batch: list[Window], rng: np.random.Generator | None = None) -> dict:
    """The windows as one batch; with ``rng``, for training, some of their pieces hidden."""
    pieces = max(len(w.ids) for w in batch) + 2
    words = max(len(w.first) for w in batch)
    ids = torch.full((len(batch), pieces), PAD)
    mask = torch.zeros((len(batch), pieces), dtype=torch.bool)
    first = torch.zeros((len(batch), words), dtype=torch.long)
    last = torch.zeros((len(batch), words), dtype=torch.long)
    owner = torch.zeros((len(batch), pieces), dtype=torch.long)
    marks = torch.zeros((len(batch), words, len(MARKS)))
    tags = torch.full((len(batch), len(TAGS), words), IGNORE)
    for b, w in enumerate(batch):
        n, k = len(w.ids), len(w.first)
        told = w.ids if rng is None else np.where(rng.random(n) < HIDDEN, UNKNOWN, w.ids)
        ids[b, 0], ids[b, 1 : n + 1], ids[b, n + 1] = OPEN, torch.from_numpy(told), CLOSE
        mask[b, : n + 2] = True
        first[b, :k], last[b, :k] = torch.from_numpy(w.first + 1), torch.from_numpy(w.last + 1)
        owner[b, : n + 2], marks[b, :k] = torch.from_numpy(w.owner), torch.from_numpy(w.marks).float()
        tags[b, :, :k] = torch.from_numpy(w.tags)
    return {"ids": ids, "mask": mask, "first": first, "last": last, "owner": owner, "marks": marks, "tags": tags}


@torch.no_grad()
def centre(model: Reader, windows: list[Window], device: str) -> None:
    model.eval()
    lows, tops = [], []
    for w in windows:
        given = collate([w])
        with halves(device):
            low, top = model.read(*(given[k].to(device) for k in ("ids", "mask", "owner", "marks")))
        lows.append(low[0].float())
        tops.append(top[0].float())
    model.centre(torch.cat(lows), torch.cat(tops))


def loss_of(model: Reader, batch: list[Window], given: dict, device: str) -> dict[str, torch.Tensor]:
    asked = (given[k].to(device) for k in ("ids", "mask", "first", "last", "owner", "marks"))
    with halves(device):
        out = model(*asked)
    out = {k: v.float() for k, v in out.items()}
    b, n, _ = out["tags"].shape
    losses: dict[str, torch.Tensor] = {}
    tags = given["tags"].to(device)
    weight = torch.tensor([0.6, 1.4, 1.0], device=device)
    per_tag = out["tags"].view(b, n, len(TAGS), 3).permute(0, 3, 2, 1)
    losses["tags"] = F.cross_entropy(per_tag, tags, ignore_index=IGNORE, weight=weight) * len(TAGS)
    at = 0
    zero = out["tags"].sum() * 0
    classes = zero
    for name, values in CLASSES.items():
        target = torch.full((b, n), IGNORE)
        for k, w in enumerate(batch):
            target[k, : len(w.first)] = torch.from_numpy(w.classes[name])
        target = target.to(device)
        if (target != IGNORE).any():
            logits = out["classes"][..., at : at + len(values)]
            smooth = SMOOTH if model.training else 0.0
            classes = classes + F.cross_entropy(
                logits.permute(0, 2, 1), target, ignore_index=IGNORE, label_smoothing=smooth
            )
        at += len(values)
    losses["classes"] = classes * 0.4
    groups, pairs = zero, zero
    asked = 0
    for k, w in enumerate(batch):
        rows = np.flatnonzero(w.groups[:, 0] >= 0)
        if len(rows):
            groups = (
                groups
                + F.binary_cross_entropy_with_logits(
                    out["groups"][k, torch.from_numpy(rows).to(device)],
                    torch.from_numpy(w.groups[rows]).to(device),
                    reduction="sum",
                )
                / 14
            )
            asked += len(rows)
        if w.pairs:
            r, i, j, y = (torch.tensor(column).to(device) for column in zip(*w.pairs, strict=True))
            logits = model.pair(out, k, r, i, j)
            each = F.binary_cross_entropy_with_logits(logits, y, reduction="none")
            # Each relation weighs the same however many pairs of it the window has.
            size = torch.zeros(32, device=device).index_add(0, r, torch.ones_like(y))
            pairs = pairs + (each / size[r]).sum() / 4 + ranking(logits, r, i, y) / 2
    losses["groups"] = groups / max(1, asked)
    losses["pairs"] = pairs / len(batch) * 1.5
    relevant = torch.tensor([w.relevant for w in batch], device=device)
    losses["relevant"] = F.binary_cross_entropy_with_logits(out["relevant"], relevant) * 0.3
    return losses


def ranking(logits: torch.Tensor, r: torch.Tensor, i: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """How unlikely the right answers are where one of several is chosen, or none, whose logit is 0: which happening a word tells of
    once more, whose dead are counted. By relation the mean over what is asked; of several right ones, any will do (K. Lee et al. 2017)."""
    picked = CHOSEN.to(r.device)[r]
    if not picked.any():
        return logits.sum() * 0
    asked, group = torch.unique(torch.stack([r[picked], i[picked]]), dim=1, return_inverse=True)
    chances = logits[picked].clamp(-15, 15).exp()
    none = torch.zeros(asked.shape[1], device=r.device)
    right = none.index_add(0, group, chances * y[picked])
    right = right + (none.index_add(0, group, y[picked]) == 0).float()
    lost = (1 + none.index_add(0, group, chances)).log() - right.log()
    size = torch.bincount(asked[0], minlength=len(PAIRS))
    return (lost / size[asked[0]]).sum()


def batches(windows: list[Window], size: int, rng: random.Random):
    """Windows of like length together, in random order."""
    order = sorted(windows, key=lambda w: len(w.ids) + rng.random() * 120)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def learning(
    model: nn.Module, rate: float, head_rate: float, steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    """The optimiser of a model whose encoder learns at ``rate`` and the rest at ``head_rate``, and the schedule of both: they rise over
    6 % of the steps and fall to a fiftieth."""
    named = list(model.named_parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for name, p in named if name.startswith("encoder.")], "lr": rate},
            {"params": [p for name, p in named if not name.startswith("encoder.")], "lr": head_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    return optimiser, schedule


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--hold", type=int, nargs="*", default=[])
    ap.add_argument("--start", type=Path, metavar="MODEL.pt", help="weights of an earlier training")
    ap.add_argument("--epochs", type=int, default=4)
    ap.add_argument("--batch", type=int, default=4)
    ap.add_argument("--rate", type=float, default=8e-5)
    ap.add_argument("--head-rate", type=float, default=1e-3)
    ap.add_argument("--careless", type=float, default=0.12, help="share of articles with hamzas and dots dropped")
    ap.add_argument("--shortened", type=float, default=0.3, help="share of articles of which sentences are left out")
    ap.add_argument(
        "--often", type=int, default=2, help="times that an epoch reads each article of a fold beside the further ones"
    )
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    pieces_of = Pieces.read((o.base / "vocabulary.tsv").read_bytes())
    articles, annotations = load(o.articles, o.annotations)
    articles = [a for a in articles if a["id"] in annotations]
    layers = Pipeline(LAYERS)
    docs = {a["id"]: document(a, layers) for a in articles}
    marked = {name: marks(doc) for name, doc in docs.items()}

    known = {a["id"]: a for a in articles}

    def cut(name: str, *, folded: bool = False, without: Collection[int] = ()) -> list[Window]:
        given = known[name], docs[name], marked[name], annotations[name], pieces_of
        return windows_of(*given, folded=folded, without=without)

    right = {name: cut(name) for name in known}
    # The same articles as careless writers spell them (احمد, مدينه); each epoch some take the place of the right spelling.
    careless = {name: cut(name, folded=True) for name in known}

    def reading(name: str, rng: random.Random) -> list[Window]:
        """One article as one epoch reads it."""
        if rng.random() < o.careless:
            return careless[name]
        if rng.random() >= o.shortened:
            return right[name]
        return cut(name, without=[n for n in range(1, len(docs[name].sentences)) if rng.random() < LEFT_OUT])

    held = [w for a in articles if fold_of(a) in o.hold for w in right[a["id"]]]
    read = [a["id"] for a in articles if fold_of(a) not in o.hold for _ in range(1 if fold_of(a) is None else o.often)]
    train = [w for name in read for w in right[name]]
    pieces = sum(len(w.ids) for w in train)
    print(f"{len(train)} windows of {pieces} pieces an epoch, {len(held)} held out, {o.device}", flush=True)
    model = Reader(Encoder.of(o.base)).to(o.device)
    if o.start:
        model.load_state_dict(torch.load(o.start, map_location=o.device, weights_only=True))
    else:
        centre(model, random.Random(o.seed).sample(train, min(40, len(train))), o.device)

    def windows(epoch: int) -> tuple[list[Window], random.Random]:
        rng = random.Random(o.seed * 1000 + epoch)
        return [w for name in read for w in reading(name, rng)], rng

    # Some articles are shortened: an epoch has fewer windows than `train`, all epochs about as many.
    steps = o.epochs * math.ceil(len(windows(0)[0]) / o.batch)
    optimiser, schedule = learning(model, o.rate, o.head_rate, steps)
    begin = 0
    point = o.out / "checkpoint.pt"
    if point.exists():
        saved = torch.load(point, map_location=o.device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        begin = saved["epoch"]
        print(f"going on from epoch {begin}", flush=True)
    for epoch in range(begin, o.epochs):
        epoch_windows, rng = windows(epoch)
        torch.manual_seed(o.seed * 1000 + epoch)
        hide = np.random.default_rng([o.seed, epoch])
        model.train()
        start, sums = time.time(), {}
        for number, batch in enumerate(batches(epoch_windows, o.batch, rng)):
            if number and number % 20 == 0:
                print(
                    f"  step {number}, {time.time() - start:.0f} s, loss {sum(sums.values()) * len(epoch_windows) / (number * o.batch):.3f}",
                    flush=True,
                )
            losses = loss_of(model, batch, collate(batch, hide), o.device)
            total = sum(losses.values())
            optimiser.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach()) * len(batch) / len(epoch_windows)
        took = time.time() - start
        line = {
            "epoch": epoch + 1,
            "seconds": round(took),
            "pieces_per_second": round(sum(len(w.ids) for w in epoch_windows) / took),
            **{k: round(v, 4) for k, v in sums.items()},
        }
        if held:
            model.eval()
            with torch.no_grad():
                for k in range(0, len(held), o.batch):
                    batch = held[k : k + o.batch]
                    for name, value in loss_of(model, batch, collate(batch), o.device).items():
                        line[f"held {name}"] = round(
                            line.get(f"held {name}", 0.0) + float(value) * len(batch) / len(held), 4
                        )
        print(json.dumps(line), flush=True)
        torch.save(
            {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "epoch": epoch + 1,
            },
            point.with_suffix(".new"),
        )
        point.with_suffix(".new").replace(point)
    torch.save(model.state_dict(), o.out / "model.pt")


if __name__ == "__main__":
    main()
