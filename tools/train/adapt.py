#!/usr/bin/env python3
"""Adapts the base to news: words are hidden, and the network learns to tell them from those about them.

usage: adapt.py BASE_DIR TEXTS.jsonl[.xz] OUT_DIR [--without ARTICLES.jsonl ...] [--pieces N] [--minutes N]

An optional step between base.py and train.py; it also makes good what the base lost in its 4 bits. Of the texts, those that the gate
lets through come first, then the others; those of --without (what is measured on) are left out. Whole words are hidden (S. Gururangan
et al. 2020 on adapting; Y. Cui et al. 2019 on whole words). OUT_DIR is a base like BASE_DIR, written at every checkpoint, so that
it may be stopped at any time; the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from base import texts
from network import Encoder, halves
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from rasid.analyse.encoder.pieces import CLOSE, OPEN, PAD, UNKNOWN, Pieces
from rasid.analyse.encoder.windows import words
from rasid.lexicon.topic import stem, topic
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize

LENGTH = 254
HIDDEN = 0.2
"""Share of the words that are to be told; of these 8 of 10 are hidden, 1 of 10 is another word, 1 of 10 stays."""
SPECIAL = 4


class Teller(nn.Module):
    """The encoder, and a head that tells the pieces by the embeddings that they come in with."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        hidden, pieces = encoder.word.embedding_dim, encoder.word.num_embeddings
        self.turn = nn.Linear(hidden, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.bias = nn.Parameter(torch.zeros(pieces))

    def forward(self, ids: Tensor, asked: Tensor) -> Tensor:
        """Logits of the pieces at the places ``asked``."""
        _, top = self.encoder(ids, ids != PAD, torch.zeros((), dtype=torch.float32))
        turned = self.norm(F.gelu(self.turn(top[asked])))
        return F.linear(turned, self.encoder.word.weight, self.bias)


def wanted(paths: list[Path], without: set[str]) -> Iterator[str]:
    """Texts of conflict, then the others, each once."""
    known, rest = topic(), []
    seen = set(without)
    for text in texts(paths):
        begin = text.strip()[:120]
        if begin in seen or len(text) < 300:
            continue
        seen.add(begin)
        if known.of(stem(word) for word in fold(text[:1500]).split()) > known.least:
            yield text
        else:
            rest.append(text)
    yield from rest


def windows(chosen: Iterator[str], pieces: Pieces) -> Iterator[tuple[list[int], list[int]]]:
    """Pieces, and for each the word that it is of."""
    for text in chosen:
        aligned = align(text[:6000])
        told = words(aligned, tokenize(aligned), pieces)
        owner = [word for word, (a, b) in enumerate(zip(told.first, told.last, strict=True)) for _ in range(a, b + 1)]
        for at in range(0, len(told.ids) - 40, LENGTH):
            yield told.ids[at : at + LENGTH], owner[at : at + LENGTH]


def hide(
    batch: list[tuple[list[int], list[int]]], count: int, rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """What is shown, the places that are asked for, and what stands there."""
    size = max(len(ids) for ids, _ in batch) + 2
    shown = np.full((len(batch), size), PAD)
    asked = np.zeros((len(batch), size), bool)
    truth = np.full((len(batch), size), PAD)
    for row, (ids, owner) in enumerate(batch):
        n = len(ids)
        truth[row, 0], truth[row, 1 : n + 1], truth[row, n + 1] = OPEN, ids, CLOSE
        lots = rng.random(max(owner) + 1)
        asked[row, 1 : n + 1] = lots[np.array(owner)] < HIDDEN
        kind = rng.random(max(owner) + 1)[np.array(owner)]
        other = np.where(kind < 0.9, rng.integers(SPECIAL, count, n), ids)
        changed = np.where(kind < 0.8, UNKNOWN, other)
        shown[row] = truth[row]
        shown[row, 1 : n + 1] = np.where(asked[row, 1 : n + 1], changed, ids)
    return torch.from_numpy(shown), torch.from_numpy(asked), torch.from_numpy(truth)


def write(model: Teller, base: Path, out: Path) -> None:
    """The encoder in the form of base.py."""
    kept = dict(np.load(base / "base.npz"))
    state = {name: value.detach().cpu().numpy() for name, value in model.encoder.state_dict().items()}
    kept["emb.word"] = state["word.weight"]
    kept["emb.pos"], kept["emb.type"] = state["position.weight"], np.tile(state["kind"], (1, 1))
    kept["emb.ln.w"], kept["emb.ln.b"] = state["norm.weight"], state["norm.bias"]
    for i in range(len(model.encoder.layers)):
        at, old = f"layers.{i}.", f"l{i}."
        for part, long in (("w", "weight"), ("b", "bias")):
            for name, value in zip("qkv", np.split(state[f"{at}qkv.{long}"], 3), strict=True):
                kept[f"{old}{name}.{part}"] = value
            kept[f"{old}ao.{part}"] = state[f"{at}out.{long}"]
            kept[f"{old}fi.{part}"], kept[f"{old}fo.{part}"] = state[f"{at}up.{long}"], state[f"{at}down.{long}"]
            kept[f"{old}aln.{part}"], kept[f"{old}oln.{part}"] = state[f"{at}norm1.{long}"], state[f"{at}norm2.{long}"]
    np.savez(out / "base.new.npz", **{name: value.astype(np.float16) for name, value in kept.items()})
    (out / "base.new.npz").replace(out / "base.npz")
    for name in ("shape.json", "vocabulary.tsv"):
        shutil.copy(base / name, out / name)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("texts", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--without", type=Path, nargs="*", default=[])
    ap.add_argument("--pieces", type=int, default=4_000_000, help="read in all")
    ap.add_argument("--minutes", type=float, default=1e9, help="after which it stops")
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    pieces = Pieces.read((o.base / "vocabulary.tsv").read_bytes())
    without = {
        json.loads(line)["text"].strip()[:120]
        for path in o.without
        for line in path.open(encoding="utf-8")
        if line.strip()
    }
    found, total = [], 0
    for window in windows(wanted([o.texts], without), pieces):
        found.append(window)
        total += len(window[0])
        if total >= o.pieces:
            break
    random.Random(o.seed).shuffle(found)
    steps = math.ceil(len(found) / o.batch)
    print(f"{len(found)} windows, {total} pieces, {steps} steps on {o.device}", flush=True)
    model = Teller(Encoder.of(o.base)).to(o.device)
    slow = list(model.encoder.parameters())
    fast = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": o.rate}, {"params": fast, "lr": 5 * o.rate}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.05 * steps)) * max(0.02, 1 - step / steps)
    )
    point, begin = o.out / "adapt.pt", 0
    if point.exists():
        saved = torch.load(point, map_location=o.device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        begin = saved["step"]
    model.train()
    start, mean = time.time(), 0.0
    for step in range(begin, steps):
        rng = np.random.default_rng([o.seed, step])
        batch = found[step * o.batch : (step + 1) * o.batch]
        shown, asked, truth = hide(batch, model.encoder.word.num_embeddings, rng)
        if not asked.any():
            continue
        shown, asked, truth = shown.to(o.device), asked.to(o.device), truth.to(o.device)
        with halves(o.device):
            logits = model(shown, asked)
        loss = F.cross_entropy(logits.float(), truth[asked])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        mean = float(loss.detach()) if not mean else 0.98 * mean + 0.02 * float(loss.detach())
        ends = step + 1 == steps or time.time() - start > 60 * o.minutes
        if step % 25 == 24:
            print(f"step {step + 1}, {time.time() - start:.0f} s, loss {mean:.3f}", flush=True)
        if step % 100 == 99 or ends:
            saved = {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
            }
            torch.save({**saved, "step": step + 1}, point.with_suffix(".new"))
            point.with_suffix(".new").replace(point)
            write(model, o.base, o.out)
        if ends:
            break


if __name__ == "__main__":
    main()
