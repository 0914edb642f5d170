"""Predicted annotations against gold ones: the figures of each field, and every fault by kind.

Events are matched one to one by their triggers (those of the same type, and whose chief triggers meet, first); arguments count
on events whose type is right too; a casualty record is right when outcome, bounds and count mention are; a statement when its
speaker or cue meets the gold one's. ``row`` is what an analyst codes for the lead event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_FAMILY = {"place": "places", "time": "times", "weapon": "weapons"}
ROLES = ("attacker", "target", "party", "place", "time", "weapon")


@dataclass(slots=True)
class Tally:
    """How many were right, are in the gold, and were predicted."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """In percent, as recall and F1; 0 where nothing was predicted."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.predicted + self.gold
        return 200 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    doc: str
    detail: tuple[str, ...]


@dataclass(slots=True)
class Scores:
    """Tallies by figure, in the order of the report, and the faults."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, figure: str, right: int, gold: int, predicted: int) -> None:
        tally = self.tallies.setdefault(figure, Tally())
        tally.right += right
        tally.gold += gold
        tally.predicted += predicted

    def fault(self, kind: str, doc: str, *detail: object) -> None:
        self.faults.append(Fault(kind, doc, tuple(str(part) for part in detail)))

    def merge(self, others: Iterable[Scores]) -> Scores:
        """This, with the tallies and faults of others added."""
        for other in others:
            for figure, tally in other.tallies.items():
                self.add(figure, tally.right, tally.gold, tally.predicted)
            self.faults += other.faults
        return self


def score(gold: dict[str, Json], predicted: dict[str, Json]) -> Scores:
    """All figures over the articles of ``gold``; one without a prediction counts as predicted irrelevant and empty."""
    return Scores().merge(score_one(doc, annotation, predicted.get(doc, {})) for doc, annotation in gold.items())


def score_one(doc: str, gold: Json, predicted: Json) -> Scores:
    """The figures of one article."""
    out = Scores()
    out.add("relevance", gold["relevant"] == bool(predicted.get("relevant")), 1, 1)
    pairs = match(gold.get("events", []), predicted.get("events", []), event_likeness)
    typed = [(g, p) for g, p in pairs if g["type"] == p.get("type")]
    to_gold = {p["id"]: g["id"] for g, p in pairs}
    _events(out, doc, gold, predicted, pairs, typed)
    _arguments(out, doc, gold, predicted, typed)
    _claims(out, doc, gold, predicted, to_gold)
    if gold["relevant"] and gold.get("events"):
        _row(out, gold, predicted)
    return out


def match(gold: list[Json], predicted: list[Json], likeness: Callable[[Json, Json], float]) -> list[tuple[Json, Json]]:
    """Pairs one to one, the likest first; a likeness of 0 is no match."""
    ranked = sorted(((likeness(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)), reverse=True)
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    out = []
    for value, i, j in ranked:
        if value > 0 and i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            out.append((gold[i], predicted[j]))
    return out


def overlap(a: Json | None, b: Json | None) -> int:
    """Shared code points; negative or 0 when apart."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"])) if a and b else 0


def event_likeness(g: Json, p: Json) -> float:
    best = max((overlap(a, b) for a in _spans(g) for b in _spans(p)), default=0)
    if best <= 0:
        return 0
    return best + 1000 * int(g["type"] == p.get("type")) + 100 * (overlap(g.get("trigger"), p.get("trigger")) > 0)


def statement_likeness(g: Json, p: Json) -> int:
    """By how many letters of speaker and, foremost, cue they meet."""
    speaker, cue = (max(overlap(g.get(field), p.get(field)), 0) for field in ("speaker", "cue"))
    return speaker + 10 * cue


def toll_likeness(g: Json, p: Json, to_gold: dict[str, str]) -> int:
    """0 unless outcome, bounds and words are the same; more where the event is too. ``to_gold``: by predicted event, the gold one."""
    if g["outcome"] != p.get("outcome") or g.get("min") != p.get("min") or g.get("max") != p.get("max"):
        return 0
    if g.get("count") and p.get("count") and overlap(g["count"], p["count"]) <= 0:
        return 0
    return 1 + int(to_gold.get(p.get("event", "")) == g["event"])


def same_span(a: Json | None, b: Json | None) -> bool:
    """Overlap of more than half of the longer, or the same start and first word."""
    if not a or not b or overlap(a, b) <= 0:
        return False
    longer = max(a["end"] - a["start"], b["end"] - b["start"])
    return overlap(a, b) * 2 > longer or (
        a["start"] == b["start"] and fold(a.get("q", "")).split()[:1] == fold(b.get("q", "")).split()[:1]
    )


