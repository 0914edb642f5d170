"""The network: a small BERT, and heads over its words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from rasid.analyse.encoder.labels import CLASSES, DISTANCES, GROUPS, PAIR_WIDTH, PAIRS, TAGS
from rasid.analyse.encoder.marks import MARKS


def halves(device: str) -> torch.autocast:
    """Products in bfloat16 where the device has an instruction for them; elsewhere they would be slower than in float, and are left."""
    has = device != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast(device, dtype=torch.bfloat16, enabled=has)


class Drop(nn.Module):
    """Dropout. On a processor it is drawn from bytes, by torch's seed: torch's own draws take a tenth of a training there."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or x.device.type != "cpu":
            return F.dropout(x, self.share, self.training)
        below = round(self.share * 256)
        draws = np.random.default_rng(int(torch.randint(2**62, ())))
        drawn = torch.frombuffer(bytearray(draws.bytes(x.numel())), dtype=torch.uint8).view(x.shape)
        return x * (drawn >= below).to(x.dtype).mul_(256 / (256 - below))


class Layer(nn.Module):
    def __init__(self, hidden: int, heads: int, ffn: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=1e-12)
        self.up = nn.Linear(hidden, ffn)
        self.down = nn.Linear(ffn, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=1e-12)
        self.drop = Drop(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, d = x.shape
        q, k, v = (t.view(b, n, self.heads, d // self.heads).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


LOW = 4
"""After so many layers a word is still much what is written: the heads see it as it is there, too."""


class Encoder(nn.Module):
    """The base, as base.py made it."""

    def __init__(self, shape: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        hidden = shape["hidden"]
        self.word = nn.Embedding(shape["pieces"], hidden)
        self.position = nn.Embedding(shape["positions"] + 0, hidden)
        self.kind = nn.Parameter(torch.zeros(hidden))
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.drop = Drop(dropout)
        self.layers = nn.ModuleList(
            Layer(hidden, shape["heads"], shape["ffn"], dropout) for _ in range(shape["layers"])
        )

    def forward(self, ids: Tensor, mask: Tensor | None, marked: Tensor) -> tuple[Tensor, Tensor]:
        """What the first LOW layers make of the pieces, and what all do; ``marked`` is added to each piece."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        x = low = self.drop(self.norm(x) + marked)
        bias = None if mask is None else torch.where(mask[:, None, None, :], 0.0, -1e4).to(x.dtype)
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, bias)
            if number == LOW:
                low = x
        return low, x

    @classmethod
    def of(cls, folder: Path, dropout: float = 0.1) -> Encoder:
        shape = json.loads((folder / "shape.json").read_text())
        new = cls(shape, dropout)
        base = {k: torch.from_numpy(v.astype(np.float32)) for k, v in np.load(folder / "base.npz").items()}
        state = {
            "word.weight": base["emb.word"],
            "position.weight": base["emb.pos"].reshape(-1, shape["hidden"]),
            "kind": base["emb.type"].reshape(-1, shape["hidden"])[0],
            "norm.weight": base["emb.ln.w"],
            "norm.bias": base["emb.ln.b"],
        }
        for i in range(shape["layers"]):
            at, old = f"layers.{i}.", f"l{i}."
            for part in ("w", "b"):
                long = "weight" if part == "w" else "bias"
                state[f"{at}qkv.{long}"] = torch.cat([base[f"{old}{name}.{part}"] for name in "qkv"])
                state[f"{at}out.{long}"] = base[f"{old}ao.{part}"]
                state[f"{at}up.{long}"] = base[f"{old}fi.{part}"]
                state[f"{at}down.{long}"] = base[f"{old}fo.{part}"]
                state[f"{at}norm1.{long}"] = base[f"{old}aln.{part}"]
                state[f"{at}norm2.{long}"] = base[f"{old}oln.{part}"]
        new.load_state_dict(state)
        return new


class Reader(nn.Module):
    """The encoder with its heads. All outputs are of words; pairs are scored from two projections of each word.

    The base was trained to tell whole passages apart; its words all point much the same way, and a few of its dimensions dwarf the
    rest. What the heads see is therefore centred and scaled, by the means and deviations that the base has on the articles.
    """

    def __init__(self, encoder: Encoder, hidden: int = 384) -> None:
        super().__init__()
        self.encoder = encoder
        for name in ("low", "top"):
            self.register_buffer(f"{name}_mean", torch.zeros(hidden))
            self.register_buffer(f"{name}_scale", torch.ones(hidden))
        self.mix = nn.Linear(4 * hidden, hidden)
        self.marks_early = nn.Linear(len(MARKS), hidden, bias=False)
        self.marks_late = nn.Linear(len(MARKS), hidden, bias=False)
        nn.init.zeros_(self.marks_early.weight)  # training begins with the base as it is
        self.forget = Drop(0.1)
        """Marks are left out now and then: a list never has all names."""
        self.drop = Drop(0.25)
        self.tags = nn.Linear(hidden, 3 * len(TAGS))
        self.words = nn.Linear(hidden, hidden)
        self.classes = nn.Linear(hidden, sum(map(len, CLASSES.values())))
        self.groups = nn.Linear(hidden, len(GROUPS))
        self.left = nn.Linear(hidden, len(PAIRS) * PAIR_WIDTH)
        self.right = nn.Linear(hidden, len(PAIRS) * PAIR_WIDTH)
        self.distance = nn.Parameter(torch.zeros(len(PAIRS), 2 * len(DISTANCES)))
        self.relevant = nn.Linear(hidden, 1)

    def forward(
        self, ids: Tensor, mask: Tensor | None, first: Tensor, last: Tensor, owner: Tensor, marks: Tensor
    ) -> dict[str, Tensor]:
        marks = self.forget(marks)
        return self.heads(*self.read(ids, mask, owner, marks), first, last, marks)

    def read(self, ids: Tensor, mask: Tensor | None, owner: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        """What the encoder makes of the pieces, early and in the end."""
        return self.encoder(ids, mask, self.early(owner, marks))

    def early(self, owner: Tensor, marks: Tensor) -> Tensor:
        """What the marks of each piece's word add to the piece."""
        of_words = F.pad(self.marks_early(marks), (0, 0, 1, 0))
        return of_words.gather(1, owner[..., None].expand(-1, -1, of_words.shape[-1]))

    @torch.no_grad()
    def centre(self, low: Tensor, top: Tensor) -> None:
        """Takes means and deviations from the pieces given, [pieces, hidden] each."""
        for name, x in (("low", low), ("top", top)):
            getattr(self, f"{name}_mean").copy_(x.mean(0))
            getattr(self, f"{name}_scale").copy_(1 / (x.std(0) + 1e-4))

    def heads(self, low: Tensor, top: Tensor, first: Tensor, last: Tensor, marks: Tensor) -> dict[str, Tensor]:
        x = torch.cat([(top - self.top_mean) * self.top_scale, (low - self.low_mean) * self.low_scale], -1)
        width = x.shape[-1]

        def at(index: Tensor) -> Tensor:
            return x.gather(1, index[..., None].expand(-1, -1, width))

        mixed = self.mix(torch.cat([at(first), at(last)], -1)) + self.marks_late(marks)
        w = self.drop(F.gelu(mixed))
        deep = self.drop(F.gelu(self.words(w)))
        return {
            "tags": self.tags(w),
            "classes": self.classes(deep),
            "groups": self.groups(deep),
            "left": self.left(deep),
            "right": self.right(deep),
            "relevant": self.relevant(x[:, 0, : width // 2])[:, 0],
        }

    def pair(self, out: dict[str, Tensor], b: int, r: Tensor, i: Tensor, j: Tensor) -> Tensor:
        """Logits of the pairs (relation, from, to) in example ``b``."""
        n = out["left"].shape[1]
        left = out["left"][b].view(n, len(PAIRS), PAIR_WIDTH)[i, r]
        right = out["right"][b].view(n, len(PAIRS), PAIR_WIDTH)[j, r]
        return (left.float() * right.float()).sum(-1) / PAIR_WIDTH**0.5 + self.distance[r, bucket(j - i)]


def bucket(gap: Tensor) -> Tensor:
    """Index of a signed distance in words among the buckets of `labels.DISTANCES`, negative ones first."""
    edges = torch.tensor(DISTANCES[1:], device=gap.device)
    size = torch.bucketize(gap.abs(), edges, right=True)
    return torch.where(gap < 0, len(DISTANCES) - 1 - size, len(DISTANCES) + size)
