#!/usr/bin/env python3
"""How fast articles are read by rules, in how much memory, and whether the cost grows with the length only.

usage: read.py [ARTICLES.jsonl] [--count N] [--json OUT.json]

Without ARTICLES.jsonl (objects with "text" and, where known, "published") the texts are built from the demo corpus: articles
of about 250 words, paragraphs in ever new order. Its words repeat more than those of news do, so articles of your own are
read somewhat slower. The rate is words a second, divided by 250. Then single texts of up to a million characters are read, one
as news are written and one without a full stop. One core, one process.

Each figure stands beside the bound that it must keep; exit code 1 when one does not.
"""

import argparse
import datetime as dt
import itertools
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rasid.analyse.factories import RULES
from rasid.analyse.pipeline import Pipeline
from rasid.demo import reports
from rasid.model import Report

WORDS = 250
SIZES = (10_000, 100_000, 1_000_000)
TIMES_HELP = 9

# Name -> (bound, whether more is better). The bounds are those of the design.
BOUNDS = {
    "articles a second": (30, True),
    "memory of articles, MB": (400, False),
    "memory of a long text, MB": (400, False),
    "dearest over cheapest character": (2, False),
    "the same without a full stop": (2, False),
    "rasid --help, seconds": (0.3, False),
}


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path, nargs="?", metavar="ARTICLES.jsonl")
    ap.add_argument("--count", type=int, default=300, help="articles to build from the demo corpus")
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    texts = list(given(o.articles) if o.articles else built(o.count))
    start = time.perf_counter()
    pipeline = Pipeline(RULES)
    pipeline(texts[0])
    loading = time.perf_counter() - start
    start = time.process_time()
    for report in texts:
        pipeline(report)
    words = sum(len(report.text.split()) for report in texts)
    rate = words / WORDS / (time.process_time() - start)
    figures = {"articles a second": rate, "memory of articles, MB": peak()}
    stops = {size: cost(pipeline, long_text(size)) for size in SIZES}
    none = {size: cost(pipeline, long_text(size, stops=False)) for size in SIZES}
    figures |= {
        "memory of a long text, MB": peak(),
        "dearest over cheapest character": max(stops.values()) / min(stops.values()),
        "the same without a full stop": max(none.values()) / min(none.values()),
        "rasid --help, seconds": help_time(),
    }
    print(f"{platform.machine()}, Python {platform.python_version()}; {len(texts)} articles, {words} words")
    kept = True
    for name, value in figures.items():
        bound, more = BOUNDS[name]
        right = value >= bound if more else value <= bound
        kept &= right
        print(
            f"{name:34}{value:9.2f}   {'at least' if more else 'at most'} {bound:<5} {'kept' if right else 'NOT KEPT'}"
        )
    print(f"{'loading, seconds':34}{loading:9.2f}")
    for told, costs in (("", stops), (", no full stop", none)):
        for size, ms in costs.items():
            print(f"{f'{size:,} characters{told}':34}{ms:9.2f}   ms for each 1,000")
    if o.json:
        table = {"figures": figures, "loading_s": loading, "ms_per_1000": stops, "ms_per_1000_no_stop": none}
        o.json.write_text(json.dumps(table, indent=1), "utf-8")
    return 0 if kept else 1


def given(path: Path) -> Iterator[Report]:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        article = json.loads(line)
        published = article.get("published")
        yield Report.make(
            article["text"],
            published=dt.date.fromisoformat(published[:10]) if published else None,
            external_id=str(number),
        )


def paragraphs() -> list[tuple[dt.date | None, str]]:
    return [(report.published, line) for report in reports() for line in report.text.splitlines() if line.strip()]


def built(count: int) -> Iterator[Report]:
    stream = itertools.cycle(paragraphs())
    for number in range(count):
        lines, words, published = [], 0, None
        for when, line in stream:
            published = when
            lines.append(line)
            words += len(line.split())
            if words >= WORDS:
                break
        next(stream)  # so that the next round begins elsewhere
        yield Report.make("\n".join(lines), published=published, external_id=str(number))


def long_text(size: int, *, stops: bool = True) -> str:
    text = "\n".join(line for _, line in paragraphs()) + "\n"
    if not stops:
        text = text.translate(dict.fromkeys(map(ord, ".،؛:؟!…\n"), " "))
    return (text * (size // len(text) + 1))[:size]


def cost(pipeline: Pipeline, text: str) -> float:
    """Milliseconds of processor time for each 1,000 characters; of a short text, the best of three."""
    report = Report.make(text)
    taken = []
    for _ in range(3 if len(text) < 200_000 else 1):
        start = time.process_time()
        pipeline(report)
        taken.append(time.process_time() - start)
    return min(taken) * 1_000_000 / len(text)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def help_time() -> float:
    taken = []
    for _ in range(TIMES_HELP):
        start = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("rasid"), "--help"], stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