def fold(text: str | None) -> str:
    """Words without marks and article, for comparing names."""
    bare = _MARKS.sub("", text or "").translate(_LETTERS)
    return " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in bare.split())


def _spans(event: Json) -> list[Json]:
    return [mention for mention in (event.get("trigger"), *event.get("mentions", [])) if mention and "start" in mention]


def _quote(mention: Json | None) -> str:
    return str((mention or {}).get("q", ""))


def _events(
    out: Scores, doc: str, gold: Json, predicted: Json, pairs: list[tuple[Json, Json]], typed: list[tuple[Json, Json]]
) -> None:
    ge, pe = gold.get("events", []), predicted.get("events", [])
    to_gold = {p["id"]: g["id"] for g, p in pairs}
    out.add("detection", len(pairs), len(ge), len(pe))
    out.add("typing", len(typed), len(ge), len(pe))
    actual = [e for e in ge if e["realis"] == "actual"]
    out.add(
        "typing (actual)",
        sum(g["realis"] == "actual" for g, _ in typed),
        len(actual),
        sum(e.get("realis", "actual") == "actual" for e in pe),
    )
    matched_gold = {id(g) for g, _ in pairs}
    matched_predicted = {id(p) for _, p in pairs}
    for g in ge:
        if id(g) not in matched_gold:
            merged = any(event_likeness(g, p) for p in pe)
            out.fault("merged event" if merged else "missed event", doc, g["type"], _quote(g["trigger"]))
    for p in pe:
        if id(p) not in matched_predicted:
            split = any(event_likeness(g, p) for g in ge)
            out.fault("split event" if split else "extra event", doc, p.get("type"), _quote(p.get("trigger")))
    for g, p in pairs:
        if g["type"] != p.get("type"):
            out.fault("wrong type", doc, g["type"], p.get("type"), _quote(g["trigger"]))
        out.add("realis", g.get("realis") == p.get("realis", "actual"), 1, 1)
        out.add("salience", g.get("salience") == p.get("salience"), 1, 1)
        if g.get("parent") or p.get("parent"):
            right = bool(g.get("parent")) and to_gold.get(p.get("parent")) == g.get("parent")
            out.add("parent", right, bool(g.get("parent")), bool(p.get("parent")))


def _arguments(out: Scores, doc: str, gold: Json, predicted: Json, typed: list[tuple[Json, Json]]) -> None:
    partner = {id(g): p for g, p in typed}
    paired = {id(p) for _, p in typed}
    for g in gold.get("events", []):
        p = partner.get(id(g))
        for role in ROLES:
            wanted = [a for a in g.get("args", []) if a["role"] == role]
            given = [a for a in (p or {}).get("args", []) if a.get("role") == role]
            hits = match(wanted, given, same_span)
            out.add("args", len(hits), len(wanted), len(given))
            out.add(_FAMILY.get(role, "actors"), len(hits), len(wanted), len(given))
            hit_gold = {id(a) for a, _ in hits}
            hit_given = {id(b) for _, b in hits}
            if p:
                for a in wanted:
                    if id(a) not in hit_gold:
                        out.fault(f"missed {role}", doc, g["type"], a["q"])
                for b in given:
                    if id(b) not in hit_given:
                        out.fault(f"extra {role}", doc, g["type"], b["q"])
        if g.get("date"):
            date = (p or {}).get("date")
            right = date is not None and (date["start"], date["end"]) == (g["date"]["start"], g["date"]["end"])
            out.add("dates", right, 1, bool(date))
            if p and date and not right:
                out.fault("wrong date", doc, g["date"]["start"], date["start"], _quote(g["trigger"]))
    for p in predicted.get("events", []):
        if id(p) not in paired:
            for a in p.get("args", []):
                out.add("args", 0, 0, 1)
                out.add(_FAMILY.get(a.get("role"), "actors"), 0, 0, 1)


