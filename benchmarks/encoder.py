#!/usr/bin/env python3
"""How fast the learned reader reads: against the bare network on the same windows, in how much memory, and always the same.

usage: encoder.py [ARTICLES.jsonl] [--count N] [--json OUT.json]

Without ARTICLES.jsonl (objects with "text" and, where known, "published") the texts are built from the demo corpus, as in read.py.
The rate is words a second, divided by 250, as `rasid read` reads them: in one process, on all processors that it may use. The
network alone is run on the very inputs that the reading gave it, window after window on all those processors, in the same process,
in turns with the whole reading, and the least of the rounds counts. Results are compared as stored with those of one thread,
report after report.

Each figure stands beside the bound that it must keep; exit code 1 when one does not.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from read import WORDS, built, given

from rasid.analyse.encoder.component import Reader, make
from rasid.analyse.encoder.manifest import NETWORK, VOCABULARY, load
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.session import Session
from rasid.analyse.factories import LEARNED
from rasid.analyse.pipeline import Pipeline, processors
from rasid.run.read import read

BOUNDS = {
    "articles a second": (10, True),
    "whole reading over the network": (1.3, False),
    "memory, MB": (700, False),
    "loading, seconds": (1.5, False),
    "articles that differ by threads": (0, False),
}
ROUNDS = 3
LOADING = "import time; t = time.perf_counter(); from rasid.analyse.encoder.component import make; make(); print(time.perf_counter() - t)"


class Overheard:
    """A network that keeps what it was asked."""

    def __init__(self, session: Session) -> None:
        self.session, self.asked = session, []

    def __call__(self, *given):
        self.asked.append(given)
        return self.session(*given)


def overhear(reader: Reader) -> Overheard:
    """Puts itself between a reader and its network."""
    reader.session = Overheard(reader.session)
    return reader.session


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path, nargs="?", metavar="ARTICLES.jsonl")
    ap.add_argument("--count", type=int, default=100, help="articles to build from the demo corpus")
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    texts = list({report.id: report for report in (given(o.articles) if o.articles else built(o.count))}.values())
    threads = processors()
    loading = min(
        float(subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True).stdout)
        for _ in range(ROUNDS)
    )
    heard = overhear(make())
    Pipeline(LEARNED)(texts[0])
    whole, bare = [], []
    for _ in range(ROUNDS):
        heard.asked.clear()
        start = time.perf_counter()
        analyses = [result[1] for result in read(texts, names=LEARNED)]
        whole.append(time.perf_counter() - start)
        start = time.perf_counter()
        for asked in heard.asked:
            heard.session(*asked)
        bare.append(time.perf_counter() - start)
    manifest, files = load()
    alone = Pipeline(LEARNED)
    alone.components[-1] = Reader(manifest, Pieces.read(files[VOCABULARY]), Session(files[NETWORK], threads=1))
    differ = sum(msgspec.json.encode(a) != msgspec.json.encode(alone(r)) for a, r in zip(analyses, texts, strict=True))
    words = sum(len(report.text.split()) for report in texts)
    figures = {
        "articles a second": words / WORDS / min(whole),
        "whole reading over the network": min(whole) / min(bare),
        "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "loading, seconds": loading,
        "articles that differ by threads": differ,
    }
    print(
        f"{platform.machine()}, {threads} processors; {len(texts)} articles, {words} words, {len(heard.asked)} windows"
    )
    kept = True
    for name, value in figures.items():
        bound, more = BOUNDS[name]
        right = value >= bound if more else value <= bound
        kept &= right
        print(
            f"{name:34}{value:9.2f}   {'at least' if more else 'at most'} {bound:<5} {'kept' if right else 'NOT KEPT'}"
        )
    if o.json:
        o.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
