#!/usr/bin/env python3
"""How fast articles are read, in how much memory, and whether the cost grows with the length only.

usage: read.py [--articles N] [--json OUT.json]

Texts are built from the demo corpus: articles of about 250 words, and single texts of up to 1 MB. One core, one process.
Prints: articles a second, peak memory, milliseconds for each 1,000 characters by length, and the time of `rasid --help`.
Floors: 30 articles a second, 400 MB, the largest text at most twice as dear a character as the smallest, 0.3 s.
"""

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rasid.analyse.pipeline import Pipeline
from rasid.demo import reports
from rasid.model import Report

WORDS = 250
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def articles(count):
    """``count`` texts of about 250 words, paragraphs of the demo corpus in ever new order."""
    paragraphs = [(report.published, line) for report in reports() for line in report.text.splitlines() if line.strip()]
    stream = itertools.cycle(paragraphs)
    for number in range(count):
        lines, words = [], 0
        for day, line in stream:
            when = day
            lines.append(line)
            words += len(line.split())
            if words >= WORDS:
                break
        next(stream)  # so that the next round begins elsewhere
        yield Report.make("\n".join(lines), published=when, external_id=str(number))


def long_text(size):
    lines = itertools.cycle(line for report in reports() for line in report.text.splitlines() if line.strip())
    out, length = [], 0
    while length < size:
        out.append(next(lines))
        length += len(out[-1]) + 1
    return "\n".join(out)[:size]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=300)
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    start = time.perf_counter()
    pipeline = Pipeline()
    first, *rest = articles(o.articles + 1)
    pipeline(first)
    loading = time.perf_counter() - start
    start = time.process_time()
    for report in rest:
        pipeline(report)
    rate = len(rest) / (time.process_time() - start)
    by_length = {}
    for size in SIZES:
        report = Report.make(long_text(size))
        start = time.process_time()
        pipeline(report)
        by_length[size] = (time.process_time() - start) * 1000 / (size / 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    helps = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("rasid"), "--help"], stdout=subprocess.DEVNULL, check=True)
        helps.append(time.perf_counter() - start)
    table = {
        "articles_per_second": round(rate, 1),
        "loading_s": round(loading, 2),
        "peak_memory_mb": round(peak),
        "ms_per_1000_characters": {str(size): round(ms, 2) for size, ms in by_length.items()},
        "length_ratio": round(by_length[SIZES[-1]] / by_length[SIZES[0]], 2),
        "help_s": round(statistics.median(helps), 3),
    }
    for name, value in table.items():
        print(f"{name:26} {value}")
    if o.json:
        o.json.write_text(json.dumps(table, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
