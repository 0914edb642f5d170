#!/usr/bin/env python3
"""Counts in how many reports of conflict each word stands, and writes resolve/data/words.tsv.gz.

usage: words.py ARTICLES.jsonl[.xz]

One article a line, {"text", "label"}; those labelled otherwise than "conflict" are left out. First line of the table: the
number of articles; then stem and count, for words of three articles and more. The file is the same on every run.
"""

import argparse
import collections
import gzip
import json
import lzma
from pathlib import Path

from rasid.resolve.likeness import stems

OUT = Path(__file__).parents[2] / "src/rasid/resolve/data/words.tsv.gz"
FEWEST = 3


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    o = ap.parse_args()
    counts, total = collections.Counter(), 0
    opened = lzma.open if o.articles.suffix == ".xz" else open
    with opened(o.articles, "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            if article.get("label", "conflict") == "conflict":
                total += 1
                counts.update(set(stems(article["text"])))
    rows = sorted((word, count) for word, count in counts.items() if count >= FEWEST)
    table = "\n".join([str(total), *(f"{word}\t{count}" for word, count in rows)])
    OUT.write_bytes(gzip.compress(table.encode(), compresslevel=9, mtime=0))
    print(f"{total:,} reports, {len(rows):,} words")


if __name__ == "__main__":
    main()
