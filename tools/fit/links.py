#!/usr/bin/env python3
"""Fits the weights of analyse/links.py on annotated articles and writes lexicon/data/links.toml.

usage: links.py ARTICLES.jsonl ANNOTATIONS.jsonl [--folds] [--hold FOLD] [--write]

One table a role: ridge logistic regression over pairs of a trigger and a mention in one sentence. A pair is right when the
mention, or one of the same name, is annotated in that role of the trigger's event. Needs numpy.
"""

import argparse
import datetime as dt
import re
from pathlib import Path

from kinship import fit, loss, read_lines

from rasid.analyse.arguments import triggers_by_sentence
from rasid.analyse.links import ROLES, Linkables, key_of, link_features
from rasid.analyse.pipeline import Pipeline
from rasid.model import Report, Span

OUT = Path(__file__).parents[2] / "src/rasid/lexicon/data/links.toml"
BEFORE = ("quantities", "times", "actors", "places", "weapons", "triggers")
RARE = 6
"""A feature seen less often gets no weight."""


def same(doc, arg, mention):
    a, b = Span(arg["start"], arg["end"]), mention.span
    return a.overlap(b) * 2 > max(len(a), len(b)) or key_of(doc, a) == mention.key


def examples(articles, annotations):
    pipeline = Pipeline(BEFORE)
    for article in articles:
        number = int(re.sub(r"\D", "", article["id"]) or 0)
        published = dt.date.fromisoformat(article["published"]) if article.get("published") else None
        doc = pipeline.read(
            Report.make(article["text"], published=published, sentences=tuple(Span(*s) for s in article["sentences"]))
        )
        linkables = Linkables(doc)
        mates = triggers_by_sentence(doc.triggers)
        for event in annotations[article["id"]]["events"]:
            told = [event["trigger"], *event["mentions"]]
            for trigger in doc.triggers:
                if not any(m["start"] < trigger.span.end and m["end"] > trigger.span.start for m in told):
                    continue
                for mention in linkables.within(doc.sentences[trigger.sentence]):
                    features = link_features(doc, trigger, mention, mates[trigger.sentence])
                    for role in ROLES[mention.kind]:
                        yield (
                            number,
                            role,
                            features,
                            any(arg["role"] == role and same(doc, arg, mention) for arg in event["args"]),
                        )


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--hold", type=int)
    ap.add_argument("--write", action="store_true")
    o = ap.parse_args()
    annotations = {a["doc"]: a for a in read_lines(o.annotations)}
    rows = list(examples([a for a in read_lines(o.articles) if a["id"] in annotations], annotations))
    lines = [
        "# Weights of analyse/links.py, fitted by tools/fit/links.py on annotated articles. Logits; do not edit by hand."
    ]
    for role in ("attacker", "target", "party", "place", "time", "weapon"):
        mine = [(n, f, a) for n, r, f, a in rows if r == role]
        if not mine:
            lines += ["", f"[{role}]"]
            continue
        seen = {}
        for _, features, _ in mine:
            for name, value in features.items():
                if value:
                    seen[name] = seen.get(name, 0) + 1
        names = sorted(name for name, times in seen.items() if times >= RARE)
        if o.folds:
            for fold in (0, 1):
                w, _, _ = fit([(f, a) for n, f, a in mine if n % 5 != fold], names)
                _, x, y = fit([(f, a) for n, f, a in mine if n % 5 == fold], names)
                yes = x @ w > 0
                right = float((yes & (y > 0)).sum())
                print(
                    f"{role} fold {fold}: loss {loss(x, y, w):.3f}, precision {right / max(1, yes.sum()):.2f}, recall {right / max(1, y.sum()):.2f}"
                )
        w, x, y = fit([(f, a) for n, f, a in mine if o.hold is None or n % 5 != o.hold], names)
        print(f"{role}: {len(y)} pairs, {y.mean():.2f} right, loss {loss(x, y, w):.3f}")
        lines += ["", f"[{role}]", *(f'"{name}" = {value:.3f}' for name, value in zip(names, w, strict=True))]
    if o.write:
        OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
