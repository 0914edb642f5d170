#!/usr/bin/env python3
"""Trains the base to find names, on sets that others have annotated, and tells where it comes to stand on their test parts.

usage: names.py BASE_DIR OUT_DIR SET.jsonl ... [--epochs N]

SET: one sentence a line, {"tokens", "tags" (BIO), "split"}; what is not of the split "test" is trained on. Each set has a head of its
own, since none names the same things. Prints F1 of whole names, type and all, on every test part (the measure of CoNLL-2003). An
optional step between base.py and train.py: OUT_DIR is a base like BASE_DIR.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from adapt import write
from network import Encoder, halves
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from rasid.analyse.encoder.pieces import CLOSE, OPEN, PAD, Pieces, spelling
from rasid.text.normal import align
from train import learning

LONGEST = 254
PIECES_A_BATCH = 1600
IGNORE = -100


@dataclass(slots=True)
class Sentence:
    ids: list[int]
    first: list[int]
    tags: list[str]


def sentences(path: Path, pieces: Pieces) -> dict[bool, list[Sentence]]:
    """Those to test on (True), and the others."""
    out: dict[bool, list[Sentence]] = {True: [], False: []}
    for line in path.read_text("utf-8").splitlines():
        told = json.loads(line)
        one = Sentence([], [], [])
        for token, tag in zip(told["tokens"], told["tags"], strict=True):
            found = pieces.of(spelling(align(token)), True)
            if found and len(one.ids) + len(found) <= LONGEST:
                one.first.append(len(one.ids))
                one.tags.append(tag)
                one.ids += found
        if one.ids:
            out[told.get("split") == "test"].append(one)
    return out


class Finder(nn.Module):
    """The encoder, centred as the heads of the reader want it, and one head for each set."""

    def __init__(self, encoder: Encoder, sizes: list[int], hidden: int = 384) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("mean", torch.zeros(2 * hidden))
        self.register_buffer("scale", torch.ones(2 * hidden))
        self.mix = nn.Linear(2 * hidden, hidden)
        self.forget = nn.Dropout(0.1)
        self.heads = nn.ModuleList(nn.Linear(hidden, size) for size in sizes)

    def words(self, ids: Tensor, first: Tensor) -> Tensor:
        low, top = self.encoder(ids, ids != PAD, torch.zeros((), dtype=torch.float32))
        both = torch.cat([low, top], -1)
        return both.gather(1, first[..., None].expand(-1, -1, both.shape[-1]))

    def forward(self, ids: Tensor, first: Tensor, number: int) -> Tensor:
        x = (self.words(ids, first) - self.mean) / self.scale
        return self.heads[number](self.forget(F.gelu(self.mix(x))))


def collate(batch: list[Sentence], names: list[str]) -> tuple[Tensor, Tensor, Tensor]:
    longest, most = max(len(s.ids) for s in batch) + 2, max(len(s.first) for s in batch)
    ids = torch.full((len(batch), longest), PAD)
    first = torch.zeros((len(batch), most), dtype=torch.long)
    tags = torch.full((len(batch), most), IGNORE)
    for row, s in enumerate(batch):
        ids[row, : len(s.ids) + 2] = torch.tensor([OPEN, *s.ids, CLOSE])
        first[row, : len(s.first)] = torch.tensor(s.first) + 1
        tags[row, : len(s.tags)] = torch.tensor([names.index(tag) for tag in s.tags])
    return ids, first, tags


def batches(some: list[Sentence], rng: random.Random) -> list[list[Sentence]]:
    """Sentences of like length together."""
    out: list[list[Sentence]] = [[]]
    for s in sorted(some, key=lambda s: len(s.ids) + 8 * rng.random()):
        if out[-1] and (len(out[-1]) + 1) * len(s.ids) > PIECES_A_BATCH:
            out.append([])
        out[-1].append(s)
    rng.shuffle(out)
    return out


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    out, start = set(), -1
    for at, tag in enumerate([*tags, "O"]):
        goes_on = start >= 0 and tag == "I-" + tags[start][2:]
        if start >= 0 and not goes_on:
            out.add((start, at, tags[start][2:]))
            start = -1
        if tag[0] == "B" or (tag[0] == "I" and not goes_on):
            start = at
    return out


@torch.no_grad()
def score(model: Finder, number: int, test: list[Sentence], names: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of whole names, in percent."""
    model.eval()
    right = wanted = found = 0
    for batch in batches(test, random.Random(0)):
        ids, first, _ = collate(batch, names)
        told = model(ids, first, number).argmax(-1).tolist()
        for s, row in zip(batch, told, strict=True):
            gold, here = spans(s.tags), spans([names[k] for k in row[: len(s.tags)]])
            right, wanted, found = right + len(gold & here), wanted + len(gold), found + len(here)
    return 100 * right / max(1, found), 100 * right / max(1, wanted), 200 * right / max(1, found + wanted)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("sets", type=Path, nargs="+")
    ap.add_argument("--epochs", type=int, default=4)
    ap.add_argument("--rate", type=float, default=1e-4)
    ap.add_argument("--head-rate", type=float, default=1e-3)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--threads", type=int, default=2)
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    rng = random.Random(o.seed)
    pieces = Pieces.read((o.base / "vocabulary.tsv").read_bytes())
    sets = [sentences(path, pieces) for path in o.sets]
    names = [sorted({tag for some in one.values() for s in some for tag in s.tags}) for one in sets]
    model = Finder(Encoder.of(o.base), [len(some) for some in names])
    with torch.no_grad():
        model.eval()
        seen = []
        for batch in batches(sets[0][False], rng)[:30]:
            ids, first, tags = collate(batch, names[0])
            seen.append(model.words(ids, first)[tags != IGNORE])
        model.mean, model.scale = torch.cat(seen).mean(0), torch.cat(seen).std(0)
    steps = o.epochs * sum(len(batches(one[False], rng)) for one in sets)
    optimiser, schedule = learning(model, o.rate, o.head_rate, steps)
    print(f"{steps} steps; {[len(one[False]) for one in sets]} sentences to train on", flush=True)
    start, done, mean = time.time(), 0, math.nan
    for epoch in range(o.epochs):
        model.train()
        order = [(k, batch) for k, one in enumerate(sets) for batch in batches(one[False], rng)]
        rng.shuffle(order)
        for k, batch in order:
            ids, first, tags = collate(batch, names[k])
            with halves("cpu"):
                logits = model(ids, first, k)
            loss = F.cross_entropy(logits.float().flatten(0, 1), tags.flatten(), ignore_index=IGNORE)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            mean = float(loss.detach()) if math.isnan(mean) else 0.98 * mean + 0.02 * float(loss.detach())
            if done % 50 == 0:
                print(f"  step {done}, {time.time() - start:.0f} s, loss {mean:.3f}", flush=True)
        for k, (path, one) in enumerate(zip(o.sets, sets, strict=True)):
            if one[True]:
                p, r, f = score(model, k, one[True], names[k])
                print(f"epoch {epoch + 1}  {path.stem:24} P {p:5.1f}  R {r:5.1f}  F1 {f:5.1f}", flush=True)
        write(model, o.base, o.out)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
