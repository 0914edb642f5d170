#!/usr/bin/env python3
"""Reads held-out articles with a checkpoint and writes predicted annotations, to see how training goes.

usage: trial.py BASE_DIR CHECKPOINT.pt ARTICLES.jsonl OUT.jsonl --fold FOLD
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from data import load, windows_of, words_of
from layout import CLASSES, PAIRS, TAGS
from network import Encoder, Reader
from tokenizers import Tokenizer

from train import collate


def spans(tag: np.ndarray) -> list[tuple[int, int, float]]:
    """(first, last, score) from begin/inside/outside probabilities [words, 3]."""
    out = []
    at, n = 0, len(tag)
    best = tag.argmax(1)
    while at < n:
        if best[at] == 1:
            end = at + 1
            while end < n and best[end] == 2:
                end += 1
            out.append((at, end, float(tag[at, 1])))
            at = end
        else:
            at += 1
    return out


@torch.no_grad()
def read(model: Reader, article: dict, tokenizer: Tokenizer) -> dict:
    words = words_of(article["text"], tokenizer)
    windows = windows_of(article, None, tokenizer)
    count = len(words.starts)
    store: dict[str, np.ndarray] = {}
    centre = np.full(count, -1.0)
    for w in windows:
        given = collate([w])
        out = model(given["ids"], given["mask"], given["first"], given["last"])
        n = len(w.first)
        margin = np.minimum(
            np.arange(n) + (0 if w.low else 10_000), np.arange(n)[::-1] + (10_000 if w.low + n == count else 0)
        )
        for name in ("tags", "classes", "groups", "left", "right"):
            value = out[name][0, :n].float().numpy()
            if name not in store:
                store[name] = np.zeros((count, value.shape[-1]), np.float32)
            better = margin > centre[w.low : w.low + n]
            store[name][w.low : w.low + n][better] = value[better]
        centre[w.low : w.low + n] = np.maximum(centre[w.low : w.low + n], margin)
        relevant = float(torch.sigmoid(out["relevant"][0]))
    tags = store["tags"].reshape(count, len(TAGS), 3)
    tags = np.exp(tags - tags.max(-1, keepdims=True))
    tags /= tags.sum(-1, keepdims=True)
    classes, at = {}, 0
    for name, values in CLASSES.items():
        classes[name] = store["classes"][:, at : at + len(values)]
        at += len(values)
    found = {name: spans(tags[:, k]) for k, name in enumerate(TAGS)}
    text = article["text"]
    starts = [s for s, _ in article["sentences"]]

    def mention(span):
        a, b, _ = span
        start = words.starts[a]
        cut = int(classes["clitics"][a].argmax())
        start = min(start + cut, words.ends[a] - 1)
        end = words.ends[b - 1]
        return {
            "s": max(0, int(np.searchsorted(starts, start, "right")) - 1),
            "q": text[start:end],
            "start": start,
            "end": end,
        }

    left = torch.from_numpy(store["left"])[None]
    right = torch.from_numpy(store["right"])[None]

    def pair(name, i, j):
        r = torch.tensor([PAIRS.index(name)])
        return float(
            torch.sigmoid(model.pair({"left": left, "right": right}, 0, r, torch.tensor([i]), torch.tensor([j])))
        )

    def say(name, at):
        return CLASSES[name][int(classes[name][at].argmax())]

    triggers = found["trigger"]
    clusters: list[list] = []
    for t in triggers:
        scores = [np.mean([pair("same", t[0], o[0]) for o in c]) for c in clusters]
        if scores and max(scores) > 0.5:
            clusters[int(np.argmax(scores))].append(t)
        else:
            clusters.append([t])
    events = []
    for k, c in enumerate(clusters):
        total = sum(classes["type"][t[0]] for t in c)
        chief = max(c, key=lambda t: t[2])
        events.append({"id": f"e{k+1}", "type": CLASSES["type"][int(total.argmax())], "trigger": mention(chief), "mentions": [mention(t) for t in c if t is not chief],
                       "realis": CLASSES["realis"][int(sum(classes["realis"][t[0]] for t in c).argmax())], "salience": CLASSES["salience"][int(sum(classes["salience"][t[0]] for t in c).argmax())],
                       "parent": None, "args": [], "date": None})  # fmt: skip

    def event_score(relation, at, c, reverse):
        return max(pair(relation, at, t[0]) if reverse else pair(relation, t[0], at) for t in c)

    for layer, roles in (
        ("actor", ("attacker", "target", "party")),
        ("place", ("place",)),
        ("time", ("time",)),
        ("weapon", ("weapon",)),
    ):
        for span in found[layer]:
            for role in roles:
                for k, c in enumerate(clusters):
                    if event_score(role, span[0], c, False) > 0.5:
                        arg = {"role": role, **mention(span)}
                        if role == "place":
                            arg["kind"] = say("place_kind", span[0])
                        events[k]["args"].append(arg)
    statements, anchors = [], []
    speakers = found["speaker"]
    used = set()
    for c in found["cue"]:
        best = max(speakers, key=lambda s: pair("speaker", c[0], s[0]), default=None)
        used.add(best[0]) if best else None
        anchors.append((c[0], best, c))
    for s in speakers:
        if s[0] not in used:
            anchors.append((s[0], s, None))
    for k, (at, speaker, cue) in enumerate(anchors):
        if speaker is None:
            continue
        about = [f"e{n + 1}" for n, c in enumerate(clusters) if event_score("about", at, c, True) > 0.5]
        statements.append({"id": f"s{k+1}", "speaker": mention(speaker), "cue": mention(cue) if cue else None, "role": None, "kind": say("kind", at), "act": say("act", at),
                           "certainty": say("certainty", at), "about": about, "sentences": []})  # fmt: skip
    claims = []
    for k, span in enumerate(found["count"]):
        at = span[0]
        best = max(range(len(clusters)), key=lambda n: event_score("event", at, clusters[n], True), default=None)
        if best is None:
            continue
        src = max(range(len(anchors)), key=lambda n: pair("source", at, anchors[n][0]), default=None)
        source = f"s{src + 1}" if src is not None and pair("source", at, anchors[src][0]) > 0.5 else None
        claims.append({"id": f"c{k+1}", "event": f"e{best+1}", "outcome": say("outcome", at), "count": mention(span), "min": -1, "max": -1, "source": source,
                       "groups": [], "part_of": None, "certainty": say("claim_certainty", at)})  # fmt: skip
    return {
        "doc": article["id"],
        "relevant": relevant > 0.5,
        "lead_event": None,
        "events": events,
        "casualties": claims,
        "statements": statements,
        "relations": [],
    }


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("base", type=Path)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("articles", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--fold", type=int, default=0)
    o = ap.parse_args()
    tokenizer = Tokenizer.from_file(str(o.base / "tokenizer.json"))
    model = Reader(Encoder.of(o.base))
    saved = torch.load(o.checkpoint, map_location="cpu", weights_only=True)
    model.load_state_dict(saved.get("model", saved))
    model.eval()
    articles, _ = (
        load(o.articles, o.articles.with_name("train.annotations.jsonl"))
        if False
        else ([json.loads(x) for x in o.articles.open(encoding="utf-8")], None)
    )
    with o.out.open("w", encoding="utf-8") as out:
        for article in articles:
            if int(article["id"][1:]) % 5 == o.fold:
                out.write(json.dumps(read(model, article, tokenizer), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
