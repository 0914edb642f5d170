"""Annotated articles as windows of pieces with targets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from further import lines

from rasid.analyse.document import Document
from rasid.analyse.encoder.labels import CLASSES, GROUPS, PAIRS, TAGS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.windows import cut, owners, words
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.segment import segment
from rasid.evaluate.gold import report_of
from rasid.model import Span
from rasid.text.tokens import Token

IGNORE = -100
ACTORS = ("attacker", "target", "party")


@dataclass
class Window:
    doc: str
    fold: int | None
    low: int
    """Index of its first word in the article."""
    ids: np.ndarray
    first: np.ndarray
    last: np.ndarray
    owner: np.ndarray
    marks: np.ndarray
    tags: np.ndarray  # [tags, words]: 0 outside, 1 begin, 2 inside
    classes: dict[str, np.ndarray]
    groups: np.ndarray  # [words, groups], -1 where none is asked
    pairs: list[tuple[int, int, int, float]] = field(default_factory=list)  # relation, from, to, answer
    relevant: float = 0.0


def number_of(article: dict) -> int:
    return int(re.sub(r"\D", "", article["id"]) or 0)


def fold_of(article: dict) -> int | None:
    """Its number modulo 5; a further article (further.py) has none: it is learnt from, nothing is measured on it."""
    return None if article.get("further") else number_of(article) % 5


def document(article: dict, layers: Pipeline) -> Document:
    """The article with the layers of the exact code."""
    doc = segment(report_of(article))
    for component in layers.components:
        component(doc)
    return doc


def windows_of(
    article: dict,
    doc: Document,
    marked: np.ndarray,
    annotation: dict | None,
    pieces: Pieces,
    *,
    folded: bool = False,
    without: Collection[int] = (),
) -> list[Window]:
    """The windows of an article, of its text ``without`` some sentences where these are named."""
    tokens, left = doc.tokens, np.arange(len(doc.tokens))
    if without:
        out = [doc.sentences[number] for number in without]
        annotation = annotation and shortened(annotation, [sentence.span for sentence in out])
        left = np.setdiff1d(left, [at for sentence in out for at in range(sentence.first, sentence.last)])
        tokens, marked = [tokens[at] for at in left], marked[left]
    count = len(tokens)
    told = words(doc.aligned, tokens, pieces, folded=folded)
    tags = np.zeros((len(TAGS), count), np.int64)
    classes = {name: np.full(count, IGNORE, np.int64) for name in CLASSES}
    groups = np.full((count, len(GROUPS)), -1.0, np.float32)
    pairs: list[tuple[int, int, int, float]] = []
    if annotation is not None:
        _targets(tokens, annotation, tags, classes, groups, pairs)
    out = []
    for low, high in cut(told):
        base, end = told.first[low], told.last[high - 1] + 1
        first, last = (np.array(ends[low:high]) - base for ends in (told.first, told.last))
        out.append(
            Window(
                doc=article["id"],
                fold=fold_of(article),
                low=int(left[low]),
                ids=np.array(told.ids[base:end], np.int64),
                first=first,
                last=last,
                owner=np.array(owners(first.tolist(), last.tolist(), end - base)),
                marks=marked[low:high].astype(np.uint8),
                tags=tags[:, low:high],
                classes={name: value[low:high] for name, value in classes.items()},
                groups=groups[low:high],
                pairs=[(r, i - low, j - low, y) for r, i, j, y in pairs if low <= i < high and low <= j < high],
                relevant=float(bool(annotation and annotation["relevant"])),
            )
        )
    return out


def shortened(annotation: dict, out: Sequence[Span]) -> dict:
    """The annotation of a text without those parts: what is told there only is told no more."""

    def left(mention: dict | None) -> bool:
        return mention is not None and not any(span.start <= mention["start"] < span.end for span in out)

    events = []
    for event in annotation["events"]:
        told = [mention for mention in (event["trigger"], *event["mentions"]) if left(mention)]
        if told:
            args = [arg for arg in event["args"] if left(arg)]
            events.append(event | {"trigger": told[0], "mentions": told[1:], "args": args})
    claims = [
        claim | {"who": claim["who"] if left(claim["who"]) else None}
        for claim in annotation["casualties"]
        if left(claim["count"])
    ]
    statements = [
        said | {name: said[name] if left(said[name]) else None for name in ("speaker", "role", "cue")}
        for said in annotation["statements"]
        if left(said["cue"] or said["speaker"])
    ]
    return annotation | {"events": events, "casualties": claims, "statements": statements}


def word_range(tokens: list[Token], mention: dict) -> tuple[int, int]:
    """The words that the mention covers or begins and ends in."""
    a = bisect_right(tokens, mention["start"], key=lambda token: token.end)
    b = a
    while b + 1 < len(tokens) and tokens[b + 1].start < mention["end"]:
        b += 1
    return a, b + 1


def _targets(tokens, annotation, tags, classes, groups, pairs) -> None:
    def put(layer: str, mention: dict | None) -> int | None:
        if mention is None or "start" not in mention:
            return None
        a, b = word_range(tokens, mention)
        if a >= len(tokens):
            return None
        row = tags[TAGS.index(layer)]
        row[a] = 1
        for at in range(a + 1, b):
            if row[at] != 1:
                row[at] = 2
        before = mention["start"] - tokens[a].start
        classes["clitics"][a] = min(3, max(0, before))
        return a

    def say(name: str, at: int, value: str) -> None:
        classes[name][at] = CLASSES[name].index(value)

    events = annotation["events"]
    triggers: dict[str, list[int]] = {}
    for event in events:
        for mention in (event["trigger"], *event["mentions"]):
            at = put("trigger", mention)
            if at is None:
                continue
            triggers.setdefault(event["id"], []).append(at)
            say("type", at, event["type"])
            say("realis", at, event["realis"])
            say("salience", at, event["salience"])
    owner = {at: name for name, found in triggers.items() for at in found}

    def nearest(name: str, at: int) -> int | None:
        return min(triggers.get(name, ()), key=lambda t: abs(t - at), default=None)

    def linked(relation: str, at: int, names: set[str], *, reverse: bool) -> None:
        """The nearest trigger of each event in ``names`` is right, those of other events wrong, the rest not asked."""
        index = PAIRS.index(relation)
        right = {nearest(name, at) for name in names}
        for trigger, name in owner.items():
            if name in names and trigger not in right:
                continue
            pair = (at, trigger) if reverse else (trigger, at)
            pairs.append((index, *pair, float(trigger in right)))

    arguments: dict[tuple[str, int], set[str]] = {}
    for event in events:
        for arg in event["args"]:
            layer = arg["role"] if arg["role"] in ("place", "time", "weapon") else "actor"
            at = put(layer, arg)
            if at is None:
                continue
            if layer == "place" and arg.get("kind") in CLASSES["place_kind"]:
                say("place_kind", at, arg["kind"])
            arguments.setdefault((arg["role"], at), set()).add(event["id"])
    for (role, at), names in arguments.items():
        linked(role, at, names, reverse=False)
    # An actor asked for one role is a wrong answer for the two others, unless it has them too.
    for role, at in arguments:
        if role in ACTORS:
            for other in ACTORS:
                if (other, at) not in arguments:
                    for trigger in owner:
                        pairs.append((PAIRS.index(other), trigger, at, 0.0))
    found = sorted(owner)
    for i in found:
        for j in found:
            if i < j:
                pairs.append((PAIRS.index("same"), j, i, float(owner[i] == owner[j])))
    parents = {event["id"]: event["parent"] for event in events}
    for child, children in triggers.items():
        for parent, others in triggers.items():
            if child != parent:
                a = children[0]
                pairs.append(
                    (PAIRS.index("parent"), a, min(others, key=lambda t: abs(t - a)), float(parents[child] == parent))
                )
    statements: dict[str, int] = {}
    speakers: list[tuple[int, int]] = []
    for statement in annotation["statements"]:
        speaker = put("speaker", statement["speaker"])
        cue = put("cue", statement["cue"])
        role = put("role", statement["role"])
        at = cue if cue is not None else speaker
        if at is None:
            continue
        statements[statement["id"]] = at
        say("act", at, statement["act"])
        say("kind", at, statement["kind"])
        say("certainty", at, statement["certainty"])
        if speaker is not None:
            speakers.append((at, speaker))
            if role is not None:
                pairs.append((PAIRS.index("role"), speaker, role, 1.0))
        about = {name for name in statement["about"] if name in triggers}
        linked("about", at, about, reverse=True)
    everyone = {speaker for _, speaker in speakers}
    for at, _right in speakers:
        for speaker in everyone:
            pairs.append((PAIRS.index("speaker"), at, speaker, float((at, speaker) in speakers)))
    claims: dict[str, int] = {}
    for claim in annotation["casualties"]:
        at = put("count", claim["count"])
        if at is None:
            continue
        claims[claim["id"]] = at
        say("outcome", at, claim["outcome"])
        say("claim_certainty", at, claim["certainty"])
        groups[at] = [float(group in claim["groups"]) for group in GROUPS]
        who = put("who", claim["who"])
        if who is not None:
            pairs.append((PAIRS.index("who"), at, who, 1.0))
        if claim["event"] in triggers:
            linked("event", at, {claim["event"]}, reverse=True)
    people = {j for r, _, j, _ in pairs if PAIRS[r] == "who"}
    right_people = {(i, j) for r, i, j, _ in pairs if PAIRS[r] == "who"}
    for claim in annotation["casualties"]:
        at = claims.get(claim["id"])
        if at is None:
            continue
        for who in people:
            if (at, who) not in right_people:
                pairs.append((PAIRS.index("who"), at, who, 0.0))
        for name, statement in statements.items():
            pairs.append((PAIRS.index("source"), at, statement, float(name == claim["source"])))
        for name, other in claims.items():
            if other != at:
                pairs.append((PAIRS.index("part"), at, other, float(name == claim["part_of"])))


def load(articles: Path, annotations: Path) -> tuple[list[dict], dict[str, dict]]:
    return list(lines(articles)), {one["doc"]: one for one in lines(annotations)}
