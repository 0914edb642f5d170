"""The windows that the network learns from: the same labels where sentences are left out, and no trace of what stood in these."""

from __future__ import annotations

import json
from types import ModuleType

import numpy as np

from rasid.analyse.encoder.installed import folder
from rasid.analyse.encoder.labels import PAIRS, TAGS
from rasid.analyse.encoder.marks import LAYERS, marks
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.pipeline import Pipeline
from tests.scripts import ROOT

GOLD = ROOT / "tests/gold"


def by_word(windows: list, count: int) -> tuple[np.ndarray, set[tuple[int, int, int, float]]]:
    """The labels of each word, -1 where no window has it; and the pairs."""
    tags = np.full((len(TAGS), count), -1)
    pairs = set()
    for w in windows:
        tags[:, w.low : w.low + len(w.first)] = w.tags
        pairs |= {(r, i + w.low, j + w.low, y) for r, i, j, y in w.pairs}
    return tags, pairs


def test_a_shortened_article_keeps_the_labels_of_what_is_left(data: ModuleType) -> None:
    pieces = Pieces.read(folder().joinpath("vocabulary.tsv").read_bytes())
    articles, annotations = data.load(GOLD / "articles.jsonl", GOLD / "annotations.jsonl")
    layers = Pipeline(LAYERS)
    for article in articles:
        doc, annotation = data.document(article, layers), annotations[article["id"]]
        before = json.dumps(annotation)
        given = (article, doc, marks(doc), annotation, pieces)
        last = doc.sentences[-1]
        whole, pairs = by_word(data.windows_of(*given), len(doc.tokens))
        some, fewer = by_word(data.windows_of(*given, without=[last.index]), len(doc.tokens))
        assert json.dumps(annotation) == before
        assert (some[:, last.first :] == -1).all()
        left = slice(0, last.first)
        assert (some[TAGS.index("trigger"), left] == whole[TAGS.index("trigger"), left]).all()
        assert ((some[:, left] == whole[:, left]) | (some[:, left] == 0)).all()
        same = PAIRS.index("same")
        assert {p for p in fewer if p[0] == same} == {p for p in pairs if p[0] == same and max(p[1:3]) < last.first}
        assert all(max(i, j) < last.first for _, i, j, _ in fewer)


def test_what_is_told_only_in_a_left_out_sentence_is_told_no_more(data: ModuleType) -> None:
    articles, annotations = data.load(GOLD / "articles.jsonl", GOLD / "annotations.jsonl")
    layers = Pipeline(LAYERS)
    lost = 0
    for article in articles:
        annotation = annotations[article["id"]]
        for sentence in data.document(article, layers).sentences[1:]:
            short = data.shortened(annotation, [sentence.span])
            inside = [
                mention["start"]
                for event in short["events"]
                for mention in (event["trigger"], *event["mentions"], *event["args"])
            ] + [claim["count"]["start"] for claim in short["casualties"]]
            assert not any(sentence.span.start <= at < sentence.span.end for at in inside)
            gone = {event["id"] for event in annotation["events"]} - {event["id"] for event in short["events"]}
            lost += len(gone)
            for event in annotation["events"]:
                told = [event["trigger"], *event["mentions"]]
                only = all(sentence.span.start <= m["start"] < sentence.span.end for m in told)
                assert only == (event["id"] in gone)
    assert lost > 10