def _claims(out: Scores, doc: str, gold: Json, predicted: Json, to_gold: dict[str, str]) -> None:
    gs, ps = gold.get("statements", []), predicted.get("statements", [])
    said = match(gs, ps, statement_likeness)
    statement_of = {p["id"]: g["id"] for g, p in said}
    gc, pc = gold.get("casualties", []), predicted.get("casualties", [])
    tolls = match(gc, pc, lambda g, p: toll_likeness(g, p, to_gold))
    known = {**to_gold, **{p["id"]: g["id"] for g, p in tolls}}
    on_event = [known.get(p.get("event", "")) == g["event"] for g, p in tolls]
    by_source = [(statement_of.get(p["source"]) if p.get("source") else None) == g.get("source") for g, p in tolls]
    out.add("casualties", len(tolls), len(gc), len(pc))
    out.add("casualties+event", sum(on_event), len(gc), len(pc))
    out.add("casualties+source", sum(by_source), len(gc), len(pc))
    for (g, p), event, source in zip(tolls, on_event, by_source, strict=True):
        if not event:
            out.fault("wrong link", doc, g["outcome"], _quote(g.get("count")))
        if not source:
            out.fault("wrong speaker", doc, _quote(g.get("count")), p.get("source"))
    hit_gold, hit_predicted = {id(g) for g, _ in tolls}, {id(p) for _, p in tolls}
    for name, claims, hit in (("missed toll", gc, hit_gold), ("extra toll", pc, hit_predicted)):
        others = pc if claims is gc else gc
        for c in claims:
            if id(c) not in hit:
                near = any(overlap(c.get("count"), o.get("count")) > 0 for o in others)
                out.fault(
                    "wrong number" if near else name,
                    doc,
                    c.get("outcome"),
                    c.get("min"),
                    c.get("max"),
                    _quote(c.get("count")),
                )
    out.add("statements", len(said), len(gs), len(ps))
    out.add("statements+act", sum(g["act"] == p.get("act") for g, p in said), len(gs), len(ps))
    out.add("statements+kind", sum(g["kind"] == p.get("kind") for g, p in said), len(gs), len(ps))
    about = sum(
        not g.get("about") or bool({known.get(name) for name in p.get("about", [])} & set(g["about"])) for g, p in said
    )
    out.add("statements+about", about, len(gs), len(ps))


def _row(out: Scores, gold: Json, predicted: Json) -> None:
    wanted, given = _fields(gold), _fields(predicted) if predicted.get("events") else None
    right = {name: given is not None and _field_right(name, wanted[name], given[name]) for name in wanted or ()}
    for name, ok in right.items():
        out.add("row", ok, 1, 1)
        out.add(f"row.{name}", ok, 1, 1)
    out.add("whole", all(right.values()), 1, 1)


def lead(annotation: Json) -> Json | None:
    """The lead event, else the first main one, else the first."""
    events: list[Json] = annotation.get("events", [])
    named = {event["id"]: event for event in events}.get(annotation.get("lead_event", ""))
    return named or next((e for e in events if e.get("salience") == "main"), None) or next(iter(events), None)


def _fields(annotation: Json) -> Json:
    event = lead(annotation) or {}

    def of(role: str) -> list[Json]:
        return [a for a in event.get("args", []) if a.get("role") == role]

    places = of("place")
    return {
        "type": event.get("type"),
        "date": (event.get("date") or {}).get("start"),
        "country": {p.get("country") for p in places if p.get("country")} or None,
        "place": places,
        "attacker": of("attacker") or of("party"),
        "killed": _toll(annotation, event, "killed"),
        "injured": _toll(annotation, event, "injured"),
    }


def _toll(annotation: Json, event: Json, outcome: str) -> tuple[int | None, int | None]:
    """Bounds of the largest total of that outcome for the event or its children; (0, 0) when none is told."""
    ids = {event["id"]} | {e["id"] for e in annotation.get("events", []) if e.get("parent") == event["id"]}
    found = [
        c
        for c in annotation.get("casualties", [])
        if c.get("event") in ids and c.get("outcome") == outcome and not c.get("part_of")
    ]
    if not found:
        return (0, 0)
    top = max(found, key=lambda c: c.get("max") or c.get("min") or 0)
    return (top.get("min"), top.get("max"))


def _field_right(name: str, wanted: Any, given: Any) -> bool:
    if name in ("place", "attacker"):
        return (not wanted and not given) or any(
            same_span(a, b)
            or bool(a.get("norm") and fold(a["norm"].lower()) == fold((b.get("norm") or "").lower()))
            or fold(a["q"]) == fold(b.get("q", ""))
            for a in wanted
            for b in given
        )
    if name == "country":
        return (not wanted and not given) or bool(wanted and given and wanted & given)
    return bool(wanted == given)
