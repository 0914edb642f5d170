#!/usr/bin/env python3
"""More annotated news than the gold: joins the annotations kept in further.jsonl.xz with the texts that they are of.

usage: further.py ARTICLES.jsonl ANNOTATIONS.jsonl OUT_DIR [--texts TEXTS.jsonl[.xz] ...]
       further.py ARTICLES.jsonl ANNOTATIONS.jsonl --keep

The texts are their outlets' and are not kept here. An annotation knows its text by its SHA-256 and points into it with code points
only; it is made whole where the text is among TEXTS (objects with "text" and, where known, "title", "date", "outlet"; the text is the
title, a line feed, and the text, without white space round either). OUT_DIR gets articles.jsonl and annotations.jsonl: those given,
and all that were found. With --keep the annotations given (in the form of the gold) are added to those kept, and replace those of the
same text; no word of the text goes with them. Where an article is the beginning of a longer text, "whole" in it is the fingerprint of
that. Some of the texts we wrote ourselves, as invented news: they stand in written.jsonl.xz, and are among TEXTS always. The further ones
are marked as such, and in no fold: nothing is measured on them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rasid.text.sentences import sentences

KEPT = Path(__file__).with_name("further.jsonl.xz")
WRITTEN = Path(__file__).with_name("written.jsonl.xz")
MENTIONS = {"events": ("trigger",), "casualties": ("count", "who"), "statements": ("speaker", "role", "cue")}
"""Of each kind of record, the fields that are one mention."""


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def text_of(given: dict) -> str:
    title, text = (given.get("title") or "").strip(), given["text"].strip()
    return f"{title}\n{text}" if title else text


def lines(path: Path) -> Iterator[dict]:
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as found:
        yield from (json.loads(line) for line in found if line.strip())


def mapped(annotation: dict, mention: Callable) -> dict:
    """The annotation with ``mention`` of each of its mentions."""
    out = dict(annotation)
    for kind, fields in MENTIONS.items():
        out[kind] = [record | {f: record[f] and mention(record[f]) for f in fields} for record in annotation[kind]]
    for event in out["events"]:
        event["mentions"] = [mention(m) for m in event["mentions"]]
        event["args"] = [mention(a) for a in event["args"]]
    return out


def wordless(mention: dict) -> dict:
    """Where it stands and what it is, without its words."""
    return {name: mention[name] for name in ("role", "start", "end", "kind") if name in mention}


def packed(annotation: dict, article: dict) -> dict:
    kept = {name: value for name, value in mapped(annotation, wordless).items() if name != "relations"}
    whole, text = article.get("whole"), article["text"]
    return {"text": whole, "until": len(text), **kept} if whole else {"text": fingerprint(text), **kept}


def unpacked(kept: dict, text: str, bounds: list[list[int]]) -> dict:
    """In the form of the gold, as its checker resolves it."""
    starts = [start for start, _ in bounds]

    def worded(mention: dict) -> dict:
        at = max(0, bisect_right(starts, mention["start"]) - 1)
        return {"s": at, "q": text[mention["start"] : mention["end"]]} | mention

    whole = mapped({name: value for name, value in kept.items() if name not in ("text", "until")}, worded)
    return whole | {"relations": []}


def joined(kept: Iterable[dict], given: Iterable[dict]) -> Iterator[tuple[dict, dict]]:
    """Article and annotation of each kept one whose text is among those given."""
    wanted = {one["text"]: one for one in kept}
    for raw in given:
        text = text_of(raw)
        one = wanted.pop(fingerprint(text), None)
        if one is None:
            continue
        text = text[: one.get("until")]
        bounds = [[span.start, span.end] for span in sentences(text)]
        date = raw.get("date")
        article = {
            "id": one["doc"],
            "outlet": raw.get("outlet"),
            "published": date if date and len(date) == 10 else None,
            "text": text,
            "sentences": bounds,
            "further": True,
        }
        yield article, unpacked(one, text, bounds)


def keep(articles: Iterable[dict], annotations: Iterable[dict], path: Path = KEPT) -> int:
    """Adds them to those kept; how many these are then."""
    told_of = {article["id"]: article for article in articles}
    known = {one["text"]: one for one in lines(path)} if path.exists() else {}
    new = (packed(one, told_of[one["doc"]]) for one in annotations)
    known |= {one["text"]: one for one in new}
    if len({one["doc"] for one in known.values()}) < len(known):
        raise SystemExit("two texts have the same id; nothing was kept")
    told = (json.dumps(one, separators=(",", ":")) + "\n" for one in sorted(known.values(), key=lambda one: one["doc"]))
    path.write_bytes(lzma.compress("".join(told).encode(), preset=9 | lzma.PRESET_EXTREME))
    return len(known)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("out", type=Path, nargs="?")
    ap.add_argument("--texts", type=Path, nargs="*", default=[])
    ap.add_argument("--keep", action="store_true")
    o = ap.parse_args()
    if o.keep:
        print(f"{keep(lines(o.articles), lines(o.annotations))} annotations are kept in {KEPT}")
        return
    if o.out is None:
        ap.error("OUT_DIR is needed, or --keep")
    o.out.mkdir(parents=True, exist_ok=True)
    kept = list(lines(KEPT))
    texts = (one for path in (*o.texts, WRITTEN) for one in lines(path))
    pairs = sorted(joined(kept, texts), key=lambda two: two[0]["id"])
    for at, path in enumerate((o.articles, o.annotations)):
        with (o.out / ("articles.jsonl", "annotations.jsonl")[at]).open("w", encoding="utf-8") as out:
            for one in (*lines(path), *(two[at] for two in pairs)):
                out.write(json.dumps(one, ensure_ascii=False) + "\n")
    print(f"{len(pairs)} of {len(kept)} further annotations have their texts here")


if __name__ == "__main__":
    main()
