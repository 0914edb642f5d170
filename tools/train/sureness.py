"""Fits how surely each record is right (analyse/encoder/sureness.py), and measures whether what is said to be sure is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from blend import logit, rounded
from cases import Case

from rasid.analyse.annotations import annotation
from rasid.analyse.encoder.blend import Blend, Features
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.freeze import freeze
from rasid.evaluate.score import event_likeness, match, same_span, statement_likeness, toll_likeness
from rasid.model import Analysis

ROUNDS = 2
"""Some features are confidences themselves, of the records that a record hangs on."""
RIDGE = 10.0
"""What is right in an article hangs together, so that there are fewer answers than values: the fit is held back more than the blend's."""
BINS = 10
KEPT = 0.98
Key = tuple[object, ...]


class Row(NamedTuple):
    """What was said of one value."""

    confidence: float
    right: bool


class Witness(Composition):
    """Keeps what is asked of records; the answers are known when all is composed."""

    def __init__(self, *given) -> None:
        super().__init__(*given)
        self.asked: list[tuple[str, Features, object]] = []

    def sure(self, question: str, features: Features, about: object) -> float | None:
        self.asked.append((question, dict(features), about))
        return super().sure(question, features, about)


def rightness(gold: dict, predicted: dict) -> dict[Key, bool]:
    """Of every value that the annotation can judge, whether it is right: by record and field, arguments by event, role and place.
    Fields other than the one that names a record are judged only where that is right."""
    out: dict[Key, bool] = {("", "relevant"): gold["relevant"] == predicted["relevant"]}
    events = match(gold["events"], predicted["events"], event_likeness)
    to_gold = {p["id"]: g["id"] for g, p in events}
    out |= {(p["id"], "type"): False for p in predicted["events"]}
    out |= {(e["id"], a["role"], a["start"]): False for e in predicted["events"] for a in e["args"]}
    for g, p in events:
        if g["type"] == p["type"]:
            out[p["id"], "type"] = True
            out[p["id"], "realis"] = g["realis"] == p["realis"]
            for role in {a["role"] for a in p["args"]}:
                wanted, given = ([a for a in e["args"] if a["role"] == role] for e in (g, p))
                out |= {(p["id"], role, b["start"]): True for _, b in match(wanted, given, same_span)}
    out |= {(p["id"], "speaker"): False for p in predicted["statements"]}
    out |= {(p["id"], "count"): False for p in predicted["casualties"]}
    said = match(gold["statements"], predicted["statements"], statement_likeness)
    tolls = match(gold["casualties"], predicted["casualties"], lambda g, p: toll_likeness(g, p, to_gold))
    known = to_gold | {p["id"]: g["id"] for g, p in (*said, *tolls)}
    for g, p in said:
        out[p["id"], "speaker"] = True
        out |= {(p["id"], field): g[field] == p[field] for field in ("act", "kind")}
        out[p["id"], "about"] = not g["about"] or bool({known.get(name) for name in p["about"]} & set(g["about"]))
    for g, p in tolls:
        out[p["id"], "count"] = True
        out |= {(p["id"], field): known.get(p[field]) == g[field] for field in ("event", "source")}
    return out


def fit_sureness(cases: Sequence[Case], blend: Blend) -> Blend:
    """The blend with how surely its records are right."""
    sure: dict[str, Features] = {}
    for _ in range(ROUNDS):
        rows: dict[str, list[tuple[Features, bool]]] = defaultdict(list)
        for case in cases:
            heard = case.composed(Witness, Blend(blend.enough, {**blend.weights, **sure}))
            report = heard.doc.report
            right = rightness(case.gold, json.loads(json.dumps(annotation(report, freeze(heard.doc, "fit", {})))))
            for question, features, about in heard.asked:
                if about is None:
                    rows[question].append((features, case.gold["relevant"]))
                    continue
                record, field = about
                key = (record, field) if isinstance(field, str) else (record, field.role.value, field.span.start)
                if key in right:
                    rows[question].append((features, right[key]))
        sure = {question: logit(asked, RIDGE) for question, asked in sorted(rows.items())}
    return rounded(Blend(blend.enough, {**blend.weights, **sure}))


def judged(gold: dict, analysis: Analysis, predicted: dict) -> Iterable[tuple[str, Row]]:
    """What was said of every value of one article that the annotation can judge, by field."""
    right = rightness(gold, predicted)
    if analysis.relevance is not None:
        sure = analysis.relevance if analysis.relevant else 1 - analysis.relevance
        yield "relevance", Row(sure, right["", "relevant"])
    for event in analysis.events:
        for argument in event.arguments:
            if argument.confidence is not None:
                name = "place" if argument.role == "place" else "time" if argument.role == "time" else "other argument"
                key = event.id, argument.role.value, argument.evidence.start
                yield f"event: {name}", Row(argument.confidence, right[key])
    named = (
        ("event", analysis.events, "type"),
        ("claim", analysis.casualties, "count"),
        ("statement", analysis.statements, "speaker"),
    )
    for kind, records, field in named:
        for record in records:
            told = {field: record.confidence, **record.confidences}
            for name, sure in told.items():
                if sure is not None and (record.id, name) in right:
                    yield f"{kind}: {name}", Row(sure, right[record.id, name])


def error(rows: list[Row]) -> float:
    """Expected calibration error in points: how far, in ten bins of equal width, what was right lies from what was said, by the
    values in each (M. Naeini et al. 2015)."""
    bins: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        bins[min(BINS - 1, int(row.confidence * BINS))].append(row)
    off = (abs(sum(r.right for r in some) - sum(r.confidence for r in some)) for some in bins.values())
    return 100 * sum(off) / len(rows)


def abstention(rows: list[Row], wanted: float = KEPT) -> tuple[float, float, float] | None:
    """From which confidence the values kept are right to the share wanted: the lowest such, the share kept, the share right; None
    where no threshold reaches it."""
    ordered = sorted(rows, key=lambda row: -row.confidence)
    best, right = None, 0
    for kept, row in enumerate(ordered, 1):
        right += row.right
        last = kept == len(ordered) or ordered[kept].confidence < row.confidence
        if last and right >= wanted * kept:
            best = row.confidence, kept / len(ordered), right / kept
    return best


def by_chance(rows: list[Row], *, draws: int = 200, seed: int = 7) -> float:
    """The calibration error that confidences as true as can be would show on as many values, in points."""
    rng = np.random.default_rng(seed)
    told = np.array([row.confidence for row in rows])
    at = np.minimum(BINS - 1, (told * BINS).astype(int))
    off = [np.abs(np.bincount(at, (rng.random(len(told)) < told) - told, BINS)).sum() / len(told) for _ in range(draws)]
    return 100 * float(np.mean(off))
