#!/usr/bin/env python3
"""Counts which names of the gazetteer are everyday words too, and writes src/rasid/lexicon/data/place_uses.tsv.

usage: uses.py TEXTS.jsonl[.xz] [--out FILE]        (TEXTS: one JSON object a line, with "text")

A one-word name that hardly ever stands after "the city of", "the village of" … is mostly something else (كيف is "how" far oftener
than Kyiv). By that share, in tens of thousands of articles, a written form is
  class   taken for a place only after a class word (مدينة, قضاء …)
  lies    taken after a class word or a preposition (في, من, إلى …)
  word    a word of its own that merely looks like a name with a joined letter (باراك is not ب + اراك)
Forms not listed are names wherever they stand. The counts hold no text; the list has single words only.
"""

import argparse
import itertools
import json
import lzma
from collections import Counter
from pathlib import Path

import regex

from rasid.lexicon.places import CLASS_KINDS, gazetteer
from rasid.model import PlaceKind
from rasid.text.clitics import readings
from rasid.text.normal import fold

OUT = Path(__file__).parents[2] / "src/rasid/lexicon/data/place_uses.tsv"
WORD = regex.compile(r"[\p{Arabic}&&\p{L}]+|\S", regex.V1)
CLASS = {
    joined + word
    for word in (*CLASS_KINDS, "بلدتي", "قريتي", "مدينتي", "مدن", "قري", "عاصمه")
    for joined in ("", "ب", "و", "ل")
}
ENOUGH = 12
"""Fewer occurrences tell nothing."""
EVERYDAY, DOUBTFUL = 0.015, 0.05
"""Shares after a class word below which a form is an everyday word, or may be one."""
LIES = 0.05
"""Share after a class word or "in" from which a place of our own list, or a great city, may do without a class word."""


def counted(path):
    every, after_class, after_in = Counter(), Counter(), Counter()
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            words = WORD.findall(fold(json.loads(line).get("text") or ""))
            every.update(words)
            for before, word in itertools.pairwise(words):
                if before in CLASS:
                    after_class[word] += 1
                elif before == "في":
                    after_in[word] += 1
    return every, after_class, after_in


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("texts", type=Path)
    ap.add_argument("--out", type=Path, default=OUT)
    o = ap.parse_args()
    every, after_class, after_in = counted(o.texts)
    places = gazetteer()
    uses = {}
    names = {key for place in places for name in place.names if " " not in (key := fold(name).strip())}
    forms = names | {name.removeprefix("ال") if name.startswith("ال") else "ال" + name for name in names}
    for form in forms:
        found = places.find(form)
        times = every[form]
        if times < ENOUGH or any(place.kind is PlaceKind.COUNTRY and form in map(fold, place.names) for place in found):
            continue
        classed, inside = after_class[form] / times, after_in[form] / times
        well_known = any(
            (place.source == "own" or place.population > 1_000_000) and form in map(fold, place.names)
            for place in found
        )
        if classed < EVERYDAY:
            uses[form] = "lies" if well_known and classed + inside >= LIES else "class"
        elif classed < DOUBTFUL and not (well_known and classed + inside >= 2 * LIES):
            uses[form] = "lies"
    for word, times in every.items():
        for prefix, stem in readings(word) if times >= ENOUGH and len(word) > 2 else ():
            if (
                prefix in ("ب", "ل", "و", "ف", "ك", "وب", "ول")
                and stem in forms
                and not word.startswith("لل")
                and word not in forms
                and times > every[stem]
            ):
                uses[word] = "word"
    o.out.write_text(
        "form\tuse\n" + "".join(f"{form}\t{use}\n" for form, use in sorted(uses.items())), encoding="utf-8"
    )
    print(f"{len(uses)} forms: {dict(Counter(uses.values()))}")


if __name__ == "__main__":
    main()
